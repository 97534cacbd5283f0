"""Forgetting which messages were seen, some days after they could last be sent again (see `store.seen`)."""

from sqlalchemy import Connection, delete, func, select

from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.inbox import arrivals, seen, seen_parts, seen_runs

DAYS = 8
DAY_MICROSECONDS = 86_400_000_000
_SLICES = 256


def sweep_seen(database: Database, now: int) -> int:
    """Forget the keys of days that are long past, in small steps so that others come between; return the steps that
    forgot anything."""
    with database.reading() as connection:
        newest = connection.execute(select(func.max(arrivals.c.number))).scalar() or 0
        past = (arrivals.c.number <= newest - DAYS) & (arrivals.c.day <= now // DAY_MICROSECONDS - DAYS)
        numbers = list(connection.execute(select(arrivals.c.number).where(past)).scalars())
    if not numbers:
        return 0
    steps = _sweep_runs(database, numbers) if database.sqlite else _sweep_table(database, numbers)
    with database.writing(CommitPoint.SEEN_SWEEP) as connection:
        connection.execute(delete(arrivals).where(arrivals.c.number.in_(numbers)))
    return steps


def _sweep_runs(database: Database, numbers: list[int]) -> int:
    steps = 0
    while True:
        with database.writing(CommitPoint.SEEN_SWEEP) as connection:
            if not sweep_runs(connection, numbers):
                return steps
        steps += 1


def _sweep_table(database: Database, numbers: list[int]) -> int:
    """Delete in slices of the key, which needs no index on the day."""
    steps = 0
    for first in range(_SLICES):
        gone = (seen.c.key >= bytes([first])) & seen.c.arrival.in_(numbers)
        if first + 1 < _SLICES:
            gone &= seen.c.key < bytes([first + 1])
        with database.writing(CommitPoint.SEEN_SWEEP) as connection:
            steps += connection.execute(delete(seen).where(gone)).rowcount > 0
    return steps


def sweep_runs(connection: Connection, arrivals: list[int]) -> int:
    """Delete one run of the given days of arrival and return how many were deleted; a writer notices later."""
    run = connection.execute(select(seen_runs.c.id).where(seen_runs.c.arrival.in_(arrivals)).limit(1)).scalar()
    if run is None:
        return 0
    connection.execute(delete(seen_parts).where(seen_parts.c.run == run))
    connection.execute(delete(seen_runs).where(seen_runs.c.id == run))
    return 1
