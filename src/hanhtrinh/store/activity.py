"""What arrives from which source, counted beside the inbox.

These figures are for people who look whether a source is alive. They are written up to a second after the messages
are durable: a crash may lose that second of counting, never a message.
"""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from hanhtrinh.errors import HanhtrinhError, StorageError
from hanhtrinh.events.event import Message
from hanhtrinh.ports.inbox import Inbox, Receipt, Refusal, Watermark
from hanhtrinh.ports.sources import QUARTER, Activity
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.soon import Soon
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.sources import activity

KEPT_QUARTERS = 40 * 24 * 4
"""Counts by quarter of an hour are kept for 40 days, those of all time for ever."""
_ALL_TIME = -1
_SOON = 1.0
_Place = tuple[str, str, int]


class SqlActivities:
    """`ports.sources.Activities` in a database; `add` is quick and writes in the background."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._accepted: Counter[_Place] = Counter()
        self._refused: Counter[_Place] = Counter()
        self._soon = Soon(self.flush)

    def add(self, workspace: str, accepted: Mapping[str, int], refused: Mapping[str, int], at: int) -> None:
        """Count messages by source that were received at an instant."""
        with self._lock:
            for counts, more in ((self._accepted, accepted), (self._refused, refused)):
                for source, count in more.items():
                    counts[workspace, source, at] += count
        self._soon.ask(_SOON)

    def flush(self) -> None:
        """Write what was counted; what cannot be written now is tried again with the next."""
        with self._lock:
            accepted, refused = self._accepted, self._refused
            self._accepted, self._refused = Counter(), Counter()
        rows = _rows(accepted, refused)
        if not rows:
            return
        try:
            with self._database.writing(CommitPoint.SOURCES) as connection:
                connection.execute(_adding(self._database.sqlite), rows)
                newest = max(row["quarter"] for row in rows)
                old = (activity.c.quarter != _ALL_TIME) & (activity.c.quarter < newest - KEPT_QUARTERS)
                connection.execute(delete(activity).where(old))
        except StorageError:
            with self._lock:
                self._accepted.update(accepted)
                self._refused.update(refused)
        except (HanhtrinhError, SQLAlchemyError):
            return  # a workspace was removed meanwhile, or what can never be written: it must not hold up the rest

    def of(self, workspace: str, since: int) -> Mapping[str, Activity]:
        """Return what arrived in a workspace by source."""
        self.flush()
        recent = (activity.c.quarter == _ALL_TIME) | (activity.c.quarter >= since // QUARTER)
        query = select(activity).where(activity.c.workspace == workspace, recent).order_by(activity.c.quarter)
        found: dict[str, Activity] = {}
        quarters: dict[str, dict[int, tuple[int, int]]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query):
                if row.quarter == _ALL_TIME:
                    by_quarter = quarters.setdefault(row.source, {})
                    found[row.source] = Activity(
                        accepted=row.accepted, refused=row.refused, last_at=row.last_at, quarters=by_quarter
                    )  # fmt: skip
                else:
                    quarters[row.source][row.quarter] = (row.accepted, row.refused)
        return found

    def close(self) -> None:
        """Write what is left."""
        self._soon.close()


class CountingInbox:
    """An inbox that counts what it made durable."""

    def __init__(self, inbox: Inbox, activities: SqlActivities) -> None:
        self._inbox = inbox
        self._activities = activities

    def put(self, workspace: str, messages: Sequence[Message], refused: Sequence[Refusal] = ()) -> Future[Receipt]:
        """Make messages durable (see `ports.inbox.Inbox`)."""
        future = self._inbox.put(workspace, messages, refused)
        future.add_done_callback(lambda done: self._count(workspace, messages, refused, done))
        return future

    def tail(self, workspace: str, after: Watermark, limit: int) -> tuple[Sequence[Message], Watermark]:
        """Return accepted messages after a watermark (see `ports.inbox.Inbox`)."""
        return self._inbox.tail(workspace, after, limit)

    def _count(
        self, workspace: str, messages: Sequence[Message], refused: Sequence[Refusal], done: Future[Receipt]
    ) -> None:
        if done.cancelled() or done.exception() is not None:
            return
        accepted = Counter(message.source for message in messages)
        for source in accepted:  # messages known already are not counted again: nearly all puts have one source
            known = min(done.result().known, accepted[source])
            accepted[source] -= known
            break
        at = max(
            [message.received_at for message in messages] + [refusal.received_at for refusal in refused], default=0
        )
        self._activities.add(workspace, accepted, Counter(refusal.source for refusal in refused), at)


def _rows(accepted: Counter[_Place], refused: Counter[_Place]) -> list[dict[str, Any]]:
    rows: dict[_Place, dict[str, Any]] = {}
    for workspace, source, at in sorted(accepted.keys() | refused.keys()):
        good, bad = accepted[workspace, source, at], refused[workspace, source, at]
        for quarter in (_ALL_TIME, at // QUARTER):
            row = rows.setdefault((workspace, source, quarter), _empty(workspace, source, quarter))
            row["accepted"] += good
            row["refused"] += bad
            row["last_at"] = max(row["last_at"], at)
    return [row for row in rows.values() if row["accepted"] or row["refused"]]


def _empty(workspace: str, source: str, quarter: int) -> dict[str, Any]:
    return {"workspace": workspace, "source": source, "quarter": quarter, "accepted": 0, "refused": 0, "last_at": 0}


def _adding(is_sqlite: bool) -> Any:
    into: Any = sqlite.insert(activity) if is_sqlite else postgresql.insert(activity)
    new, old = into.excluded, activity.c
    later = _later(is_sqlite, new.last_at, old.last_at)
    sums = {"accepted": old.accepted + new.accepted, "refused": old.refused + new.refused, "last_at": later}
    return into.on_conflict_do_update(index_elements=["workspace", "source", "quarter"], set_=sums)


def _later(is_sqlite: bool, first: Any, second: Any) -> Any:
    return func.max(first, second) if is_sqlite else func.greatest(first, second)
