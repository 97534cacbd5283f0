"""What the funnel kernels are given: tables, rules and scratch space, as plain arrays and numbers."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

NEVER = np.iinfo(np.int64).min
ALWAYS = np.iinfo(np.int64).max

ORDERED, STRICT, ANY, BLOCKS = 0, 1, 2, 3
BEST, FIRST, EVERY = 0, 1, 2
STOP, DROP, RESET = 0, 1, 2
NONE, RATED, OPEN, DROPPED = 0, 1, 2, 3
CODES = 65_536

Array = npt.NDArray[Any]


class Tables(NamedTuple):
    """The steps and exclusions of a question, by *kind* of event (0 = plays no part); steps count from 1.

    `kind_of[code]` is the kind of a touchpoint code; `steps[begin[kind]:begin[kind + 1]]` its steps, highest first;
    `fills[step, kind]` the same as a matrix; `bars[bar_begin[kind]:bar_begin[kind + 1]]` its exclusions, each
    effective while a chain waits at a level `bar_low[bar]…bar_high[bar]`; `opens[kind]` tells whether it may be an
    entry. Blocks of parallel steps: `block[step]`, `bit[step]`, and per block the mask `need` of its required steps,
    `first_state` and `may_open`.
    """

    kind_of: Array
    begin: Array
    steps: Array
    fills: Array
    bar_begin: Array
    bars: Array
    bar_low: Array
    bar_high: Array
    opens: Array
    block: Array
    bit: Array
    need: Array
    first_state: Array
    may_open: Array


class Rules(NamedTuple):
    """The numbers of a question.

    Times in microseconds; `done` is the column (from 1) that says "converted"; `ends_at` the one
    whose instants are wanted (0: the furthest); `gap` is −1 where no gap ends a slice;
    `whole` is an entry's whole window.
    """

    order: int
    steps: int
    columns: int
    done: int
    ends_at: int
    window: int
    whole: int
    per_step: bool
    entry: int
    on_exclusion: int
    universe_all: bool
    as_of: int
    gap: int


class Slices(NamedTuple):
    """The events of units.

    Slice `s` is events `begin[s]:end[s]`; unit `u` owns slices `first[u]:first[u + 1]`; `pin` is a forced entry (−1:
    none); `last[s]` is when a slice that gaps end was last active.
    """

    begin: Array
    end: Array
    first: Array
    pin: Array
    last: Array
    code: Array
    time: Array


class Outcome(NamedTuple):
    """Results per unit.

    `state`, `level`, `entry` and `completion` instants, and whole seconds to each column (−1: not reached).
    """

    state: Array
    level: Array
    entry: Array
    completion: Array
    seconds: Array


class Scratch(NamedTuple):
    """Working space of one thread, reused from unit to unit.

    `kinds` events of one instant; `event_of`, `step_of` their matching to steps; `queue`, `parent`, `seen` its search;
    `value`, `fresh`, `reach`, `keep` chain starts per level (or state); `ends`, `starts`, `head`, `tail` queues of
    chains per level; `arrived`, `took` the unit's result so far.
    """

    kinds: Array
    event_of: Array
    step_of: Array
    queue: Array
    parent: Array
    seen: Array
    value: Array
    fresh: Array
    reach: Array
    keep: Array
    ends: Array
    starts: Array
    head: Array
    tail: Array
    arrived: Array
    took: Array


def scratch(tables: Tables, rules: Rules, longest: int) -> Scratch:
    """Return working space for a question.

    `longest` is the greatest number of events in a slice (used per step only).
    """
    events = (rules.steps + 1) * (len(tables.begin) + 1)
    states = max(rules.columns, int(tables.first_state[-1])) + 2
    room = longest + 2 if rules.per_step and rules.order == ORDERED else 1

    def numbers(size: int) -> Array:
        return np.zeros(size, np.int64)

    def table() -> Array:
        return np.empty((rules.steps + 1, room), np.int64)

    return Scratch(
        kinds=numbers(events),
        event_of=numbers(rules.steps + 1),
        step_of=numbers(events),
        queue=numbers(events + rules.steps + 1),
        parent=numbers(events + rules.steps + 1),
        seen=numbers(events + rules.steps + 1),
        value=numbers(states),
        fresh=numbers(states),
        reach=numbers(states),
        keep=numbers(states),
        ends=table(),
        starts=table(),
        head=numbers(rules.steps + 1),
        tail=numbers(rules.steps + 1),
        arrived=numbers(rules.columns + 1),
        took=numbers(rules.columns + 1),
    )
