"""Keys seen, on SQLite: written in the order they come, never at random places.

A commit adds one row with all its keys (`seen_fresh`), which are also held in memory. From time to time they become a
sorted run (`seen_runs`, `seen_parts`) with a filter, and only the filter stays in memory: two bytes a key. A key that
passes a filter is looked up in that run. Runs are made beside the writer, which goes on meanwhile.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select

from hanhtrinh.events.words import Words
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.seen_filter import Filters, add_keys, empty_filters, find_keys
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.inbox import seen_fresh, seen_parts, seen_runs

KEY_BYTES = 16
RUN_KEYS = 131_072
"""Part of the stored form: all filters of a database have the same size."""
PART_KEYS = 1_024


class _Run(NamedTuple):
    """A run that has just been made, and the runs there are beside it."""

    id: int
    filters: Filters
    present: set[int]


class SeenRuns:
    """What one writer knows of the keys in a database."""

    def __init__(self, run_keys: int = RUN_KEYS) -> None:
        self._run_keys = run_keys
        self._newest = -1
        self._fresh: set[bytes] = set()
        self._frozen: set[bytes] = set()
        self._pending: tuple[int, list[bytes]] = (-1, [])
        self._runs: list[int] = []
        self._filters: Filters = empty_filters(0, run_keys)
        self._merging: Future[_Run] | None = None
        self._beside = ThreadPoolExecutor(1, "seen")

    def warm(self, connection: Connection) -> None:
        """Load what there is and make everything ready, so that the first to come need not wait for it."""
        add_keys(empty_filters(1, 1), 0, _words(bytes(KEY_BYTES)))
        find_keys(empty_filters(1, 1), _words(bytes(KEY_BYTES)))
        self._load_if_changed(connection)

    def remember(self, connection: Connection, keys: list[bytes], arrival: int) -> set[bytes]:
        """Remember keys (each once) and return those that were known before. `committed` must follow, or nothing."""
        newest = self._load_if_changed(connection)
        known = self._fresh.intersection(keys) | self._frozen.intersection(keys) | self._in_runs(connection, keys)
        new = [key for key in keys if key not in known] if known else keys
        self._pending = newest, new
        if new:
            row = insert(seen_fresh).values(arrival=arrival, packed=b"".join(new)).returning(seen_fresh.c.id)
            self._pending = connection.execute(row).scalar_one(), new
        return known

    def committed(self, database: Database) -> None:
        """Take note that what was remembered is durable; have a run made where there is enough for one."""
        self._newest, new = self._pending
        self._fresh.update(new)
        if self._merging is not None and self._merging.done():
            self._take_run(self._merging)
            self._merging = None
        if self._merging is None and len(self._fresh) >= self._run_keys:
            self._frozen, self._fresh = self._fresh, set()
            self._merging = self._beside.submit(_make_run, database, self._frozen, self._newest, self._run_keys)

    def close(self) -> None:
        """Wait for a run that is being made."""
        self._beside.shutdown()

    def _take_run(self, merging: Future[_Run]) -> None:
        if merging.exception() is not None:
            # The disk refused: the keys are where they were, and the next commit tries again.
            self._fresh |= self._frozen
        else:
            run = merging.result()
            kept = [number for number, old in enumerate(self._runs) if old in run.present]
            self._filters = np.concatenate([self._filters[kept], run.filters])
            self._runs = [*(self._runs[number] for number in kept), run.id]
        self._frozen = set()

    def _load_if_changed(self, connection: Connection) -> int:
        """Return the newest commit's number; what is known is read where this writer did not write that commit."""
        newest = connection.execute(select(func.max(seen_fresh.c.id))).scalar() or 0
        if newest != self._newest:
            fresh = connection.execute(select(seen_fresh.c.packed)).scalars()
            self._fresh = {key for keys in fresh for key in _split(bytes(keys))}
            rows = connection.execute(select(seen_runs.c.id, seen_runs.c.filter).order_by(seen_runs.c.id)).all()
            self._runs = [row.id for row in rows]
            parts = [np.frombuffer(row.filter, np.uint32).reshape(1, -1, 8) for row in rows]
            self._filters = np.concatenate([empty_filters(0, self._run_keys), *parts])
            self._newest = newest
        return newest

    def _in_runs(self, connection: Connection, keys: list[bytes]) -> set[bytes]:
        if not self._runs:
            return set()
        maybe = find_keys(self._filters, _words(b"".join(keys)))
        return {keys[i] for i, run in maybe.tolist() if _in_run(connection, self._runs[run], keys[i])}


def _make_run(database: Database, fresh: set[bytes], newest: int, run_keys: int) -> _Run:
    """Make a run of fresh keys, those of all commits up to the newest."""
    keys = np.sort(np.frombuffer(b"".join(fresh), f"S{KEY_BYTES}")).tobytes()
    filters = empty_filters(1, run_keys)
    add_keys(filters, 0, _words(keys))
    with database.writing(CommitPoint.SEEN_MERGE) as connection:
        done = seen_fresh.c.id <= newest
        arrival = connection.execute(select(func.max(seen_fresh.c.arrival)).where(done)).scalar_one()
        row = insert(seen_runs).values(arrival=arrival, filter=filters.tobytes()).returning(seen_runs.c.id)
        run = int(connection.execute(row).scalar_one())
        connection.execute(insert(seen_parts), _parts(run, keys))
        # The newest stays, empty: by its number a writer sees whether somebody else wrote.
        connection.execute(delete(seen_fresh).where(seen_fresh.c.id < newest))
        connection.execute(seen_fresh.update().where(done).values(packed=b""))
        present = set(connection.execute(select(seen_runs.c.id)).scalars())
    return _Run(run, filters, present)


def _split(keys: bytes) -> list[bytes]:
    return [keys[i : i + KEY_BYTES] for i in range(0, len(keys), KEY_BYTES)]


def _words(keys: bytes) -> Words:
    return np.frombuffer(keys, np.uint64).reshape(-1, 2)


def _parts(run: int, keys: bytes) -> list[dict[str, object]]:
    size = PART_KEYS * KEY_BYTES
    parts = [keys[i : i + size] for i in range(0, len(keys), size)]
    return [{"run": run, "first": part[:KEY_BYTES], "packed": part} for part in parts]


def _in_run(connection: Connection, run: int, key: bytes) -> bool:
    part = select(seen_parts.c.packed).where(seen_parts.c.run == run, seen_parts.c.first <= key)
    keys = connection.execute(part.order_by(seen_parts.c.first.desc()).limit(1)).scalar()
    return keys is not None and key in _split(bytes(keys))
