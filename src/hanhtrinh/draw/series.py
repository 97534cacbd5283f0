"""Further lines on the one curve: up to three personas bound to a rule, and competitors people were asked about."""

from collections.abc import Sequence
from itertools import islice

from hanhtrinh.draw import curve
from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.shapes import Series
from hanhtrinh.draw.words import NBSP, Words
from hanhtrinh.measures.results import Reading

MOST = 3


def series_of(doors: Doors) -> tuple[Series, ...]:
    """Return the lines of personas and competitors; more than three personas are small multiples only."""
    return (*_personas(doors), *_rivals(doors))


def drawn_personas(doors: Doors) -> tuple[str, ...]:
    """Return the keys of the personas that have a line on the curve."""
    readings = doors.readings
    bound = [s for s in readings.segments if s.key in doors.journey.personas] if readings else []
    told = [s.key for s in bound if any(r is not None and r.value is not None for r in s.emotion)]
    return tuple(told) if len(told) <= MOST else ()


def _personas(doors: Doors) -> tuple[Series, ...]:
    if doors.readings is None:
        return ()
    found = {s.key: s for s in doors.readings.segments}
    personas = doors.journey.personas
    return tuple(
        _series(doors, key, "persona", look, doors.words.say(personas[key].name), found[key].emotion)
        for look, key in enumerate(drawn_personas(doors), 1)
    )


def _rivals(doors: Doors) -> tuple[Series, ...]:
    readings = doors.readings
    if readings is None or readings.beside is None:
        return ()
    told = (c for c in readings.beside.competitors if any(r is not None and r.value is not None for r in c.emotion))
    return tuple(
        _series(doors, found.key, "rival", look, rival_name(doors, found.key), found.emotion)
        for look, found in enumerate(islice(told, MOST), 1)
    )


def rival_name(doors: Doors, key: str) -> str:
    """Return a competitor's name, its key where it is not described."""
    known = doors.journey.competitors.get(key)
    return doors.words.say(known.name) if known else key


def _series(doors: Doors, key: str, kind: str, look: int, name: str, emotion: Sequence[Reading | None]) -> Series:
    ys = [None if r is None or r.value is None else curve.height(r.value) for r in emotion]
    return Series(
        key=key,
        kind=kind,  # type: ignore[arg-type]
        look=look,
        name=name,
        lines=tuple(curve.line(knots) for knots in curve.runs(ys) if len(knots) > 1),
        points=tuple(_point(doors.words, r) for r in emotion),
    )


def _point(words: Words, reading: Reading | None) -> tuple[float, str, str] | None:
    if reading is None or reading.value is None:
        return None
    return curve.height(reading.value), words.reading(reading), f"n{NBSP}={NBSP}{words.number(reading.n)}"
