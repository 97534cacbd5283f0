"""Which messages were seen already: their keys are remembered for at least seven days.

A day ends when the clock says so, and clocks jump. So days are counted as they arrive (`arrivals`), and keys are
forgotten only when eight later days have come *and* the clock says that theirs is eight days past: a clock that jumps
ahead, back, or to and fro makes the memory longer, never shorter.
"""

import hashlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from sqlalchemy import Connection, insert, select, text

from hanhtrinh.store.seen_runs import KEY_BYTES, SeenRuns
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.inbox import arrivals

# One statement for all keys of a commit, given as one string of bytes: a call a key would cost more than its row.
_ADD = text(
    "WITH fresh AS (INSERT INTO seen (key, arrival) "
    "SELECT substring(CAST(:keys AS bytea) FROM i * 16 + 1 FOR 16), CAST(:arrival AS integer) "
    "FROM generate_series(0, CAST(:count AS integer) - 1) AS i ON CONFLICT DO NOTHING RETURNING key) "
    "SELECT string_agg(key, CAST('' AS bytea)) FROM fresh"
)


class Seen(Protocol):
    """The memory of keys as a writer of the inbox uses it."""

    def warm(self, connection: Connection) -> None:
        """Make ready."""

    def remember(self, connection: Connection, keys: list[bytes], arrival: int) -> set[bytes]:
        """Remember keys (sorted, each once) and return those that were known before."""

    def committed(self, database: Database) -> None:
        """Take note that what was remembered is durable."""

    def close(self) -> None:
        """End what is still being done."""


class SeenTable:
    """Keys seen, on PostgreSQL: one table that all collectors share. Nothing is held in memory."""

    def warm(self, connection: Connection) -> None:
        """There is nothing to make ready."""

    def remember(self, connection: Connection, keys: list[bytes], arrival: int) -> set[bytes]:
        """Remember keys; one that another process is adding at this moment is waited for."""
        values = {"keys": b"".join(keys), "arrival": arrival, "count": len(keys)}
        added = bytes(connection.execute(_ADD, values).scalar() or b"")
        return set(keys).difference(added[i : i + KEY_BYTES] for i in range(0, len(added), KEY_BYTES))

    def committed(self, database: Database) -> None:
        """There is nothing to take note of."""

    def close(self) -> None:
        """There is nothing to end."""


def seen_in(database: Database) -> Seen:
    """Return the memory of keys that suits a database."""
    return SeenRuns() if database.sqlite else SeenTable()


def mixed_keys(workspace: str, keys: Sequence[bytes]) -> list[bytes]:
    """Return keys of 16 bytes as they are remembered: no workspace's can meet another's."""
    if not keys:
        return []
    salt = np.frombuffer(hashlib.blake2b(workspace.encode(), digest_size=KEY_BYTES).digest(), np.uint64)
    joined = (np.frombuffer(b"".join(keys), np.uint64).reshape(-1, 2) ^ salt).tobytes()
    return [joined[i : i + KEY_BYTES] for i in range(0, len(joined), KEY_BYTES)]


def arrival_of(connection: Connection, day: int) -> int:
    """Return the number of the present day of arrival; another day than the newest begins a new one."""
    newest = connection.execute(select(arrivals).order_by(arrivals.c.number.desc()).limit(1)).first()
    if newest is not None and newest.day == day:
        return int(newest.number)
    return int(connection.execute(insert(arrivals).values(day=day).returning(arrivals.c.number)).scalar_one())
