"""Looking at events: which of the things a segment speaks of is each event? One bit a thing, found through codes.

As in the lens (`events.lens`), every condition is evaluated once per dictionary entry; but an event may be several of
the things, so nothing is ranked: all bits are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.errors import InputError
from hanhtrinh.events.frame import Codes, Frame
from hanhtrinh.events.lens import compile_lens, holds, touches
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import Conjunction, conjunctions
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.measures.journey_reading import read_journey, touchpoint_rules
from hanhtrinh.people.segments import AtStep, AtTouchpoint, Events, Meant
from hanhtrinh.values import Runner

Bits = npt.NDArray[np.uint64]
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
Journeys = Callable[[str], Journey]
"""Gives a journey by its key; raises NotFound."""


@dataclass(frozen=True)
class Word:
    """Up to 64 alternatives. `tables` give, per code of a column, the alternatives that still may hold.

    `things[bit]` is the thing an alternative is one of; `own` tells that every bit is its own thing.
    """

    tables: tuple[tuple[Codes, Bits], ...]
    start: np.uint64
    things: npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Look:
    """How events of a frame are looked at: the bit of each thing, and the words that find them."""

    bit: Mapping[Meant, int]
    words: tuple[Word, ...]
    simple: bool

    def at(self, lo: int, hi: int) -> Bits:
        """Return the things each of the events lo…hi is, one bit a thing."""
        if self.simple:
            return _word_at(self.words[0], lo, hi) if self.words else np.zeros(hi - lo, np.uint64)
        result = np.zeros(hi - lo, np.uint64)
        for word in self.words:
            _gather(_word_at(word, lo, hi), word.things, result)
        return result


def _word_at(word: Word, lo: int, hi: int) -> Bits:
    bits = np.full(hi - lo, word.start)
    for codes, table in word.tables:
        _narrow(bits, codes[lo:hi], table)
    return bits


@numba.njit(cache=True, nogil=True)
def _narrow(bits: Bits, codes: Codes, table: Bits) -> None:
    for i in range(len(bits)):
        bits[i] &= table[codes[i]]


@numba.njit(cache=True, nogil=True)
def _gather(bits: Bits, things: npt.NDArray[np.uint8], result: Bits) -> None:
    """Set, for every alternative that holds, the bit of the thing it is one of."""
    for i in range(len(bits)):
        word = bits[i]
        if word != 0:
            for bit in range(len(things)):
                if (word >> np.uint64(bit)) & np.uint64(1):
                    result[i] |= np.uint64(1) << np.uint64(things[bit])


@dataclass(frozen=True)
class _Alternative:
    """One way in which an event can be a thing: conditions that must all hold, or an entry of an extra column."""

    thing: int
    conditions: Conjunction = ()
    extra: str = ""
    code: int = 0


def look_at(meant: Sequence[Meant], frame: Frame, journeys: Journeys, now: int, run: Runner) -> Look:
    """Return how to look at a frame's events for some things (at most 64, each once)."""
    bit = {thing: i for i, thing in enumerate(meant)}
    extras = _Extras(frame, journeys, now, run)
    alternatives = [one for thing, i in bit.items() for one in _alternatives(thing, i, extras)]
    words = tuple(_word(alternatives[i : i + 64], frame, extras) for i in range(0, len(alternatives), 64))
    simple = [one.thing for one in alternatives] == list(range(len(bit))) and len(words) <= 1
    return Look(bit, words, simple)


class _Extras:
    """Columns made for a look: what journeys make of events. Each is made once."""

    def __init__(self, frame: Frame, journeys: Journeys, now: int, run: Runner) -> None:
        self.frame, self.journeys, self.now, self.run = frame, journeys, now, run
        self.columns: dict[str, tuple[Codes, int]] = {}

    def touchpoint(self, key: str, touchpoint: str) -> _Alternative | None:
        """Return the name of the column of a journey's touchpoints and the code of one; None: no event can be it."""
        journey = self.journeys(key)
        _check(touchpoint, journey.touchpoints, "errors.unknown_touchpoint")
        rules = touchpoint_rules(journey)
        if touchpoint not in rules:
            return None
        name = f"touchpoint {key}"
        if name not in self.columns:
            lens = compile_lens(rules, self.frame.columns)
            self.columns[name] = touches(lens, self.frame, self.run), len(rules) + 1
        return _Alternative(0, extra=name, code=list(rules).index(touchpoint) + 1)

    def step(self, key: str, step: str) -> _Alternative:
        """Return the name of the column of steps that passes of a journey resolved events to, and the code of one."""
        journey = self.journeys(key)
        _check(step, journey.step_index, "errors.unknown_step")
        name = f"step {key}"
        if name not in self.columns:
            passes = read_journey(self.frame, journey, as_of=self.now, run=self.run).passes
            codes = np.zeros(self.frame.event_count, np.uint16)
            codes[passes.event] = passes.step + 1
            self.columns[name] = codes, len(journey.steps) + 1
        return _Alternative(0, extra=name, code=journey.step_index[step] + 1)


def _check(given: str, known: Mapping[str, object], key: str) -> None:
    if given not in known:
        similar = nearest(given, known) or ""
        raise InputError(key, given=given, allowed=", ".join(known), similar=similar)


def _alternatives(meant: Meant, thing: int, extras: _Extras) -> list[_Alternative]:
    match meant:
        case Events(rule):
            return [_Alternative(thing, conditions) for conditions in conjunctions(rule)]
        case AtTouchpoint(journey, touchpoint):
            found = extras.touchpoint(journey, touchpoint)
        case AtStep(journey, step):
            found = extras.step(journey, step)
    return [] if found is None else [_Alternative(thing, extra=found.extra, code=found.code)]


def _word(alternatives: Sequence[_Alternative], frame: Frame, extras: _Extras) -> Word:
    names = sorted({item.condition.property for one in alternatives for item in one.conditions})
    tables = [_property_table(name, alternatives, frame) for name in names]
    used = sorted({one.extra for one in alternatives if one.extra})
    tables += [_extra_table(name, alternatives, extras) for name in used]
    start = _ALL >> np.uint64(64 - len(alternatives)) if alternatives else np.uint64(0)
    return Word(tuple(tables), start, np.array([one.thing for one in alternatives], np.uint8))


def _property_table(name: str, alternatives: Sequence[_Alternative], frame: Frame) -> tuple[Codes, Bits]:
    column = frame.columns.get(name)
    values = pl.Series([], dtype=pl.String) if column is None else column.values
    codes = np.zeros(frame.event_count, np.uint8) if column is None else column.codes
    table = np.full(len(values) + 1, _ALL)
    for bit, one in enumerate(alternatives):
        literals = [item for item in one.conditions if item.condition.property == name]
        if literals:
            mask = ~(np.uint64(1) << np.uint64(bit))
            passing = np.logical_and.reduce([holds(item.condition, values) != item.negated for item in literals])
            table[1:][~passing] &= mask
            if not all(item.holds(None) for item in literals):
                table[0] &= mask
    return codes, table


def _extra_table(name: str, alternatives: Sequence[_Alternative], extras: _Extras) -> tuple[Codes, Bits]:
    codes, size = extras.columns[name]
    table = np.full(size, _ALL)
    for bit, one in enumerate(alternatives):
        if one.extra == name:
            table[np.arange(size) != one.code] &= ~(np.uint64(1) << np.uint64(bit))
    return codes, table
