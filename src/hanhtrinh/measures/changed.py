"""What changed in the numbers of a map between two readings of it, and which changes chance alone would not make.

Two cases that must not be mixed:

- *Different people* (two periods, two groups): a change is *beyond* when the 95 % interval of the difference leaves out
  zero: Newcombe's for shares, Welch's for means, z on the adjusted terms for NPS, square-and-add for medians.
- *The same people* read by two rule sets (`same_data`): the two numbers are counts of one population, so their
  difference is exact and has no interval. It is called *beyond* when the new value lies outside the interval the old
  one had, which says how large it is and not how sure.

Of many numbers compared one in twenty lies beyond by chance; so every number compared is returned, changed or not.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Literal

import msgspec

from hanhtrinh.measures.results import Interval, MapReadings, Reading, StepReadings, Voice
from hanhtrinh.measures.statistics import MICRO, Moments, newcombe, nps_difference, square_and_add, welch

Number = Literal[
    "passes", "people", "completed",
    "conversion", "sales_cycle", "stage_reach",
    "reach", "drop_off", "went_on", "time_to", "late", "friction",
    "emotion", "score", "effort",
]  # fmt: skip
Verdict = Literal["same", "within", "beyond", "too_few", "appeared", "gone", "not_comparable"]


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One number of a map, before and after.

    `step` or `stage` is the key it stands at, neither for the whole journey. `value` is new − old; `interval` is that
    of the difference, None for the same data and where there is too little to make one. `verdict`: `same`, `within`
    and `beyond` what chance alone would make; `too_few` where nothing can be said; `appeared` and `gone` where only one
    side has a value; `not_comparable` where the two were made by different questions or scales.
    """

    what: Number
    step: str | None = None
    stage: str | None = None
    old: Reading | None
    new: Reading | None
    value: float | None = None
    interval: Interval | None = None
    verdict: Verdict
    same_data: bool = False


def changes(
    old: MapReadings, new: MapReadings, *, same_data: bool, renamed: Mapping[str, str] | None = None
) -> tuple[Change, ...]:
    """Return every number both maps can show, compared: the journey's first, then stages, then steps in the new order.

    Steps and stages are matched by key; `renamed` gives the old key of each new one that has another. `same_data` says
    that both were read from the same people in the same time (only the journey differs); without it the two must have
    been read from different people. What neither side has measured is left out.
    """
    before = renamed or {}
    pairs = [*_of_journey(old, new, same_data), *_of_stages(old, new, before), *_of_steps(old, new, before)]
    return tuple(_change(pair, same_data) for pair in pairs if _said(pair.old) or _said(pair.new))


def _said(reading: Reading | None) -> bool:
    return reading is not None and reading.value is not None


class _Pair(msgspec.Struct, frozen=True, kw_only=True):
    what: Number
    old: Reading | None
    new: Reading | None
    step: str | None = None
    stage: str | None = None


def _of_journey(old: MapReadings, new: MapReadings, same_data: bool) -> Iterator[_Pair]:
    if same_data:
        yield _Pair(what="passes", old=_counted(old.passes, "passes"), new=_counted(new.passes, "passes"))
        yield _Pair(what="people", old=_counted(old.people, "people"), new=_counted(new.people, "people"))
        yield _Pair(what="completed", old=_counted(old.completed, "passes"), new=_counted(new.completed, "passes"))
    yield _Pair(what="conversion", old=old.conversion, new=new.conversion)
    cycles = [side.sales_cycle.reading if side.sales_cycle else None for side in (old, new)]
    yield _Pair(what="sales_cycle", old=cycles[0], new=cycles[1])
    yield from _of_voices(old.journey_voice, new.journey_voice)


def _counted(count: int, unit: Literal["passes", "people"]) -> Reading:
    return Reading(value=float(count), unit=unit, n=count, definition="passes")


def _of_stages(old: MapReadings, new: MapReadings, before: Mapping[str, str]) -> Iterator[_Pair]:
    known = {stage.key: stage for stage in old.stages}
    for stage in new.stages:
        was = known.get(before.get(stage.key, stage.key))
        if was is not None:
            yield _Pair(what="stage_reach", stage=stage.key, old=was.reach, new=stage.reach)


def _of_steps(old: MapReadings, new: MapReadings, before: Mapping[str, str]) -> Iterator[_Pair]:
    known = {step.key: i for i, step in enumerate(old.steps)}
    for i, step in enumerate(new.steps):
        at = known.get(before.get(step.key, step.key))
        if at is not None:
            yield from _of_step(old.steps[at], step)
            yield _Pair(what="friction", step=step.key, old=_friction(old, at), new=_friction(new, i))
            yield from _of_voices(_voices(old, at), _voices(new, i), step.key)


