"""Which property tells touchpoints apart where one event name says little: its kinds of page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.journey.rules import EVENT, Rule
from hanhtrinh.measures.draft.pages import (
    STAR,
    Address,
    Pages,
    address_of,
    find_pages,
    information,
    section_depth,
    sections,
)
from hanhtrinh.measures.draft.patterns import held_by, page_rules
from hanhtrinh.measures.draft.view import View
from hanhtrinh.measures.draft.vocabulary import Vocabulary
from hanhtrinh.measures.draft.words import is_writable

I16 = npt.NDArray[np.int16]
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MOST_VALUES = 30_000
_LEAST_SHARE, _DOMINATING = 0.1, 0.5
_LEAST_EVENTS = 50
_COVERAGE = 0.8
_STAYS = 0.85
_LEAST_GAIN = 0.1
_MOST_OTHERS = 20
_EVENTS_A_CELL = 8
_REST_SHARE, _OPEN_ENDED = 0.05, 0.4


@dataclass(frozen=True)
class Split:
    """How one event's kinds of page are told apart: by `property`, with a rule and a label for each.

    `group[c]` is the kind of page of dictionary entry c, −1 where it is of none; `words` are the fixed segments.
    `gain` is how much the property's value tells about the next event's, in bits.
    """

    property: str
    labels: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    rules: tuple[Rule, ...]
    group: I64
    gain: float


@dataclass(frozen=True)
class _Candidate:
    """A property that may stand for a place: its frequent values (dictionary positions `used`) taken apart, and how
    much its section (`section[v]` of value v) tells about the next event's.
    """

    name: str
    are_paths: bool
    named: bool
    used: I64
    addresses: Sequence[Address]
    sizes: I64
    depth: int
    section: I64
    gain: float

    @property
    def rank(self) -> tuple[bool, bool, float, str]:
        """Paths first, then what is called like a page, then what tells most."""
        return (not self.are_paths, not self.named, -self.gain, self.name)

    def place(self, size: int) -> I64:
        """Return the position among the frequent values of every code of a dictionary of a size, −1 of others."""
        table = np.full(size + 1, -1)
        table[self.used + 1] = np.arange(len(self.used))
        return table


def find_split(view: View, coded: I16, g: int, *, generic: bool, vocabulary: Vocabulary) -> Split | None:
    """Return how to split events of group `g` (in `coded`) by page, None where the event's name says enough."""
    mine = np.flatnonzero(coded == g)
    share = len(mine) / max(1, len(coded))
    if len(mine) < _LEAST_EVENTS or (share < _LEAST_SHARE and not generic):
        return None
    flat = generic or share >= _DOMINATING
    names = [name for name in view.frame.columns if _is_place(view, mine, name)]
    found = [c for name in names if (c := _candidate(view, mine, name, vocabulary)) and (c.are_paths or flat)]
    for candidate in sorted(found, key=lambda c: c.rank):
        if candidate.gain >= _LEAST_GAIN and (split := _by(view, coded, g, mine, candidate)) is not None:
            return split
    return None


def _is_place(view: View, mine: I64, name: str) -> bool:
    """Tell whether a property may stand for a place: nearly always there, and changing from event to event."""
    if view.frame.columns[name].values.dtype != pl.String or name in (EVENT, "source"):
        return False
    codes = view.codes(name)[mine]
    if np.count_nonzero(codes) < _COVERAGE * len(codes) or codes.min() == codes.max():
        return False
    follows = _follows(view, mine)
    same = np.count_nonzero((codes[1:] == codes[:-1]) & follows)
    return bool(np.count_nonzero(follows) >= _LEAST_EVENTS and same <= _STAYS * np.count_nonzero(follows))


def _follows(view: View, mine: I64) -> Mask:
    """Tell of every event but the first whether the one before it is the same person's event just before."""
    person = view.person[mine]
    follows: Mask = (np.diff(mine) == 1) & (person[1:] == person[:-1])
    return follows


def _candidate(view: View, mine: I64, name: str, vocabulary: Vocabulary) -> _Candidate | None:
    column = view.frame.columns[name]
    codes = view.codes(name)[mine].astype(np.int64)
    counts = np.bincount(codes, minlength=len(column.values) + 1)[1:]
    used = np.argsort(-counts, kind="stable")[: min(MOST_VALUES, np.count_nonzero(counts))]
    values = column.values.gather(used)
    if not all(map(is_writable, values)):
        return None
    are_paths = _are_paths(values)
    addresses = [address_of(value, are_paths) for value in values]
    depth = section_depth(addresses, counts[used]) if are_paths else 0
    follows = _follows(view, mine)
    most = max(2, int((np.count_nonzero(follows) / _EVENTS_A_CELL) ** 0.5))
    section = sections(addresses, counts[used], depth, most)
    named = vocabulary.names_property(name, "page")
    found = _Candidate(name, are_paths, named, used, addresses, counts[used], depth, section, 0.0)
    at = np.append(section, section.max() + 1)[found.place(len(column.values))[codes]]
    gain = information(_table(at[:-1][follows], at[1:][follows], int(at.max()) + 1, int(at.max()) + 1))
    return replace(found, gain=gain)


