"""Who comes to answer: which door, how fast, and what a link that leads nowhere answers."""

from typing import Any

import structlog
from litestar import MediaType, Request, Response

from hanhtrinh.app.answering.desk import AnswerDesk
from hanhtrinh.app.answering.doors import Door, Kind, invitation, kiosk, open_link
from hanhtrinh.app.answering.looking import Filling, filling, fresh_key
from hanhtrinh.app.answering.pacing import ADDRESS, INVITED, LINK, TRIES
from hanhtrinh.draw.markup import h
from hanhtrinh.errors import HanhtrinhError, NotFound
from hanhtrinh.i18n import LANGS, Lang, tr
from hanhtrinh.voice.surveys.answers import LARGEST_FILE
from hanhtrinh.web.answering.leaf import no_survey, words_leaf
from hanhtrinh.web.asking import address_of, language_of, services_of

_log = structlog.get_logger("hanhtrinh.answering")
_OPEN = {"q": open_link, "a": invitation, "kiosk": kiosk}


class Hurried(HanhtrinhError):
    """More comes by a link, or from an address, than people send."""


def desk_of(request: Request[Any, Any, Any]) -> AnswerDesk:
    """Return what surveys are answered with."""
    return services_of(request).answering


def door_of(request: Request[Any, Any, Any], kind: Kind, code: str) -> Door:
    """Return the door of an address; NotFound where there is none, Hurried for who tries one after another."""
    desk = desk_of(request)
    try:
        return _OPEN[kind](desk, code)
    except NotFound:
        if desk.paces.wait("try", address_of(request), TRIES, desk.clock()):
            raise Hurried("answering.hurried") from None
        raise


def keep_pace(request: Request[Any, Any, Any], door: Door) -> None:
    """Raise Hurried where more is sent by a link or from an address than may be.

    An invitation is one person's, whatever office they share an address with; a kiosk sends what it kept while it had
    no connection all at once.
    """
    desk = desk_of(request)
    now = desk.clock()
    by_address = desk.paces.wait("address", address_of(request), ADDRESS, now) if door.kind == "q" else 0
    if by_address or desk.paces.wait("link", door.link, INVITED if door.kind == "a" else LINK, now):
        raise Hurried("answering.hurried")


def filling_of(request: Request[Any, Any, Any], kind: Kind, code: str, key: str = "") -> Filling:
    """Return a filling in by its address; a new one where none is named."""
    door, desk = door_of(request, kind, code), desk_of(request)
    qr = request.query_params.get("via") == "qr"
    return filling(desk, door, key or fresh_key(desk, door, qr=qr))


def tongue(request: Request[Any, Any, Any], found: Filling) -> Lang:
    """Return the language a filling in is shown in."""
    return found.lang(request.query_params.get("lang"), language_of(request))


def from_outside(request: Request[Any, Any, Any]) -> bool:
    """Tell whether an address was opened from elsewhere (a message, a bookmark) and not from a page of ours, as
    browsers say of themselves."""
    return request.headers.get("sec-fetch-site", "same-origin") != "same-origin"


def calm(request: Request[Any, Any, Any], error: HanhtrinhError) -> Response[Any]:
    """Answer whoever's link leads nowhere, or comes too fast; nothing is told about anybody."""
    given = request.query_params.get("lang")
    lang: Lang = next((one for one in LANGS if one == given), language_of(request))
    match error:
        case NotFound():
            status, key = 404, "no_survey"
        case Hurried():
            status, key = 429, "hurried"
        case _:
            _log.warning("survey_not_shown", code=error.key)
            status, key = 503, "resting"
    if "application/json" in request.headers.get("accept", ""):
        body = {"error": {"code": f"answering.{key}"}}
        return Response(body, status_code=status, media_type=MediaType.JSON)
    answer = no_survey(lang, status, key)
    if status == 429:
        answer.headers["retry-after"] = "60"
    return answer


def too_large(request: Request[Any, Any, Any], _error: Exception) -> Response[Any]:
    """Answer whoever sent more than a page takes: the files they chose are too large. A script says so before."""
    lang = language_of(request)
    page = request.url.path.removesuffix("/files")
    back = h("a.sv-btn.sv-main", tr("answering.back", lang), href=page)
    text = h("p.sv-text", tr("answering.large", lang, most=LARGEST_FILE))
    title = tr("answering.large_title", lang)
    return words_leaf(title, text, h("div.sv-buttons", back), lang=lang, status=413, icon="circle-alert")