def _of_step(old: StepReadings, new: StepReadings) -> Iterator[_Pair]:
    key = new.key
    times = [step.time_to.reading if step.time_to else None for step in (old, new)]
    lates = [step.lateness.late if step.lateness else None for step in (old, new)]
    yield _Pair(what="reach", step=key, old=old.reach, new=new.reach)
    yield _Pair(what="drop_off", step=key, old=old.drop_off, new=new.drop_off)
    yield _Pair(what="went_on", step=key, old=old.went_on, new=new.went_on)
    yield _Pair(what="time_to", step=key, old=times[0], new=times[1])
    yield _Pair(what="late", step=key, old=lates[0], new=lates[1])


def _friction(of: MapReadings, place: int) -> Reading | None:
    found = of.beside.friction[place] if of.beside and place < len(of.beside.friction) else None
    return found.any if found else None


def _voices(of: MapReadings, place: int) -> list[Voice]:
    step = of.steps[place]
    effort = of.beside.effort[place] if of.beside and place < len(of.beside.effort) else None
    return [voice for voice in (step.voice, *step.other_voices, effort) if voice is not None]


def _of_voices(old: Iterable[Voice], new: Iterable[Voice], step: str | None = None) -> Iterator[_Pair]:
    """Match voices by their instrument: answers to different questions are never compared."""
    before, after = ({voice.instrument: voice for voice in voices} for voices in (old, new))
    for key in dict.fromkeys((*after, *before)):
        yield from _of_voice(before.get(key), after.get(key), step)


def _of_voice(old: Voice | None, new: Voice | None, step: str | None) -> Iterator[_Pair]:
    effort = any(voice is not None and voice.kind == "ces" for voice in (old, new))
    if not effort:
        feelings = [voice.emotion if voice else None for voice in (old, new)]
        yield _Pair(what="emotion", step=step, old=feelings[0], new=feelings[1])
    scores = [voice.score if voice else None for voice in (old, new)]
    yield _Pair(what="effort" if effort else "score", step=step, old=scores[0], new=scores[1])


def _change(pair: _Pair, same_data: bool) -> Change:
    value, interval, verdict = _compared(pair.old, pair.new, same_data)
    return Change(
        what=pair.what,
        step=pair.step,
        stage=pair.stage,
        old=pair.old,
        new=pair.new,
        value=value,
        interval=interval,
        verdict=verdict,
        same_data=same_data,
    )


def _compared(
    old: Reading | None, new: Reading | None, same_data: bool
) -> tuple[float | None, Interval | None, Verdict]:
    if old is None or old.value is None or new is None or new.value is None:
        return None, None, "gone" if new is None or new.value is None else "appeared"
    if not _comparable(old, new):
        return None, None, "not_comparable"
    value = new.value - old.value
    if same_data:
        return value, None, _recounted(old, new)
    interval = difference(new, old)
    if interval is None:
        return value, None, "too_few"
    return value, interval, "beyond" if interval.low > 0 or interval.high < 0 else "same" if value == 0 else "within"


def _comparable(old: Reading, new: Reading) -> bool:
    """Tell whether two readings were made by one definition, from one question on one scale."""
    asked = ("instrument", "low", "high", "version")
    same_question = all(old.params.get(name) == new.params.get(name) for name in asked)
    return same_question and (old.definition, old.unit) == (new.definition, new.unit)


def _recounted(old: Reading, new: Reading) -> Verdict:
    """Return how large an exact change is beside the interval the old value had; a count of passes has none."""
    if (old.value, old.n) == (new.value, new.n) or new.value is None:
        return "same"
    if old.unit in ("passes", "people"):
        return "beyond"
    if old.interval is None:
        return "too_few"
    return "within" if old.interval.low <= new.value <= old.interval.high else "beyond"


def difference(first: Reading, second: Reading) -> Interval | None:
    """Return the interval of first minus second reading of different people; None where there is too little for one."""
    if first.value is None or second.value is None:
        return None
    if first.count is not None and second.count is not None:
        return newcombe(first.count, first.n, second.count, second.n)
    if first.unit == "nps":
        one, two = _nps_counts(first), _nps_counts(second)
        return None if one is None or two is None else nps_difference(one, two)
    if first.spread is not None and second.spread is not None:
        return welch(_moments(first), _moments(second))
    if first.unit == "seconds" and first.interval is not None and second.interval is not None:
        return square_and_add(first.value, first.interval, second.value, second.interval)
    return None


def _nps_counts(of: Reading) -> tuple[int, int, int] | None:
    """Return promoters, detractors and all: whole numbers, so that rounding gives them back exactly."""
    if of.spread is None or of.value is None:
        return None
    apart = round(of.n * of.value / 100)
    both = round(of.n * ((of.spread / 100) ** 2 + (of.value / 100) ** 2))
    return (both + apart) // 2, (both - apart) // 2, of.n


def _moments(of: Reading) -> Moments:
    """Return the summary behind a mean: count and sum exactly, squares from the spread."""
    assert of.value is not None and of.spread is not None  # noqa: PT018, S101 - the caller looked
    total = round(of.n * of.value * MICRO)
    squares = Fraction(of.spread) ** 2 * (of.n - 1) * MICRO**2 + Fraction(total**2, of.n)
    return Moments(of.n, total, round(squares))
