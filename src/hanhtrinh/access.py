"""Who may do what: the one gate to a workspace's objects on an actor's behalf.

Every use case takes the actor and asks `require` before it reads or writes. Who is no member of a workspace learns
nothing about it, not even that it exists: they get `NotFound`, members without the right get `NotAllowed`.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

import msgspec

from hanhtrinh.errors import NotAllowed, NotFound

Role = Literal["owner", "editor", "commenter", "viewer"]
ROLES: tuple[Role, ...] = ("owner", "editor", "commenter", "viewer")


class Right(StrEnum):
    """What can be allowed. Scopes of secret keys are rights."""

    SEE_MAPS = "see_maps"
    COMMENT = "comment"
    EDIT_MAPS = "edit_maps"
    SEE_PEOPLE = "see_people"
    LOG_CONTACTS = "log_contacts"
    EXPORT_PEOPLE = "export_people"
    ERASE_PEOPLE = "erase_people"
    MERGE_PEOPLE = "merge_people"
    EDIT_SEGMENTS = "edit_segments"
    SEE_VOICE = "see_voice"
    EDIT_SURVEYS = "edit_surveys"
    HANDLE_CASES = "handle_cases"
    SEE_SOURCES = "see_sources"
    MANAGE_SOURCES = "manage_sources"
    IMPORT = "import"
    MANAGE_TEAM = "manage_team"
    MANAGE_KEYS = "manage_keys"
    SEE_AUDIT = "see_audit"


_VIEWER = frozenset({Right.SEE_MAPS})
_COMMENTER = _VIEWER | {Right.COMMENT, Right.LOG_CONTACTS, Right.SEE_VOICE, Right.HANDLE_CASES}
_EDITOR = _COMMENTER | {
    Right.EDIT_MAPS, Right.SEE_PEOPLE, Right.EXPORT_PEOPLE, Right.MERGE_PEOPLE, Right.EDIT_SEGMENTS,
    Right.SEE_SOURCES, Right.MANAGE_SOURCES, Right.IMPORT, Right.EDIT_SURVEYS,
}  # fmt: skip
RIGHTS: Mapping[Role, frozenset[Right]] = {
    "owner": frozenset(Right),
    "editor": frozenset(_EDITOR),
    "commenter": frozenset(_COMMENTER),
    "viewer": _VIEWER,
}


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts: a signed-in user, a secret key, or the server itself.

    `rights` maps the id of each workspace the actor belongs to, to what they may do there.
    """

    kind: Literal["user", "key", "server"]
    id: str
    name: str = ""
    rights: Mapping[str, frozenset[Right]] = {}


NOBODY = Actor(kind="user", id="")


def digest(secret: str) -> str:
    """Return what is stored of a secret (a token, a key): its SHA-256 in hex. It is random, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def may(actor: Actor, workspace: str, right: Right) -> bool:
    """Tell whether an actor has a right in a workspace (by id)."""
    return actor.kind == "server" or right in actor.rights.get(workspace, frozenset())


def require(actor: Actor, workspace: str, right: Right) -> None:
    """Raise NotFound to a stranger of the workspace, NotAllowed to a member without the right."""
    if actor.kind != "server" and workspace not in actor.rights:
        raise NotFound("access.no_workspace")
    if not may(actor, workspace, right):
        raise NotAllowed("access.not_allowed", right=right.value)
