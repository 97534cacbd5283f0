"""Understands texts: their language, how they feel, what they are about. Pure: the same texts give the same senses."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.apart import NOTHING_APART, Apart
from hanhtrinh.voice.said import Language, Sense
from hanhtrinh.voice.text.correcting import Corrections, digest_of
from hanhtrinh.voice.text.feeling import Feeling
from hanhtrinh.voice.text.matching import Hit, Matcher, masks_of
from hanhtrinh.voice.text.normal import Words, read_all
from hanhtrinh.voice.text.passage import Passage, passage
from hanhtrinh.voice.text.taxonomy import Taxonomy, write_taxonomy
from hanhtrinh.voice.text.theme_feeling import themes_apart
from hanhtrinh.voice.text.weighing import weigh_all

READING = "3"
"""Changes whenever the reading of themes or their feelings does, so that what was kept of an older one is read anew."""
LANGUAGES: tuple[Language, ...] = ("vi", "en", "other")
"""`SenseColumns.language` holds the place in this row."""
Masks = npt.NDArray[np.uint64]


class SenseColumns(NamedTuple):
    """Senses of many texts as columns: language (place in `LANGUAGES`), feeling (NaN: none), confidence, themes as
    bits: bit k is theme number k of the reader's `themes`. `apart` lists themes that feel otherwise than their text.
    """

    language: npt.NDArray[np.int8]
    feeling: npt.NDArray[np.float32]
    confidence: npt.NDArray[np.float32]
    themes: Masks
    apart: Apart = NOTHING_APART


class ThemeModel(Protocol):
    """What was learned about themes from labels."""

    @property
    def version(self) -> str:
        """Another one whenever results may differ."""

    def masks(self, words: Sequence[Words], found: Sequence[Sequence[Hit]], themes: Sequence[str]) -> Masks:
        """Return the themes of texts, given their words and where words of themes stand among them."""


class Reader:
    """Reads texts by a taxonomy, the shipped lexicons and what a workspace has taught.

    `columns` is what is read: `version` changes whenever that may, and results may be kept under (version, text).
    What people corrected comes on top and is cheap: `corrected` puts it in, `taught` changes with every correction.
    `read` does both.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        feeling: Feeling | None = None,
        themes: ThemeModel | None = None,
        corrections: Corrections | None = None,
        taught: str = "",
    ) -> None:
        self.taxonomy = taxonomy
        self.corrections = corrections or {}
        self.taught = taught
        self._feeling, self._model, self._matcher = feeling or Feeling(), themes, Matcher(taxonomy)
        self._bits = {key: np.uint64(1 << k) for k, key in enumerate(taxonomy.keys)}
        self._otherwise = next((bit for key, bit in self._bits.items() if taxonomy.themes[key].otherwise), np.uint64(0))
        parts = (READING, write_taxonomy(taxonomy), self._feeling.version, themes.version if themes else "")
        self.version = hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()

    @property
    def themes(self) -> tuple[str, ...]:
        """The keys of the themes: number k is bit k of a mask."""
        return self.taxonomy.keys

    def columns(self, texts: Sequence[str]) -> SenseColumns:
        """Return what is read in texts, without what people corrected."""
        words = read_all(texts)
        weights = weigh_all(words)
        felt = self._feeling.of_weights(words, weights)
        found = [self._matcher.hits(some) for some in words]
        masks = self._model.masks(words, found, self.themes) if self._model else masks_of(found)
        if self._otherwise:
            masks[(masks == 0) & ~np.isnan(felt.feeling)] |= self._otherwise
        apart = themes_apart(weights, found, felt.feeling, masks)
        return SenseColumns(felt.language, felt.feeling, felt.confidence, masks, apart)

    def corrected(self, texts: Sequence[str], columns: SenseColumns) -> SenseColumns:
        """Return columns with what people corrected in the place of what was read; those given stay as they are.

        A feeling a person gave holds for every theme of the text but those they gave another one.
        """
        if not self.corrections:
            return columns
        found = [(i, c) for i, text in enumerate(texts) if (c := self.corrections.get(digest_of(text)))]
        if not found:
            return columns
        feeling, confidence, themes = columns.feeling.copy(), columns.confidence.copy(), columns.themes.copy()
        whole, said = np.zeros(len(texts), np.bool_), list[tuple[int, int, float]]()
        for i, correction in found:
            if correction.feeling is not None:
                feeling[i], confidence[i], whole[i] = correction.feeling, 1.0, True
            if correction.themes is not None:
                themes[i] = self.mask_of(correction.themes)
            said += [(i, self.themes.index(key), felt) for key, felt in correction.apart if key in self._bits]
        read = columns.apart
        apart = read.where(~whole[read.row]).but(said)
        told = themes[apart.row] >> apart.theme.astype(np.uint64) & np.uint64(1) == 1
        return SenseColumns(columns.language, feeling, confidence, themes, apart.where(told))

    def passage(self, text: str, theme: str, feeling: float | None) -> Passage | None:
        """Return the part of a text that says what it feels about a theme; None where no word of it is there."""
        if theme not in self._bits:
            return None
        general = frozenset(self.themes.index(key) for key in self.taxonomy.general)
        return passage(text, self.themes.index(theme), feeling, self._matcher, general)

    def mask_of(self, themes: Sequence[str]) -> np.uint64:
        """Return themes as bits; those the taxonomy no longer has are left out."""
        mask = np.uint64(0)
        for key in themes:
            mask |= self._bits.get(key, np.uint64(0))
        return mask

    def read(self, texts: Sequence[str]) -> list[Sense]:
        """Return the sense of each text, with what people corrected."""
        return self.senses(self.corrected(texts, self.columns(texts)))

    def senses(self, columns: SenseColumns) -> list[Sense]:
        """Return columns as one sense a text."""
        rows = zip(*(part.tolist() for part in columns[:-1]), strict=True)
        others: dict[int, list[tuple[str, float]]] = {}
        for i, theme, feeling in zip(*(part.tolist() for part in columns.apart), strict=True):
            others.setdefault(i, []).append((self.themes[theme], feeling))
        return [
            Sense(
                LANGUAGES[language], None if feeling != feeling else feeling, confidence, tuple(self._keys(mask)),
                tuple(others.get(i, ())),
            )
            for i, (language, feeling, confidence, mask) in enumerate(rows)
        ]  # fmt: skip

    def _keys(self, mask: int) -> Iterator[str]:
        return (key for k, key in enumerate(self.themes) if mask >> k & 1)
