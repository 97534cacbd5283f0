"""Strict chains: each step is the very next event of the universe (on the map, or all)."""

from hanhtrinh.measures.funnels.jit import inner
from hanhtrinh.measures.funnels.matching import add, clear, record
from hanhtrinh.measures.funnels.shapes import NEVER, Array, Rules, Scratch, Tables


@inner
def _group(
    code: Array, time: Array, at: int, end: int, skip: int, tables: Tables, rules: Rules, work: Scratch
) -> tuple[int, int, int]:
    """Collect the events of one instant.

    Return how many play a part, how many belong to the universe, and where the next instant begins.
    """
    count, universe = 0, 0
    i = at
    while i < end and time[i] == time[at]:
        if (code[i] != 0 or rules.universe_all) and i != skip:
            universe += 1
            kind = tables.kind_of[code[i]]
            same = 0
            for e in range(count):
                same += work.kinds[e] == kind
            if kind != 0 and same < rules.steps:
                work.kinds[count] = kind
                count += 1
        i += 1
    return count, universe, i


@inner
def _extend(
    base: int,
    start: int,
    instant: int,
    last: bool,
    count: int,
    universe: int,
    tables: Tables,
    rules: Rules,
    work: Scratch,
) -> None:
    """Lengthen one chain by the events of one instant.

    A chain that was there before stays alive only when it uses every event of the instant; one that begins here
    (`last`) may leave the others before it.
    """
    clear(count, rules.steps, work)
    if base > 0 and last:
        record(base, instant, start, work)
        work.keep[base] = max(work.keep[base], start)
    for level in range(base + 1, rules.steps + 1):
        if not add(level, count, tables, work):
            return
        record(level, instant, start, work)
        if last or level - base == universe:
            work.keep[level] = max(work.keep[level], start)


@inner
def scan_strict(
    code: Array,
    time: Array,
    at: int,
    end: int,
    pin: int,
    low: int,
    high: int,
    tables: Tables,
    rules: Rules,
    work: Scratch,
) -> None:
    """Walk one slice; entries lie in `low…high` (or are the one event `pin`)."""
    for level in range(rules.steps + 1):
        work.value[level] = NEVER
    before = NEVER
    alive = False
    while at < end:
        instant = time[at]
        if instant > rules.as_of or (instant > high and not alive):
            break
        held = pin >= 0 and time[pin] == instant
        count, universe, at = _group(code, time, at, end, pin, tables, rules, work)
        if universe == 0 and not held:
            continue
        for level in range(rules.steps + 1):
            work.keep[level] = NEVER
        for level in range(1, rules.steps if alive else 0):
            start = work.value[level]
            if start != NEVER and instant - (before if rules.per_step else start) <= rules.window:
                _extend(level, start, instant, False, count, universe, tables, rules, work)
        if held:
            _extend(1, instant, instant, True, count, universe, tables, rules, work)
        elif pin < 0 and low <= instant <= high:
            _extend(0, instant, instant, True, count, universe, tables, rules, work)
        alive = False
        for level in range(1, rules.steps + 1):
            work.value[level] = work.keep[level]
            alive = alive or work.keep[level] != NEVER
        before = instant
        if work.arrived[rules.steps] <= instant:
            break
