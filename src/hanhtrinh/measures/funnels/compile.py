"""From a question to the arrays the kernels read."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from hanhtrinh.errors import InputError
from hanhtrinh.measures.funnels.fast import WIDEST
from hanhtrinh.measures.funnels.question import Funnel, check
from hanhtrinh.measures.funnels.shapes import (
    ANY,
    BEST,
    BLOCKS,
    CODES,
    DROP,
    EVERY,
    FIRST,
    ORDERED,
    RESET,
    STOP,
    STRICT,
    Array,
    Rules,
    Tables,
)
from hanhtrinh.values import MICROSECONDS

_ENTRY = {"best": BEST, "first": FIRST, "every": EVERY}
_ORDER = {"ordered": ORDERED, "strict": STRICT, "any": ANY, "partial": BLOCKS}
_ON_EXCLUSION = {"stop": STOP, "drop": DROP, "reset": RESET}


@dataclass(frozen=True)
class Plan:
    """A question ready for the kernels; `slots` is set when the fast path answers it (given one slice a unit).

    `done` is the column that says "converted"; `previous[i]` the column step i's conversion is measured against (−1:
    entries).
    """

    tables: Tables
    rules: Rules
    slots: tuple[Array, Array] | None
    done: int
    previous: tuple[int, ...]


def plan_of(question: Funnel, touchpoints: Sequence[str], as_of: int) -> Plan:
    """Check a question and compile it for timelines whose code c is `touchpoints[c − 1]`.

    Raises InputError when the question has no meaning or names a touchpoint that is not there.
    """
    check(question)
    steps = [_codes(step.touchpoints, touchpoints) for step in question.steps]
    bars = [_codes(bar.touchpoints, touchpoints) for bar in question.exclusions]
    blocks = question.blocks if question.in_blocks else ()
    tables = _tables(question, steps, bars)
    previous, done = _columns(question)
    rules = _rules(question, as_of, len(steps) + len(blocks), done + 1)
    plain = rules.order == ORDERED and rules.entry == BEST and question.window_scope == "total" and not bars
    disjoint = len(set().union(*steps)) == sum(map(len, steps))
    return Plan(tables, rules, _slots(steps) if plain and disjoint else None, done, previous)


def _codes(given: Sequence[str | int], touchpoints: Sequence[str]) -> frozenset[int]:
    return frozenset(_code(item, touchpoints) for item in given)


def _code(item: str | int, touchpoints: Sequence[str]) -> int:
    if isinstance(item, int):
        if not 1 <= item < CODES:
            raise InputError("funnel.out_of_range", field="touchpoint", given=item, low=1, high=CODES - 1)
        return item
    if item not in touchpoints:
        close = get_close_matches(item, touchpoints, 1)
        raise InputError("funnel.unknown_touchpoint", given=item, allowed=", ".join(close or touchpoints))
    return touchpoints.index(item) + 1


def _rules(question: Funnel, as_of: int, columns: int, done: int) -> Rules:
    steps, scope = len(question.steps), question.window_scope
    gap = {"session": question.session_gap_seconds, "none": question.inactivity_seconds}.get(scope)
    window = WIDEST if gap is not None else min((question.window_seconds or 0) * MICROSECONDS, WIDEST)
    whole = min(window * (steps - 1), WIDEST) if scope == "per_step" else window
    return Rules(
        order=BLOCKS if question.in_blocks else _ORDER[question.order],
        steps=steps,
        columns=columns,
        done=done,
        ends_at=0,
        window=window,
        whole=whole,
        per_step=scope == "per_step",
        entry=_ENTRY[question.entry],
        on_exclusion=_ON_EXCLUSION[question.on_exclusion],
        universe_all=question.universe == "all",
        as_of=as_of,
        gap=-1 if gap is None else gap * MICROSECONDS,
    )


def _slots(steps: Sequence[frozenset[int]]) -> tuple[Array, Array]:
    """Return the levels each code copies from and to, while entries are allowed and afterwards (`run_fast`)."""
    sources = np.full((2, CODES), len(steps) + 1, np.uint16)
    targets = np.full((2, CODES), len(steps) + 2, np.uint16)
    for number, codes in enumerate(steps, 1):
        for table in range(1 if number == 1 else 2):
            sources[table, sorted(codes)] = number - 1
            targets[table, sorted(codes)] = number
    return sources, targets


def _lists(sets: Sequence[frozenset[int]], codes: Sequence[int]) -> tuple[Array, Array]:
    """Return, per kind, the positions (falling) of the sets its code is in, as begins and one flat list."""
    found = [[i for i in reversed(range(len(sets))) if code in sets[i]] for code in codes]
    begin = np.cumsum([0, 0, *map(len, found)])
    return begin.astype(np.int64), np.array([i for one in found for i in one], np.int64)


def _tables(question: Funnel, steps: Sequence[frozenset[int]], bars: Sequence[frozenset[int]]) -> Tables:
    codes = sorted(frozenset().union(*steps, *bars))
    kind_of = np.zeros(CODES, np.uint16)
    kind_of[codes] = np.arange(1, len(codes) + 1)
    begin, flat = _lists(steps, codes)
    bar_begin, bar_flat = _lists(bars, codes)
    fills = np.zeros((len(steps) + 1, len(codes) + 1), np.bool_)
    for number, one in enumerate(steps, 1):
        fills[number, kind_of[sorted(one)]] = True
    blocks = question.blocks if question.in_blocks else ((0,),)
    opening = _opening_blocks(question, blocks)
    first = [i + 1 for block, may in zip(blocks, opening, strict=True) if may for i in block]
    if question.order == "any":
        first = list(range(1, len(steps) + 1))
    return Tables(
        kind_of=kind_of,
        begin=begin,
        steps=flat + 1,
        fills=fills,
        bar_begin=bar_begin,
        bars=bar_flat,
        bar_low=np.array([b.after_step for b in question.exclusions], np.int64),
        bar_high=np.array([b.before_step - 1 for b in question.exclusions], np.int64),
        opens=np.asarray(fills[first].any(axis=0)),
        **_block_tables(question, blocks),
        may_open=np.array(opening),
    )


def _opening_blocks(question: Funnel, blocks: Sequence[Sequence[int]]) -> list[bool]:
    """Tell which blocks a chain may begin in: those with nothing required before them."""
    required = [any(not question.steps[i].optional for i in block) for block in blocks]
    return [not any(required[:b]) for b in range(len(blocks))]


def _block_tables(question: Funnel, blocks: Sequence[Sequence[int]]) -> dict[str, Array]:
    block, bit = (np.zeros(len(question.steps) + 1, np.int64) for _ in range(2))
    need = np.zeros(len(blocks), np.int64)
    for b, members in enumerate(blocks):
        for place, i in enumerate(members):
            block[i + 1], bit[i + 1] = b, 1 << place
            need[b] |= 0 if question.steps[i].optional else 1 << place
    first = np.cumsum([0, *(1 << len(members) for members in blocks)])
    return {"block": block, "bit": bit, "need": need, "first_state": first}


def _columns(question: Funnel) -> tuple[tuple[int, ...], int]:
    """Return the column before each step, and the column that says converted: the last that is required."""
    if not question.in_blocks:
        return tuple(range(-1, len(question.steps) - 1)), len(question.steps) - 1
    previous, done = [-1] * len(question.steps), -1
    for b, members in enumerate(question.blocks):
        for i in members:
            previous[i] = done
        if any(not question.steps[i].optional for i in members):
            done = len(question.steps) + b
    return tuple(previous), done
