"""How files that are made for a reader are sent: drawn beside the event loop, a few at a time, under a good name."""

import asyncio
import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from litestar import Response

from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.i18n import without_marks

_T = TypeVar("_T")
AT_ONCE, WAITING = 2, 8
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "mmd": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "yaml": "application/yaml; charset=utf-8",
    "xes": "application/xml",
}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_LONGEST = 80


class TooMany(HanhtrinhError):
    """As many files are being made as the server makes at a time, and as many wait."""


class Makers:
    """Makes files in threads: two at a time, a few waiting, everybody else is asked to come back."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._most = at_once + waiting
        self._at_once = at_once
        self._there = 0
        self._turns: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None

    async def make(self, work: Callable[[], _T]) -> _T:
        """Return what is made when its turn has come; TooMany where too many wait."""
        if self._there >= self._most:
            raise TooMany("exports.too_many")
        self._there += 1
        try:
            async with self._turn():
                return await asyncio.to_thread(work)
        finally:
            self._there -= 1

    def _turn(self) -> asyncio.Semaphore:
        loop = asyncio.get_running_loop()
        if self._turns is None or self._turns[0] is not loop:
            self._turns = loop, asyncio.Semaphore(self._at_once)
        return self._turns[1]


def file_name(title: str, more: str, suffix: str) -> str:
    """Return a file's name from a journey's: Vietnamese stays, what file systems refuse goes."""
    plain = " ".join(_UNSAFE.sub(" ", title).split()).strip(". ")[:_LONGEST].strip() or "hanhtrinh"
    return f"{plain}{' ' + more if more else ''}.{suffix}"


def disposition(name: str) -> str:
    """Return the header that saves a file under a name, for old and new browsers (RFC 6266, RFC 5987)."""
    plain = without_marks(name).encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def file_answer(data: bytes, name: str) -> Response[bytes]:
    """Return a file to be saved; nothing of it runs as a page of ours."""
    kind = TYPES[name.rpartition(".")[2]]
    headers = {
        "content-disposition": disposition(name),
        "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        "cache-control": "no-store",
    }
    return Response(data, media_type=kind, headers=headers)
