"""Which mails one gets, and for owners whether the server sends any."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from hanhtrinh.access import Right, may
from hanhtrinh.app.mailing.choosing import choose, newest_letters, send_test, wishes_of
from hanhtrinh.draw.markup import Markup
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, catalogue, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.mail import CHOICES, Sent
from hanhtrinh.web.asking import Asking, the_user
from hanhtrinh.web.components import badge, box, button, data_table, form, notice, pick
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.settings.frame import settings_page

_KIND = {"waiting": "middling", "sent": "good", "dead": "bad"}


class Given(msgspec.Struct, frozen=True):
    """What the form sends."""

    drift: Literal["at_once", "daily", "none"] = "daily"
    review: Literal["at_once", "none"] = "at_once"
    mention: Literal["at_once", "none"] = "at_once"


@get("/w/{slug:str}/settings/notifications", sync_to_thread=True)
def notifications_page(
    asking: NamedDependency[Asking], services: NamedDependency[Services], space: NamedDependency[Space]
) -> Response[str]:
    """Show which mails the asker gets."""
    return _page(asking, services, space)


@post("/w/{slug:str}/settings/notifications", sync_to_thread=True)
def save_notifications(
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    space: NamedDependency[Space],
    data: Annotated[Given, FORM],
) -> Redirect:
    """Store which mails the asker gets."""
    choose(services.mail, asking.actor, space, the_user(asking), msgspec.structs.asdict(data))
    return redirect(asking, f"/w/{space.slug}/settings/notifications", "mail.saved")


@post("/w/{slug:str}/settings/notifications/test", sync_to_thread=True)
def test_letter(
    asking: NamedDependency[Asking], services: NamedDependency[Services], space: NamedDependency[Space]
) -> Response[str] | Redirect:
    """Send the asker a test mail."""
    try:
        send_test(services.mail, asking.actor, space, the_user(asking))
    except InputError as error:
        return _page(asking, services, space, error.message(asking.lang))
    return redirect(asking, f"/w/{space.slug}/settings/notifications", "mail.test_sent")


def _page(asking: Asking, services: Services, space: Space, wrong: str = "") -> Response[str]:
    user, lang = the_user(asking), asking.lang
    wishes = wishes_of(services.mail, asking.actor, space, user)
    picks = [
        pick(tr(f"mail.kind_{kind}", lang), kind, [(one, tr(f"mail.wish_{one}", lang), "") for one in allowed],
             wishes[kind])
        for kind, allowed in CHOICES.items()
    ]  # fmt: skip
    action = f"/w/{space.slug}/settings/notifications"
    mine = form(asking, action, *picks, button(tr("mail.save", lang)), kind="fields mail-choices")
    boxes = [box(tr("mail.tab", lang), mine, lead=tr("mail.lead", lang, address=user.email), kind="narrow")]
    if may(asking.actor, space.id, Right.MANAGE_TEAM):
        boxes.append(_server(asking, services, space))
    return settings_page(asking, space, "notifications", *boxes, wrong=wrong)


def _server(asking: Asking, services: Services, space: Space) -> Markup:
    lang, ready = asking.lang, services.settings.mails
    said = tr("mail.server_ready" if ready else "mail.server_none", lang, sender=services.settings.mail_from)
    test = form(asking, f"/w/{space.slug}/settings/notifications/test",
                button(tr("mail.test_button", lang), kind="plain", icon="send")) if ready else None  # fmt: skip
    letters = newest_letters(services.mail, asking.actor, space)
    words = Words(lang, services.zone(space))
    heads = [tr(f"mail.col_{key}", lang) for key in ("when", "to", "what", "state")]
    rows = [(words.moment(one.created_at), one.to, one.subject, _state(one, lang)) for one in letters[:20]]
    table = data_table(heads, rows, caption=tr("mail.letters_title", lang)) if rows else None
    return box(tr("mail.server_title", lang), notice(said, "good" if ready else "middling"), test, table)


def _state(one: Sent, lang: Lang) -> Markup:
    said = tr(f"mail.state_{one.state}", lang)
    why = f": {error_words(one.error, lang)}" if one.error and one.state != "sent" else ""
    return badge(said + why, _KIND[one.state])


def error_words(code: str, lang: Lang) -> str:
    """Return why a letter was not taken, in words."""
    kind, _, number = code.rpartition("_")
    known = next((name for name in (code, kind) if f"error_{name}" in catalogue("mail", lang)), "refused")
    return tr(f"mail.error_{known}", lang, code=number or code)


HANDLERS = (notifications_page, save_notifications, test_letter)