def _are_paths(values: pl.Series) -> bool:
    paths = (values.str.starts_with("/") | values.str.contains("://", literal=True)).sum()
    return bool(paths >= _COVERAGE * len(values))


def _table(rows: I64, columns: I64, height: int, width: int) -> npt.NDArray[np.float64]:
    counted = np.bincount(rows * width + columns, minlength=height * width)
    return counted.reshape(height, width).astype(np.float64)


def _by(view: View, coded: I16, g: int, mine: I64, candidate: _Candidate) -> Split | None:
    """Return the split by a property, None where it comes to a single kind of page."""
    values = view.frame.columns[candidate.name].values
    place = candidate.place(len(values))[view.codes(candidate.name)[mine].astype(np.int64)]
    symbol = _symbols(coded, g, mine, np.append(candidate.section, candidate.section.max() + 1)[place])
    context = _context(view, mine, place, symbol, len(candidate.used))
    pages = find_pages(candidate.addresses, candidate.sizes, context, candidate.depth)
    if len(pages.pattern) < 2 or (not candidate.are_paths and _is_open_ended(pages, candidate.sizes)):
        return None
    return _split(candidate, values, pages)


def _is_open_ended(pages: Pages, sizes: I64) -> bool:
    """Tell whether much is left when a property's frequent values are named: names of goods rather than of places."""
    left = sum(
        int(sizes[values].sum()) for pattern, values in zip(pages.pattern, pages.values, strict=True) if STAR in pattern
    )
    return bool(left > _OPEN_ENDED * sizes.sum())


def _symbols(coded: I16, g: int, mine: I64, section: I64) -> I64:
    """Return a small code of what every event is: a section for those split, a frequent other name, or the rest."""
    base = int(section.max()) + 1
    counts = np.bincount(coded[coded >= 0])
    counts[g] = 0
    largest = np.argsort(-counts, kind="stable")[:_MOST_OTHERS]
    table = np.full(len(counts) + 1, base + len(largest))
    table[largest] = base + np.arange(len(largest))
    symbol: I64 = table[coded]
    symbol[mine] = section
    return symbol


def _context(view: View, mine: I64, place: I64, symbol: I64, size: int) -> npt.NDArray[np.float64]:
    """Return how often each value stands after and before each symbol (the last one: start or end)."""
    edge = int(symbol.max()) + 1
    person = view.person
    before = np.where(np.r_[True, person[1:] != person[:-1]], edge, np.r_[0, symbol[:-1]])
    after = np.where(np.r_[person[1:] != person[:-1], True], edge, np.r_[symbol[1:], 0])
    known = place >= 0
    tables = [_table(place[known], around[mine][known], size, edge + 1) for around in (before, after)]
    return np.hstack(tables)


def _split(candidate: _Candidate, dictionary: pl.Series, pages: Pages) -> Split:
    values = dictionary.gather(candidate.used)
    rules = page_rules(candidate.name, values, candidate.addresses, pages, are_paths=candidate.are_paths)
    group = np.full(len(dictionary), -1, np.int64)
    for g, rule in enumerate(rules):
        group[held_by(rule, dictionary)] = g
    labels = [_label(p, deep, candidate.are_paths) for p, deep in zip(pages.pattern, pages.below, strict=True)]
    kept = [g for g in range(len(rules)) if _is_kind(labels[g], pages.values[g], candidate.sizes)]
    table = np.full(len(rules) + 1, -1)
    table[kept] = np.arange(len(kept))
    words = tuple(tuple(s for s in pages.pattern[g] if s != STAR) for g in kept)
    chosen = tuple(labels[g] for g in kept), words, tuple(rules[g] for g in kept)
    return Split(candidate.name, *chosen, table[group], candidate.gain)


def _is_kind(label: str, values: I64, sizes: I64) -> bool:
    """Tell whether a group is a kind of page; what is left of a whole site is one only where it is much of it."""
    rest = label in ("/*", STAR)
    return not rest or bool(sizes[values].sum() >= _REST_SHARE * sizes.sum())


def _label(pattern: tuple[str, ...], deep: bool, is_path: bool) -> str:
    if not is_path:
        return pattern[0] if pattern else STAR
    return "/" + "/".join((*pattern, STAR) if deep and pattern[-1:] != (STAR,) else pattern)
