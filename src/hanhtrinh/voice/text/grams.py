"""Texts as numbers to learn from: pieces of a few words each, and what stands in every piece: its words, pairs of
words, the words of themes found in it, and each of its words together with those themes.

All by 32-bit hashes: no word can be read from them.
"""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from hanhtrinh.voice.text.language import MOST_KEPT
from hanhtrinh.voice.text.matching import Hit
from hanhtrinh.voice.text.normal import ASKED, END, PAUSE, Unit, Words

LONGEST_PIECE = 12
"""A clause of more words is cut into pieces of about one length."""
_MARKED, _NAMED = 0x5BD1E995, 0x1B873593
"""Words with their marks, and themes, stand beside words without: this keeps them apart."""
_FIRST, _SECOND, _THIRD = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)
_TELLING = np.uint32(1)
_SIGNS = (END, PAUSE, ASKED)
Keys = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Found = tuple[Places, Keys]
"""Numbers of pieces, and the keys that stand in them."""


class _Hashes(dict[Unit, int]):
    """Two hashes of a word in one number: without its marks (high half) and with them (0: it has none). A sign: 0."""

    def __missing__(self, unit: Unit) -> int:
        plain, marked = unit
        if len(self) > MOST_KEPT:
            self.clear()
        found = 0
        if unit not in _SIGNS:
            found = (crc32(plain.encode()) or 1) << 32 | (crc32(marked.encode(), _MARKED) if marked else 0)
        self[unit] = found
        return found


_HASHES = _Hashes()


class Grams(NamedTuple):
    """What stands in the pieces of some texts: `key[i]` in piece `piece[i]`, which is part of text `text[piece[i]]`.

    An odd key tells which words of themes were found; it counts more than another. A text without words has no piece.
    """

    size: int
    text: Places
    piece: Places
    key: Keys
    themed: npt.NDArray[np.bool_]
    """Which themes (columns) were found in which pieces."""

    def some(self, which: npt.NDArray[np.bool_]) -> "Grams":
        """Return some of the texts."""
        pieces = which[self.text]
        kept = pieces[self.piece]
        text, piece = (np.cumsum(which) - 1)[self.text[pieces]], (np.cumsum(pieces) - 1)[self.piece[kept]]
        return Grams(int(np.count_nonzero(which)), text, piece, self.key[kept], self.themed[pieces])

    def of_themes(self, places: Sequence[int | None]) -> "Grams":
        """Return the same with other columns of `themed`: those at these places (None: a theme that is not there)."""
        themed = np.zeros((len(self.text), len(places)), np.bool_)
        for k, place in enumerate(places):
            if place is not None:
                themed[:, k] = self.themed[:, place]
        return self._replace(themed=themed)


class _Cut(NamedTuple):
    """Words of texts in one row, signs left out: their hashes, and the pieces they are cut into."""

    plain: Keys
    marked: Keys
    clause: Places
    piece: Places
    begins: Places
    """Where each piece begins."""
    text: Places
    """The text of each piece."""
    place: Places
    """Where a text's unit (texts one behind the other, signs too) stands among the words."""


def grams_of(words: Sequence[Words], found: Sequence[Sequence[Hit]] = (), themes: Sequence[str] = ()) -> Grams:
    """Return what stands in texts, in which words of `themes` were found (one row of hits a text)."""
    lengths = np.array([len(some.units) for some in words], np.int64)
    cut = _cut(words, lengths)
    names = np.array([crc32(name.encode(), _NAMED) for name in themes], np.uint32)
    themed = np.zeros((len(cut.begins), len(names)), np.bool_)
    parts = [*_of_words(cut)]
    if any(found):
        parts += _of_hits(cut, np.cumsum(lengths) - lengths, found, names, themed)
    some: npt.NDArray[np.bool_] = np.asarray(themed.any(axis=1))
    free = ~some[cut.piece]
    parts.append((cut.piece[free], _mixed(cut.plain[free], np.uint32(0), 23)))
    piece, key = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    return Grams(len(words), cut.text, piece, key, themed)


def _cut(words: Sequence[Words], lengths: Places) -> _Cut:
    hashes = map(_HASHES.__getitem__, chain.from_iterable(some.units for some in words))
    both = np.fromiter(hashes, np.uint64, int(lengths.sum()))
    row: Places = np.repeat(np.arange(len(words)), lengths)
    is_word: npt.NDArray[np.bool_] = np.asarray(both > 0)
    ends: npt.NDArray[np.bool_] = np.asarray(~is_word)
    ends[1:] |= row[1:] != row[:-1]
    place = np.cumsum(is_word) - 1
    clause = np.cumsum(ends, dtype=np.int64)[is_word]
    row, both = row[is_word], both[is_word]
    first = np.flatnonzero(_new(clause))
    size = np.diff(np.append(first, len(clause)))
    many = -(-size // LONGEST_PIECE)
    within = np.arange(len(clause)) - np.repeat(first, size)
    starts: npt.NDArray[np.bool_] = np.asarray(within % np.repeat(-(-size // many), size) == 0)
    begins = np.flatnonzero(starts)
    plain, marked = (both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32)
    return _Cut(plain, marked, clause, np.cumsum(starts) - 1, begins, row[begins], place)


def _new(values: Places) -> npt.NDArray[np.bool_]:
    """Return where another value begins."""
    return np.append(np.ones(min(1, len(values)), np.bool_), values[1:] != values[:-1])


def _of_words(cut: _Cut) -> list[Found]:
    """Return words, words with their marks, and pairs of neighbours."""
    has_marks, beside = cut.marked > 0, cut.clause[1:] == cut.clause[:-1]
    pairs = _mixed(cut.plain[:-1][beside], cut.plain[1:][beside], 1)
    return [
        (cut.piece, _mixed(cut.plain, np.uint32(0), 3)),
        (cut.piece[has_marks], _mixed(cut.marked[has_marks], np.uint32(0), 5)),
        (cut.piece[:-1][beside], pairs),
    ]


def _of_hits(
    cut: _Cut, begins: Places, found: Sequence[Sequence[Hit]], names: Keys, themed: npt.NDArray[np.bool_]
) -> list[Found]:
    """Return which word of a theme each hit is, which themes share a piece, and each theme with the piece's words."""
    counts = [len(hits) for hits in found]
    theme, start, end = np.array([hit for hits in found for hit in hits], np.int64).T
    begin = np.repeat(begins, counts)
    at, last = cut.place[begin + start], cut.place[begin + end - 1]
    piece = cut.piece[at]
    themed[piece, theme] = True
    which = _mixed(names[theme], _mixed(cut.plain[at], cut.plain[last], 11), 13) | _TELLING
    some, every = np.nonzero(themed)
    first = np.flatnonzero(_new(some))
    together = _mixed(np.add.reduceat(names[every], first, dtype=np.uint32), np.uint32(0), 19) | _TELLING
    sizes = np.diff(np.append(cut.begins, len(cut.plain)))[some]
    inside = np.repeat(cut.begins[some] - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
    beside = _mixed(np.repeat(names[every], sizes), cut.plain[inside], 29)
    return [(piece, which), (some[first], together), (np.repeat(some, sizes), beside)]


def _mixed(first: Keys, second: Keys | np.uint32, kind: int) -> Keys:
    """Return one even hash for two; another one for each kind of what they stand for."""
    mixed = first * _FIRST + second * _SECOND + np.uint32(kind)
    mixed ^= mixed >> np.uint32(15)
    mixed *= _THIRD
    mixed ^= mixed >> np.uint32(13)
    return mixed & ~_TELLING
