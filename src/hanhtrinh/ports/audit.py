"""The audit log: who did what in which workspace."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec

from hanhtrinh.access import Actor


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log: `actor` is a user's id, a key's id or `server`, as `actor_kind` says."""

    id: int
    workspace: str | None
    at: int
    actor_kind: str
    actor: str
    action: str
    object: str
    details: Mapping[str, Any]


class Audit(Protocol):
    """Where deeds are written down; nothing is ever changed or taken out."""

    def note(
        self, actor: Actor, workspace: str | None, action: str, object: str, details: Mapping[str, object] | None = None
    ) -> None:
        """Write down that an actor did something (`source.added`) to an object; durable when it returns.

        `details` is small and plain, and never holds personal data of customers, nor a secret.
        """

    def deeds(
        self, workspace: str, *, area: str = "", actor: str = "", before: int | None = None, limit: int = 50
    ) -> Sequence[Deed]:
        """Return what was done in a workspace, newest first: of an area (`source`), by an actor, older than an id.

        What members did to their own accounts (`workspace` is None) is among it.
        """

    def areas(self, workspace: str) -> Sequence[str]:
        """Return the areas in which something was done."""
