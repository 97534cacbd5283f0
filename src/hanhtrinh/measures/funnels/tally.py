"""Counting outcomes, with their exact durations in whole seconds."""

from numba import njit

from hanhtrinh.measures.funnels.shapes import RATED, Array


@njit(cache=True, nogil=True)
def tally(state: Array, seconds: Array, rows: int, states: Array, reached: Array, listed: Array) -> None:
    """Add `rows` outcomes: units per state, rated units per column, and their durations to `listed[column, :]`.

    Written first and kept where it counts: no branch that data can make unpredictable.
    """
    for u in range(rows):
        states[state[u]] += 1
        rated = state[u] == RATED
        for column in range(seconds.shape[1]):
            took = seconds[u, column]
            listed[column, reached[column]] = took
            reached[column] += rated & (took >= 0)


@njit(cache=True, nogil=True)
def spread(seconds: Array, counts: Array) -> None:
    """Add durations to `counts[seconds]`."""
    for took in seconds:
        counts[took] += 1
