"""Matching steps to distinct events of one instant: one event never fills two steps, also when times are equal."""

from hanhtrinh.measures.funnels.jit import inner
from hanhtrinh.measures.funnels.shapes import Array, Scratch, Tables


@inner
def gather(
    code: Array, time: Array, at: int, end: int, skip: int, tables: Tables, steps: int, work: Scratch
) -> tuple[int, int]:
    """Collect the events of one instant that play a part; return how many, and where the next instant begins.

    More than `steps` events of one kind change nothing and are left aside. The event `skip` (a forced entry) is not
    collected.
    """
    count = 0
    instant = time[at]
    i = at
    while i < end and time[i] == instant:
        kind = tables.kind_of[code[i]]
        if kind != 0 and i != skip:
            same = 0
            for e in range(count):
                same += work.kinds[e] == kind
            if same < steps:
                work.kinds[count] = kind
                count += 1
        i += 1
    return count, i


@inner
def clear(count: int, steps: int, work: Scratch) -> None:
    """Forget every pair."""
    for e in range(count):
        work.step_of[e] = 0
    for s in range(steps + 1):
        work.event_of[s] = -1


@inner
def release(step: int, work: Scratch) -> None:
    """Give the event of a step free."""
    if work.event_of[step] >= 0:
        work.step_of[work.event_of[step]] = 0
        work.event_of[step] = -1


@inner
def add(step: int, count: int, tables: Tables, work: Scratch) -> bool:
    """Try to match one more step, re-pairing others along a shortest augmenting path; tell whether it worked."""
    for e in range(count):
        work.seen[e] = 0
    work.queue[0] = step
    waiting, done = 1, 0
    while done < waiting:
        s = work.queue[done]
        done += 1
        for e in range(count):
            if work.seen[e] or not tables.fills[s, work.kinds[e]]:
                continue
            work.seen[e] = 1
            work.parent[e] = s
            if work.step_of[e] == 0:
                _flip(e, step, work)
                return True
            work.queue[waiting] = work.step_of[e]
            waiting += 1
    return False


@inner
def _flip(event: int, root: int, work: Scratch) -> None:
    while True:
        s = work.parent[event]
        before = work.event_of[s]
        work.step_of[event] = s
        work.event_of[s] = event
        if s == root:
            return
        event = before


@inner
def record(column: int, instant: int, start: int, work: Scratch) -> None:
    """Note that a column was reached: the earliest completion wins, then the shortest chain."""
    if work.arrived[column] > instant:
        work.arrived[column] = instant
        work.took[column] = instant - start
    elif work.arrived[column] == instant:
        work.took[column] = min(work.took[column], instant - start)
