"""Research questions answered by data: when, how often, by which channel, from where, what before and next, why they
left, what keeps them.

Each answer counts passes: those that came to the question's step, those that dropped off there (`why_left`), or those
completed (`what_keeps`); every one of them has just one of the labels. An answer or invitation off the map is nothing a
customer did on the way: it is passed over where the event before or next is looked for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.journey.model import Ask
from hanhtrinh.measures.channels import VisitChannels
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.kept import kept_answer
from hanhtrinh.measures.pass_table import COMPLETED, LEFT, OPEN, Passes
from hanhtrinh.measures.results import AnswerPart, QuestionAnswer, Verbatim
from hanhtrinh.measures.shares import share
from hanhtrinh.measures.step_voice import StepVoices
from hanhtrinh.measures.timelines import SESSION_GAP_SECONDS, people_timelines
from hanhtrinh.values import Period

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MOST_PARTS = 5
START, NOTHING = "(start)", "(nothing)"
_ENDS = {COMPLETED: "(completed)", LEFT: "(left)", OPEN: "(open)"}
_WEEK = 7


def answer_readings(
    reading: JourneyReading, voices: StepVoices, channels: VisitChannels, keep: Mask, period: Period
) -> tuple[tuple[QuestionAnswer, ...], ...]:
    """Return, for each step, the answers to those of its questions that data can answer, over kept passes."""
    data = _Data(reading, voices, channels, keep, period)
    return tuple(tuple(_of_step(data, step)) for step in range(len(reading.journey.steps)))


@dataclass(frozen=True)
class _Data:
    """What questions are answered from."""

    reading: JourneyReading
    voices: StepVoices
    channels: VisitChannels
    keep: Mask
    period: Period

    @property
    def passes(self) -> Passes:
        return self.reading.passes

    @cached_property
    def silent(self) -> Mask:
        """Whether each event is an answer or an invitation off the map."""
        frame = self.reading.frame
        found = np.zeros(frame.event_count, np.bool_)
        found[frame.answers.event] = True
        result: Mask = np.logical_and(found, np.equal(self.reading.touch, 0))
        return result

    @cached_property
    def session_ends(self) -> Integers:
        """The event after the last of each session of anybody."""
        frame, touch = self.reading.frame, self.reading.touch
        return people_timelines(frame, touch).split_at_gaps(SESSION_GAP_SECONDS).offsets[1:]


@dataclass(frozen=True)
class _Labelled:
    """An answer before it is counted: what the labels are, and each pass's label."""

    by: str
    names: Sequence[str]
    code: Integers
    most: int = MOST_PARTS
    in_order: bool = False


def _of_step(data: _Data, step: int) -> Iterator[QuestionAnswer]:
    if not data.reading.measured[step]:
        return
    journey = data.reading.journey
    for position, given in enumerate(journey.steps[step].questions):
        ask = journey.ask_of(given).ask
        if ask == "what_keeps":
            found = kept_answer(data.reading, data.keep, position)
            if found is not None:
                yield found
        elif ask != "note":
            said = _said_by_dropped(data, step) if ask == "why_left" else ()
            for labelled in _ASKS[ask](data, step):
                yield _counted(position, ask, labelled, said)


def _counted(question: int, ask: Ask, of: _Labelled, verbatims: tuple[Verbatim, ...]) -> QuestionAnswer:
    counts = np.bincount(of.code, minlength=len(of.names)).tolist()
    n, there = len(of.code), [i for i, count in enumerate(counts) if count]
    if not of.in_order:
        there.sort(key=lambda i: -counts[i])  # of equal ones the first in the list of names
    shown = there[: of.most]
    return QuestionAnswer(
        question=question,
        ask=ask,
        by=of.by,
        n=n,
        parts=tuple(AnswerPart(label=of.names[i], reading=share(counts[i], n, f"answer_{ask}")) for i in shown),
        other=n - sum(counts[i] for i in shown),
        verbatims=verbatims,
    )


def first_visits(passes: Passes, step: int, keep: Mask) -> Integers:
    """Return each kept pass's first visit to a step, of those that came there."""
    visit = np.flatnonzero(passes.step == step)
    pass_of = passes.visit_pass[visit]
    first: Integers = visit[keep[pass_of] & (np.diff(pass_of, prepend=-1) != 0)]
    return first


def _when(data: _Data, step: int) -> Iterator[_Labelled]:
    """When they first came, by the clock of the workspace's zone: hour of the day, and day of the week."""
    instants = pl.Series(data.passes.time[first_visits(data.passes, step, data.keep)])
    local = instants.cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(data.reading.frame.zone)
    hour, weekday = local.dt.hour().to_numpy(), local.dt.weekday().to_numpy()
    yield _Labelled("hour", [str(h) for h in range(24)], hour.astype(np.int64))
    yield _Labelled("weekday", [str(d) for d in range(_WEEK)], weekday.astype(np.int64) - 1, most=_WEEK)


