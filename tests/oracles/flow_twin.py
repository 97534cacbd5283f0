"""Flow the slow, obvious way: pairs of neighbours in lists."""

from collections import Counter
from itertools import pairwise


def flow(runs):
    """Return (times, passes, starts, ends) counters over (run, state) pairs."""
    times, passes, starts, ends = Counter(), Counter(), Counter(), Counter()
    for run, state in runs:
        steps = [step for _, _, step in run.visits]
        pairs = list(pairwise(steps))
        times.update(pairs)
        passes.update(set(pairs))
        starts[steps[0]] += 1
        ends[steps[-1], state] += 1
    return times, passes, starts, ends


def edges(lines):
    """Return a counter of (code, next code), code 0 passed over; start and end are code 0."""
    found = Counter()
    for line in lines:
        codes = [0, *(code for code in line if code), 0]
        found.update(pairwise(codes))
    return found
