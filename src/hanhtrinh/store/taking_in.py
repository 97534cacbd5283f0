"""Hooks and mailboxes in the database; their secrets are encrypted there."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import RowMapping, and_, delete, insert, select, update

from hanhtrinh.ports.taking_in import Mailbox, SaidHook
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.keeping import put
from hanhtrinh.store.sealing_secrets import SecretBox
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.taking_in import mailboxes, said_hooks
from hanhtrinh.voice.elsewhere.generic import Fields

_WHICH = ("host", "user", "folder")
"""What makes a mailbox another one, of which nothing is read yet."""
_PROGRESS = ("validity", "seen", "looked_at", "taken", "trouble")


class SqlSaidHooks:
    """`ports.taking_in.SaidHooks` in a database."""

    def __init__(self, database: Database, secrets: SecretBox) -> None:
        self._database, self._secrets = database, secrets

    def hook(self, workspace: str, source: str) -> SaidHook | None:
        """Return the hook of a source; None where none was set up."""
        query = select(said_hooks).where(said_hooks.c.workspace == workspace, said_hooks.c.source == source)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else self._hook(row)

    def all(self, workspace: str) -> Sequence[SaidHook]:
        """Return the hooks of a workspace, by source."""
        query = select(said_hooks).where(said_hooks.c.workspace == workspace).order_by(said_hooks.c.source)
        with self._database.reading() as connection:
            return [self._hook(row) for row in connection.execute(query).mappings()]

    def keep(self, hook: SaidHook) -> None:
        """Keep a hook, in the place of the source's earlier one."""
        row = msgspec.structs.asdict(hook)
        row |= {
            "fields": msgspec.json.encode(hook.fields).decode(),
            "secret": self._secrets.shut(hook.secret, f"hook/{hook.workspace}/{hook.source}"),
        }
        with self._database.writing(CommitPoint.TAKING_IN) as connection:
            put(connection, said_hooks, [row], [name for name in row if name not in ("workspace", "source")])

    def remove(self, workspace: str, source: str) -> None:
        """Forget a source's hook."""
        mine = (said_hooks.c.workspace == workspace) & (said_hooks.c.source == source)
        with self._database.writing(CommitPoint.TAKING_IN) as connection:
            connection.execute(delete(said_hooks).where(mine))

    def _hook(self, row: RowMapping) -> SaidHook:
        secret = self._secrets.open(row["secret"], f"hook/{row['workspace']}/{row['source']}")
        fields = msgspec.json.decode(row["fields"], type=Fields)
        return SaidHook(**{**row, "fields": fields, "secret": secret})


class SqlMailboxes:
    """`ports.taking_in.Mailboxes` in a database."""

    def __init__(self, database: Database, secrets: SecretBox) -> None:
        self._database, self._secrets = database, secrets

    def all(self, workspace: str = "") -> Sequence[Mailbox]:
        """Return the mailboxes of a workspace, or of all, oldest first."""
        query = select(mailboxes).order_by(mailboxes.c.id)
        if workspace:
            query = query.where(mailboxes.c.workspace == workspace)
        with self._database.reading() as connection:
            return [self._mailbox(row) for row in connection.execute(query).mappings()]

    def get(self, workspace: str, id: str) -> Mailbox | None:
        """Return one mailbox."""
        query = select(mailboxes).where(mailboxes.c.workspace == workspace, mailboxes.c.id == id)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else self._mailbox(row)

    def keep(self, mailbox: Mailbox) -> None:
        """Keep a mailbox as it is set up; how far it was read stays, unless server, user or folder changed."""
        row = self._row(mailbox)
        same = mailboxes.c.id == mailbox.id
        with self._database.writing(CommitPoint.TAKING_IN) as connection:
            before = connection.execute(select(mailboxes).where(same)).mappings().first()
            if before is None:
                connection.execute(insert(mailboxes).values(row))
                return
            if all(before[name] == row[name] for name in _WHICH):
                row |= {name: before[name] for name in _PROGRESS}
            connection.execute(update(mailboxes).where(same).values(row))

    def read_on(self, mailbox: Mailbox, validity: int, seen: int, taken: int, at: int, trouble: str = "") -> None:
        """Note how far a mailbox was read and how many letters were taken; `trouble` keeps what was read before.

        Nothing is noted where it became another one meanwhile (server, user or folder).
        """
        told: dict[str, Any] = {"looked_at": at, "trouble": trouble}
        if not trouble:
            told |= {"validity": validity, "seen": seen, "taken": mailboxes.c.taken + taken}
        same = and_(mailboxes.c.id == mailbox.id, *(mailboxes.c[name] == getattr(mailbox, name) for name in _WHICH))
        with self._database.writing(CommitPoint.TAKING_IN) as connection:
            connection.execute(update(mailboxes).where(same).values(told))

    def remove(self, workspace: str, id: str) -> None:
        """Forget a mailbox and its password."""
        mine = (mailboxes.c.workspace == workspace) & (mailboxes.c.id == id)
        with self._database.writing(CommitPoint.TAKING_IN) as connection:
            connection.execute(delete(mailboxes).where(mine))

    def _row(self, mailbox: Mailbox) -> dict[str, Any]:
        row = msgspec.structs.asdict(mailbox)
        password = self._secrets.shut(mailbox.password, f"mailbox/{mailbox.workspace}/{mailbox.id}")
        return {**row, "own": msgspec.json.encode(mailbox.own).decode(), "password": password}

    def _mailbox(self, row: RowMapping) -> Mailbox:
        password = self._secrets.open(row["password"], f"mailbox/{row['workspace']}/{row['id']}")
        own = msgspec.json.decode(row["own"], type=tuple[str, ...])
        return Mailbox(**{**row, "own": own, "password": password})
