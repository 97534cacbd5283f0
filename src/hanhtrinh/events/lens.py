"""The lens: a journey's rules, evaluated once per dictionary entry, give every event its touchpoint.

Rules become conjunctions, the most specific first, one bit each. Per property a table maps a code to the bits whose
conditions on that property hold; an event's bits are the AND of its table look-ups, and its lowest bit names its
touchpoint.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Codes, Column, Frame
from hanhtrinh.journey.rules import (
    Condition,
    Conjunction,
    Exists,
    Glob,
    In,
    Is,
    Prefix,
    Range,
    Rule,
    Scalar,
    conjunctions,
    specificity,
    text_of,
)
from hanhtrinh.values import Runner, in_one_part, parse_instant

Touches = npt.NDArray[np.uint16]
Bits = npt.NDArray[np.uint64]
Holds = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int32]
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_CHUNK = 1 << 15


@dataclass(frozen=True)
class Word:
    """Up to 64 conjunctions: per property a table code → bits and the bits that look at it; `touch[bit]` is the
    touchpoint code.
    """

    tables: tuple[tuple[str, Bits, np.uint64], ...]
    start: np.uint64
    touch: Touches


@dataclass(frozen=True)
class Lens:
    """Touchpoint keys (code = position + 1; 0 is off the map) and the words to look events up in, most specific
    first.
    """

    touchpoints: tuple[str, ...]
    words: tuple[Word, ...]


def _equals(values: pl.Series, wanted: Scalar) -> Holds:
    if values.dtype == pl.String:
        return (values == text_of(wanted)).to_numpy()
    if values.dtype == pl.Boolean:
        return (values.cast(pl.String) == text_of(wanted)).to_numpy()
    number = _number_of(wanted)
    if number is None:
        return np.zeros(len(values), np.bool_)
    return (_numeric(values) == number).to_numpy()


def _number_of(wanted: Scalar) -> float | None:
    """Return the number a rule's value stands for, where it is written as one."""
    if isinstance(wanted, bool):
        return None
    try:
        number = float(wanted)
    except ValueError:
        return None
    return number if not isinstance(wanted, str) or text_of(number) == wanted else None


def _numeric(values: pl.Series) -> pl.Series:
    return values.dt.timestamp("us") if isinstance(values.dtype, pl.Datetime) else values


def _in_range(values: pl.Series, low: float | str | None, high: float | str | None) -> Holds:
    if values.dtype in (pl.String, pl.Boolean):
        return np.zeros(len(values), np.bool_)
    numbers = _numeric(values).to_numpy()
    holds = np.ones(len(values), np.bool_)
    if low is not None:
        holds &= numbers >= _bound(low)
    if high is not None:
        holds &= numbers <= _bound(high)
    return holds


def _bound(bound: float | str) -> float:
    return parse_instant(bound, "UTC") if isinstance(bound, str) else bound


def glob_to_regex(pattern: str) -> str:
    """Return the anchored regular expression (Rust dialect) of a shell pattern, as `fnmatch` reads it."""
    parts = re.findall(r"\*+|\?|\[!?+(?:\][^\]]*|[^\]]+)\]|.", pattern, re.DOTALL)
    return r"(?s)\A" + "".join(_glob_part(part) for part in parts) + r"\z"


def _glob_part(part: str) -> str:
    if part[0] == "*":
        return ".*"
    if part == "?":
        return "."
    if part[0] == "[" and len(part) > 2:
        return _glob_set(part[1:-1])
    return re.escape(part)


def _glob_set(inside: str) -> str:
    """Return the class of a pattern's brackets; a range that runs backwards holds nothing."""
    negated = inside[0] == "!"
    ranges = re.findall(r"(.)-(.)|(.)", inside[negated:], re.DOTALL)
    kept = [(low or one, high or one) for low, high, one in ranges if low <= high]
    members = "".join(rf"\x{{{ord(low):x}}}-\x{{{ord(high):x}}}" for low, high in kept)
    if not members:
        return "." if negated else r"[^\s\S]"
    return f"[{'^' if negated else ''}{members}]"


