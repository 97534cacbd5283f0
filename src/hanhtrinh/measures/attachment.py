"""Answer → step: which step of a journey an answer, or an invitation to answer, is about (`semantics.md`, Attachment).

The first rule that applies is used, and stored: a relationship question attaches to the journey; an answer asked at a
known touchpoint to a step of that touchpoint, or to none where it is not on the map; any other to the pass's last step
within the seven days before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Codes, Frame
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.pass_table import Passes
from hanhtrinh.values import MICROSECONDS

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
Truths = npt.NDArray[np.bool_]

NONE, ASKED_AT, LAST_STEP, RELATIONSHIP = 0, 1, 2, 3
RULES = ("none", "asked_at", "last_step_within_7d", "relationship")
"""Names of the rule codes."""

LOOKBACK_SECONDS = 7 * 86_400
NOWHERE = -1
_UNKNOWN, _ELSEWHERE = -1, -2


@dataclass(frozen=True)
class Attached:
    """What every answer and invitation of a frame is about, in the order of `Frame.answers`.

    `person` is a position in the frame, `pass_of` in the pass table, `step` on the map; the last two −1 where there
    is none. `rule` is NONE, ASKED_AT, LAST_STEP or RELATIONSHIP.
    """

    pass_of: I64
    step: I32
    rule: U8
    person: I64

    def __len__(self) -> int:
        return len(self.rule)


def steps_by_touchpoint(journey: Journey) -> dict[str, tuple[int, ...]]:
    """Return the positions on the map of each touchpoint's steps, ascending."""
    places: dict[str, list[int]] = {}
    for position, step in enumerate(journey.steps):
        if step.touchpoint is not None:
            places.setdefault(step.touchpoint, []).append(position)
    return {key: tuple(found) for key, found in places.items()}


def attach(
    frame: Frame,
    passes: Passes,
    step_by_touchpoint: Mapping[str, tuple[int, ...]],
    *,
    key_codes: Codes | None = None,
    lookback_seconds: int = LOOKBACK_SECONDS,
) -> Attached:
    """Return the pass, step and rule of every answer and invitation of the frame, as of the passes' instant.

    `key_codes` is the pass key's column for a keyed journey, with one code per event: an answer whose event has a key
    belongs to that person's pass of that key, whether begun or not; any other to the person's latest pass begun by
    then. Visits at the answer's own instant came before it only if they do in canonical order. Where the answer's own
    event is a visit, it says which step of the touchpoint was asked at, but is no step before the answer. Later answers
    than `passes.as_of` attach to nothing.
    """
    answers = frame.answers
    event, time = answers.event, frame.time[answers.event]
    person = frame.person_of(event)
    pass_of = passes_of(passes, event, person, None if key_codes is None else key_codes[event])
    pass_of[time > passes.as_of] = NOWHERE
    step = np.full(len(event), NOWHERE, np.int32)
    rule = np.full(len(event), NONE, np.uint8)
    keys = [key for key, steps in step_by_touchpoint.items() if steps]
    _attach(
        event,
        time,
        pass_of,
        _relationship(frame),
        _touchpoint_codes(answers.asked_at, keys),
        *_stands_at([step_by_touchpoint[key] for key in keys], passes.step_count),
        passes.offsets,
        passes.event,
        passes.step,
        passes.time,
        passes.as_of,
        lookback_seconds * MICROSECONDS,
        step,
        rule,
    )
    return Attached(pass_of, step, rule, person)


def _relationship(frame: Frame) -> Truths:
    kinds = np.array([frame.instruments[key].relationship for key in sorted(frame.instruments)], np.bool_)
    return kinds[frame.answers.instrument] if len(kinds) else np.zeros(len(frame.answers), np.bool_)


def _touchpoint_codes(asked_at: pl.Series, keys: list[str]) -> I32:
    """Return each answer's position in `keys`, _UNKNOWN where it is not said, _ELSEWHERE where it is off this map."""
    codes = range(len(keys))
    known = asked_at.fill_null("").replace_strict(
        ["", *keys], [_UNKNOWN, *codes], default=_ELSEWHERE, return_dtype=pl.Int32
    )
    return np.array(known.to_numpy(), np.int32)


def _stands_at(steps: list[tuple[int, ...]], step_count: int) -> tuple[I32, Truths]:
    """Return each touchpoint's first step, and whether it stands at each step."""
    first = np.array([min(places) for places in steps], np.int32)
    stands = np.zeros((len(steps), max(step_count, 1)), np.bool_)
    for touchpoint, places in enumerate(steps):
        stands[touchpoint, list(places)] = True
    return first, stands


def passes_of(passes: Passes, event: I64, person: I64, keys: Codes | None) -> I64:
    """Return the pass each event belongs to, on the map or off it; −1 where there is none.

    An event with a pass key belongs to that person's pass of that key, whether begun or not; any other to the person's
    latest pass begun by then.
    """
    if not len(passes):
        return np.full(len(event), NOWHERE, np.int64)
    begun = passes.event[passes.offsets[:-1]]
    latest = np.searchsorted(begun, event, side="right") - 1
    found = np.where((latest >= 0) & (passes.person[latest] == person), latest, NOWHERE)
    if keys is None:
        return found
    key = keys.astype(np.int64)
    return np.where(key > 0, _pass_of_key(passes, person, key), found)


def _pass_of_key(passes: Passes, person: I64, key: I64) -> I64:
    """Return the pass of each (person, key), −1 where there is none; a person has one pass a key."""
    both = passes.person << 32 | passes.key.astype(np.int64)
    order = np.argsort(both, kind="stable")
    wanted = person << 32 | key
    place = np.minimum(np.searchsorted(both[order], wanted), len(order) - 1)
    return np.where(both[order[place]] == wanted, order[place], NOWHERE)


@numba.njit(cache=True, nogil=True)
def _attach(  # flat on purpose: a kernel takes arrays, not objects
    event: I64,
    time: I64,
    pass_of: I64,
    relationship: Truths,
    touchpoint: I32,
    first_step: I32,
    stands_at: Truths,
    offsets: I64,
    visit_event: I64,
    visit_step: npt.NDArray[np.uint16],
    visit_time: I64,
    as_of: int,
    lookback: int,
    step: I32,
    rule: U8,
) -> None:
    for i in range(len(event)):
        if time[i] > as_of:
            continue
        if relationship[i]:
            rule[i] = RELATIONSHIP
            continue
        if touchpoint[i] == _ELSEWHERE:
            continue
        p = pass_of[i]
        begin = offsets[p] if p >= 0 else 0
        before = begin + np.searchsorted(visit_event[begin : offsets[p + 1]], event[i]) if p >= 0 else 0
        if touchpoint[i] >= 0:
            step[i], rule[i] = first_step[touchpoint[i]], ASKED_AT
            # The answer may itself be the visit: then the step that visit was resolved to is the one asked about.
            last = before if p >= 0 and before < offsets[p + 1] and visit_event[before] == event[i] else before - 1
            for v in range(last, begin - 1, -1):
                if stands_at[touchpoint[i], visit_step[v]]:
                    step[i] = visit_step[v]
                    break
        elif before > begin and time[i] - visit_time[before - 1] <= lookback:
            step[i], rule[i] = visit_step[before - 1], LAST_STEP
