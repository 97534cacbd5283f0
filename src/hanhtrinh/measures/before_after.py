"""Before and after a day: what became of a step's numbers when something was shipped there.

Two equal windows of whole weeks lie on either side of the day, which itself belongs to *after*; passes belong to the
window they began in. Shares of those who left or went on are compared only where passes have had their whole window to
close; scores and times as soon as there are any. It is a comparison, no proof of a cause: beside each change stands
what became of the same number at the other steps. See `docs/priorities.md`.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import msgspec

from hanhtrinh.measures.changed import Change, Number, changes
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.values import MICROSECONDS, Period, datetime_of, start_of_day

WEEK = 7
MOST_DAYS = 28
_OF_CLOSED: tuple[Number, ...] = ("drop_off", "went_on")
_OF_ALL: tuple[Number, ...] = ("time_to", "late", "emotion", "score", "effort")
NUMBERS: tuple[Number, ...] = (*_OF_CLOSED, *_OF_ALL)
"""The numbers that are compared, in the order in which they are shown."""


class Windows(msgspec.Struct, frozen=True, kw_only=True):
    """As many days before a day as from it on; passes that began in each."""

    days: int
    before: Period
    after: Period


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the same number at the other steps: the plain mean of their changes, and of how many."""

    value: float
    steps: int


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """One number after minus before with its interval, and the rest's change as context (None: no other step has it).

    `rest` has no interval: the other steps share their people with this one and with each other.
    """

    change: Change
    windows: Windows
    rest: Rest | None


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two windows and the map as read in each."""

    windows: Windows
    before: MapReadings
    after: MapReadings


def windows(shipped: date, zone: str, data_from: int, until: int, most: int = MOST_DAYS) -> Windows | None:
    """Return equal windows of whole weeks around a day, the longest there are data for; None below one week.

    Data begin at the instant `data_from`; `until` is the instant up to which passes that began may be compared
    (`closed_until` for those who left, as-of else). Whole weeks hold each weekday as often on either side.
    """
    for days in range(most - most % WEEK, 0, -WEEK):
        start, middle, end = (start_of_day(shipped + timedelta(days=n), zone) for n in (-days, 0, days))
        if start >= data_from and end <= until:
            return Windows(days=days, before=Period(start, middle), after=Period(middle, end))
    return None


def closed_until(as_of: int, window_seconds: int) -> int:
    """Return the instant before which a pass that began has had its whole window (`semantics`, rated and open)."""
    return as_of - window_seconds * MICROSECONDS


def told_from(shipped: date, zone: str, window_seconds: int = 0) -> date:
    """Return the first day on which a week after a day can be told, passes given their window to close."""
    ready = start_of_day(shipped + timedelta(days=WEEK), zone) + window_seconds * MICROSECONDS
    day = datetime_of(ready, zone).date()
    return day if start_of_day(day, zone) == ready else day + timedelta(days=1)


def before_after(step: str, closed: Pair | None, soon: Pair | None) -> tuple[Effect, ...]:
    """Return every number of a step, after against before, in the order of `NUMBERS`.

    `closed` are readings of windows whose passes have had time to close, for those who left or went on; `soon` those of
    all the windows there are, for scores and times. Of several questions asked at the step only its own is compared.
    """
    found = [*_effects(step, closed, _OF_CLOSED), *_effects(step, soon, _OF_ALL)]
    return tuple(sorted(found, key=lambda effect: NUMBERS.index(effect.change.what)))


def _effects(step: str, pair: Pair | None, wanted: tuple[Number, ...]) -> Iterable[Effect]:
    if pair is None:
        return
    every = [one for one in changes(pair.before, pair.after, same_data=False) if one.what in wanted]
    seen: set[Number] = set()
    for one in every:
        if one.step == step and one.what not in seen:
            seen.add(one.what)
            yield Effect(change=one, windows=pair.windows, rest=_rest(one, every))


def _rest(of: Change, every: Iterable[Change]) -> Rest | None:
    """Return the mean change of the same number elsewhere, each step once, in the same unit alone."""
    others: dict[str, float] = {}
    for one in every:
        elsewhere = one.step not in (None, of.step) and one.what == of.what and _unit(one) == _unit(of)
        if elsewhere and one.value is not None:
            others.setdefault(one.step or "", one.value)
    return Rest(value=sum(others.values()) / len(others), steps=len(others)) if others else None


def _unit(of: Change) -> str | None:
    side = of.new or of.old
    return side.unit if side is not None else None


Direction = Literal["better", "worse", "unclear"]
_LESS_IS_BETTER = frozenset({"drop_off", "time_to", "late"})


def direction(change: Change) -> Direction:
    """Tell whether a change is beyond chance, and then which way; effort (CES) goes by its scale's own direction."""
    if change.verdict != "beyond" or change.value is None:
        return "unclear"
    low_is_good = change.what in _LESS_IS_BETTER or (change.new is not None and change.new.definition == "ces_low")
    return "better" if (change.value < 0) == low_is_good else "worse"
