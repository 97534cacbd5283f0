"""Reading the audit log."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.accounts.desk import AccountDesk
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.audit import Deed

PAGE = 50


class AuditPage(NamedTuple):
    """Some deeds, the names of who did them, the areas to filter by, and where the next older ones begin."""

    deeds: Sequence[Deed]
    names: Mapping[str, str]
    areas: Sequence[str]
    older: int | None


def audit_of(desk: AccountDesk, actor: Actor, space: Space, *, area: str, who: str, before: int | None) -> AuditPage:
    """Return what was done in a workspace, newest first."""
    require(actor, space.id, Right.SEE_AUDIT)
    found = desk.audit.deeds(space.id, area=area, actor=who, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    names = {member.user.id: member.user.name for member in desk.accounts.members(space.id)}
    gone = {deed.actor for deed in shown if deed.actor_kind == "user"} - names.keys()
    for one in gone:
        user = desk.accounts.user(one)
        names |= {one: user.name} if user else {}
    older = shown[-1].id if len(found) > PAGE else None
    return AuditPage(shown, names, desk.audit.areas(space.id), older)
