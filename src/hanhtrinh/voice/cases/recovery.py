"""Did closing the loop help: cases resolved in time, people who feel better, how long they waited."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hanhtrinh.measures.durations import ARRIVED, CENSORED, keyed
from hanhtrinh.measures.results import Duration, Reading
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.measures.survival import duration_reading
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.cases.model import Case


@dataclass(frozen=True)
class Recovery:
    """The cases of one place (empty: of all places): how many, how they went, whether people came back happier."""

    journey: str
    step: str
    cases: int
    open: int
    overdue: int
    in_time: Reading
    recovered: Reading
    first_reply: Duration
    resolution: Duration


def recovery(cases: Sequence[Case], now: int, *, journey: str = "", step: str = "") -> Recovery:
    """Return how some cases went, as of an instant."""
    return Recovery(
        journey=journey,
        step=step,
        cases=len(cases),
        open=sum(one.is_open for one in cases),
        overdue=sum(one.overdue(now) for one in cases),
        in_time=_in_time(cases, now),
        recovered=_recovered(cases),
        first_reply=_waits([(one.opened_at, one.replied_at, _end(one)) for one in cases], now, "case_first_reply"),
        resolution=_waits([_resolved(one) for one in cases], now, "case_resolution"),
    )


def by_step(cases: Sequence[Case], now: int) -> list[Recovery]:
    """Return the same for each place, those with most cases first."""
    places: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for one in cases:
        places[one.trigger.journey, one.trigger.step].append(one)
    found = [recovery(some, now, journey=journey, step=step) for (journey, step), some in places.items()]
    return sorted(found, key=lambda one: (-one.cases, one.journey, one.step))


def _in_time(cases: Sequence[Case], now: int) -> Reading:
    """Return the share of cases past their deadline that were resolved by it.

    Those not due yet are left out, resolved or not: counting the quick ones while their peers are open would flatter.
    """
    due = [one for one in cases if one.due_at < now]
    good = sum(one.state == "resolved" and (one.closed_at or now) <= one.due_at for one in due)
    waiting = len(cases) - len(due)
    return _share(good, len(due), "case_in_time", {"not_due": waiting} if waiting else {})


def _recovered(cases: Sequence[Case]) -> Reading:
    """Return the share of people who answered again after their case was resolved, and better than before."""
    resolved = [one for one in cases if one.state == "resolved"]
    known = [one.recovered for one in resolved if one.recovered is not None]
    silent = len(resolved) - len(known)
    return _share(sum(known), len(known), "case_recovered", {"not_answered_again": silent} if silent else {})


def _share(count: int, n: int, definition: str, left_out: dict[str, int]) -> Reading:
    value = count / n if n else None
    return Reading(value=value, unit="share", n=n, definition=definition, count=count, interval=wilson(count, n),
                   left_out=left_out)  # fmt: skip


def _resolved(case: Case) -> tuple[int, int | None, int | None]:
    done = case.closed_at if case.state == "resolved" else None
    return case.opened_at, done, _end(case)


def _end(case: Case) -> int | None:
    """Return when a case was closed; None while it is open, be it for the second time."""
    return None if case.is_open else case.closed_at


def _waits(spans: Sequence[tuple[int, int | None, int | None]], now: int, definition: str) -> Duration:
    """Return how long it takes from opening to an end; open cases are censored now, given-up ones when they were."""
    ends = [end if end is not None else closed if closed is not None else now for _, end, closed in spans]
    seconds = [max(until - start, 0) // MICROSECONDS for (start, _, _), until in zip(spans, ends, strict=True)]
    cause = [ARRIVED if end is not None else CENSORED for _, end, _ in spans]
    counts = keyed(np.array(seconds, np.int64), np.array(cause, np.int8))
    return duration_reading(counts, leaving="censored", definition=definition)
