"""A promise held against reality the slow, obvious way: one run's visits in a list."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.oracles.reach_twin import first_visits

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def end_of_day(instant, zone):
    """Return the last microsecond of the calendar day an instant falls on, by Python's own calendar."""
    day = (EPOCH + instant * TICK).astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    # The first moment that is of the next day: where a clock change swallows midnight, fold 0 gives just that.
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return (start - EPOCH) // TICK - 1


def promised(run, dues, arrival):
    """Return the instant a property promised: the latest at or before the arrival, else the first later one.

    `dues` maps a visit's position to what its event promised, None where it says nothing.
    """
    said = [(time, dues[position]) for time, position, _ in run.visits if dues[position] is not None]
    before = [due for time, due in said if arrival is None or time <= arrival]
    after = [due for time, due in said if arrival is not None and time > arrival]
    return before[-1] if before else after[0] if after else None


def standing(promise, run, step, index, dues, as_of, zone):
    """Return (promised, arrived, standing) of one run; `index` gives the position of a step by key."""
    first = first_visits(run)
    arrival = first.get(step)
    if promise.by is not None:
        due = promised(run, dues, arrival)
    else:
        begun = first.get(index[promise.after])
        amount, unit = int(promise.within[:-1]), promise.within[-1]
        due = None if begun is None else begun + amount * {"s": 1, "d": 86_400}[unit] * 1_000_000
    if due is not None and promise.whole_day:
        due = end_of_day(due, zone)
    return due, arrival, _stands(due, arrival, as_of)


def _stands(due, arrival, as_of):
    if due is None:
        return "none"
    if due > as_of:
        return "not_due"
    if arrival is None:
        return "pending"
    return "on_time" if arrival <= due else "late"
