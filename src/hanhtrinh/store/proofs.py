"""Identity secrets in the database, encrypted; and write keys together with what proves their visitors."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import insert, or_, select, update

from hanhtrinh.collect.proving import Proof
from hanhtrinh.ports.collecting import KeyBook, Sender
from hanhtrinh.ports.proofs import IdentitySecret, Proofs
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sealing_secrets import SecretBox
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.proofs import identity_secrets as table

_SHOWN = ("id", "workspace", "key", "created_by", "created_at", "ends_at")


class SqlProofs:
    """`ports.proofs.Proofs` in a database."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database, self._box = database, box

    def all(self, workspace: str) -> Sequence[IdentitySecret]:
        """Return the secrets of a workspace, oldest first, ended ones too."""
        query = select(*(table.c[name] for name in _SHOWN)).where(table.c.workspace == workspace)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.created_at, table.c.id)).mappings()
            return [IdentitySecret(**row) for row in rows]

    def add(self, secret: IdentitySecret, whole: str, others_end: int) -> None:
        """Keep a new secret; the earlier ones of its write key end at an instant, those that end sooner as they do."""
        row = msgspec.structs.asdict(secret) | {"secret": self._box.shut(whole, _place(secret.workspace, secret.id))}
        mine = (table.c.workspace == secret.workspace) & (table.c.key == secret.key)
        later = or_(table.c.ends_at.is_(None), table.c.ends_at > others_end)
        with self._database.writing(CommitPoint.KEYS) as connection:
            connection.execute(update(table).where(mine, later).values(ends_at=others_end))
            connection.execute(insert(table).values(row))

    def end(self, workspace: str, key: str, now: int) -> int:
        """End those secrets of a write key that end anyway; return how many proved until now."""
        ending = (table.c.workspace == workspace) & (table.c.key == key) & (table.c.ends_at > now)
        with self._database.writing(CommitPoint.KEYS) as connection:
            return int(connection.execute(update(table).where(ending).values(ends_at=now)).rowcount)

    def of(self, workspace: str, key: str) -> tuple[Proof, ...]:
        """Return the secrets of a write key, with when each ends; one that can no longer be opened is left out."""
        query = select(table).where(table.c.workspace == workspace, table.c.key == key)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        opened = ((self._box.open(row["secret"], _place(workspace, row["id"])), row["ends_at"]) for row in rows)
        return tuple(Proof(secret, until) for secret, until in opened if secret)


class ProvingBook:
    """`ports.collecting.KeyBook`: another one's answers, with what proves the visitors of each key."""

    def __init__(self, book: KeyBook, proofs: Proofs) -> None:
        self._book, self._proofs = book, proofs

    def sender(self, write_key: str) -> Sender | None:
        """Return what a write key stands for, None for one that does not exist or was revoked."""
        found = self._book.sender(write_key)
        if found is None or not found.key:
            return found
        return msgspec.structs.replace(found, proofs=self._proofs.of(found.workspace, found.key))


def _place(workspace: str, id: str) -> str:
    return f"identity/{workspace}/{id}"