def _how_often(data: _Data, step: int) -> Iterator[_Labelled]:
    """How many visits a pass made here."""
    pass_of = data.passes.visit_pass[np.flatnonzero(data.passes.step == step)]
    pass_of = pass_of[data.keep[pass_of]]
    begins = np.flatnonzero(np.diff(pass_of, prepend=-1))
    visits = np.diff(np.append(begins, len(pass_of)))
    yield _Labelled("times", ("1", "2", "3+"), np.minimum(visits, 3) - 1, in_order=True)


def _channel(data: _Data, step: int) -> Iterator[_Labelled]:
    """By which channel they first came."""
    visit = first_visits(data.passes, step, data.keep)
    yield _Labelled("channel", data.channels.names, data.channels.code[visit])


def _source(data: _Data, step: int) -> Iterator[_Labelled]:
    """Where their pass began: at which step, and by which channel."""
    passes = data.passes
    entry = passes.offsets[passes.visit_pass[first_visits(passes, step, data.keep)]]
    yield _Labelled("step", _step_keys(data), passes.step[entry].astype(np.int64))
    yield _Labelled("channel", data.channels.names, data.channels.code[entry])


def _before(data: _Data, step: int) -> Iterator[_Labelled]:
    """What came straight before the first visit here, within the pass."""
    passes = data.passes
    visit = first_visits(passes, step, data.keep)
    begins = visit == passes.offsets[passes.visit_pass[visit]]
    earlier = np.where(begins, visit, visit - 1)
    straight_before = passes.event[visit] - np.where(begins, 0, 1)
    event = _over_silent(data, straight_before, -1, passes.event[earlier])
    yield _named(data, event, earlier, np.where(begins, 0, -1), (START,))


def _next(data: _Data, step: int) -> Iterator[_Labelled]:
    """What came straight after the first visit here, within the pass; else how the pass stands."""
    passes = data.passes
    visit = first_visits(passes, step, data.keep)
    pass_of = passes.visit_pass[visit]
    ends = visit + 1 == passes.offsets[pass_of + 1]
    later = np.where(ends, visit, visit + 1)
    straight_after = passes.event[visit] + np.where(ends, 0, 1)
    event = _over_silent(data, straight_after, 1, passes.event[later])
    yield _named(data, event, later, np.where(ends, passes.state[pass_of].astype(np.int64), -1), tuple(_ENDS.values()))


def _why_left(data: _Data, step: int) -> Iterator[_Labelled]:
    """What those who left here did last: the last event of the session of their last visit, off the map."""
    passes = data.passes
    last = passes.event[passes.offsets[1:][_dropped(data, step)] - 1]
    ends = data.session_ends
    event = ends[np.searchsorted(ends, last, side="right")] - 1 if len(last) else last
    while (late := data.reading.frame.time[event] > data.reading.as_of).any():
        event = np.where(late, event - 1, event)
    event = _over_silent(data, event, -1, last)
    names = data.reading.frame.columns["event"]
    texts = [NOTHING, *_names_of(data)]
    yield _Labelled("event", texts, np.where(event == last, 0, names.codes[event].astype(np.int64)))


def _dropped(data: _Data, step: int) -> Integers:
    passes = data.passes
    return np.flatnonzero(data.keep & (passes.last_step == step) & (passes.state == LEFT))


def _said_by_dropped(data: _Data, step: int) -> tuple[Verbatim, ...]:
    """Return what those who left here said about this step."""
    dropped = np.zeros(len(data.passes), np.bool_)
    dropped[_dropped(data, step)] = True
    return data.voices.verbatims(step, dropped, data.period)


def _over_silent(data: _Data, event: Integers, way: int, until: Integers) -> Integers:
    """Return the first event from each one on, backwards or forwards, that is not silent; no further than `until`."""
    event = event.copy()
    while (passed := data.silent[event] & (event != until)).any():
        event[passed] += way
    return event


def _named(data: _Data, event: Integers, visit: Integers, end: Integers, ends: tuple[str, ...]) -> _Labelled:
    """Label events: by `end` where that is not −1, by the step where the event is that of the visit, else by name."""
    passes, steps = data.passes, _step_keys(data)
    names = data.reading.frame.columns["event"]
    by_name = len(ends) + len(steps) + names.codes[event].astype(np.int64) - 1
    by_step = len(ends) + passes.step[visit].astype(np.int64)
    code = np.where(end >= 0, end, np.where(passes.event[visit] == event, by_step, by_name))
    taken = {*steps, *ends}
    others = [f"event:{name}" if name in taken else name for name in _names_of(data)]
    return _Labelled("step", [*ends, *steps, *others], code)


def _step_keys(data: _Data) -> list[str]:
    return [step.key for step in data.reading.journey.steps]


def _names_of(data: _Data) -> list[str]:
    return [str(name) for name in data.reading.frame.columns["event"].values.to_list()]


_ASKS: dict[str, Callable[[_Data, int], Iterator[_Labelled]]] = {
    "when": _when,
    "how_often": _how_often,
    "channel": _channel,
    "source": _source,
    "before": _before,
    "next": _next,
    "why_left": _why_left,
}
