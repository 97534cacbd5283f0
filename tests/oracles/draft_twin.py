"""What a draft counts over timelines, the plain way: units are lists of (kind, microsecond) in canonical order."""

from collections import Counter
from itertools import groupby, pairwise
from math import log2


def people(units):
    """Return kind → units that have it."""
    return Counter(kind for unit in units for kind in {kind for kind, _ in unit if kind >= 0})


def adjacent(units, edges):
    """Return what units start with, and (how many edges the pause is longer than, kind, next kind) → times."""
    starts = Counter(unit[0][0] for unit in units if unit)
    pairs = Counter(
        (sum(later - earlier > edge for edge in edges), a, b)
        for unit in units
        for (a, earlier), (b, later) in pairwise(unit)
    )
    return starts, pairs


def first_meetings(unit):
    """Return kind → when it is first met in a unit."""
    met = {}
    for kind, time in unit:
        met.setdefault(kind, time)
    return met


def firsts(units, parts):
    """Return `before`, `both`, `apart`, `reach`, `last` and `first` of `kernels.count_firsts`."""
    before, both, apart, reach, last, first = (Counter() for _ in range(6))
    for unit in filter(None, units):
        met = first_meetings(unit)
        first[unit[0][0]] += 1
        last[unit[-1][0]] += 1
        reach.update(met.keys())
        for a in met:
            for b in met:
                if a != b:
                    both[a, b] += 1
                if met[a] < met[b]:
                    before[a, b] += 1
                    apart[a, b] += int(log2(1 + (met[b] - met[a]) / 1e6) * parts)
    return before, both, apart, reach, last, first


def surroundings(units, end, most, edge):
    """Return `seen`, `pauses`, `prev`, `next`, `prev_pause` and `next_pause` of `kernels.count_surroundings`."""
    seen, pauses, prev, following, prev_pause, next_pause = (Counter() for _ in range(6))
    for unit in units:
        for i, (kind, time) in enumerate(unit):
            others_before = [k for k, _ in unit[:i] if k != kind]
            others_after = [k for k, _ in unit[i + 1 :] if k != kind]
            left = others_before[-1] if others_before else edge
            right = others_after[0] if others_after else edge
            until = unit[i + 1][1] if i + 1 < len(unit) else min(end, time + most)
            seen[kind] += 1
            pauses[kind] += (until - time) // 1_000_000
            prev_pause[kind, left] += (until - time) // 1_000_000
            if i:
                next_pause[kind, right] += (time - unit[i - 1][1]) // 1_000_000
            if i == 0 or unit[i - 1][0] != kind:
                prev[kind, left] += 1
            if i + 1 == len(unit) or unit[i + 1][0] != kind:
                following[kind, right] += 1
    return seen, pauses, prev, following, prev_pause, next_pause


def furthest(units, rank):
    """Return (kind, furthest rank before it is first met, −1 for none) → units, and furthest rank → units."""
    before, overall = Counter(), Counter()
    for unit in filter(None, units):
        for kind in {kind for kind, _ in unit}:
            first = next(i for i, (k, _) in enumerate(unit) if k == kind)
            before[kind, max((rank[k] for k, _ in unit[:first]), default=-1)] += 1
        overall[max(rank[k] for k, _ in unit)] += 1
    return before, overall


def within_pauses(units, end, most):
    """Return (kind, tenth) → runs that begin in that tenth of the pause between their neighbours of other kinds."""
    tenths = Counter()
    for unit in units:
        runs = [list(run) for _, run in groupby(unit, key=lambda event: event[0])]
        for i, run in enumerate(runs[1:], 1):
            kind, time = run[0]
            begin = runs[i - 1][-1][1]
            until = runs[i + 1][0][1] if i + 1 < len(runs) else min(end, begin + most)
            if until > begin and time < until:
                tenths[kind, (time - begin) * 10 // (until - begin)] += 1
    return tenths
