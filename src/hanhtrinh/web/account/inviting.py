"""`/invitations/{token}`: taking a place in a workspace."""

from typing import Annotated

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import digest
from hanhtrinh.app.accounts.team import join, join_as_new, offer_of
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Invitation, Space
from hanhtrinh.web.account.fields import password_field, whose_password
from hanhtrinh.web.account.opening import enter, fresh
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, field, form, link_button, notice
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import lone


class Given(msgspec.Struct, frozen=True):
    """What somebody without an account types."""

    name: str = ""
    password: str = ""


@get("/invitations/{token:str}", sync_to_thread=True)
def invitation_page(
    asking: NamedDependency[Asking], services: NamedDependency[Services], token: FromPath[str]
) -> Response[str]:
    """Show what is offered, and how to take it."""
    return _page(asking, services, token)


@post("/invitations/{token:str}", sync_to_thread=True)
def take_place(
    request: Request,  # type: ignore[type-arg]
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    token: FromPath[str],
    data: Annotated[Given, FORM],
) -> Response[str] | Redirect:
    """Take the place, with the account one has or a new one."""
    desk, key = services.account_desk, digest(token)
    if asking.user:
        space = join(desk, asking.user, key, services.clock())
        return redirect(asking, f"/w/{space.slug}/journeys", "account.joined")
    session = fresh(request, services)
    try:
        space = join_as_new(
            desk, key, data.name, data.password, asking.lang, session.opening, user_id=services.new_id()
        )
    except InputError as error:
        return _page(asking, services, token, data, error.message(asking.lang))
    return enter(asking, services, session.token, asking.lang, f"/w/{space.slug}/journeys", "account.joined")


def _page(asking: Asking, services: Services, token: str, given: Given | None = None, wrong: str = "") -> Response[str]:
    offer, space = offer_of(services.account_desk, digest(token), services.clock())
    lang, title = asking.lang, tr("account.invited", asking.lang, space=space.name)
    what = tr("account.invited_as", lang, role=tr(f"account.role_{offer.role}", lang), email=offer.email)
    known = services.accounts.user_by_email(offer.email) is not None
    content = [h("h1", title), h("p.lead", what)]
    if wrong:
        content.append(notice(wrong, "bad"))
    content.append(_way(asking, offer, space, f"/invitations/{token}", given or Given(), known=known))
    return lone(asking, title, *content, status=400 if wrong else 200)


def _way(asking: Asking, offer: Invitation, space: Space, here: str, given: Given, *, known: bool) -> Markup:
    lang = asking.lang
    if asking.user and asking.user.email != offer.email:
        return notice(tr("account.not_for_you", lang, email=offer.email), "middling")
    if asking.user:
        return form(asking, here, button(tr("account.join", lang)))
    if known:
        return link_button(tr("account.sign_in_first", lang), f"/sign-in?next={here}", kind="main")
    fields = [
        whose_password(offer.email),
        field(tr("account.your_name", lang), "name", given.name, required=True, maxlength=80, autocomplete="name"),
        password_field(asking, tr("account.password", lang), "password", new=True),
        button(tr("account.join", lang)),
    ]
    return form(asking, here, *fields, kind="fields")


HANDLERS = (invitation_page, take_place)
