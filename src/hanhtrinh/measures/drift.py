"""Drift: which numbers of a map lie beyond what chance explains, since when, and where people no longer go as drawn.

`drift_partial` sums over people (parts add up exactly); `drifts` reads the sum of all. Shares are charted by the day
people arrived at a step, scores by the day they were given; the days before the watched ones are the baseline.
See `docs/drift.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from typing import Literal, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Frame
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import text_of
from hanhtrinh.measures.about import US
from hanhtrinh.measures.calendar_days import days_of
from hanhtrinh.measures.control_chart import Chart, DayValue, chart
from hanhtrinh.measures.drift_kernels import (
    BEFORE,
    DROPPED,
    FIRST_NOW,
    NAMES_WIDTH,
    NOW,
    PEOPLE_BEFORE,
    PEOPLE_NOW,
    RATED,
    VISITS,
    WENT_ON,
    WIDTH,
    count_days,
    count_names,
)
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.partial.asked import outcome_of
from hanhtrinh.measures.results import Interval
from hanhtrinh.measures.statistics import Moments, mean_interval, moments, newcombe, welch, wilson
from hanhtrinh.measures.voice import HIGHEST, LOWEST, emotions, millionths
from hanhtrinh.values import MICROSECONDS, datetime_of, start_of_day

I64 = npt.NDArray[np.int64]
What = Literal["drop_off", "went_on", "score", "silent", "unmet", "unplanned"]
NUMBERS: tuple[What, ...] = ("drop_off", "went_on", "score")

BASELINE, WATCHED, LONGEST = 56, 28, 182
"""Days: of the baseline, watched after it, and watched at most where the map was reviewed longer ago."""
LEAST_DAYS, LEAST_N = 14, 100
"""A baseline needs so many days with anything on them, and so many people (30 answers of a score)."""
LEAST_ANSWERS = 30
LEAST_SHARE, LEAST_EMOTION = 0.02, 0.15
"""Smaller changes are not told, however certain."""
SILENCE = 9.2
"""A step is silent when so many visits were to be expected since the last one: chance e^−9.2, one in ten thousand."""
NEW_PEOPLE, NEW_SHARE, NEW_TIMES = 30, 0.01, 5
"""An event off the map is new and frequent from so many people on, such a share of all, so many times as often."""
BACK = 0.5
"""A drift that was told is over once the average lies within this share of its limits."""


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """The days looked at, by number: watched from `turn` to `last`, the last whole day; `BASELINE` days before it.

    Shares are known only once a pass's window is over: for them everything lies `lag` days earlier.
    """

    turn: int
    last: int
    lag: int

    @property
    def first(self) -> int:
        """The first day anything is counted of."""
        return self.turn - BASELINE - self.lag


def watch_of(today: int, window_seconds: int, reviewed: int | None = None, begun: int = 0) -> Watch:
    """Return which days are looked at on a day; a map reviewed on the day `reviewed` is watched from then on, unless
    the data, which began on the day `begun`, hold too little from before.

    >>> watch_of(1000, 14 * 86_400), watch_of(1000, 14 * 86_400, 900).turn
    (Watch(turn=972, last=999, lag=15), 901)
    """
    turn, lag = today - WATCHED, -(-window_seconds // 86_400) + 1
    if reviewed is not None and reviewed < today:
        since = max(reviewed + 1, today - LONGEST)
        turn = since if begun <= since - lag - LEAST_DAYS else turn
    return Watch(turn=turn, last=today - 1, lag=lag)


class Name(NamedTuple):
    """People with an event off the map in the baseline and since the turn, and the first instant of the latter."""

    before: int
    seen: int
    first: int


@dataclass(frozen=True)
class DriftPartial:
    """What some people add: counts by step and day, answers by step, instrument and day, events off the map by name,
    how many people there are in the baseline and since the turn, and the names of events that are answers: these are
    no touchpoints that could be missing, whoever answered.

    Partials of different people and the same watch and clock add up.
    """

    cells: I64
    scores: Mapping[tuple[int, str, int], Moments] = field(default_factory=dict)
    names: Mapping[str, Name] = field(default_factory=dict)
    people: tuple[int, int] = (0, 0)
    answered: frozenset[str] = frozenset()

    def __add__(self, other: "DriftPartial") -> "DriftPartial":
        scores, names = dict(self.scores), dict(self.names)
        for key, more in other.scores.items():
            scores[key] = scores.get(key, Moments()) + more
        for event, name in other.names.items():
            names[event] = _both(names[event], name) if event in names else name
        people = self.people[0] + other.people[0], self.people[1] + other.people[1]
        return DriftPartial(self.cells + other.cells, scores, names, people, self.answered | other.answered)


def _both(one: Name, two: Name) -> Name:
    first = min((name.first for name in (one, two) if name.first), default=0)
    return Name(one.before + two.before, one.seen + two.seen, first)


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """A number over some days: its value with n and interval."""

    value: float
    n: int
    interval: Interval | None


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is no longer as it was. `step` is a step's key, `event` a name off the map (`unplanned`).

    Numbers have two sides, their difference (after minus before) and a chart. `since` is the number of the day it
    began; a silent or unmet step and an unplanned event tell `expected` and `seen` instead.
    """

    what: What
    step: str = ""
    event: str = ""
    since: int
    before: Side | None = None
    after: Side | None = None
    difference: Interval | None = None
    chart: Chart | None = None
    expected: float = 0.0
    seen: int = 0
    beyond: bool = True

    @property
    def place(self) -> tuple[str, str, str]:
        """What makes two drifts the same one at different times."""
        return ("gone" if self.what in ("silent", "unmet") else self.what, self.step, self.event)


