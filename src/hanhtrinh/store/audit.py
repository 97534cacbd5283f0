"""The audit log in the database."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, RowMapping, insert, select

from hanhtrinh.access import Actor
from hanhtrinh.ports.audit import Deed
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.accounts import audit, members


class SqlAudit:
    """`ports.audit.Audit` in a database."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def note(
        self, actor: Actor, workspace: str | None, action: str, object: str, details: Mapping[str, object] | None = None
    ) -> None:
        """Write down that an actor did something."""
        row = {
            "workspace": workspace, "at": self._clock(), "actor_kind": actor.kind, "actor": actor.id,
            "action": action, "object": object, "details": msgspec.json.encode(details or {}).decode(),
        }  # fmt: skip
        with self._database.writing(CommitPoint.AUDIT) as connection:
            connection.execute(insert(audit).values(row))

    def deeds(
        self, workspace: str, *, area: str = "", actor: str = "", before: int | None = None, limit: int = 50
    ) -> Sequence[Deed]:
        """Return what was done in a workspace, newest first."""
        query = select(audit).where(_of(workspace)).order_by(audit.c.id.desc()).limit(limit)
        if area:
            query = query.where(audit.c.action.startswith(f"{area}.", autoescape=True))
        if actor:
            query = query.where(audit.c.actor == actor)
        if before is not None:
            query = query.where(audit.c.id < before)
        with self._database.reading() as connection:
            return [_deed(row) for row in connection.execute(query).mappings()]

    def areas(self, workspace: str) -> Sequence[str]:
        """Return the areas in which something was done."""
        query = select(audit.c.action).where(_of(workspace)).distinct()
        with self._database.reading() as connection:
            return sorted({row.action.partition(".")[0] for row in connection.execute(query)})


def _of(workspace: str) -> ColumnElement[bool]:
    own = select(members.c.user).where(members.c.workspace == workspace)
    return (audit.c.workspace == workspace) | (audit.c.workspace.is_(None) & audit.c.actor.in_(own))


def _deed(row: RowMapping) -> Deed:
    details = msgspec.json.decode(row["details"], type=dict[str, object])
    return Deed(**{**row, "details": details})
