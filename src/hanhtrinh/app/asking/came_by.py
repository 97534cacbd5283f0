"""Who came by a step, or did an event, within a while: looked up in everybody's timelines, base and overlay.

Only the events of the while are looked at: their codes are gathered, rules are evaluated on those.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import NO_RAWS, Answers, Column, Frame
from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import EVENT, Is
from hanhtrinh.people.looking import look_at
from hanhtrinh.people.segments import AtTouchpoint, Events, Meant
from hanhtrinh.values import Runner, in_one_part

Positions = npt.NDArray[np.int64]
_NONE, _NOTHING = np.empty(0, np.int64), pl.Series([], dtype=pl.String)
_NO_ANSWERS = Answers(
    _NONE, _NONE.astype(np.int32), _NONE.astype(np.float64), _NONE.astype(np.bool_), _NOTHING, _NOTHING
)


class Came(NamedTuple):
    """The newest time somebody came by within the while, and the touchpoint (empty: an event by name)."""

    at: int
    step: str


def came_by(
    parts: Parts,
    journeys: Callable[[str], Journey],
    journey: str,
    steps: Sequence[str],
    events: Sequence[str],
    after: int,
    until: int,
    run: Runner = in_one_part,
) -> Mapping[str, Came]:
    """Return who came by any of some touchpoints or did any of some events after an instant, until another.

    InputError for a touchpoint its journey does not have, NotFound for a journey that is not there.
    """
    meant: list[Meant] = [AtTouchpoint(journey, step) for step in steps]
    meant += [Events(Is(EVENT, name)) for name in events]
    names = [*steps, *("" for _ in events)]
    found: dict[str, Came] = {}
    for frame, gone in ((parts.base, parts.superseded), (parts.overlay, None)):
        wanted = _within(frame, after, until) if meant else _NONE
        if len(wanted):
            bits = look_at(meant, _only(frame, wanted), journeys, parts.now, run).at(0, len(wanted))
            found |= _newest(frame, gone, wanted[bits != 0], bits[bits != 0], names)
    return found


def _within(frame: Frame, after: int, until: int) -> Positions:
    """Return the events after an instant, until another; nothing is read of a frame that ended before."""
    if frame.span is None or frame.span[1] <= after:
        return _NONE
    return np.flatnonzero((frame.time > after) & (frame.time <= until))


def _only(frame: Frame, events: Positions) -> Frame:
    """Return a frame of some events as far as rules look at them: their codes, as if all were one person's."""
    columns = {name: Column(column.codes[events], column.values) for name, column in frame.columns.items()}
    return replace(
        frame, people=frame.people.head(1), offsets=np.array([0, len(events)]), time=frame.time[events],
        columns=columns, answers=_NO_ANSWERS, tie=None, raws=NO_RAWS,
    )  # fmt: skip


def _newest(
    frame: Frame, gone: npt.NDArray[np.bool_] | None, events: Positions, bits: npt.NDArray[np.uint64],
    names: Sequence[str],
) -> dict[str, Came]:  # fmt: skip
    """Return each person's newest of some events (ascending); the later one of equal times."""
    person = frame.person_of(events)
    if gone is not None:
        stays = ~gone[person]
        events, bits, person = events[stays], bits[stays], person[stays]
    last = np.lexsort((events, frame.time[events], person))
    last = last[np.append(person[last][1:] != person[last][:-1], True)] if len(last) else last
    people = frame.people.gather(person[last]).to_list()
    return {
        name: Came(at, names[_first(bit)])
        for name, at, bit in zip(people, frame.time[events[last]].tolist(), bits[last].tolist(), strict=True)
    }


def _first(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
