"""Routes of handing a survey out, and of the files people sent with their answers."""

from typing import Any
from urllib.parse import urlsplit

from litestar import MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.app.answering.files import give_file
from hanhtrinh.app.answering.letter import LOOK, asking_letter
from hanhtrinh.app.answering.sharing import Handed, end_kiosk, handed, make_kiosk, renew_link
from hanhtrinh.draw.markup import source_hash
from hanhtrinh.draw.survey_print import Printed, qr_png, qr_svg, survey_pdf
from hanhtrinh.errors import NotFound
from hanhtrinh.i18n import LANGS, Lang, say, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.answering.share_page import Handing, share_content
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.exports.sending import disposition, file_answer, file_name
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.voice.tabs import voice_page

_SHARE = "/w/{slug:str}/voice/surveys/{survey:str}/share"
_EXAMPLE = "0" * 48
"""The token in the preview of a letter: nobody's."""


@get(_SHARE, sync_to_thread=True)
def share(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    survey: FromPath[str],
) -> Response[str]:
    """Show what a survey is handed out by."""
    return _page(services, asking, space, handed(asking.actor, space, services.answering, survey))


@post(f"{_SHARE}/link", sync_to_thread=True, status_code=303)
def anew(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    survey: FromPath[str],
) -> Redirect:
    """Give a survey another open link."""
    renew_link(asking.actor, space, services.answering, survey)
    return redirect(asking, f"/w/{space.slug}/voice/surveys/{survey}/share", "survey_share.said_renewed")


@post(f"{_SHARE}/kiosk", sync_to_thread=True, status_code=200)
def kiosk(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    survey: FromPath[str],
) -> Response[str]:
    """Make a kiosk's link and show it, this once."""
    token = make_kiosk(asking.actor, space, services.answering, survey)
    found = handed(asking.actor, space, services.answering, survey)
    return _page(services, asking, space, found, kiosk=f"{_public(services)}/kiosk/{token}")


@post(f"{_SHARE}/kiosk/end", sync_to_thread=True, status_code=303)
def no_kiosk(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    survey: FromPath[str],
) -> Redirect:
    """End a kiosk's link."""
    end_kiosk(asking.actor, space, services.answering, survey)
    return redirect(asking, f"/w/{space.slug}/voice/surveys/{survey}/share", "survey_share.said_ended")


@get(f"{_SHARE}/letter", sync_to_thread=True)
def letter(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    survey: FromPath[str],
) -> Response[str]:
    """Show the letter that asks as mail programs do: nothing in it runs."""
    found = handed(asking.actor, space, services.answering, survey)
    if found.survey is None:
        raise NotFound("answering.no_such_survey", survey=survey[:60])
    given = request.query_params.get("lang")
    lang: Lang = next((one for one in LANGS if one == given), asking.lang)
    made = asking_letter(found.survey, _public(services), _EXAMPLE, lang, company=space.name)
    policy = f"sandbox; default-src 'none'; img-src 'self'; style-src '{source_hash(LOOK)}'"
    headers = {"content-security-policy": policy}
    return Response(made.html, media_type=MediaType.HTML, headers=headers)


@get(f"{_SHARE}/{{file:str}}")
async def print_file(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    survey: FromPath[str],
    file: FromPath[str],
) -> Response[bytes]:
    """Give a survey's QR code: a drawing, pixels, a sheet to hang up, a sheet of stickers."""

    def work() -> tuple[bytes, str]:
        found = handed(asking.actor, space, services.answering, survey)
        makers = {
            "qr.svg": lambda one: qr_svg(one.address), "qr.png": lambda one: qr_png(one.address),
            "poster.pdf": lambda one: survey_pdf(one, "poster"),
            "stickers.pdf": lambda one: survey_pdf(one, "stickers"),
        }  # fmt: skip
        printed = _printed(services, asking, space, found)
        if file not in makers or printed is None:
            raise NotFound("answering.no_such_survey", survey=survey[:60])
        return makers[file](printed), printed.title

    data, title = await services.makers.make(work)
    stem, _, suffix = file.rpartition(".")
    return file_answer(data, file_name(title, stem, suffix))


@get("/w/{slug:str}/voice/files/{file:str}", sync_to_thread=True)
def sent_file(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    file: FromPath[str],
) -> Response[bytes]:
    """Give a file somebody sent with an answer: to be saved, never to be shown by us."""
    found, data = give_file(asking.actor, space, services.answering, file)
    headers = {"content-disposition": disposition(found.name), "content-security-policy": "sandbox; default-src 'none'",
               "cache-control": "no-store", "cross-origin-resource-policy": "same-origin"}  # fmt: skip
    return Response(data, media_type="application/octet-stream", headers=headers)


def _page(services: Services, asking: Asking, space: Space, found: Handed, kiosk: str = "") -> Response[str]:
    link = f"{_public(services)}/q/{found.link.code}" if found.link else ""
    made = None
    if found.survey is not None and found.survey.pages:
        made = asking_letter(found.survey, _public(services), _EXAMPLE, asking.lang, company=space.name)
    base = f"/w/{space.slug}/voice/surveys/{found.kept.key}/share"
    handing = Handing(found, base, link, _typed(link), kiosk, made)
    title = tr("survey_share.title", asking.lang, name=say(found.kept.draft.name, asking.lang))
    return voice_page(asking, space, "surveys", title, *share_content(asking, handing),
                      sheets=("share.css", "survey-share.css"))  # fmt: skip


def _printed(services: Services, asking: Asking, space: Space, found: Handed) -> Printed | None:
    if found.survey is None or found.link is None:
        return None
    lang = asking.lang if asking.lang in found.survey.languages else found.survey.languages[0]
    link = f"{_public(services)}/q/{found.link.code}"
    return Printed(
        say(found.survey.name, lang), space.name, f"{link}?via=qr", _typed(link), found.survey.theme.accent, lang
    )


def _typed(link: str) -> str:
    """Return an address as people type it."""
    parts = urlsplit(link)
    return f"{parts.netloc}{parts.path}"


def _public(services: Services) -> str:
    return services.settings.public_address.rstrip("/")


HANDLERS = (share, anew, kiosk, no_kiosk, letter, print_file, sent_file)
