"""The general kernel: every order, entry, window and exclusion, unit by unit."""

from numba import njit

from hanhtrinh.measures.funnels.blocks import scan_blocks
from hanhtrinh.measures.funnels.jit import inner
from hanhtrinh.measures.funnels.ordered import scan_ordered
from hanhtrinh.measures.funnels.shapes import (
    ALWAYS,
    ANY,
    BEST,
    BLOCKS,
    DROPPED,
    NEVER,
    NONE,
    OPEN,
    ORDERED,
    RATED,
    Outcome,
    Rules,
    Scratch,
    Slices,
    Tables,
)
from hanhtrinh.measures.funnels.strict import scan_strict
from hanhtrinh.measures.funnels.unordered import scan_any


@inner
def _entry(slices: Slices, s: int, tables: Tables, rules: Rules) -> int:
    """Return the instant of a slice's earliest entry up to as-of; ALWAYS if there is none."""
    pin = slices.pin[s]
    if pin >= 0:
        return int(slices.time[pin]) if slices.time[pin] <= rules.as_of else ALWAYS
    for i in range(slices.begin[s], slices.end[s]):
        if slices.time[i] > rules.as_of:
            break
        if tables.opens[tables.kind_of[slices.code[i]]]:
            return int(slices.time[i])
    return ALWAYS


@inner
def _cutoff(slices: Slices, s: int, rules: Rules) -> int:
    """Return the latest instant whose entries are rated: their whole window, or the slice, has ended by as-of."""
    if rules.gap < 0:
        return rules.as_of - rules.whole
    if slices.last[s] == NEVER or rules.as_of - slices.last[s] <= rules.gap:
        return NEVER
    return rules.as_of


@inner
def _scan(slices: Slices, s: int, low: int, high: int, tables: Tables, rules: Rules, work: Scratch) -> int:
    """Walk one slice by the question's order; return the instant an exclusion dropped it, else ALWAYS."""
    code, time, at, end, pin = slices.code, slices.time, slices.begin[s], slices.end[s], slices.pin[s]
    if rules.order == ORDERED:
        return scan_ordered(code, time, at, end, pin, low, high, tables, rules, work)
    if rules.order == ANY:
        scan_any(code, time, at, end, low, high, tables, rules, work)
    elif rules.order == BLOCKS:
        scan_blocks(code, time, at, end, pin, low, high, tables, rules, work)
    else:
        scan_strict(code, time, at, end, pin, low, high, tables, rules, work)
    return ALWAYS


@inner
def _unit(slices: Slices, u: int, tables: Tables, rules: Rules, work: Scratch) -> int:
    """Work out one unit into `arrived` and `took`; return its state."""
    first, rated = ALWAYS, False
    for s in range(slices.first[u], slices.first[u + 1]):
        entry = _entry(slices, s, tables, rules)
        if entry == ALWAYS:
            continue
        in_time = entry <= _cutoff(slices, s, rules)
        if rules.entry == BEST:
            rated = rated or in_time
        elif entry < first:
            rated = in_time
        elif entry == first:
            rated = rated or in_time
        first = min(first, entry)
    if first == ALWAYS:
        return NONE
    dropped = ALWAYS
    for s in range(slices.first[u], slices.first[u + 1]):
        high = min(rules.as_of, _cutoff(slices, s, rules)) if rated else rules.as_of
        low = NEVER
        if rules.entry != BEST:
            if first > high:
                continue
            low = high = first
        if high != NEVER:
            dropped = min(dropped, _scan(slices, s, low, high, tables, rules, work))
    if not rated:
        return OPEN
    return DROPPED if dropped < work.arrived[rules.done] else RATED


@inner
def _write(u: int, row: int, state: int, rules: Rules, work: Scratch, out: Outcome) -> None:
    out.state[row] = state
    level = 0
    for column in range(1, rules.columns + 1):
        reached = work.arrived[column] != ALWAYS
        out.seconds[row, column - 1] = work.took[column] // 1_000_000 if reached else -1
        if reached and column <= rules.steps:
            level = column
    out.level[row] = level
    last = rules.ends_at
    if last == 0:
        last = rules.done if work.arrived[rules.done] != ALWAYS else level
    known = last > 0 and work.arrived[last] != ALWAYS
    out.completion[row] = work.arrived[last] if known else NEVER
    out.entry[row] = work.arrived[last] - work.took[last] if known else NEVER


@njit(cache=True, nogil=True)
def run_general(
    slices: Slices, low: int, high: int, row: int, tables: Tables, rules: Rules, work: Scratch, out: Outcome
) -> None:
    """Work out units `low…high − 1` into the rows of `out` from `row` on."""
    for u in range(low, high):
        for column in range(rules.columns + 1):
            work.arrived[column] = ALWAYS
            work.took[column] = 0
        state = _unit(slices, u, tables, rules, work)
        _write(u, row + u - low, state, rules, work, out)