def drift_partial(reading: JourneyReading, watch: Watch) -> DriftPartial:
    """Return what the people of a reading add; `watch` and the reading's clock are the same for all parts."""
    passes, zone = reading.passes, reading.frame.zone
    cells = np.zeros((passes.step_count, watch.last - watch.first + 2, WIDTH), np.int64)
    days = days_of(passes.time, zone)
    days[days > watch.last + 1] = watch.last + 1  # today is kept apart, behind the last whole day
    cutoff = reading.as_of - passes.window_seconds * MICROSECONDS
    count_days(0, len(passes), passes.offsets, passes.step, passes.time, days, passes.state, passes.last_step, cutoff,
               watch.first, cells)  # fmt: skip
    scores, names, people = _scores(reading, watch), _names(reading, watch), _people(reading, watch)
    return DriftPartial(cells, scores, names, people, _answered(reading.frame))


def _answered(frame: Frame) -> frozenset[str]:
    column = frame.columns["event"]
    codes = np.unique(column.codes[frame.answers.event])
    return frozenset(text_of(column.values[code - 1]) for code in codes.tolist() if code)


def _people(reading: JourneyReading, watch: Watch) -> tuple[int, int]:
    """Return how many people have an event in the baseline, and since the turn."""
    frame = reading.frame
    edges = [start_of_day_number(day, frame.zone) for day in (watch.turn - BASELINE, watch.turn)]
    return _between(frame, edges[0], edges[1]), _between(frame, edges[1], reading.as_of + 1)


def _between(frame: Frame, start: int, end: int) -> int:
    inside = np.concatenate(([0], np.cumsum((frame.time >= start) & (frame.time < end))))
    return int(np.count_nonzero(np.diff(inside[frame.offsets])))


def start_of_day_number(day: int, zone: str) -> int:
    """Return the instant at which a day, by its number, begins."""
    return start_of_day(date.fromordinal(day), zone)


def _names(reading: JourneyReading, watch: Watch) -> dict[str, Name]:
    """Return the events off the map by name."""
    frame = reading.frame
    column = frame.columns["event"]
    cells = np.zeros((len(column.values) + 1, NAMES_WIDTH), np.int64)
    begin, turn = (start_of_day_number(day, frame.zone) for day in (watch.turn - BASELINE, watch.turn))
    count_names(0, frame.person_count, frame.offsets, frame.time, reading.touch, column.codes, begin, turn,
                reading.as_of, cells)  # fmt: skip
    met = np.flatnonzero(cells[:, BEFORE] + cells[:, NOW])
    rows = cells[met][:, [PEOPLE_BEFORE, PEOPLE_NOW, FIRST_NOW]].tolist()
    return {text_of(column.values[code - 1]): Name(*row) for code, row in zip(met.tolist(), rows, strict=True)}


