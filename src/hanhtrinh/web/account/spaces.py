"""`/workspaces/new`: a further workspace."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from hanhtrinh.app.accounts.spaces import SpaceSettings, add_space
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import tr
from hanhtrinh.web.account.fields import space_fields
from hanhtrinh.web.asking import Asking, the_user
from hanhtrinh.web.components import button, form, link_button, notice
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import lone


class Given(msgspec.Struct, frozen=True):
    """What the form sends."""

    name: str = ""
    zone: str = "Asia/Ho_Chi_Minh"
    language: Literal["vi", "en"] = "vi"


@get("/workspaces/new", sync_to_thread=True)
def new_space_page(asking: NamedDependency[Asking]) -> Response[str]:
    """Show the form."""
    the_user(asking)
    return _page(asking, Given(language=asking.lang))


@post("/workspaces/new", sync_to_thread=True)
def make_space(
    asking: NamedDependency[Asking], services: NamedDependency[Services], data: Annotated[Given, FORM]
) -> Response[str] | Redirect:
    """Make the workspace and open the guided choice."""
    given = SpaceSettings(data.name, data.zone, data.language)
    user = the_user(asking)
    try:
        space = add_space(services.account_desk, user, given, space_id=services.new_id(), now=services.clock())
    except InputError as error:
        return _page(asking, data, error.message(asking.lang))
    return redirect(asking, f"/w/{space.slug}/begin")


def _page(asking: Asking, given: Given, wrong: str = "") -> Response[str]:
    lang, title = asking.lang, tr("account.new_space", asking.lang)
    fields = space_fields(lang, given.name, given.zone, given.language)
    content: list[Markup] = [h("h1", title), h("p.lead", tr("account.new_space_lead", lang))]
    if wrong:
        content.append(notice(wrong, "bad"))
    buttons = h("div.actions", button(tr("account.make", lang)), link_button(tr("account.cancel", lang), "/"))
    content.append(form(asking, "/workspaces/new", *fields, buttons, kind="fields"))
    return lone(asking, title, *content, status=400 if wrong else 200)


HANDLERS = (new_space_page, make_space)
