"""The funnel by brute force: every chain of distinct events is written out, the definitions applied word by word.

Slow (factorial) and meant to be read. Times are microseconds, steps and levels count from 1.
"""

from dataclasses import dataclass
from itertools import groupby, permutations, product

from hanhtrinh.measures.funnels.question import Funnel

SECOND = 1_000_000


@dataclass(frozen=True)
class Event:
    """One event: instant, touchpoint code (0: off the map), a property's code (0: absent), place in the timeline."""

    time: int
    code: int
    value: int
    place: int


Chain = tuple[tuple[Event, int], ...]


@dataclass(frozen=True)
class Fate:
    """How a unit (or entry) fared.

    Its state and, per step and for conversion, (completion, duration) of the best chain there.
    """

    state: str
    steps: tuple[tuple[int, int] | None, ...]
    done: tuple[int, int] | None


def fates(unit: list[Event], question: Funnel, as_of: int) -> list[Fate]:
    """Return the fate of a unit; with entry `every`, of each of its entries in order.

    Events after as-of are not seen.
    """
    slices = _slices([e for e in unit if e.time <= as_of], question)
    entries = [(one, e) for one in slices for e in one.events if _opens(e, question)]
    if question.entry == "every":
        return [_fate([one], question, as_of, [(one, e)]) for one, e in entries]
    if question.entry == "first" and entries:
        first = min(e.time for _, e in entries)
        entries = [(one, e) for one, e in entries if e.time == first]
    return [_fate(slices, question, as_of, entries)]


@dataclass(eq=False)
class Slice:
    """Events a chain may not leave, and when the session or active span they lie in was last seen."""

    events: list[Event]
    last: int


def _slices(unit, question):
    """Cut a unit at gaps (scope session or none), then by the value of the property held constant."""
    gap = {"session": question.session_gap_seconds, "none": question.inactivity_seconds}.get(question.window_scope)
    slices = []
    for event in sorted(unit, key=lambda e: (e.time, e.place)):
        if not slices or (gap is not None and event.time - slices[-1][-1].time > gap * SECOND):
            slices.append([])
        slices[-1].append(event)
    if question.hold is None:
        return [Slice(one, one[-1].time) for one in slices]
    values = sorted({e.value for e in unit} - {0})
    return [Slice([e for e in one if e.value == v], one[-1].time) for v in values for one in slices]


def _opens(event, question):
    return any(event.code in question.steps[i].touchpoints for i in _opening(question))


def _opening(question):
    """Positions of the steps a chain may begin with."""
    if question.order == "any":
        return range(len(question.steps))
    if not question.in_blocks:
        return [0]
    found = []
    for block in question.blocks:
        found += block
        if any(not question.steps[i].optional for i in block):
            break
    return found


def _cutoff(one, question, as_of):
    """Return the latest instant whose entries are rated, None if there is none."""
    if question.window_scope in ("session", "none"):
        gap = question.session_gap_seconds if question.window_scope == "session" else question.inactivity_seconds
        return as_of if as_of - one.last > gap * SECOND else None
    times = len(question.steps) - 1 if question.window_scope == "per_step" else 1
    return as_of - question.window_seconds * times * SECOND


def _fate(slices, question, as_of, entries):
    rated = [(one, e) for one, e in entries if (cut := _cutoff(one, question, as_of)) is not None and e.time <= cut]
    if not entries:
        return Fate("none", (None,) * len(question.steps), None)
    allowed = rated or entries
    chains, dropped = [], []
    for one in slices:
        firsts = {e for of, e in allowed if of is one}
        found, drop = _excluded(list(_chains(one.events, question, firsts)), one.events, question)
        chains += found
        dropped += drop
    steps = tuple(_best([c for c in chains if _at(c, i, question)]) for i in range(1, len(question.steps) + 1))
    done = _best([c for c in chains if _converted(c, question)])
    state = "rated" if rated else "open"
    if rated and dropped and (done is None or min(dropped) < done[0]):
        state = "dropped"
    return Fate(state, steps, done)


def _best(chains):
    """Return (completion, duration): the earliest completion, then the shortest."""
    return min(((c[-1][0].time, c[-1][0].time - c[0][0].time) for c in chains), default=None)


def _at(chain, step, question):
    """Tell whether a chain ends with reaching a step (any order: with that many steps)."""
    return len(chain) == step if question.order == "any" else chain[-1][1] == step


