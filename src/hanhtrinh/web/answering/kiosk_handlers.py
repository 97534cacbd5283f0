"""Routes of a kiosk."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import Body, FromPath
from msgspec import Meta

from hanhtrinh.app.answering.looking import filling
from hanhtrinh.app.answering.taking import Given, take_whole
from hanhtrinh.errors import HanhtrinhError, NotFound
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.web import assets
from hanhtrinh.web.answering.coming import calm, desk_of, door_of, filling_of, keep_pace, tongue
from hanhtrinh.web.answering.ends import ending_page
from hanhtrinh.web.answering.kiosk_page import kiosk_page
from hanhtrinh.web.answering.leaf import HIDDEN
from hanhtrinh.web.asking import services_of

_CALM: dict[int | type[Exception], Any] = {HanhtrinhError: calm}
_OLDEST = 90 * 86_400 * MICROSECONDS
_BYTES = 200_000
_WORKER = {"cache-control": "no-cache", "content-security-policy": "default-src 'none'; connect-src 'self'"}


class KioskAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """One filling in, as the kiosk's page sends it: `id` is made there, `at` when it was finished (microseconds)."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
    answers: dict[str, Any]
    at: int
    lang: Lang = "vi"
    page: Annotated[str, Meta(max_length=60)] = ""
    agreed: Annotated[Sequence[str], Meta(max_length=100)] = ()


@get("/kiosk/worker.js", sync_to_thread=False)
def kiosk_worker() -> Response[bytes]:
    """Give the script that lets a browser keep a kiosk's page: from here, since it may see no other pages."""
    return Response(assets.assets()["kiosk-worker.js"].data, media_type="text/javascript", headers=_WORKER)


@get("/kiosk/{token:str}", sync_to_thread=True, exception_handlers=_CALM)
def kiosk_start(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
    """Show the page of a kiosk."""
    found = filling_of(request, "kiosk", token)
    lang = tongue(request, found)
    if not found.ending:
        return kiosk_page(found, lang)
    ended = ending_page(desk_of(request), found, found.ending, lang)
    ended.headers["x-survey-ending"] = found.ending  # a browser that keeps the page shows it no longer
    return ended


@post("/kiosk/{token:str}/answers", request_max_body_size=_BYTES, exclude_from_csrf=True, status_code=200,
      sync_to_thread=True, exception_handlers=_CALM)  # fmt: skip
def kiosk_answers(
    request: Request[Any, Any, Any], token: FromPath[str], data: Annotated[KioskAnswers, Body()]
) -> Response[dict[str, Any]]:
    """Take one filling in; the same one sent twice is kept once. The token in the address is the proof."""
    door, desk = door_of(request, "kiosk", token), desk_of(request)
    keep_pace(request, door)
    now = desk.clock()
    # What waited for a connection counts from when it was answered.
    then = replace(desk, clock=lambda: min(now, max(data.at, now - _OLDEST)))
    found = filling(then, door, data.id)
    given = Given(data.page, data.answers, found.lang(data.lang, "vi"), "next", frozenset(data.agreed))
    taken = take_whole(then, found, given, done=True)
    if wrong := taken.wrong:  # nobody is there any more to put it right: what is right counts
        right = {key: value for key, value in given.raw.items() if key not in wrong}
        taken = take_whole(then, found, given._replace(raw=right), done=True)
        taken = taken._replace(wrong={**taken.wrong, **wrong} if taken.wrong else {})
    problems = {key: tr(finding.key, given.lang, **finding.params) for key, finding in taken.wrong.items()}
    return Response({"outcome": taken.ending or "partial", "problems": problems}, headers=HIDDEN)


@get("/kiosk/{token:str}/logo", sync_to_thread=True, exception_handlers=_CALM)
def kiosk_logo(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[bytes]:
    """Give the logo of a survey."""
    found = filling_of(request, "kiosk", token)
    name = found.survey.theme.logo
    data = services_of(request).pictures.get(found.door.space, name, True) if name else None
    if data is None:
        raise NotFound("answering.no_survey")
    return Response(data, media_type="image/webp", headers={**HIDDEN, "content-security-policy": "default-src 'none'"})


HANDLERS = (kiosk_worker, kiosk_start, kiosk_answers, kiosk_logo)