def _text_test(values: pl.Series, condition: Prefix | Glob) -> Holds:
    if values.dtype != pl.String:
        return np.zeros(len(values), np.bool_)
    if isinstance(condition, Prefix):
        return values.str.starts_with(condition.prefix).to_numpy()
    return values.str.contains(glob_to_regex(condition.pattern)).to_numpy()


def holds(condition: Condition, values: pl.Series) -> Holds:
    """Tell, per dictionary entry, whether it satisfies the condition (no entry stands for "absent")."""
    match condition:
        case Is(_, wanted):
            return _equals(values, wanted)
        case In(_, choices):
            return reduce(np.logical_or, (_equals(values, wanted) for wanted in choices))
        case Prefix() | Glob():
            return _text_test(values, condition)
        case Range(_, low, high):
            return _in_range(values, low, high)
        case Exists(_, present):
            return np.full(len(values), present)
    raise TypeError(condition)


def _table(prop: str, column: Column | None, bits: list[Conjunction]) -> tuple[str, Bits, np.uint64]:
    values = column.values if column is not None else pl.Series([], dtype=pl.String)
    table = np.full(len(values) + 1, _ALL)
    needs = np.uint64(0)
    for bit, conjunction in enumerate(bits):
        literals = [item for item in conjunction if item.condition.property == prop]
        if literals:
            one = np.uint64(1) << np.uint64(bit)
            needs |= one
            table[0] &= ~one if not all(item.holds(None) for item in literals) else _ALL
            passing = np.logical_and.reduce([holds(item.condition, values) != item.negated for item in literals])
            table[1:][~passing] &= ~one
    return prop, table, needs


def compile_lens(rules: Mapping[str, Rule], columns: Mapping[str, Column]) -> Lens:
    """Return the lens of touchpoint rules over the dictionaries of a frame's columns.

    A property no event has is treated as absent everywhere. Touchpoint codes follow the mapping's order.
    """
    keys = tuple(rules)
    ranked = _ranked(rules)
    words = tuple(_word(ranked[i : i + 64], keys, columns) for i in range(0, len(ranked), 64))
    return Lens(keys, words)


def _ranked(rules: Mapping[str, Rule]) -> list[tuple[str, Conjunction]]:
    """Return (touchpoint, conjunction), the one that wins first."""
    pairs = [(key, conjunction) for key, rule in rules.items() for conjunction in conjunctions(rule)]
    return sorted(pairs, key=lambda pair: (specificity(pair[1]), pair[0]))


def _word(ranked: list[tuple[str, Conjunction]], keys: tuple[str, ...], columns: Mapping[str, Column]) -> Word:
    bits = [conjunction for _, conjunction in ranked]
    names = sorted(
        {item.condition.property for conjunction in bits for item in conjunction} or {"event"},
        key=lambda n: (n != "event", n),
    )
    start = _ALL >> np.uint64(64 - len(bits))
    touch = np.array([keys.index(key) + 1 for key, _ in ranked], np.uint16)
    return Word(tuple(_table(name, columns.get(name), bits) for name in names), start, touch)


@numba.njit(cache=True, nogil=True)
def lowest_bit(word: np.uint64) -> int:
    """Return the position of the lowest set bit of a non-zero word."""
    place = 0
    for shift in (32, 16, 8, 4, 2, 1):
        if word & ((np.uint64(1) << np.uint64(shift)) - np.uint64(1)) == 0:
            word >>= np.uint64(shift)
            place += shift
    return place