def _scores(reading: JourneyReading, watch: Watch) -> dict[tuple[int, str, int], Moments]:
    """Return the emotions of answers given at steps about us, by step, instrument and day."""
    answers, attached, frame = reading.frame.answers, reading.attached, reading.frame
    time, found = frame.time[answers.event], {}
    kept = (attached.step >= 0) & ~answers.asked & (reading.about == US) & (time <= reading.as_of) & reading.current
    days = days_of(time, frame.zone)
    kept &= (days >= watch.turn - BASELINE) & (days <= watch.last)
    for number, key in enumerate(sorted(frame.instruments)):
        instrument = frame.instruments[key]
        rows = np.flatnonzero(kept & (answers.instrument == number))
        rows = rows[~np.isnan(emotions(instrument, answers.score[rows]))]
        for (step, day), some in _grouped(attached.step[rows].astype(np.int64), days[rows], rows):
            found[step, key, day] = moments(millionths(instrument, answers.score[some]))
    return found


def _grouped(step: I64, day: I64, rows: I64) -> Sequence[tuple[tuple[int, int], I64]]:
    order = np.lexsort((day, step))
    step, day, rows = step[order], day[order], rows[order]
    edges = np.flatnonzero(np.diff(step) | np.diff(day)) + 1 if len(rows) else np.empty(0, np.int64)
    starts = [0, *edges.tolist()] if len(rows) else []
    parts = np.split(rows, edges) if len(rows) else []
    return [((int(step[at]), int(day[at])), part) for at, part in zip(starts, parts, strict=True)]


def drifts(partial: DriftPartial, journey: Journey, watch: Watch, zone: str = "UTC") -> tuple[Drift, ...]:
    """Return what drifted, in map order; numbers within half their limits of the centre are left out.

    `beyond` tells those outside of their limits, with a size worth telling, from those on their way back.
    """
    outcome, size = outcome_of(journey), len(journey.steps)
    found: list[Drift | None] = []
    for index, step in enumerate(journey.steps):
        cells = partial.cells[index]
        ends = index >= outcome or (journey.outcome is None and index == size - 1)
        if not ends:
            found.append(_share("drop_off", step.key, cells, DROPPED, watch))
        elif outcome <= index < size - 1:
            found.append(_share("went_on", step.key, cells, WENT_ON, watch))
        found += [_score(journey, partial, index, watch), _gone(step.key, cells, watch)]
    return (*(one for one in found if one is not None), *_unplanned(partial, watch, zone))


def _share(what: What, step: str, cells: I64, hits: int, watch: Watch) -> Drift | None:
    """Return a share's drift; days whose windows are not over yet are left out by the lag."""
    turn = watch.turn - watch.lag
    settled = cells[: watch.last - watch.lag - watch.first + 1]
    days = [DayValue(watch.first + i, int(row[RATED]), float(row[hits])) for i, row in enumerate(settled)]
    before, after = [d for d in days if d.day < turn and d.n], [d for d in days if d.day >= turn and d.n]
    n, k = sum(d.n for d in before), sum(d.total for d in before)
    if len(before) < LEAST_DAYS or n < LEAST_N or not after:
        return None
    guess = (k + 0.5) / (n + 1)
    charted = chart(before, after, guess * (1 - guess))
    if charted is None or charted.ratio < BACK:
        return None
    since = [d for d in after if d.day >= charted.since]
    n2, k2 = sum(d.n for d in since), sum(d.total for d in since)
    difference = newcombe(k2, n2, k, n)
    beyond = charted.ratio > 1 and abs(k2 / n2 - k / n) >= LEAST_SHARE and _clear(difference)
    return Drift(
        what=what, step=step, since=charted.since, difference=difference, chart=charted, beyond=beyond,
        before=Side(value=k / n, n=n, interval=wilson(k, n)), after=Side(value=k2 / n2, n=n2, interval=wilson(k2, n2)),
    )  # fmt: skip


