"""Counting outcomes: exact whole seconds per column, in a table while that is small enough, else as a list."""

from numba import njit

from hanhtrinh.measures.funnels.shapes import RATED, Array


@njit(cache=True, nogil=True)
def tally(state: Array, seconds: Array, rows: int, states: Array, reached: Array, table: Array, listed: Array) -> None:
    """Add `rows` outcomes: counts per state, units per column, and their durations to `table[column, seconds]` or `listed[column, i]`.

    Whichever of the two has no width is not used. Only rated units count.
    """
    as_table = table.shape[1] > 0
    for u in range(rows):
        states[state[u]] += 1
        if state[u] != RATED:
            continue
        for column in range(seconds.shape[1]):
            s = seconds[u, column]
            if s < 0:
                continue
            if as_table:
                table[column, s] += 1
            else:
                listed[column, reached[column]] = s
            reached[column] += 1
