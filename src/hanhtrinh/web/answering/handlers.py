"""Routes of whoever answers: an open link, an invitation. None of them knows a session, and no GET keeps anything."""

import asyncio
from typing import Any

from litestar import MediaType, Request, Response, get, post
from litestar.params import FromPath

from hanhtrinh.app.answering.doors import Kind
from hanhtrinh.app.answering.files import MOST_BYTES
from hanhtrinh.app.answering.stopping import stop
from hanhtrinh.errors import HanhtrinhError, NotFound
from hanhtrinh.web.answering.coming import calm, desk_of, door_of, filling_of, tongue, too_large
from hanhtrinh.web.answering.ends import stop_page, stopped_page
from hanhtrinh.web.answering.filled import sent_of
from hanhtrinh.web.answering.leaf import HIDDEN
from hanhtrinh.web.answering.sending import take
from hanhtrinh.web.answering.showing import show
from hanhtrinh.web.answering.theme import theme_of, theme_sheet
from hanhtrinh.web.asking import services_of

PAGE_BYTES = 300_000
FILE_BYTES = MOST_BYTES + PAGE_BYTES
_CALM: dict[int | type[Exception], Any] = {HanhtrinhError: calm, 413: too_large}
_FOREVER = "public, max-age=31536000, immutable"
Asked = Request[Any, Any, Any]


@get("/survey-theme/{name:str}", sync_to_thread=False)
def theme(name: FromPath[str]) -> Response[str]:
    """Give the sheet of a theme: its address says all of it."""
    found = theme_of(name.removesuffix(".css"))
    if found is None:
        raise NotFound("web.no_page")
    return Response(theme_sheet(found), media_type=MediaType.CSS, headers={"cache-control": _FOREVER})


@get("/q/{code:str}", sync_to_thread=True, exception_handlers=_CALM)
def by_link(request: Asked, code: FromPath[str]) -> Response[Any]:
    """Lead to a new filling in of a survey by its open link."""
    return show(request, "q", code, "", "")


@get("/q/{code:str}/{key:str}/{page:str}", sync_to_thread=True, exception_handlers=_CALM)
def link_page(request: Asked, code: FromPath[str], key: FromPath[str], page: FromPath[str]) -> Response[Any]:
    """Show a page of a filling in by an open link."""
    return show(request, "q", code, key, page)


@get("/a/{token:str}", sync_to_thread=True, exception_handlers=_CALM)
def by_invitation(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Lead somebody who was invited to where they are in a survey."""
    return show(request, "a", token, "", "")


@get("/a/{token:str}/{key:str}/{page:str}", sync_to_thread=True, exception_handlers=_CALM)
def invitation_page(request: Asked, token: FromPath[str], key: FromPath[str], page: FromPath[str]) -> Response[Any]:
    """Show a page of a survey to somebody who was invited."""
    return show(request, "a", token, key, page)


@post("/q/{code:str}/{key:str}/{page:str}", request_max_body_size=PAGE_BYTES, exclude_from_csrf=True, status_code=200,
      exception_handlers=_CALM)  # fmt: skip
async def answer_link(request: Asked, code: FromPath[str], key: FromPath[str], page: FromPath[str]) -> Response[Any]:
    """Take a page of answers by an open link."""
    return await _take(request, "q", code, key, page)


@post("/a/{token:str}/{key:str}/{page:str}", request_max_body_size=PAGE_BYTES, exclude_from_csrf=True, status_code=200,
      exception_handlers=_CALM)  # fmt: skip
async def answer_invitation(
    request: Asked, token: FromPath[str], key: FromPath[str], page: FromPath[str]
) -> Response[Any]:
    """Take a page of answers by an invitation."""
    return await _take(request, "a", token, key, page)


@post("/q/{code:str}/{key:str}/{page:str}/files", request_max_body_size=FILE_BYTES, exclude_from_csrf=True,
      status_code=200, exception_handlers=_CALM)  # fmt: skip
async def files_by_link(request: Asked, code: FromPath[str], key: FromPath[str], page: FromPath[str]) -> Response[Any]:
    """Take a page of answers with files by an open link."""
    return await _take(request, "q", code, key, page, files=True)


@post("/a/{token:str}/{key:str}/{page:str}/files", request_max_body_size=FILE_BYTES, exclude_from_csrf=True,
      status_code=200, exception_handlers=_CALM)  # fmt: skip
async def files_by_invitation(
    request: Asked, token: FromPath[str], key: FromPath[str], page: FromPath[str]
) -> Response[Any]:
    """Take a page of answers with files by an invitation."""
    return await _take(request, "a", token, key, page, files=True)


@get("/q/{code:str}/logo", sync_to_thread=True, exception_handlers=_CALM)
def logo_by_link(request: Asked, code: FromPath[str]) -> Response[bytes]:
    """Give the logo of a survey."""
    return _logo(request, "q", code)


@get("/a/{token:str}/logo", sync_to_thread=True, exception_handlers=_CALM)
def logo_by_invitation(request: Asked, token: FromPath[str]) -> Response[bytes]:
    """Give the logo of a survey."""
    return _logo(request, "a", token)


@get("/a/{token:str}/stop", sync_to_thread=True, exception_handlers=_CALM)
def ask_to_stop(request: Asked, token: FromPath[str]) -> Response[str]:
    """Ask whether somebody shall not be asked any more: opening a link does nothing, scanners open links."""
    found = filling_of(request, "a", token)
    return stop_page(found, tongue(request, found))


@post("/a/{token:str}/stop", exclude_from_csrf=True, status_code=200, sync_to_thread=True, exception_handlers=_CALM)
def stop_asking(request: Asked, token: FromPath[str]) -> Response[str]:
    """Ask somebody nothing any more; the token in the address is the proof (RFC 8058: mail programs post here)."""
    found = filling_of(request, "a", token)
    stop(desk_of(request), found.door)
    return stopped_page(found, tongue(request, found))


async def _take(request: Asked, kind: Kind, code: str, key: str, page: str, *, files: bool = False) -> Response[Any]:
    sent = await sent_of(request)
    if not files:
        return await asyncio.to_thread(take, request, kind, code, key, page, sent)
    # Files are decoded: as few at a time as pictures of the pages.
    return await services_of(request).picture_makers.make(lambda: take(request, kind, code, key, page, sent))


def _logo(request: Asked, kind: Kind, code: str) -> Response[bytes]:
    door = door_of(request, kind, code)
    version = desk_of(request).surveys.version(door.space.id, door.kept.key, door.kept.version)
    name = version.theme.logo if version else ""
    data = services_of(request).pictures.get(door.space, name, True) if name else None
    if data is None:
        raise NotFound("answering.no_survey")
    headers = {**HIDDEN, "content-security-policy": "default-src 'none'", "cache-control": "private, max-age=600"}
    return Response(data, media_type="image/webp", headers=headers)


HANDLERS = (
    theme, by_link, link_page, by_invitation, invitation_page, answer_link, answer_invitation, files_by_link,
    files_by_invitation, logo_by_link, logo_by_invitation, ask_to_stop, stop_asking,
)  # fmt: skip