def _converted(chain, question):
    filled = {step for _, step in chain}
    if question.order == "any":
        return len(filled) == len(question.steps)
    return all(i in filled for i, step in enumerate(question.steps, 1) if not step.optional)


def _chains(one, question, firsts):
    """Yield every chain of distinct events that keeps order and window and begins with one of the entries."""
    if question.order == "strict":
        yield from _strict_chains(one, question, firsts)
        return
    pending = [((e, s),) for e in one if e in firsts for s in _possible((), e, question)]
    while pending:
        chain = pending.pop()
        yield chain
        used = {e for e, _ in chain}
        for event in one:
            if event not in used and event.time >= chain[-1][0].time and _in_window(chain, event, question):
                pending += [(*chain, (event, s)) for s in _possible(chain, event, question)]


def _in_window(chain, event, question):
    if question.window_scope in ("session", "none"):
        return True
    since = chain[-1 if question.window_scope == "per_step" else 0][0].time
    return event.time - since <= question.window_seconds * SECOND


def _possible(chain, event, question):
    """Return the steps an event may fill next."""
    filled = {s for _, s in chain}
    fits = [i for i, step in enumerate(question.steps, 1) if event.code in step.touchpoints and i not in filled]
    if question.order == "any":
        return fits
    if question.in_blocks:
        return [s for s in fits if _block_free(s, filled, question)]
    return [s for s in fits if s == len(chain) + 1]


def _block_free(step, filled, question):
    """Tell whether every required step of earlier blocks is filled, and nothing of a later one."""
    block_of = {i + 1: b for b, block in enumerate(question.blocks) for i in block}
    if any(block_of[s] > block_of[step] for s in filled):
        return False
    return all(i in filled or question.steps[i - 1].optional for i in block_of if block_of[i] < block_of[step])


def _strict_chains(one, question, firsts):
    """Yield chains of neighbours in any order of the events that equal times allow."""
    universe = [e for e in one if e.code or question.universe == "all"]
    ties = [list(g) for _, g in groupby(universe, key=lambda e: e.time)]
    for orders in product(*(permutations(g) for g in ties)):
        line = [e for order in orders for e in order]
        for at, event in enumerate(line):
            if event not in firsts or event.code not in question.steps[0].touchpoints:
                continue
            chain = ((event, 1),)
            yield chain
            for step, following in zip(range(2, len(question.steps) + 1), line[at + 1 :], strict=False):
                if following.code not in question.steps[step - 1].touchpoints:
                    break
                if not _in_window(chain, following, question):
                    break
                chain = (*chain, (following, step))
                yield chain


def _excluded(chains, one, question):
    """Apply exclusions: return the chains that remain, and the instants at which the unit is dropped."""
    bars = [(e.time, bar) for e in one for bar in question.exclusions if e.code in bar.touchpoints]
    if question.on_exclusion == "stop":
        return [c for c in chains if not any(_stopped(c, x, bar) for x, bar in bars)], []
    hits = []
    for x in sorted({x for x, _ in bars}):
        alive = [c for c in chains if not any(c[0][0].time < h < c[-1][0].time for h in hits)]
        if any(_converted(c, question) and c[-1][0].time <= x for c in alive):
            break
        waiting = [c for c in alive if c[-1][0].time < x and (not hits or c[0][0].time >= hits[-1])]
        was = max((len(c) for c in waiting if _open_at(c, x, question)), default=0)
        now = max([was, *(len(c) for c in alive if c[-1][0].time == x)])
        if any(bar.after_step <= was and now < bar.before_step for at, bar in bars if at == x):
            hits.append(x)
            if question.on_exclusion == "drop":
                break
    alive = [c for c in chains if not any(c[0][0].time < h < c[-1][0].time for h in hits)]
    if question.on_exclusion == "drop":
        return [c for c in alive if not hits or c[-1][0].time <= hits[0]], hits
    return alive, []


def _open_at(chain, instant, question):
    if question.window_scope in ("session", "none"):
        return True
    since = chain[-1 if question.window_scope == "per_step" else 0][0].time
    return instant - since <= question.window_seconds * SECOND


def _stopped(chain, x, bar):
    """Tell whether an exclusion falls while the chain waits in its span and has not left it by that instant."""
    if x >= chain[-1][0].time:
        return False
    before = sum(e.time < x for e, _ in chain)
    after = sum(e.time <= x for e, _ in chain)
    return bar.after_step <= before and after < bar.before_step
