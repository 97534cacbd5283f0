"""Chains in order: per level the latest possible start of a chain that waits there.

With a window per step it takes a short queue of them.
"""

from hanhtrinh.measures.funnels.jit import inner
from hanhtrinh.measures.funnels.matching import add, clear, gather, record, release
from hanhtrinh.measures.funnels.shapes import ALWAYS, NEVER, RESET, STOP, Array, Rules, Scratch, Tables


@inner
def _best(level: int, instant: int, rules: Rules, work: Scratch) -> int:
    """Return the latest start of a chain waiting at the level that may still go on at the instant, else NEVER."""
    if not rules.per_step:
        start = work.value[level]
        return start if start != NEVER and instant - start <= rules.window else NEVER
    head = work.head[level]
    while head < work.tail[level] and instant - work.ends[level, head] > rules.window:
        head += 1
    work.head[level] = head
    return work.starts[level, head] if head < work.tail[level] else NEVER


@inner
def _put(level: int, instant: int, start: int, rules: Rules, work: Scratch) -> None:
    """Let a chain wait at the level.

    Queues keep ends rising and starts falling: a chain that ends earlier and starts earlier is of no use.
    """
    if not rules.per_step:
        work.value[level] = max(work.value[level], start)
        return
    tail = work.tail[level]
    while tail > work.head[level] and work.starts[level, tail - 1] <= start:
        tail -= 1
    work.ends[level, tail] = instant
    work.starts[level, tail] = start
    work.tail[level] = tail + 1


@inner
def _wipe(low: int, high: int, work: Scratch) -> None:
    for level in range(low, high + 1):
        work.value[level] = NEVER
        work.head[level] = 0
        work.tail[level] = 0


@inner
def _furthest(instant: int, rules: Rules, work: Scratch) -> int:
    for level in range(rules.steps, 0, -1):
        if _best(level, instant, rules, work) != NEVER:
            return level
    return 0


@inner
def _one(kind: int, instant: int, entry: bool, tables: Tables, rules: Rules, work: Scratch) -> None:
    """Advance by one event that is alone at its instant: high steps first, so that it fills only one."""
    for i in range(tables.begin[kind], tables.begin[kind + 1]):
        level = tables.steps[i]
        start = NEVER
        if level > 1:
            start = _best(level - 1, instant, rules, work)
        elif entry:
            start = instant
        if start != NEVER:
            _put(level, instant, start, rules, work)
            record(level, instant, start, work)


@inner
def _blocked(low: int, high: int, count: int, tables: Tables, work: Scratch) -> bool:
    """Tell whether an exclusion of this instant hits a chain that goes from level `low` to `high` within its span."""
    for e in range(count):
        kind = work.kinds[e]
        for i in range(tables.bar_begin[kind], tables.bar_begin[kind + 1]):
            bar = tables.bars[i]
            if tables.bar_low[bar] <= low and high <= tables.bar_high[bar]:
                return True
    return False


@inner
def _present(step: int, count: int, tables: Tables, work: Scratch) -> bool:
    found = False
    for e in range(count):
        found |= tables.fills[step, work.kinds[e]]
    return found


@inner
def _arrivals(instant: int, count: int, fresh: int, tables: Tables, rules: Rules, work: Scratch) -> int:
    """Fill `reach`, `keep` and `fresh` per level from the events of one instant; return the furthest level reached.

    A chain at level k reaches j when steps k + 1 … j can be matched to distinct events of the instant. That is
    hereditary, so the least such k only grows with j: a sliding matching finds it.
    """
    furthest = 0
    left = 0
    clear(count, rules.steps, work)
    for level in range(1, rules.steps + 1):
        work.reach[level] = NEVER
        work.keep[level] = NEVER
        work.fresh[level] = NEVER
        if not _present(level, count, tables, work):
            for step in range(left + 1, level):
                release(step, work)
            left = level
            continue
        while not add(level, count, tables, work):
            left += 1
            release(left, work)
        if left <= fresh < level:
            work.fresh[level] = work.reach[level] = work.keep[level] = instant
            furthest = level
        for before in range(max(left, 1), level):
            start = _best(before, instant, rules, work)
            if start == NEVER:
                continue
            furthest = level
            work.reach[level] = max(work.reach[level], start)
            if rules.on_exclusion != STOP or not _blocked(before, level, count, tables, work):
                work.keep[level] = max(work.keep[level], start)
    if fresh == 1:
        work.fresh[1] = work.reach[1] = work.keep[1] = instant
        furthest = max(furthest, 1)
    return furthest


@inner
def _together(instant: int, count: int, fresh: int, tables: Tables, rules: Rules, work: Scratch) -> bool:
    """Advance by all events of one instant, in the order that favours the path; tell whether the unit is dropped."""
    was = _furthest(instant, rules, work) if rules.on_exclusion != STOP else 0
    now = max(was, _arrivals(instant, count, fresh, tables, rules, work))
    hit = False
    for e in range(count):
        kind = work.kinds[e]
        for i in range(tables.bar_begin[kind], tables.bar_begin[kind + 1]):
            bar = tables.bars[i]
            if rules.on_exclusion == STOP:
                _wipe(tables.bar_low[bar], tables.bar_high[bar], work)
            elif tables.bar_low[bar] <= was and now <= tables.bar_high[bar]:
                hit = True
    if hit:
        _wipe(1, rules.steps, work)
    for level in range(1, rules.steps + 1):
        if work.reach[level] != NEVER:
            record(level, instant, work.reach[level], work)
        stays = work.fresh[level] if hit else work.keep[level]
        if stays != NEVER:
            _put(level, instant, stays, rules, work)
    return hit and rules.on_exclusion != RESET


@inner
def scan_ordered(
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
) -> int:
    """Walk one slice; return the instant at which an exclusion dropped it, else ALWAYS.

    Entries lie in `low…high`, or are the one event `pin`.
    """
    _wipe(0, rules.steps, work)
    newest = NEVER
    while at < end:
        instant = time[at]
        if instant > rules.as_of or (instant > high and (newest == NEVER or instant - newest > rules.whole)):
            break
        kind = tables.kind_of[code[at]]
        if kind == 0:
            at += 1
            continue
        entry = pin < 0 and low <= instant <= high
        alone = at + 1 == end or time[at + 1] != instant
        if (entry and tables.opens[kind]) or at == pin or (not alone and low <= instant <= high):
            newest = instant
        if alone and at != pin and tables.bar_begin[kind] == tables.bar_begin[kind + 1]:
            _one(kind, instant, entry, tables, rules, work)
            at += 1
        else:
            held = pin >= 0 and time[pin] == instant
            count, at = gather(code, time, at, end, pin, tables, rules.steps, work)
            if _together(instant, count, 1 if held else 0 if entry else -1, tables, rules, work):
                return int(instant)
        if work.arrived[rules.steps] <= instant:
            break
    return ALWAYS
