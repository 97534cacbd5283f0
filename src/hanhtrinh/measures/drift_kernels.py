"""Counts per step and day, and per event off the map, each over people one after the other."""

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Codes, Offsets, Times
from hanhtrinh.events.lens import Touches
from hanhtrinh.measures.pass_table import LEFT, OPEN

I64 = npt.NDArray[np.int64]
VISITS, ARRIVED, RATED, DROPPED, WENT_ON = range(5)
WIDTH = 5
BEFORE, PEOPLE_BEFORE, NOW, PEOPLE_NOW, FIRST_NOW, LAST_BEFORE, LAST_NOW = range(7)
NAMES_WIDTH = 7


@numba.njit(cache=True, nogil=True)
def count_days(  # flat on purpose: a kernel takes arrays, not objects
    lo: int,
    hi: int,
    offsets: I64,
    step: npt.NDArray[np.uint16],
    time: I64,
    day: I64,
    state: npt.NDArray[np.uint8],
    last_step: npt.NDArray[np.uint16],
    cutoff: int,
    first_day: int,
    cells: I64,
) -> None:
    """Add the passes `lo:hi` to `cells[step, day − first_day, WIDTH]`; days before are not counted.

    A pass arrives at a step with its first visit there; the arrival is rated, `dropped` and `went_on` as
    `measures.reach` has it: its window has passed and the pass is not open here.
    """
    size = cells.shape[0]
    met = np.zeros(size, np.int64)
    for p in range(lo, hi):
        highest = np.int64(0)
        for v in range(offsets[p], offsets[p + 1]):
            highest = max(highest, np.int64(step[v]))
        for v in range(offsets[p], offsets[p + 1]):
            s, at = np.int64(step[v]), day[v] - first_day
            fresh = met[s] != p + 1
            met[s] = p + 1
            if at < 0:
                continue
            cells[s, at, VISITS] += 1
            if not fresh:
                continue
            cells[s, at, ARRIVED] += 1
            here = s == np.int64(last_step[p])
            if time[v] <= cutoff and not (here and state[p] == OPEN):
                cells[s, at, RATED] += 1
                cells[s, at, DROPPED] += here and state[p] == LEFT
                cells[s, at, WENT_ON] += highest > s


@numba.njit(cache=True, nogil=True)
def count_names(
    lo: int,
    hi: int,
    offsets: Offsets,
    time: Times,
    touch: Touches,
    name: Codes,
    begin: int,
    turn: int,
    as_of: int,
    cells: I64,
) -> None:
    """Add the people `lo:hi` to `cells[name, NAMES_WIDTH]`: events off the map and their people, in `begin:turn` and
    from `turn` to as-of, with the first instant of the latter. The last two columns are scratch.
    """
    for who in range(lo, hi):
        for i in range(offsets[who], offsets[who + 1]):
            if time[i] > as_of:
                break
            if touch[i] != 0 or time[i] < begin:
                continue
            row = np.int64(name[i])
            late = np.int64(time[i] >= turn)
            cells[row, 2 * late] += 1
            if late and (cells[row, FIRST_NOW] == 0 or time[i] < cells[row, FIRST_NOW]):
                cells[row, FIRST_NOW] = time[i]
            if cells[row, LAST_BEFORE + late] != who + 1:
                cells[row, LAST_BEFORE + late] = who + 1
                cells[row, 2 * late + 1] += 1
