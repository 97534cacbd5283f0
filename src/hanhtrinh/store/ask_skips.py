"""Who was not asked, and why: the newest reason of each person, and counts by day.

They are for people who look why. Those of pages are written together, up to a second after they were decided: a crash
may lose that second of reasons, never an asking.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from hanhtrinh.errors import HanhtrinhError, StorageError
from hanhtrinh.ports.asking import Skipped
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.keeping import chunks, forgotten_in, put
from hanhtrinh.store.soon import Soon
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.asking import ask_skip_counts, ask_skips
from hanhtrinh.voice.asking.deciding import Reason
from hanhtrinh.voice.surveys.model import Channel

SOON = 1.0
MOST_WAITING = 20_000
"""So many reasons wait where the database is away; more are left out."""
_params = msgspec.json.Decoder(dict[str, str | int])
_KEY = ("person", "survey", "channel")
_Day = tuple[str, str]


class Skips:
    """The reasons why people were not asked, in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._waiting: list[tuple[_Day, Skipped]] = []
        self._soon = Soon(self.flush)

    def keep(self, workspace: str, day: str, skipped: Sequence[Skipped]) -> None:
        """Make reasons durable."""
        with self._database.writing(CommitPoint.ASKING) as connection:
            gone = forgotten_in(connection, workspace)
            some = [one for one in skipped if not gone.refuses(one.person, one.at)]
            _keep_newest(connection, workspace, some)
            _count(connection, workspace, day, some)

    def keep_soon(self, workspace: str, day: str, skipped: Sequence[Skipped]) -> None:
        """Take reasons and return at once; they are written within a second."""
        with self._lock:
            self._waiting += [((workspace, day), one) for one in skipped[: max(0, MOST_WAITING - len(self._waiting))]]
        self._soon.ask(SOON)

    def flush(self) -> None:
        """Write what waits; what cannot be written now is tried again with the next."""
        with self._writing:
            with self._lock:
                waiting, self._waiting = self._waiting, []
            for day in dict.fromkeys(day for day, _ in waiting):
                self._write(day, [one for of, one in waiting if of == day])

    def _write(self, day: _Day, some: list[Skipped]) -> None:
        try:
            self.keep(*day, some)
        except StorageError:
            with self._lock:
                self._waiting = [(day, one) for one in some] + self._waiting
        except (HanhtrinhError, SQLAlchemyError):
            return  # the workspace was removed meanwhile, or what can never be written: it must not hold up the rest

    def of(self, workspace: str, people: Sequence[str]) -> Sequence[Skipped]:
        """Return why some raw ids were not asked, newest first."""
        self.flush()
        found: list[Skipped] = []
        with self._database.reading() as connection:
            for some in chunks(people):
                query = select(ask_skips).where(ask_skips.c.workspace == workspace, ask_skips.c.person.in_(some))
                found += [_skipped(row) for row in connection.execute(query).mappings()]
        return sorted(found, key=lambda one: -one.at)

    def counts(self, workspace: str, since: str) -> Sequence[tuple[str, Channel, Reason, int]]:
        """Return how often people were not asked since a day, by survey, channel and reason."""
        self.flush()
        of = ask_skip_counts.c
        query = select(of.survey, of.channel, of.reason, func.sum(of.count)).where(
            of.workspace == workspace, of.day >= since
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(of.survey, of.channel, of.reason)).all()
        return sorted(((s, c, r, int(n)) for s, c, r, n in rows), key=lambda one: (one[0], one[1], -one[3], one[2]))

    def close(self) -> None:
        """Write what is left."""
        self._soon.close()


def _keep_newest(connection: Connection, workspace: str, skipped: Sequence[Skipped]) -> None:
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    of = ask_skips.c
    for people in chunks(one.person for one in skipped):
        query = select(of.person, of.survey, of.channel, of.reason, of.times, of.trigger)
        before = connection.execute(query.where(of.workspace == workspace, of.person.in_(people))).mappings()
        rows |= {tuple(row[name] for name in _KEY): dict(row) for row in before}
    changed: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in skipped:
        key = one.person, one.survey, one.channel
        changed[key] = rows[key] = _after(rows.get(key), one) | {"workspace": workspace}
    put(connection, ask_skips, [changed[key] for key in sorted(changed)],
        ("at", "reason", "params", "times", "trigger"))  # fmt: skip


def _after(before: Mapping[str, Any] | None, one: Skipped) -> dict[str, Any]:
    """Return a person's row after one more time they were not asked."""
    again = before is not None and before["reason"] == one.reason
    return {
        "person": one.person, "survey": one.survey, "channel": one.channel, "at": one.at, "reason": one.reason,
        "params": msgspec.json.encode(one.params).decode(), "times": before["times"] + 1 if before and again else 1,
        "trigger": max(one.trigger, before["trigger"] if before else 0),
    }  # fmt: skip


def _count(connection: Connection, workspace: str, day: str, skipped: Iterable[Skipped]) -> None:
    found: dict[tuple[str, str, str], int] = {}
    for one in skipped:
        key = one.survey, one.channel, one.reason
        found[key] = found.get(key, 0) + 1
    for (survey, channel, reason), count in sorted(found.items()):
        mine = {"workspace": workspace, "day": day, "survey": survey, "channel": channel, "reason": reason}
        here = [ask_skip_counts.c[name] == value for name, value in mine.items()]
        put(connection, ask_skip_counts, [{**mine, "count": 0}])
        more = update(ask_skip_counts).where(*here).values(count=ask_skip_counts.c.count + count)
        connection.execute(more)


def _skipped(row: RowMapping) -> Skipped:
    values = {name: row[name] for name in Skipped.__struct_fields__ if name != "params"}
    return Skipped(**values, params=_params.decode(row["params"]))
