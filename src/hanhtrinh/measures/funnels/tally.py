"""Counting outcomes, with their exact durations in whole seconds."""

from numba import njit

from hanhtrinh.measures.funnels.shapes import RATED, Array


@njit(cache=True, nogil=True)
def tally(state: Array, seconds: Array, rows: int, states: Array, reached: Array, listed: Array) -> None:
    """Add `rows` outcomes: units per state, rated units per column, and their durations to `listed[column, :]`."""
    for u in range(rows):
        states[state[u]] += 1
        if state[u] != RATED:
            continue
        for column in range(seconds.shape[1]):
            if seconds[u, column] >= 0:
                listed[column, reached[column]] = seconds[u, column]
                reached[column] += 1
