"""`/` and `/start`: the way in, and the first start of a server."""

import hmac
from typing import Annotated, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from hanhtrinh.app.accounts.starting import Start, start
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import InputError, NotAllowed
from hanhtrinh.i18n import tr
from hanhtrinh.web.account.fields import password_field
from hanhtrinh.web.account.opening import enter, fresh
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, field, form, notice
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import lone

_ZONE = "Asia/Ho_Chi_Minh"


class Given(msgspec.Struct, frozen=True):
    """What the form of the first start sends."""

    token: str = ""
    name: str = ""
    email: str = ""
    password: str = ""
    space: str = ""
    zone: str = _ZONE
    language: Literal["vi", "en"] = "vi"


@get("/", sync_to_thread=True)
def root(asking: NamedDependency[Asking], services: NamedDependency[Services]) -> Response[str] | Redirect:
    """Lead to the first workspace, to signing in, or tell a fresh server's visitor where its link is."""
    if asking.spaces:
        return redirect(asking, f"/w/{asking.spaces[0].slug}/journeys")
    if asking.user:
        return _no_space(asking)
    return redirect(asking, "/sign-in" if services.accounts.users() else "/start")


@get("/start", sync_to_thread=True)
def start_page(
    asking: NamedDependency[Asking], services: NamedDependency[Services], token: FromQuery[str] = ""
) -> Response[str] | Redirect:
    """Show the form of the first start to whoever has the link."""
    if services.accounts.users():
        return redirect(asking, "/")
    if not _may_start(services, token):
        return lone(asking, tr("account.start", asking.lang), *_where_the_link_is(asking), status=403)
    return lone(asking, tr("account.start", asking.lang), *_form(asking, Given(token=token, language=asking.lang)))


@post("/start", sync_to_thread=True)
def begin(
    request: Request,  # type: ignore[type-arg]
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    data: Annotated[Given, FORM],
) -> Response[str] | Redirect:
    """Make the owner's account and the workspace, and open the guided choice."""
    if not _may_start(services, data.token):
        raise NotAllowed("account.start_link_needed")
    session = fresh(request, services)
    given = Start(data.name, data.email, data.password, data.space, data.language, data.zone)
    try:
        made = start(
            services.account_desk, given, session.opening, user_id=services.new_id(), space_id=services.new_id()
        )
    except InputError as error:
        wrong = notice(error.message(asking.lang), "bad")
        return lone(asking, tr("account.start", asking.lang), *_form(asking, data, wrong), status=400)
    return enter(asking, services, session.token, data.language, f"/w/{made[1].slug}/begin")


def _may_start(services: Services, token: str) -> bool:
    return bool(services.setup_token) and hmac.compare_digest(token.encode(), services.setup_token.encode())


def _form(asking: Asking, given: Given, wrong: Markup | None = None) -> list[Markup]:
    lang = asking.lang
    fields = [
        field(tr("account.your_name", lang), "name", given.name, required=True, maxlength=80, autocomplete="name"),
        field(tr("account.email", lang), "email", given.email, type="email", required=True, autocomplete="username"),
        password_field(asking, tr("account.password", lang), "password", new=True),
        field(
            tr("account.space_name", lang), "space", given.space, required=True, maxlength=80,
            hint=tr("account.space_hint", lang), autocomplete="organization",
        ),
        h("input", type="hidden", name="language", value=lang),
        h("input", type="hidden", name="token", value=given.token),
        button(tr("account.begin", lang)),
    ]  # fmt: skip
    lead = h("p.lead", tr("account.start_lead", lang))
    parts = (h("h1", tr("account.start", lang)), lead, wrong, form(asking, "/start", *fields, kind="fields"))
    return [part for part in parts if part is not None]


def _where_the_link_is(asking: Asking) -> list[Markup]:
    lang = asking.lang
    return [h("h1", tr("account.start_here", lang)), h("p", tr("account.start_link", lang))]


def _no_space(asking: Asking) -> Response[str]:
    lang, title = asking.lang, tr("account.no_space", asking.lang)
    out = form(asking, "/sign-out", button(tr("web.sign_out", lang), kind="plain"))
    return lone(asking, title, h("h1", title), h("p", tr("account.no_space_text", lang)), out)


HANDLERS = (root, start_page, begin)
