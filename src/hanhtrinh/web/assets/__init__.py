"""Fonts, style sheets and scripts of the pages, served under an address that changes with their content."""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from litestar import Request, Response, get
from litestar.params import FromPath

from hanhtrinh.draw import vendored
from hanhtrinh.errors import NotFound
from hanhtrinh.web.maps import sheet

FOLDER = Path(__file__).parent
SHEET = "app.css"
"""The style sheet of every page: the tokens and fonts it shares with the map, then `css/[0-9]-*.css` in order."""
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as it is served; `packed` is its gzip form where that is smaller."""

    data: bytes
    packed: bytes | None
    type: str


@cache
def assets() -> dict[str, Asset]:
    """Return everything that is served, by name."""
    return {name: _asset(name, data) for name, data in _files()}


def _asset(name: str, data: bytes) -> Asset:
    kind = _TYPES[Path(name).suffix]
    packed = None if name.endswith(".woff2") else gzip.compress(data, 9, mtime=0)
    return Asset(data, packed, kind)


def _files() -> Iterator[tuple[str, bytes]]:
    yield SHEET, _sheet().encode()
    for path in sorted((FOLDER / "css").glob("[!0-9]*.css")):
        yield path.name, _tight(path.read_text(encoding="utf-8")).encode()
    yield sheet.NAME, _tight(sheet.map_sheet()).encode()
    for path in sorted((FOLDER / "js").glob("*.js")):
        yield path.name, path.read_bytes() + sheet.more_script(path.name)
    yield "survey-logic.js", (FOLDER.parent / "asking_widget" / "source" / "logic.js").read_bytes()
    for path in sorted((vendored.FOLDER / "fonts").glob("*.woff2")):
        yield path.name, path.read_bytes()
    yield "icons.svg", vendored.every_icon().encode()
    yield "mark.svg", (FOLDER / "mark.svg").read_bytes()


def _sheet() -> str:
    tokens = vendored.FOLDER / "css" / "1-tokens.css"
    own = sorted((FOLDER / "css").glob("[0-9]*.css"))
    return vendored.font_files() + "\n".join(_tight(path.read_text(encoding="utf-8")) for path in (tokens, *own))


def _tight(text: str) -> str:
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip() + "\n"


@cache
def version() -> str:
    """Return the part of the address that changes whenever one of the files does."""
    whole = hashlib.sha256()
    for name, asset in sorted(assets().items()):
        whole.update(name.encode() + b"\0" + asset.data)
    return whole.hexdigest()[:12]


def url(name: str) -> str:
    """Return the address of a file; KeyError for one there is not."""
    assets()[name]
    return f"/assets/{version()}/{name}"


@get("/assets/{stamp:str}/{name:str}", sync_to_thread=False)
def asset(request: Request, stamp: FromPath[str], name: FromPath[str]) -> Response[bytes]:  # type: ignore[type-arg]
    """Serve one file: for ever under its own address, to be asked for again under an older one."""
    found = assets().get(name)
    if found is None:
        raise NotFound("web.no_page")
    packed = found.packed is not None and "gzip" in request.headers.get("accept-encoding", "")
    headers = {
        "cache-control": _FOREVER if stamp == version() else "no-cache",
        "etag": f'"{version()}{"z" if packed else ""}"',
        "vary": "accept-encoding",
        **({"content-encoding": "gzip"} if packed else {}),
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(b"", status_code=304, headers=headers)
    return Response(found.packed if packed and found.packed else found.data, media_type=found.type, headers=headers)


HANDLERS = (asset,)
