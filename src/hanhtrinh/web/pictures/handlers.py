"""Routes of pictures."""

import hashlib
import re
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from hanhtrinh.access import Right, require
from hanhtrinh.app.pictures import add_picture, give_picture, shot_at
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.services import Services

MOST_BYTES = 12 * 2**20
_MOST_HEARD = 64 * 2**20
"""So much of a picture that is too large is still heard out, so that the browser is told why and not cut off."""
_POLICY = "default-src 'none'"
_FOREVER, _AGAIN = "private, max-age=31536000, immutable", "private, no-cache"
_KEPT_NAME = re.compile(r"[0-9a-f]{64}\.webp")


@post("/w/{slug:str}/pictures", request_max_body_size=_MOST_HEARD)
async def bring(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    request: Request[Any, Any, Any],
    name: FromQuery[str] = "",
) -> dict[str, Any]:
    """Take a picture: the body is the file, `name` what it was called."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    data = await _heard(request, name)
    kept = await services.picture_makers.make(lambda: add_picture(asking.actor, space, services.pictures, data, name))
    shot = shot_at(f"/w/{space.slug}/pictures", kept.file, kept.file[:16])
    return {"file": kept.file, "width": kept.width, "height": kept.height, "large": shot.large, "small": shot.small}


async def _heard(request: Request[Any, Any, Any], name: str) -> bytes:
    """Return the body; InputError where it is larger than any picture may be, once it has been heard."""
    data, size = bytearray(), 0
    async for part in request.stream():
        size += len(part)
        if size <= MOST_BYTES:
            data += part
    if size > MOST_BYTES:
        shown = name.replace("\\", "/").rpartition("/")[2][:80] or "?"
        mega = 2**20
        raise InputError("pictures.too_many_bytes", file=shown, given=f"{size / mega:.1f}", allowed=MOST_BYTES // mega)
    return bytes(data)


@get("/w/{slug:str}/pictures/{file:str}", sync_to_thread=True)
def give(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    request: Request[Any, Any, Any],
    file: FromPath[str],
    small: FromQuery[bool] = False,
) -> Response[bytes]:
    """Give a picture; one named by its content never changes, one put there by hand is asked for again."""
    data = give_picture(asking.actor, space, services.pictures, file, small)
    mark = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {
        "content-security-policy": _POLICY,
        "cache-control": _FOREVER if _KEPT_NAME.fullmatch(file) else _AGAIN,
        "etag": mark,
        "content-disposition": "inline",
        "cross-origin-resource-policy": "same-origin",
    }
    if request.headers.get("if-none-match") == mark:
        return Response(b"", status_code=304, headers=headers)
    return Response(data, media_type="image/webp", headers=headers)


HANDLERS = (bring, give)
