"""Steps in any order: the best set of the latest events that fill different steps, kept up to date event by event.

Sets of events that can fill different steps form a matroid. The greedy basis by latest time has, as its k-th latest
member, the latest possible start of any chain of k steps ending now; a new event always enters and pushes out the
oldest of its circuit.
"""

from hanhtrinh.measures.funnels.jit import inner
from hanhtrinh.measures.funnels.matching import record
from hanhtrinh.measures.funnels.shapes import NEVER, Array, Rules, Scratch, Tables


@inner
def _enter(kind: int, instant: int, tables: Tables, rules: Rules, work: Scratch) -> None:
    """Let an event fill a free step, else that of the oldest event it can stand in for.

    `reach` holds the kinds of the events that fill steps, `value` their times.
    """
    for s in range(rules.steps + 1):
        work.seen[s] = 0
    done, waiting, found = 0, 0, 0
    source, by = 0, kind
    while found == 0:
        for i in range(tables.begin[by], tables.begin[by + 1]):
            s = tables.steps[i]
            if work.seen[s]:
                continue
            work.seen[s] = 1
            work.parent[s] = source
            work.queue[waiting] = s
            waiting += 1
            if work.reach[s] == 0:
                found = s
                break
        if done == waiting or found:
            break
        source = work.queue[done]
        by = work.reach[source]
        done += 1
    if found == 0:
        found = work.queue[0]
        for i in range(1, waiting):
            if work.value[work.queue[i]] < work.value[found]:
                found = work.queue[i]
    while work.parent[found] != 0:
        work.reach[found] = work.reach[work.parent[found]]
        work.value[found] = work.value[work.parent[found]]
        found = work.parent[found]
    work.reach[found] = kind
    work.value[found] = instant


@inner
def _latest_first(instant: int, rules: Rules, work: Scratch) -> int:
    """Sort the times of filled steps still within the window into `keep[1…n]`, latest first; return n."""
    count = 0
    for s in range(1, rules.steps + 1):
        if work.reach[s] == 0 or instant - work.value[s] > rules.window:
            continue
        count += 1
        place = count
        while place > 1 and work.keep[place - 1] < work.value[s]:
            work.keep[place] = work.keep[place - 1]
            place -= 1
        work.keep[place] = work.value[s]
    return count


@inner
def scan_any(
    code: Array, time: Array, at: int, end: int, low: int, high: int, tables: Tables, rules: Rules, work: Scratch
) -> None:
    """Walk one slice; the first event of a chain lies in `low…high`. Column k is "k of the steps done"."""
    for s in range(rules.steps + 1):
        work.reach[s] = 0
        work.value[s] = NEVER
    level = 0
    entry = NEVER
    while at < end and level < rules.steps:
        instant = time[at]
        if instant > rules.as_of or (instant > high and (entry == NEVER or instant - entry > rules.window)):
            break
        while at < end and time[at] == instant:
            kind = tables.kind_of[code[at]]
            if kind != 0 and instant >= low:
                _enter(kind, instant, tables, rules, work)
                if instant <= high:
                    entry = instant
            at += 1
        if entry == NEVER or instant - entry > rules.window:
            continue
        count = _latest_first(instant, rules, work)
        while level < count:
            level += 1
            record(level, instant, min(work.keep[level], entry), work)
