"""Changes in the numbers of a map, as sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hanhtrinh.draw.words import MINUS, NBSP, Words
from hanhtrinh.i18n import tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.changed import Change, Verdict
from hanhtrinh.measures.results import Interval, Reading, Unit

TOLD = ("beyond", "appeared", "gone", "not_comparable")
"""Verdicts that make a sentence; the others are counted."""


class ChangeRow(NamedTuple):
    """One number of a map before and after, written out; `interval` is that of the difference, empty without one."""

    place: str
    number: str
    old: str
    new: str
    difference: str
    interval: str
    verdict: Verdict
    change: Change


def change_rows(changes: Sequence[Change], journey: Journey, words: Words) -> tuple[ChangeRow, ...]:
    """Return every change as a row of a table, in the order given; `journey` is the newer one, for names."""
    names = _Names(journey, changes, words)
    return tuple(_row(change, names, words) for change in changes)


def _row(change: Change, names: "_Names", words: Words) -> ChangeRow:
    unit = (change.new or change.old or _NOTHING).unit
    old, new = (_value(one, words) if one and one.value is not None else "—" for one in (change.old, change.new))
    apart = "" if change.value is None else difference_text(change.value, unit, words)
    span = "" if change.interval is None else interval_text(change.interval, unit, words)
    return ChangeRow(names.place(change), names.number(change), old, new, apart, span, change.verdict, change)


def change_sentences(
    changes: Sequence[Change], journey: Journey, words: Words, *, every: bool = False
) -> tuple[str, ...]:
    """Return a sentence for each change worth one, with `every` for the small ones too, in the order given.

    `journey` is the newer one, for names.
    """
    names = _Names(journey, changes, words)
    told = (*TOLD, "within", "too_few") if every else TOLD
    return tuple(_sentence(change, names, words) for change in changes if change.verdict in told)


def change_note(changes: Sequence[Change], words: Words) -> str:
    """Return what kind of comparison this was."""
    same_data = any(change.same_data for change in changes)
    return tr(f"edits.numbers_{'same' if same_data else 'other'}_data", words.lang)


def change_summary(changes: Sequence[Change], words: Words) -> str:
    """Return how many numbers were compared, and how they came out."""
    counts = Counter(change.verdict for change in changes)
    shown = {name: words.number(counts[name]) for name in ("beyond", "within", "same")}
    rest = sum(counts.values()) - sum(counts[name] for name in ("beyond", "within", "same"))
    compared = words.number(len(changes))
    return tr("edits.numbers_summary", words.lang, compared=compared, rest=words.number(rest), **shown)


class _Names:
    """What places and numbers are called; a question is named where a place has answers to several."""

    def __init__(self, journey: Journey, changes: Iterable[Change], words: Words) -> None:
        self.words = words
        self.stages = {stage.key: words.say(stage.name) for stage in journey.stages}
        self.steps = {step.key: words.say(journey.name_of_step(step)) for step in journey.steps}
        self.often = Counter((change.step, change.stage, change.what) for change in changes)

    def place(self, change: Change) -> str:
        if change.step is not None:
            return tr("edits.about_steps", self.words.lang, name=self.steps.get(change.step, change.step))
        if change.stage is not None:
            return tr("edits.about_stages", self.words.lang, name=self.stages.get(change.stage, change.stage))
        return tr("edits.about_journey", self.words.lang)

    def number(self, change: Change) -> str:
        reading = change.new or change.old
        unit = reading.unit if reading else ""
        key = f"{change.what}_{unit}" if change.what == "score" and unit in ("nps", "csat_share") else change.what
        name = tr(f"edits.number_{key}", self.words.lang)
        instrument = reading.params.get("instrument") if reading else None
        if instrument is None or self.often[change.step, change.stage, change.what] == 1:
            return name
        return tr("edits.number_of", self.words.lang, number=name, instrument=instrument)


def _sentence(change: Change, names: _Names, words: Words) -> str:
    params = {"what": names.place(change), "number": names.number(change)}
    params |= {side: _value(reading, words) for side, reading in (("old", change.old), ("new", change.new)) if reading}
    unit = (change.new or change.old or _NOTHING).unit
    if change.value is None:
        return tr(f"edits.{change.verdict}", words.lang, **params)
    key = "beyond" if change.interval else "beyond_exact"
    params["difference"] = difference_text(change.value, unit, words)
    if change.interval is not None:
        params["interval"] = interval_text(change.interval, unit, words)
    return tr(f"edits.{key}", words.lang, **params)


_NOTHING = Reading(value=None, unit="passes", n=0, definition="passes")


def _value(reading: Reading, words: Words) -> str:
    n = "" if reading.unit in ("passes", "people") or not reading.n else f" (n{NBSP}={NBSP}{words.number(reading.n)})"
    return f"{words.reading(reading, exact=True)}{n}"


def difference_text(value: float, unit: Unit, words: Words) -> str:
    """Return a difference with its sign: percentage points for shares, a duration for times, points else."""
    match unit:
        case "seconds":
            return f"{MINUS if value < 0 else '+'}{words.duration(abs(value))}"
        case "passes" | "people" | "events":
            return words.signed(value, 0)
        case "share" | "csat_share":
            return words.points(value, unit, 1)
        case "emotion" | "ces":
            return words.signed(value, 2)
    return words.points(value, unit)


def interval_text(interval: Interval, unit: Unit, words: Words) -> str:
    """Return the two ends of a difference's interval, in the same terms."""
    low, high = (difference_text(end, unit, words) for end in (interval.low, interval.high))
    if unit in ("share", "csat_share"):
        low = low.removesuffix(f"{NBSP}{words.tr('points_percent')}")
    return f"{low}{NBSP}…{NBSP}{high}"
