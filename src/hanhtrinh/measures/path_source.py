"""Where paths come from: the lines of a question, made of a frame's events or of a journey's passes."""

import numpy as np
import numpy.typing as npt

from hanhtrinh.errors import InputError
from hanhtrinh.events.frame import Codes, Column, Frame
from hanhtrinh.journey.rules import text_of
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.path_lines import Lines, NameOf, listed, pass_lines, person_lines, session_lines
from hanhtrinh.measures.paths import PathQuestion
from hanhtrinh.values import Period, Runner, in_one_part

Mask = npt.NDArray[np.bool_]
_ALWAYS = Period()
_PREFIX = "property:"


def of_events(question: PathQuestion) -> bool:
    """Tell whether a question can be answered from events alone, without a journey's passes."""
    return question.line != "pass" and question.nodes not in ("steps", "touchpoints")


def event_lines(
    frame: Frame,
    question: PathQuestion,
    *,
    as_of: int,
    period: Period = _ALWAYS,
    people: Mask | None = None,
    run: Runner = in_one_part,
) -> Lines:
    """Return one line per person or session, whose nodes are event names or the values of a property.

    With `people`, only theirs. InputError for a property no event has.
    """
    column = _column(frame, question.nodes)
    nodes = column.codes, len(column.values), _namer(column)
    return _frame_lines(frame, question, *nodes, as_of=as_of, period=period, people=people, run=run)


def path_lines(
    reading: JourneyReading, question: PathQuestion, *, period: Period = _ALWAYS, segment: str | None = None
) -> Lines:
    """Return the lines of a question about a journey.

    Passes are those of a period and segment. People and sessions are those of people with such a pass (of any period)
    where a segment is named; of a person the events of the period count, of sessions those begun in it. KeyError for
    an unknown segment, InputError for a property no event has.
    """
    passes, frame = reading.passes, reading.frame
    if question.line == "pass":
        return pass_lines(frame, passes, *_pass_nodes(reading, question.nodes), reading.keep(period, segment))
    people = None
    if segment is not None:
        people = np.zeros(frame.person_count, np.bool_)
        people[passes.person[reading.in_group(segment)]] = True
    nodes = _event_nodes(reading, question.nodes)
    return _frame_lines(frame, question, *nodes, as_of=reading.as_of, period=period, people=people, run=reading.run)


def _frame_lines(
    frame: Frame,
    question: PathQuestion,
    code: Codes,
    size: int,
    name_of: NameOf,
    *,
    as_of: int,
    period: Period,
    people: Mask | None,
    run: Runner,
) -> Lines:
    if question.line == "person":
        return person_lines(frame, code, size, name_of, as_of=as_of, period=period, people=people)
    gap = question.session_gap_seconds
    return session_lines(
        frame, code, size, name_of, gap_seconds=gap, as_of=as_of, period=period, people=people, run=run
    )


def _pass_nodes(reading: JourneyReading, nodes: str) -> tuple[Codes, int, NameOf]:
    """Return the node of every visit, how many nodes there are, and their names."""
    if nodes == "steps":
        keys = [step.key for step in reading.journey.steps]
        return reading.passes.step + np.uint16(1), len(keys), listed(keys)
    code, size, name_of = _event_nodes(reading, nodes)
    return code[reading.passes.event], size, name_of


def _event_nodes(reading: JourneyReading, nodes: str) -> tuple[Codes, int, NameOf]:
    """Return the node of every event, how many nodes there are, and their names."""
    if nodes == "steps":
        code = np.zeros(reading.frame.event_count, np.uint16)
        code[reading.passes.event] = reading.passes.step + np.uint16(1)
        keys = [step.key for step in reading.journey.steps]
        return code, len(keys), listed(keys)
    if nodes == "touchpoints":
        return reading.touch, len(reading.lens.touchpoints), listed(reading.lens.touchpoints)
    column = _column(reading.frame, nodes)
    return column.codes, len(column.values), _namer(column)


def _column(frame: Frame, nodes: str) -> Column:
    name = "event" if nodes == "events" else nodes.removeprefix(_PREFIX)
    if name not in frame.columns:
        known = ["steps", "touchpoints", "events", *sorted(set(frame.columns) - {"event"})]
        raise InputError(
            "paths.unknown_nodes", given=nodes, allowed=", ".join(known), similar=nearest(name, known) or "–"
        )
    return frame.columns[name]


def _namer(column: Column) -> NameOf:
    return lambda code: text_of(column.values[code - 1])
