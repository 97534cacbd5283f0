"""Where one has signed in, and ending it from here."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from hanhtrinh.app.accounts.own import end_others, end_session, sessions
from hanhtrinh.draw.markup import Child, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Session, Space
from hanhtrinh.web.asking import Asking, the_user
from hanhtrinh.web.components import badge, box, button, data_table, form
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.settings.frame import settings_page


class Ending(msgspec.Struct, frozen=True):
    """Which session to end; none named means all others."""

    session: str = ""


@get("/w/{slug:str}/settings/sessions", sync_to_thread=True)
def sessions_page(
    asking: NamedDependency[Asking], services: NamedDependency[Services], space: NamedDependency[Space]
) -> Response[str]:
    """List one's own live sessions."""
    lang, words = asking.lang, Words(asking.lang, services.zone(space))
    found = sessions(services.account_desk, the_user(asking), services.clock())
    heads = (tr("account.device", lang), tr("account.signed_in_at", lang), tr("account.last_seen", lang), "")
    rows = [_row(asking, space, words, one) for one in found]
    table = data_table(heads, rows, caption=tr("account.tab_sessions", lang))
    others = form(asking, f"/w/{space.slug}/settings/sessions", button(tr("account.end_others", lang), kind="plain"))
    content = (table, others) if len(found) > 1 else (table,)
    listed = box(tr("account.tab_sessions", lang), *content, lead=tr("account.sessions_lead", lang))
    return settings_page(asking, space, "sessions", listed)


@post("/w/{slug:str}/settings/sessions", sync_to_thread=True, status_code=303)
def end_sessions(
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    space: NamedDependency[Space],
    data: Annotated[Ending, FORM],
) -> Redirect:
    """End one other session, or all others."""
    user, desk = the_user(asking), services.account_desk
    if data.session:
        end_session(desk, user, data.session)
    else:
        end_others(desk, user, asking.session)
    return redirect(asking, f"/w/{space.slug}/settings/sessions", "account.session_ended")


def _row(asking: Asking, space: Space, words: Words, one: Session) -> list[Child]:
    lang = asking.lang
    last: Child = badge(tr("account.this_one", lang), "good")
    if one.token != asking.session:
        hidden = h("input", type="hidden", name="session", value=one.token)
        end = button(tr("account.end", lang), kind="quiet")
        last = form(asking, f"/w/{space.slug}/settings/sessions", hidden, end)
    device = one.device or tr("account.unknown_device", lang)
    return [device, words.moment(one.created_at), words.moment(one.seen_at), last]


HANDLERS = (sessions_page, end_sessions)
