"""A drift in words: short for the map, a whole sentence for letters and pages."""

from datetime import date

from hanhtrinh.draw.words import DASH, NBSP, Words
from hanhtrinh.i18n import tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.drift import Drift, Side
from hanhtrinh.measures.results import Unit


def unit_of(drift: Drift) -> Unit:
    """Return the unit of a drift's numbers."""
    return "emotion" if drift.what == "score" else "share"


def step_name(drift: Drift, journey: Journey, words: Words) -> str:
    """Return the name of the step, or of the event off the map."""
    step = next((one for one in journey.steps if one.key == drift.step), None)
    return drift.event or (words.say(journey.name_of_step(step)) if step else drift.step)


def what_drifted(drift: Drift, words: Words) -> str:
    """Return the name of what drifted: drop-off, feeling …"""
    return tr(f"drift.what_{drift.what}", words.lang)


def day_of(number: int, words: Words, *, short: bool = False) -> str:
    """Return a day, without its year where `short`."""
    text = words.calendar_day(date.fromordinal(number))
    return text.rpartition("/" if words.lang == "vi" else NBSP)[0] if short else text


def from_to(drift: Drift, words: Words) -> str:
    """Return the change itself: `31 % → 24 %`, or how many were expected and seen."""
    if drift.before is None or drift.after is None:
        expected = words.number(drift.expected, 0)
        return tr(f"drift.seen_{drift.what}", words.lang, expected=expected, seen=words.number(drift.seen))
    unit = unit_of(drift)
    before, after = (words.value(side.value, unit) for side in (drift.before, drift.after))
    if before == after:
        before, after = (words.value(side.value, unit, exact=True) for side in (drift.before, drift.after))
    return f"{before} → {after}"


def chip(drift: Drift, words: Words) -> str:
    """Return what stands at the cell: since when, from what to what."""
    day = day_of(drift.since, words, short=True)
    if drift.before is None:
        return tr(f"drift.chip_{drift.what}", words.lang, day=day)
    return tr("drift.chip", words.lang, day=day, change=from_to(drift, words))


def sentence(drift: Drift, journey: Journey, words: Words) -> str:
    """Return a whole sentence about a drift."""
    return tr(
        f"drift.sentence_{drift.what}", words.lang, step=step_name(drift, journey, words),
        day=day_of(drift.since, words), change=from_to(drift, words),
    )  # fmt: skip


def certainty(drift: Drift, words: Words) -> str:
    """Return how certain it is: the interval of the difference, and on how many it rests."""
    if drift.difference is None or drift.after is None:
        return ""
    return tr("drift.certainty", words.lang, span=size(drift, words), n=words.number(drift.after.n))


def size(drift: Drift, words: Words) -> str:
    """Return the interval of a change with its unit."""
    if drift.difference is None:
        return DASH
    unit = tr("drift.points", words.lang) if unit_of(drift) == "share" else ""
    return f"{words.points_span(drift.difference, unit_of(drift))} {unit}".strip()


def side(of: Side, drift: Drift, words: Words) -> str:
    """Return one side with its interval and n."""
    unit = unit_of(drift)
    span = f" [{words.span(of.interval, unit, exact=True)}]" if of.interval else f" {DASH}"
    return f"{words.value(of.value, unit, exact=True)}{span}, n{NBSP}={NBSP}{words.number(of.n)}"
