"""Finds the words of themes in texts: one pass over each text's words, whatever the number of themes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hanhtrinh.i18n import LANGS
from hanhtrinh.voice.text.language import EN, MOST_KEPT
from hanhtrinh.voice.text.marks import strip_marks
from hanhtrinh.voice.text.normal import ASKED, END, PAUSE, Unit, Words
from hanhtrinh.voice.text.seeds import GAP, BadWord, Seed, seed_of
from hanhtrinh.voice.text.taxonomy import Taxonomy, Theme

_ENDS = (END[0], PAUSE[0], ASKED[0])
_MOST_FREE = 3
"""Words in a row of up to this many are also known where some of them are written without marks."""


class Hit(NamedTuple):
    """A word of a theme in a text: which theme, and from which of the text's words up to which."""

    theme: int
    start: int
    end: int


class _Entry(NamedTuple):
    """What follows a first word (the last of it a beginning, where `prefix`), and what it says of which theme."""

    rest: tuple[Unit, ...]
    then: tuple[Unit, ...]
    prefix: bool
    theme: int
    denies: bool


class _Table(dict[Unit, tuple[_Entry, ...]]):
    """Entries by their first word. Beginnings are looked up once for each word there is, and remembered."""

    def __init__(self) -> None:
        super().__init__()
        self._by_first: dict[Unit, list[_Entry]] = {}
        self._beginnings: list[tuple[Unit, _Entry]] = []

    def add(self, seed: Seed, units: tuple[Unit, ...], theme: int, denies: bool) -> None:
        """Let a seed, its words spelled as `units`, stand for a theme, or keep it from one."""
        entry = _Entry(units[1 : len(seed.units)], units[len(seed.units) :], seed.prefix, theme, denies)
        if seed.prefix and len(units) == 1:
            self._beginnings.append((units[0], entry))
        elif entry not in self._by_first.setdefault(units[0], []):
            self._by_first[units[0]].append(entry)

    def __missing__(self, unit: Unit) -> tuple[_Entry, ...]:
        begun = [entry for beginning, entry in self._beginnings if _begins(unit, beginning)]
        if len(self) > MOST_KEPT:
            self.clear()
        found = self[unit] = (*self._by_first.get(unit, ()), *begun)
        return found


def _begins(unit: Unit, beginning: Unit) -> bool:
    written, asked = unit[1] or unit[0], beginning[1] or beginning[0]
    return written.startswith(asked)


def _follows(units: Sequence[Unit], start: int, rest: tuple[Unit, ...], prefix: bool) -> bool:
    end = start + len(rest)
    if end > len(units):
        return False
    if not prefix:
        return units[start] == rest[0] and (end == start + 1 or tuple(units[start:end]) == rest)
    return tuple(units[start : end - 1]) == rest[:-1] and _begins(units[end - 1], rest[-1])


def _after_gap(units: Sequence[Unit], start: int, then: tuple[Unit, ...]) -> int:
    """Return where `then` ends if it begins at `start` or up to `GAP` words of the clause behind it, else 0."""
    first = then[0]
    for at, unit in enumerate(units[start : start + GAP + 1], start):
        if unit == first and _follows(units, at, then, False):
            return at + len(then)
        if unit[0] in _ENDS:
            break
    return 0


class Matcher:
    """The words of a taxonomy, ready to be looked for.

    English texts are searched for English words alone (`may` is not `máy`), Vietnamese ones for both. A Vietnamese text
    without marks is searched for words without them; in one with marks a lone word counts only as it is written.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._english, self._marked, self._bare = _Table(), _Table(), _Table()
        for number, theme in enumerate(taxonomy.themes.values()):
            for seed, stripped, denies, vietnamese in _seeds(theme):
                self._add(seed, number, denies, vietnamese)
                if not seed.marked and _same_words(seed, stripped):
                    units: tuple[Unit, ...] = tuple((plain, "") for plain, _ in stripped.units + stripped.then)
                    self._bare.add(stripped, units, number, denies)

    def _add(self, seed: Seed, theme: int, denies: bool, vietnamese: bool) -> None:
        units = seed.units + seed.then
        bare: tuple[Unit, ...] = tuple((plain, "") for plain, _ in units)
        for table in [self._marked] if vietnamese else [self._marked, self._english]:
            table.add(seed, units, theme, denies)
        if seed.marked:
            return
        self._bare.add(seed, bare, theme, denies)
        if 1 < len(units) <= _MOST_FREE and bare != units:
            for some in product(*zip(units, bare, strict=True)):
                self._marked.add(seed, some, theme, denies)

    def hits(self, words: Words) -> list[Hit]:
        """Return where a text speaks of which theme, in its order."""
        table = self._english if words.language == EN else self._bare if words.bare else self._marked
        units: list[Unit] = [(plain, "") for plain, _ in words.units] if table is self._bare else words.units
        hits, kept = list[Hit](), list[Hit]()
        for i, (unit, following) in enumerate(zip(units, [*units[1:], None], strict=False)):
            for rest, then, prefix, theme, denies in table[unit]:
                if rest:
                    if following != rest[0] and not (prefix and len(rest) == 1):
                        continue  # most entries end here
                    if not _follows(units, i + 1, rest, prefix):
                        continue
                end = i + 1 + len(rest)
                if then:
                    end = _after_gap(units, end, then)
                if end:
                    (kept if denies else hits).append(Hit(theme, i, end))
        return _not_within(hits, kept) if kept else hits

    def mask(self, words: Words) -> int:
        """Return the themes a text's words speak of, as bits."""
        return mask_of(self.hits(words))


def mask_of(hits: Iterable[Hit]) -> int:
    """Return the themes some words speak of, as bits."""
    mask = 0
    for hit in hits:
        mask |= 1 << hit.theme
    return mask


def masks_of(found: Sequence[Sequence[Hit]]) -> npt.NDArray[np.uint64]:
    """Return the themes each text's words speak of, as bits."""
    return np.array([mask_of(hits) for hits in found], np.uint64)


def _not_within(hits: Sequence[Hit], denials: Sequence[Hit]) -> list[Hit]:
    """Return the hits that lie within no denial of their theme. Both stand in the order in which they begin."""
    found, furthest, begun = list[Hit](), dict[int, int](), 0
    for hit in hits:
        while begun < len(denials) and denials[begun].start <= hit.start:
            denial = denials[begun]
            furthest[denial.theme] = max(denial.end, furthest.get(denial.theme, 0))
            begun += 1
        if furthest.get(hit.theme, 0) < hit.end:
            found.append(hit)
    return found


def _same_words(seed: Seed, stripped: Seed) -> bool:
    """Tell whether words typed without marks are still read as those: `hong` is read as `không` and not as `hỏng`, so
    that it is looked for within phrases alone, and `hu` says nothing.
    """
    sizes = len(seed.units), len(seed.then)
    alone = sum(sizes) == 1 and seed.units[0][0] != stripped.units[0][0]
    return sizes == (len(stripped.units), len(stripped.then)) and not alone


def _seeds(theme: Theme) -> Iterator[tuple[Seed, Seed, bool, bool]]:
    """Yield each word of a theme and what it is when typed without marks, whether it keeps from the theme, and whether
    it is Vietnamese.
    """
    for words, denies in ((theme.words, False), (theme.not_when, True)):
        for lang in LANGS:
            for word in words.of(lang):
                seed, stripped = seed_of(word, lang), seed_of(strip_marks(word), lang)
                if not isinstance(seed, BadWord) and not isinstance(stripped, BadWord):
                    yield seed, stripped, denies, lang == "vi"
