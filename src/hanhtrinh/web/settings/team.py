"""The team: members, roles, invitations."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from hanhtrinh.access import ROLES, digest
from hanhtrinh.app.accounts import team
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.settings.frame import settings_page
from hanhtrinh.web.settings.team_page import team_boxes


class Given(msgspec.Struct, frozen=True):
    """What the forms of the team send."""

    email: str = ""
    role: str = ROLES[-1]
    user: str = ""
    invitation: str = ""


@get("/w/{slug:str}/settings/team", sync_to_thread=True)
def team_page(
    asking: NamedDependency[Asking], services: NamedDependency[Services], space: NamedDependency[Space]
) -> Response[str]:
    """Show who belongs to the workspace."""
    return _page(asking, services, space)


@post("/w/{slug:str}/settings/team/invite", sync_to_thread=True)
def invite(
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    space: NamedDependency[Space],
    data: Annotated[Given, FORM],
) -> Response[str]:
    """Make an invitation and show its link, once."""
    token, now = services.new_token(), services.clock()
    try:
        team.invite(
            services.account_desk, asking.actor, space, data.email, data.role, token_digest=digest(token), now=now
        )
    except InputError as error:
        return _page(asking, services, space, wrong=error.message(asking.lang))
    link = f"{services.settings.public_address}/invitations/{token}"
    return _page(asking, services, space, link=link, email=data.email)


@post("/w/{slug:str}/settings/team/withdraw", sync_to_thread=True, status_code=303)
def withdraw(
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    space: NamedDependency[Space],
    data: Annotated[Given, FORM],
) -> Redirect:
    """Take an invitation back."""
    team.withdraw(services.account_desk, asking.actor, space, data.invitation)
    return _back(asking, space, "account.withdrawn")


@post("/w/{slug:str}/settings/team/role", sync_to_thread=True)
def change_role(
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    space: NamedDependency[Space],
    data: Annotated[Given, FORM],
) -> Response[str] | Redirect:
    """Give a member another role."""
    try:
        team.change_role(services.account_desk, asking.actor, space, data.user, data.role)
    except InputError as error:
        return _page(asking, services, space, wrong=error.message(asking.lang))
    return _back(asking, space, "account.role_saved")


@post("/w/{slug:str}/settings/team/remove", sync_to_thread=True)
def remove(
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    space: NamedDependency[Space],
    data: Annotated[Given, FORM],
) -> Response[str] | Redirect:
    """Take a member's place away; who leaves goes to another workspace."""
    try:
        team.remove(services.account_desk, asking.actor, space, data.user)
    except InputError as error:
        return _page(asking, services, space, wrong=error.message(asking.lang))
    if data.user == asking.actor.id:
        return redirect(asking, "/")
    return _back(asking, space, "account.removed")


def _back(asking: Asking, space: Space, said: str) -> Redirect:
    return redirect(asking, f"/w/{space.slug}/settings/team", said)


def _page(
    asking: Asking, services: Services, space: Space, *, wrong: str = "", link: str = "", email: str = ""
) -> Response[str]:
    found = team.team_of(services.account_desk, asking.actor, space, services.clock())
    boxes = team_boxes(asking, space, found, services.zone(space), link=link, email=email)
    return settings_page(asking, space, "team", *boxes, wrong=wrong)


HANDLERS = (team_page, invite, withdraw, change_role, remove)
