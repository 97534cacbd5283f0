"""Partial order: blocks of parallel steps, one after the other; optional steps may be skipped.

A state is a block and the set of its steps filled so far; per state the latest possible start of a chain that waits
there. Column s (1 …) is "step s reached, everything required before it done", column K + 1 + b is "block b done".
"""

from hanhtrinh.measures.funnels.jit import inner
from hanhtrinh.measures.funnels.matching import add, clear, gather, record
from hanhtrinh.measures.funnels.shapes import NEVER, Array, Rules, Scratch, Tables


@inner
def _valid(start: int, instant: int, rules: Rules) -> bool:
    return start != NEVER and instant - start <= rules.window


@inner
def _note(
    block: int, mask: int, step: int, instant: int, start: int, tables: Tables, rules: Rules, work: Scratch
) -> None:
    record(step, instant, start, work)
    if mask & tables.need[block] == tables.need[block] and tables.need[block] != 0:
        record(rules.steps + 1 + block, instant, start, work)


@inner
def _settle(instant: int, tables: Tables, rules: Rules, work: Scratch) -> None:
    """Let chains that filled a block's required steps wait for the next block."""
    for block in range(len(tables.need) - 1):
        first, after = tables.first_state[block], tables.first_state[block + 1]
        for mask in range(after - first):
            if mask & tables.need[block] == tables.need[block] and work.value[first + mask] > work.value[after]:
                work.value[after] = work.value[first + mask]


@inner
def _one(kind: int, instant: int, entry: bool, tables: Tables, rules: Rules, work: Scratch) -> None:
    """Advance by one event that is alone at its instant; states are visited downwards, so it fills one step only."""
    for block in range(len(tables.need) - 1, -1, -1):
        first, after = tables.first_state[block], tables.first_state[block + 1]
        for mask in range(after - first - 1, 0, -1):
            for i in range(tables.begin[kind], tables.begin[kind + 1]):
                step = tables.steps[i]
                if tables.block[step] != block or mask & tables.bit[step] == 0:
                    continue
                rest = mask ^ tables.bit[step]
                start = work.value[first + rest]
                if rest == 0 and entry and tables.may_open[block]:
                    start = instant
                if _valid(start, instant, rules):
                    work.value[first + mask] = max(work.value[first + mask], start)
                    _note(block, mask, step, instant, start, tables, rules, work)
    _settle(instant, tables, rules, work)


@inner
def _fits(
    block: int, mask: int, to: int, goal: int, without: int, count: int, tables: Tables, rules: Rules, work: Scratch
) -> bool:
    """Tell whether distinct events of this instant fill what lies between two states (the step `without` aside)."""
    clear(count, rules.steps, work)
    for step in range(1, rules.steps + 1):
        b = tables.block[step]
        if b < block or b > to or step == without:
            continue
        wanted = goal if b == to else tables.need[b]
        if wanted & tables.bit[step] == 0 or (b == block and mask & tables.bit[step] != 0):
            continue
        if not add(step, count, tables, work):
            return False
    return True


@inner
def _fits_fresh(to: int, goal: int, pinned: int, count: int, tables: Tables, rules: Rules, work: Scratch) -> bool:
    """Tell whether a chain that begins at this instant gets to a state.

    A forced entry (given by its kind) must fill one of the steps that may come first.
    """
    if pinned == 0:
        return _fits(0, 0, to, goal, 0, count, tables, rules, work)
    for i in range(tables.begin[pinned], tables.begin[pinned + 1]):
        step = tables.steps[i]
        b = tables.block[step]
        wanted = goal if b == to else tables.need[b] if b < to else 0
        may = b <= to and tables.may_open[b] and (wanted & tables.bit[step] != 0 or b < to)
        if may and _fits(0, 0, to, goal, step, count, tables, rules, work):
            return True
    return False


@inner
def _reachable(block: int, mask: int, to: int, goal: int, tables: Tables) -> bool:
    """Tell whether one state lies on some way to another: more of the same block, or a later block."""
    if to == block:
        return goal != mask and goal & mask == mask
    return to > block


@inner
def _together(instant: int, count: int, entry: bool, pinned: int, tables: Tables, rules: Rules, work: Scratch) -> None:
    """Advance by all events of one instant.

    Chains go from every state to every later one that distinct events of the instant can fill.
    """
    blocks = len(tables.need)
    for state in range(tables.first_state[blocks]):
        work.keep[state] = NEVER
    for to in range(blocks):
        for goal in range(1, tables.first_state[to + 1] - tables.first_state[to]):
            best = NEVER
            if (entry or pinned) and _fits_fresh(to, goal, pinned, count, tables, rules, work):
                best = instant
            for block in range(to + 1 if best == NEVER else 0):
                for mask in range(tables.first_state[block + 1] - tables.first_state[block]):
                    start = work.value[tables.first_state[block] + mask]
                    if start <= best or not _valid(start, instant, rules):
                        continue
                    on_the_way = _reachable(block, mask, to, goal, tables)
                    if on_the_way and _fits(block, mask, to, goal, 0, count, tables, rules, work):
                        best = start
            work.keep[tables.first_state[to] + goal] = best
    for to in range(blocks):
        for goal in range(1, tables.first_state[to + 1] - tables.first_state[to]):
            state = tables.first_state[to] + goal
            if work.keep[state] == NEVER:
                continue
            work.value[state] = max(work.value[state], work.keep[state])
            for step in range(1, rules.steps + 1):
                if tables.block[step] == to and goal & tables.bit[step]:
                    _note(to, goal, step, instant, work.keep[state], tables, rules, work)
    _settle(instant, tables, rules, work)


@inner
def scan_blocks(
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
    for state in range(tables.first_state[len(tables.need)]):
        work.value[state] = NEVER
    entered = NEVER
    while at < end:
        instant = time[at]
        if instant > rules.as_of or (instant > high and (entered == NEVER or instant - entered > rules.window)):
            break
        kind = tables.kind_of[code[at]]
        if kind == 0:
            at += 1
            continue
        entry = pin < 0 and low <= instant <= high
        if entry or (pin >= 0 and time[pin] == instant):
            entered = instant
        if at + 1 == end or time[at + 1] != instant:
            _one(kind, instant, entry or at == pin, tables, rules, work)
            at += 1
        else:
            pinned = tables.kind_of[code[pin]] if pin >= 0 and time[pin] == instant else 0
            count, at = gather(code, time, at, end, pin, tables, rules.steps, work)
            _together(instant, count, entry, pinned, tables, rules, work)
