"""The workspace's name, time zone and language."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.accounts.spaces import SpaceSettings, change_space, settings_of
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.account.fields import space_fields
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import box, button, form
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.settings.frame import settings_page


class Given(msgspec.Struct, frozen=True):
    """What the form sends."""

    name: str = ""
    zone: str = ""
    language: Literal["vi", "en"] = "vi"


@get("/w/{slug:str}/settings/workspace", sync_to_thread=True)
def workspace_page(
    asking: NamedDependency[Asking], services: NamedDependency[Services], space: NamedDependency[Space]
) -> Response[str]:
    """Show the workspace's settings to its owners."""
    require(asking.actor, space.id, Right.MANAGE_TEAM)
    return _page(asking, space, settings_of(services.account_desk, asking.actor, space))


@post("/w/{slug:str}/settings/workspace", sync_to_thread=True)
def save_workspace(
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    space: NamedDependency[Space],
    data: Annotated[Given, FORM],
) -> Response[str] | Redirect:
    """Store them."""
    given = SpaceSettings(data.name, data.zone, data.language)
    try:
        change_space(services.account_desk, asking.actor, space, given)
    except InputError as error:
        return _page(asking, space, given, error.message(asking.lang))
    return redirect(asking, f"/w/{space.slug}/settings/workspace", "account.saved")


def _page(asking: Asking, space: Space, given: SpaceSettings, wrong: str = "") -> Response[str]:
    fields = space_fields(asking.lang, given.name, given.time_zone, given.language)
    save = button(tr("account.save", asking.lang))
    content = form(asking, f"/w/{space.slug}/settings/workspace", *fields, save, kind="fields")
    where = tr("account.space_address", asking.lang, slug=space.slug)
    about = box(tr("account.tab_workspace", asking.lang), content, lead=where, kind="narrow")
    return settings_page(asking, space, "workspace", about, wrong=wrong)


HANDLERS = (workspace_page, save_workspace)
