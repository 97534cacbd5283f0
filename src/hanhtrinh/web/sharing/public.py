"""Routes of whoever follows a link: no account, no menu, nothing about anybody."""

from typing import Annotated, Any

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from hanhtrinh.app.accounts.signing import Throttled
from hanhtrinh.app.pictures import files_of
from hanhtrinh.app.sharing.drawing import TAKEN, draw_shared
from hanhtrinh.app.sharing.opening import proof_of, prove
from hanhtrinh.draw.markup import h
from hanhtrinh.draw.vector.plan import PAPERS
from hanhtrinh.errors import HanhtrinhError, InputError, NotFound
from hanhtrinh.i18n import tr
from hanhtrinh.web.asking import address_of, services_of
from hanhtrinh.web.exports.sending import file_answer, file_name
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.sheet import journey_rules
from hanhtrinh.web.sharing.leaves import friendly, lone_leaf, password_leaf
from hanhtrinh.web.sharing.public_page import embedded, public_page, title_of
from hanhtrinh.web.sharing.visiting import COOKIE, admitted, visit_of

_HOURS = 12
_HIDDEN = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow, noarchive"}
_CALM: dict[int | type[Exception], Any] = {HanhtrinhError: friendly}


class Given(msgspec.Struct, frozen=True):
    """What the password's form sends."""

    password: str = ""


@get("/s/{token:str}", sync_to_thread=True, exception_handlers=_CALM)
def shared(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Show the map of a link, or ask for its password."""
    visit = admitted(request, token)
    answer = public_page(visit, visit.view())
    visit.count()
    return answer


@post("/s/{token:str}", sync_to_thread=True, exception_handlers=_CALM, exclude_from_csrf=True, status_code=303)
def unlock(
    request: Request[Any, Any, Any], token: FromPath[str], data: Annotated[Given, FORM]
) -> Response[str] | Redirect:
    """Take the password, and let this browser see the map of this link for half a day."""
    visit = visit_of(request, token)
    services, address = visit.services, address_of(request)
    try:
        prove(services.links, visit.share, data.password, address)
    except InputError as error:
        return password_leaf(visit.address, visit.lang, error.message(visit.lang), 401)
    except Throttled as error:
        return password_leaf(visit.address, visit.lang, error.message(visit.lang), 429)
    answer = Redirect(visit.address, status_code=303)
    secure = services.settings.public_address.startswith("https://")
    answer.set_cookie(
        key=COOKIE, value=proof_of(visit.share, token), path=visit.address, max_age=_HOURS * 3600, httponly=True,
        secure=secure, samesite="strict",
    )  # fmt: skip
    return answer


@get("/s/{token:str}/state", sync_to_thread=True, exception_handlers=_CALM)
def state(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[dict[str, str]]:
    """Tell which state the map of a link is in, so that an open page knows when to load again."""
    return Response({"at": admitted(request, token).view().at}, headers=_HIDDEN)


@get("/s/{token:str}/rules.css", sync_to_thread=True, exception_handlers=_CALM)
def share_rules(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Give the rules that depend on the journey."""
    rules = journey_rules(admitted(request, token).view().seen.journey)
    return Response(rules, media_type=MediaType.CSS, headers=_HIDDEN | {"cache-control": "private, max-age=600"})


@get("/s/{token:str}/embed", sync_to_thread=True, exception_handlers=_CALM)
def embed(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """Show the compact map to the sites that may frame it; one with a password is opened on its own."""
    visit = visit_of(request, token)
    if not visit.share.sites:
        raise NotFound("sharing.no_link")
    whole = f"{visit.services.settings.public_address.rstrip('/')}{visit.address}"
    if visit.share.password:
        link = h("a", tr("sharing.whole", visit.lang), href=whole, target="_blank", rel="noopener")
        words = h("p", tr("sharing.embed_locked", visit.lang), " ", link)
        return lone_leaf(visit.share.title or "Hanhtrinh", words, lang=visit.lang, status=200, sites=visit.share.sites)
    answer = embedded(visit, visit.view(), whole)
    visit.count()
    return answer


@get("/s/{token:str}/pictures/{file:str}", sync_to_thread=True, exception_handlers=_CALM)
def share_picture(
    request: Request[Any, Any, Any], token: FromPath[str], file: FromPath[str], small: FromQuery[bool] = False
) -> Response[bytes]:
    """Give a picture of the map of a link, and no other picture of its workspace."""
    visit = admitted(request, token)
    named = file in files_of(visit.view().seen.journey)
    found = visit.services.pictures.get(visit.space, file, small) if named else None
    if found is None:
        raise NotFound("sharing.no_link")
    headers = {"content-security-policy": "default-src 'none'", "cache-control": "private, max-age=600", **_HIDDEN}
    return Response(found, media_type="image/webp", headers=headers)


@get("/s/{token:str}/download/{form:str}", exception_handlers=_CALM)
async def share_download(
    request: Request[Any, Any, Any], token: FromPath[str], form: FromPath[str], paper: FromQuery[str] = "a3"
) -> Response[bytes]:
    """Give the map of a link as a file, where its readers may take it away."""
    makers = services_of(request).share_makers
    name = ""

    def work() -> bytes:
        nonlocal name
        visit = admitted(request, token)
        wanted = next((one for one in TAKEN if one == form), None)
        sheet = next((one for one in PAPERS if one == paper), None)
        if not visit.share.downloads or wanted is None or sheet is None:
            raise NotFound("sharing.no_link")
        view = visit.view()
        name = file_name(title_of(visit, view), sheet.upper() if wanted == "pdf" else "", wanted)
        return draw_shared(wanted, visit.on_paper(), paper=sheet, as_of=view.seen.safe.readings.as_of)

    data = await makers.make(work)
    return file_answer(data, name)


HANDLERS = (shared, unlock, state, share_rules, embed, share_picture, share_download)