@numba.njit(cache=True, nogil=True)
def _first_look(
    start: np.uint64, table: Bits, elsewhere: np.uint64, touch: Touches, sure: Touches, unsure: Holds
) -> None:
    """Tell, per code of a word's first property, the touchpoint it settles, or that other properties have a say."""
    for code in range(len(table)):
        bits = start & table[code]
        if bits != 0:
            first = lowest_bit(bits)
            unsure[code] = (elsewhere >> np.uint64(first)) & np.uint64(1) != 0
            if not unsure[code]:
                sure[code] = touch[first]


@numba.njit(cache=True, nogil=True)
def _settle(codes: Codes, sure: Touches, unsure: Holds, result: Touches, waiting: Places) -> int:
    """Give events not yet on the map what their first property settles; list those that need another look."""
    count = 0
    for i in range(len(codes)):
        if result[i] == 0:
            code = codes[i]
            result[i] = sure[code]
            waiting[count] = i
            count += unsure[code]
    return count


@numba.njit(cache=True, nogil=True)
def _begin(bits: Bits, waiting: Places, codes: Codes, start: np.uint64, table: Bits) -> None:
    for k in range(len(waiting)):
        bits[k] = start & table[codes[waiting[k]]]


@numba.njit(cache=True, nogil=True)
def _narrow(bits: Bits, waiting: Places, codes: Codes, table: Bits, needs: np.uint64) -> None:
    for k in range(len(waiting)):
        if bits[k] & needs:
            bits[k] &= table[codes[waiting[k]]]


@numba.njit(cache=True, nogil=True)
def _decode(bits: Bits, waiting: Places, touch: Touches, result: Touches) -> None:
    for k in range(len(waiting)):
        if bits[k] != 0:
            result[waiting[k]] = touch[lowest_bit(bits[k])]


@dataclass(frozen=True)
class _Look:
    """A word with what its first property settles by itself: most events need no other look."""

    word: Word
    sure: Touches
    unsure: Holds


def _look_of(word: Word) -> _Look:
    (_, table, _), *others = word.tables
    sure, unsure = np.zeros(len(table), np.uint16), np.zeros(len(table), np.bool_)
    elsewhere = reduce(np.bitwise_or, (needs for _, _, needs in others), np.uint64(0))
    _first_look(word.start, table, elsewhere, word.touch, sure, unsure)
    return _Look(word, sure, unsure)


class _Reader:
    """Reads events chunk by chunk, in working space small enough for the processor's cache."""

    def __init__(self, looks: list[_Look], columns: Mapping[str, Column]) -> None:
        self._looks, self._columns = looks, columns
        self._bits, self._waiting = np.empty(_CHUNK, np.uint64), np.empty(_CHUNK, np.int32)
        self._absent = np.zeros(_CHUNK, np.uint8)

    def _codes(self, name: str, part: slice) -> Codes:
        column = self._columns.get(name)
        return self._absent[: part.stop - part.start] if column is None else column.codes[part]

    def read(self, part: slice, result: Touches) -> None:
        """Write the touchpoint codes of a part of the events into `result`, where it is 0."""
        for look in self._looks:
            (name, table, _), *others = look.word.tables
            codes = self._codes(name, part)
            count = _settle(codes, look.sure, look.unsure, result, self._waiting)
            if count:
                bits, waiting = self._bits[:count], self._waiting[:count]
                _begin(bits, waiting, codes, look.word.start, table)
                for other, narrowing, needs in others:
                    _narrow(bits, waiting, self._codes(other, part), narrowing, needs)
                _decode(bits, waiting, look.word.touch, result)


def touches(lens: Lens, frame: Frame, run: Runner = in_one_part) -> Touches:
    """Return the touchpoint code of every event (0: off the map), in frame order."""
    result = np.zeros(frame.event_count, np.uint16)
    looks = [_look_of(word) for word in lens.words]

    def task(lo: int, hi: int) -> None:
        reader = _Reader(looks, frame.columns)
        for start in range(lo, hi, _CHUNK):
            part = slice(start, min(start + _CHUNK, hi))
            reader.read(part, result[part])

    run(task, frame.event_count)
    return result