def _clear(difference: Interval | None) -> bool:
    return difference is not None and (difference.low > 0 or difference.high < 0)


def _score(journey: Journey, partial: DriftPartial, index: int, watch: Watch) -> Drift | None:
    key = main_instrument(journey, partial, index)
    by_day = {day: one for (step, name, day), one in partial.scores.items() if step == index and name == key}
    before = [day for day in by_day if day < watch.turn]
    base = sum((by_day[day] for day in before), Moments())
    if len(before) < LEAST_DAYS or base.count < LEAST_ANSWERS or not base.variance:
        return None
    days = [DayValue(day, one.count, (one.mean or 0.0) * one.count) for day, one in sorted(by_day.items())]
    charted = chart([d for d in days if d.day < watch.turn], [d for d in days if d.day >= watch.turn], base.variance)
    if charted is None or charted.ratio < BACK:
        return None
    late = sum((one for day, one in by_day.items() if day >= charted.since), Moments())
    difference = welch(late, base)
    before_side, after = _mean(base), _mean(late)
    beyond = charted.ratio > 1 and abs(after.value - before_side.value) >= LEAST_EMOTION and _clear(difference)
    return Drift(
        what="score", step=journey.steps[index].key, since=charted.since, difference=difference, chart=charted,
        beyond=beyond, before=before_side, after=after,
    )  # fmt: skip


def main_instrument(journey: Journey, partial: DriftPartial, index: int) -> str | None:
    """Return the instrument charted at a step: the step's own, else the most answered one with a feeling."""
    counts: dict[str, int] = {}
    for (step, key, _), one in partial.scores.items():
        if step == index:
            counts[key] = counts.get(key, 0) + one.count
    own = journey.steps[index].instrument
    if own is not None:
        return own if own in counts else None
    return min(counts, key=lambda key: (-counts[key], key), default=None)


def _mean(of: Moments) -> Side:
    return Side(value=of.mean or 0.0, n=of.count, interval=mean_interval(of, LOWEST, HIGHEST))


def _gone(step: str, cells: I64, watch: Watch) -> Drift | None:
    """Return a step that was met every few days and is not any more: `silent`, or `unmet` for all watched days.

    Silent means that by the baseline's rate too many visits are missing, and for more than twice as long as the longest
    gap of the baseline.
    """
    visits = cells[watch.lag :, VISITS]
    before = np.flatnonzero(visits[:BASELINE])
    if len(before) < LEAST_DAYS:
        return None
    last = int(np.flatnonzero(visits)[-1])
    quiet = watch.last - (watch.turn - BASELINE) - last
    rate = float(visits[:BASELINE].sum()) / BASELINE
    longest = int(np.diff(before).max())
    if quiet < 2 or quiet * rate < SILENCE or quiet <= 2 * longest:
        return None
    watched = watch.last - watch.turn + 1
    return Drift(
        what="unmet" if last < BASELINE and watched >= WATCHED else "silent", step=step,
        since=watch.turn - BASELINE + last + 1, expected=quiet * rate, seen=0,
    )  # fmt: skip


def _unplanned(partial: DriftPartial, watch: Watch, zone: str) -> tuple[Drift, ...]:
    """Return the events that are on no step and have become frequent, the most people first; none can be new where
    nobody was known before.
    """
    earlier, later = partial.people
    watched = watch.last - watch.turn + 1
    found = []
    asked_for = ((event, name) for event, name in partial.names.items() if event not in partial.answered)
    for event, name in asked_for if earlier >= NEW_PEOPLE else ():
        expected = name.before / BASELINE * watched
        frequent = name.seen >= NEW_PEOPLE and name.seen >= NEW_SHARE * later
        if frequent and name.seen >= NEW_TIMES * expected and name.seen - expected > 4 * sqrt(expected + 1):
            since = datetime_of(name.first, zone).toordinal() if name.before == 0 else watch.turn
            found.append(Drift(what="unplanned", event=event, since=since, expected=expected, seen=name.seen))
    return tuple(sorted(found, key=lambda one: (-one.seen, one.event)))
