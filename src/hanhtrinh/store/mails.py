"""Letters and wishes in the database. `keep` writes letters in the transaction of the thing they tell of."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from hanhtrinh.access import digest
from hanhtrinh.ports.mail import TO_CUSTOMERS, Kind, Letter, Sent, Wish
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.keeping import put
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.mails import mail_wishes, mails

_WORDS = {"text": "", "html": "", "stop_secret": "", "reply_to": "", "refers": ""}
_SHOWN = tuple(mails.c[name] for name in Sent.__struct_fields__)


def keep(connection: Connection, letters: Sequence[Letter]) -> int:
    """Write letters beside what else the transaction writes, those that are known not again; return how many."""
    ids = [letter.id for letter in letters]
    known = set(connection.execute(select(mails.c.id).where(mails.c.id.in_(ids))).scalars()) if ids else set()
    rows = [_row(letter) for letter in letters if letter.id not in known]
    if rows:
        connection.execute(insert(mails), rows)
    return len(rows)


class SqlOutbox:
    """`ports.mail.Outbox` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, letters: Sequence[Letter]) -> int:
        """Keep letters, those whose id is known already not again; return how many are new."""
        with self._database.writing(CommitPoint.MAIL) as connection:
            return keep(connection, letters)

    def claim(self, now: int, until: int, limit: int = 8) -> Sequence[Letter]:
        """Return letters that are due, the oldest first, nobody else's until an instant: then they are due again.

        Workspaces take turns, so that none waits for all that another one sends.
        """
        oldest = mails.c.due_at, mails.c.id
        turn = func.row_number().over(partition_by=mails.c.workspace, order_by=oldest).label("turn")
        due = select(mails.c.id, turn).where(mails.c.state == "waiting", mails.c.due_at <= now).subquery()
        query = select(mails).join(due, mails.c.id == due.c.id).order_by(due.c.turn, *oldest).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [_letter(row) for row in rows if self._take(row, until)]

    def _take(self, row: RowMapping, until: int) -> bool:
        mine = (mails.c.id == row["id"]) & (mails.c.due_at == row["due_at"]) & (mails.c.state == "waiting")
        with self._database.writing(CommitPoint.MAIL) as connection:
            change = update(mails).where(mine).values(due_at=until, tries=mails.c.tries + 1)
            return connection.execute(change).rowcount == 1

    def carried(self, letter: str, now: int) -> None:
        """Note that a letter was taken; its words are kept no longer."""
        self._change(letter, state="sent", sent_at=now, error="", **_WORDS)

    def put_off(self, letter: str, due_at: int, error: str) -> None:
        """Note why a letter was not taken, and when to try again."""
        self._change(letter, due_at=due_at, error=error)

    def give_up(self, letter: str, now: int, error: str) -> None:
        """Note that a letter will not be carried."""
        self._change(letter, state="dead", due_at=now, error=error, **_WORDS)

    def _change(self, letter: str, **values: object) -> None:
        with self._database.writing(CommitPoint.MAIL) as connection:
            mine = (mails.c.id == letter) & (mails.c.state == "waiting")
            connection.execute(update(mails).where(mine).values(**values))

    def carried_since(self, workspace: str, since: int) -> int:
        """Return how many letters of a workspace to colleagues were taken since an instant."""
        mine = (mails.c.workspace == workspace) & (mails.c.sent_at >= since) & mails.c.kind.not_in(TO_CUSTOMERS)
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(mails).where(mine)).scalar_one())

    def newest(self, workspace: str, limit: int = 50) -> Sequence[Sent]:
        """Return a workspace's letters, newest first, without their words."""
        query = select(*_SHOWN).where(mails.c.workspace == workspace)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(mails.c.created_at.desc(), mails.c.id).limit(limit)).mappings()
            return [Sent(**row) for row in rows]

    def of_stop(self, stop: str) -> tuple[str, str, Kind] | None:
        """Return whose letter a stopping link belongs to: workspace, address, kind; None for no such link."""
        query = select(mails.c.workspace, mails.c.to, mails.c.kind).where(mails.c.stop == digest(stop))
        with self._database.reading() as connection:
            row = connection.execute(query.limit(1)).first() if stop else None
        return None if row is None else (row[0], row[1], row[2])

    def sweep(self, before: int) -> int:
        """Forget letters that were done with before an instant; return how many."""
        old = (mails.c.state != "waiting") & (mails.c.created_at < before)
        with self._database.writing(CommitPoint.MAIL) as connection:
            return connection.execute(delete(mails).where(old)).rowcount


class SqlWishes:
    """`ports.mail.Wishes` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def said(self, workspace: str, address: str) -> Mapping[Kind, Wish]:
        """Return what was said to be wanted at an address."""
        mine = (mail_wishes.c.workspace == workspace) & (mail_wishes.c.address == address.lower())
        with self._database.reading() as connection:
            rows = connection.execute(select(mail_wishes.c.kind, mail_wishes.c.wish).where(mine)).all()
        return {row.kind: row.wish for row in rows}

    def set(self, workspace: str, address: str, wishes: Mapping[Kind, Wish]) -> None:
        """Keep what an address wants."""
        name = address.lower()
        rows = [{"workspace": workspace, "address": name, "kind": kind, "wish": wish} for kind, wish in wishes.items()]
        with self._database.writing(CommitPoint.MAIL) as connection:
            put(connection, mail_wishes, rows, ("wish",))


def _row(letter: Letter) -> dict[str, object]:
    values = {name: getattr(letter, name) for name in letter.__struct_fields__}
    secret = letter.stop
    return values | {
        "stop": digest(secret) if secret else "", "stop_secret": secret,
        "state": "waiting", "sent_at": None, "error": "",
    }  # fmt: skip


def _letter(row: RowMapping) -> Letter:
    values = {name: row[name] for name in Letter.__struct_fields__ if name not in ("stop", "tries")}
    return Letter(**values, stop=row["stop_secret"], tries=row["tries"] + 1)
