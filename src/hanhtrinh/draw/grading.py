"""The evidence of each cell, as a small sign; the cells that ask to be looked at; the map's share by grade."""

from collections.abc import Callable, Sequence

import msgspec

from hanhtrinh.draw.beside_cells import beside
from hanhtrinh.draw.cells import At
from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.said_cells import step_said
from hanhtrinh.draw.shapes import Cell, EvidenceMark, Lane, Number, QuestionsCell
from hanhtrinh.measures.evidence import NOTHING, NUMBER_LANES, Known, known_of, number_cells
from hanhtrinh.measures.results import MapReadings, Voice
from hanhtrinh.values import MICROSECONDS, parse_duration

GRADES = ("fresh", "measured", "thin", "told", "assumed")
ASSUMED = Known("assumed")


def graded(doors: Doors, lane: Lane, places: Sequence[At]) -> Lane:
    """Return a lane with the evidence of each of its cells; lanes that state nothing about customers have none."""
    if lane.hidden or lane.own or lane.nothing:
        return lane
    known = [_known(doors, lane, at, cell) for at, cell in zip(places, lane.cells, strict=True)]
    if all(one.grade is None for one in known):
        return lane
    return msgspec.structs.replace(
        lane, marks=tuple(_mark(doors, at, one) for at, one in zip(places, known, strict=True))
    )


def _known(doors: Doors, lane: Lane, at: At, cell: Cell | None) -> Known:
    if lane.key in NUMBER_LANES:
        return _number(doors, lane.key, at)
    if lane.key.startswith("rival-"):
        return _rival(doors, lane.key.removeprefix("rival-"), at)
    fill = _LANES.get(lane.key)
    return NOTHING if fill is None or cell is None else fill(doors, at, cell)


def _number(doors: Doors, lane: str, at: At) -> Known:
    found = NOTHING
    if doors.readings is not None and at.readings is not None:
        found = number_cells(at.readings, doors.readings.data_to, doors.readings.as_of, review_seconds(doors))[lane]
    drawn = lane == "emotion" and (at.step.feeling.score is not None or bool(at.step.feeling.words))
    return ASSUMED if found.grade is None and drawn else found


def review_seconds(doors: Doors) -> int:
    """Return the journey's review period."""
    return parse_duration(doors.journey.review_period)


def _counted(doors: Doors, n: int, newest: int | None) -> Known:
    as_of = doors.readings.as_of if doors.readings else 0
    return known_of(n, newest, as_of, review_seconds(doors))


def _assumed(doors: Doors, at: At, cell: Cell) -> Known:
    return ASSUMED


def _thoughts(doors: Doors, at: At, cell: Cell) -> Known:
    said = at.readings.verbatims if at.readings else ()
    return Known("told", max(one.time for one in said)) if said else ASSUMED


def _voice(doors: Doors, voice: Voice | None) -> Known:
    return NOTHING if voice is None else _counted(doors, voice.answers, voice.newest)


def _effort(doors: Doors, at: At, cell: Cell) -> Known:
    found = beside(at).effort
    return _voice(doors, found[at.index] if at.index < len(found) else None)


def _friction(doors: Doors, at: At, cell: Cell) -> Known:
    found = beside(at).friction
    one = found[at.index] if at.index < len(found) else None
    return NOTHING if one is None else _counted(doors, one.any.n, _data_to(doors.readings))


def _promise(doors: Doors, at: At, cell: Cell) -> Known:
    late = at.readings.lateness if at.readings else None
    return NOTHING if late is None else _counted(doors, late.late.n, _data_to(doors.readings))


def _questions(doors: Doors, at: At, cell: Cell) -> Known:
    found = beside(at).answers
    n = max((one.n for one in found[at.index]), default=0) if at.index < len(found) else 0
    if n:
        return _counted(doors, n, _data_to(doors.readings))
    noted = isinstance(cell, QuestionsCell) and any(item.state == "noted" for item in cell.items)
    return ASSUMED if noted else NOTHING


def _said(doors: Doors, at: At, cell: Cell) -> Known:
    found = step_said(at)
    return NOTHING if found is None else Known("told", found.newest)


def _rival(doors: Doors, key: str, at: At) -> Known:
    for one in beside(at).competitors:
        reading = one.emotion[at.index] if one.key == key else None
        if reading is not None and reading.n:
            return _counted(doors, reading.n, _data_to(doors.readings))
    return ASSUMED if key in at.step.competitors else NOTHING


def _data_to(readings: MapReadings | None) -> int | None:
    return readings.data_to if readings else None


_LANES: dict[str, Callable[[Doors, At, Cell], Known]] = {
    "activity": _assumed,
    "pains": _assumed,
    "moments": _assumed,
    "thoughts": _thoughts,
    "effort": _effort,
    "friction": _friction,
    "promise": _promise,
    "questions": _questions,
    "said": _said,
}


def _mark(doors: Doors, at: At, known: Known) -> EvidenceMark | None:
    if known.grade is None:
        return None
    words = doors.words
    word, newest = words.tr(f"evidence_{known.grade}"), known.newest
    title = f"{words.tr('evidence_sign')}: {word}" + (f" ({words.day(newest)})" if newest is not None else "")
    return EvidenceMark(grade=known.grade, word=word, title=title, stale=is_stale(doors, at, known))


def is_stale(doors: Doors, at: At, known: Known) -> bool:
    """Tell whether a cell asks to be looked at: nobody has for a review period, nor did anything new come."""
    looked, now = doors.options.looked, doors.options.now
    if now is None or at.step.key not in looked:
        return False
    return now - max(looked[at.step.key], known.newest or 0) > review_seconds(doors) * MICROSECONDS


def share_door(doors: Doors, lanes: Sequence[Lane]) -> Number | None:
    """Return the share of number cells that are measured, with how many cells of each lane have which grade."""
    readings, words = doors.readings, doors.words
    if readings is None:
        return None
    counted = {lane.name: _grades(lane) for lane in lanes if lane.marks}
    heads = (words.tr("lane"), *(words.tr(f"evidence_{grade}") for grade in GRADES), words.tr("evidence_none"))
    rows = tuple((name, *(words.number(n) for n in counts)) for name, counts in counted.items())
    text = words.percent(readings.measured_share, 0)
    stale = sum(mark is not None and mark.stale for lane in lanes for mark in lane.marks)
    asks = ((words.tr("evidence_ask"), words.number(stale)),) if doors.options.now is not None else ()
    return doors.open(
        text, title=words.tr("measured_share"), place=words.tr("whole_journey"), value=text,
        definition=words.tr("measured_share_definition"), rows=asks,
        tables=((words.tr("evidence_by_lane"), heads, rows),),
    )  # fmt: skip


def _grades(lane: Lane) -> tuple[int, ...]:
    marks = [mark.grade if mark else None for mark in lane.marks]
    none = len(marks) - sum(marks.count(grade) for grade in GRADES)
    return (*(marks.count(grade) for grade in GRADES), none)
