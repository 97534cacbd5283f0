"""What a draft rule would change, counted in one scan over people's events."""

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Codes, Offsets, Times
from hanhtrinh.events.lens import Touches

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ALL, ALL_PEOPLE, MATCHED, MATCHED_PEOPLE, HERE, HERE_PEOPLE, BEFORE, BEFORE_PEOPLE, ON_MAP, ON_MAP_BEFORE = range(10)
TOTALS = 10
WON, LOST, SHARED_PEOPLE = range(3)


@numba.njit(cache=True, nogil=True)
def count_preview(  # flat: one pass over each person's events
    keep: Mask,
    offsets: Offsets,
    time: Times,
    mine: Touches,
    before: Touches,
    after: Touches,
    rival: Touches,
    own: int,
    as_of: int,
    months: I64,
    totals: I64,
    moves: I64,
    rivals: I64,
    by_month: I64,
    sample_time: I64,
    sample_event: I64,
) -> None:
    """Count what a draft rule matches, what it wins and takes, by whom it is contested, when, and the newest samples.

    `mine` is not 0 where the draft matches; `before` and `after` are the touchpoints events have without and with it,
    `rival` those they have where the touchpoint being edited claims nothing; `own` is its code. `moves[a, b]` counts
    events that go from touchpoint a to b. Per rival: events both claim that are won and lost, and their people.
    `by_month[m]` counts events of the touchpoint from `months[m]` up to the next; those before the first are left out.
    The samples are the newest event of each of the people whose newest one is newest; `sample_time` ascends.
    """
    met = np.full(len(rivals), -1, np.int64)
    for who in range(len(offsets) - 1):
        if not keep[who]:
            continue
        matched, here, had, any_ = 0, 0, 0, 0
        newest, newest_at = -1, 0
        month = -1
        for i in range(offsets[who], offsets[who + 1]):
            if time[i] > as_of:
                break
            any_ += 1
            was, now = before[i], after[i]
            totals[ON_MAP_BEFORE] += was != 0
            totals[ON_MAP] += now != 0
            had += was == own
            if was != now:
                moves[was, now] += 1
            if mine[i] == 0:
                continue
            matched += 1
            other = rival[i]
            if other != 0:
                rivals[other, WON if now == own else LOST] += 1
                rivals[other, SHARED_PEOPLE] += met[other] != who
                met[other] = who
            if now == own:
                here += 1
                newest, newest_at = i, time[i]
                while month + 1 < len(months) and months[month + 1] <= time[i]:
                    month += 1
                if month >= 0:
                    by_month[month] += 1
        totals[ALL] += any_
        totals[ALL_PEOPLE] += any_ > 0
        totals[MATCHED] += matched
        totals[MATCHED_PEOPLE] += matched > 0
        totals[HERE] += here
        totals[HERE_PEOPLE] += here > 0
        totals[BEFORE] += had
        totals[BEFORE_PEOPLE] += had > 0
        if newest >= 0 and newest_at > sample_time[0]:
            place = 0
            while place + 1 < len(sample_time) and sample_time[place + 1] < newest_at:
                sample_time[place], sample_event[place] = sample_time[place + 1], sample_event[place + 1]
                place += 1
            sample_time[place], sample_event[place] = newest_at, newest


@numba.njit(cache=True, nogil=True)
def count_kinds(
    keep: Mask, offsets: Offsets, time: Times, touch: Touches, kind: Codes, as_of: int, cells: I64, totals: I64
) -> None:
    """Count events on no step, and their people, by kind (code 0: of none); `totals` takes all events, those on a step,
    those on none, and the people of the latter.
    """
    met = np.full(len(cells), -1, np.int64)
    for who in range(len(offsets) - 1):
        if not keep[who]:
            continue
        outside = 0
        for i in range(offsets[who], offsets[who + 1]):
            if time[i] > as_of:
                break
            totals[0] += 1
            if touch[i] != 0:
                totals[1] += 1
                continue
            outside += 1
            code = kind[i]
            cells[code, 0] += 1
            cells[code, 1] += met[code] != who
            met[code] = who
        totals[2] += outside
        totals[3] += outside > 0


@numba.njit(cache=True, nogil=True)
def count_values(
    keep: Mask, offsets: Offsets, time: Times, touch: Touches, wanted: int, codes: Codes, as_of: int, counts: I64
) -> None:
    """Count events by the code of a property, among those whose touchpoint code is `wanted` (−1: among all)."""
    for who in range(len(offsets) - 1):
        if not keep[who]:
            continue
        for i in range(offsets[who], offsets[who + 1]):
            if time[i] > as_of:
                break
            if wanted < 0 or touch[i] == wanted:
                counts[codes[i]] += 1
