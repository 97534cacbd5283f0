"""Webhooks in the database, their secrets encrypted. `keep` writes deliveries in the transaction of the thing they
tell of.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from hanhtrinh.ports.webhooks import Answered, Delivered, Delivery, Hook, News
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sealing_secrets import SecretBox
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.webhooks import webhook_deliveries as deliveries
from hanhtrinh.store.sql.tables.webhooks import webhooks

_PLAIN = "whsec_"
"""So begin secrets as they were kept once, and nothing encrypted does."""
_SHOWN = tuple(deliveries.c[name] for name in Delivered.__struct_fields__)


def keep(connection: Connection, news: Sequence[Delivery]) -> None:
    """Write deliveries beside what else the transaction writes."""
    if news:
        connection.execute(insert(deliveries), [_row(one) for one in news])


class SqlHooks:
    """`ports.webhooks.Hooks` in a database."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database, self._box = database, box

    def encrypt(self) -> None:
        """Encrypt the secrets that an earlier version kept as they are."""
        query = select(webhooks.c.id, webhooks.c.workspace, webhooks.c.secret)
        with self._database.reading() as connection:
            plain = connection.execute(query.where(webhooks.c.secret.startswith(_PLAIN, autoescape=True))).all()
        if not plain:
            return
        with self._database.writing(CommitPoint.WEBHOOKS) as connection:
            for row in plain:
                shut = self._box.shut(row.secret, _place(row.workspace, row.id))
                as_read = (webhooks.c.id == row.id) & (webhooks.c.secret == row.secret)
                connection.execute(update(webhooks).where(as_read).values(secret=shut))

    def all(self, workspace: str) -> Sequence[Hook]:
        """Return a workspace's hooks, the oldest first."""
        query = select(webhooks).where(webhooks.c.workspace == workspace)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(webhooks.c.created_at, webhooks.c.id)).mappings()
            return [self._hook(row) for row in rows]

    def get(self, workspace: str, hook: str) -> Hook | None:
        """Return one hook of a workspace."""
        query = select(webhooks).where(webhooks.c.workspace == workspace, webhooks.c.id == hook)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else self._hook(row)

    def save(self, hook: Hook) -> None:
        """Keep a new or changed hook; one whose secret could not be opened keeps what is there of it."""
        secret = self._box.shut(hook.secret, _place(hook.workspace, hook.id))
        row = msgspec.structs.asdict(hook) | {"kinds": msgspec.json.encode(hook.kinds).decode(), "secret": secret}
        known = row if secret else {name: value for name, value in row.items() if name != "secret"}
        with self._database.writing(CommitPoint.WEBHOOKS) as connection:
            done = connection.execute(update(webhooks).where(webhooks.c.id == hook.id).values(known))
            if not done.rowcount:
                connection.execute(insert(webhooks).values(row))

    def remove(self, workspace: str, hook: str) -> None:
        """Forget a hook and everything it was or is to be told."""
        with self._database.writing(CommitPoint.WEBHOOKS) as connection:
            connection.execute(delete(webhooks).where(webhooks.c.workspace == workspace, webhooks.c.id == hook))

    def put(self, deliveries: Sequence[Delivery]) -> None:
        """Keep what is to be told."""
        with self._database.writing(CommitPoint.WEBHOOKS) as connection:
            keep(connection, deliveries)

    def claim(self, now: int, until: int, limit: int = 8) -> Sequence[Delivery]:
        """Return what is due of so many hooks, up to so much of each, the oldest first; nobody else's until an instant:
        then it is due again. Workspaces take turns, so that none waits for all that another one has to tell.
        """
        due = (deliveries.c.state == "waiting") & (deliveries.c.due_at <= now)
        turn = func.row_number().over(partition_by=deliveries.c.workspace, order_by=func.min(deliveries.c.due_at))
        turns = select(deliveries.c.hook).where(due).group_by(deliveries.c.workspace, deliveries.c.hook)
        of_hook = select(deliveries).order_by(deliveries.c.due_at, deliveries.c.id).limit(limit)
        with self._database.reading() as connection:
            hooks = connection.execute(turns.order_by(turn, deliveries.c.hook).limit(limit)).scalars().all()
            rows = [
                row for hook in hooks
                for row in connection.execute(of_hook.where(due, deliveries.c.hook == hook)).mappings()
            ]  # fmt: skip
        if not rows:
            return []
        with self._database.writing(CommitPoint.WEBHOOKS) as connection:
            return [_delivery(row) for row in rows if _take(connection, row, until)]

    def done(self, delivery: str, answered: Answered, now: int) -> None:
        """Note that a piece of news was taken; its words are kept no longer."""
        self._change(delivery, answered, state="sent", done_at=now, body="")

    def put_off(self, delivery: str, answered: Answered, due_at: int) -> None:
        """Note why it was not taken, and when to try again."""
        self._change(delivery, answered, due_at=due_at)

    def give_up(self, delivery: str, answered: Answered, now: int) -> None:
        """Note that it will not be told."""
        self._change(delivery, answered, state="dead", done_at=now, body="")

    def _change(self, delivery: str, answered: Answered, **values: object) -> None:
        told = {"status": answered.status, "milliseconds": answered.milliseconds, "error": answered.error}
        mine = (deliveries.c.id == delivery) & (deliveries.c.state == "waiting")
        with self._database.writing(CommitPoint.WEBHOOKS) as connection:
            connection.execute(update(deliveries).where(mine).values(**told, **values))

    def newest(self, workspace: str, hook: str, limit: int = 50) -> Sequence[Delivered]:
        """Return what a hook was told, newest first."""
        query = select(*_SHOWN).where(deliveries.c.workspace == workspace, deliveries.c.hook == hook)
        with self._database.reading() as connection:
            order = deliveries.c.created_at.desc(), deliveries.c.id
            return [Delivered(**row) for row in connection.execute(query.order_by(*order).limit(limit)).mappings()]

    def sweep(self, before: int) -> int:
        """Forget what was done with before an instant; return how much."""
        old = (deliveries.c.state != "waiting") & (deliveries.c.created_at < before)
        with self._database.writing(CommitPoint.WEBHOOKS) as connection:
            return connection.execute(delete(deliveries).where(old)).rowcount

    def _hook(self, row: RowMapping) -> Hook:
        kept, place = row["secret"], _place(row["workspace"], row["id"])
        values = {name: row[name] for name in Hook.__struct_fields__} | {
            "kinds": msgspec.json.decode(row["kinds"], type=tuple[News, ...]),
            "secret": kept if kept.startswith(_PLAIN) else self._box.open(kept, place),
        }
        return Hook(**values)


def _take(connection: Connection, row: RowMapping, until: int) -> bool:
    mine = (deliveries.c.id == row["id"]) & (deliveries.c.due_at == row["due_at"])
    change = update(deliveries).where(mine & (deliveries.c.state == "waiting"))
    return connection.execute(change.values(due_at=until, tries=deliveries.c.tries + 1)).rowcount == 1


def _row(news: Delivery) -> dict[str, object]:
    nothing = {"state": "waiting", "status": 0, "milliseconds": 0, "error": "", "done_at": None}
    return msgspec.structs.asdict(news) | nothing


def _delivery(row: RowMapping) -> Delivery:
    values = {name: row[name] for name in Delivery.__struct_fields__ if name != "tries"}
    return Delivery(**values, tries=row["tries"] + 1)


def _place(workspace: str, id: str) -> str:
    return f"webhook/{workspace}/{id}"
