"""What was learned about themes: weights over what stands in pieces of texts, beside what themes' own words find.

Two models share the keys, and how far each is believed was chosen by texts held out: to one a text speaks of a theme
where one of its pieces does, to the other what stands in all of them adds up.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.voice.text.grams import Grams, Places, grams_of
from hanhtrinh.voice.text.matching import Hit, masks_of
from hanhtrinh.voice.text.normal import Words
from hanhtrinh.voice.text.yes_or_no import Floats, Sums, odds_of_texts

FORMAT = "hanhtrinh-theme-model/3"
MOST_BYTES = 64_000_000
Masks = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
FOUND, NOT_FOUND = 1.8, -2.2
"""What is believed of a theme in a text before anything is learned (log odds): one of its words is found, or none."""
FOUND_HERE, NOT_HERE = 1.5, -3.5
"""The same of a piece of a text."""
LEVELS = 4
"""None, one, two, or more themes found by words: each is something to learn from."""
_SCALE, _TELLING_SCALE = 0.15, 0.3
"""What a key counts; those that tell which words of themes were found count more."""
MOST_UNITS = 100_000
"""So many words are laid out at once, and one text at least: it takes about a kilobyte a word."""
_SLOTS, _SHIFT = 1 << 20, np.uint32(12)
_ARRAYS = ("keys", "weights", "whole", "bias", "bars")


class _Written(msgspec.Struct, frozen=True, kw_only=True):
    """The model as bytes: every array as it lies in memory, little-endian."""

    format: str
    themes: tuple[str, ...]
    better: tuple[bool, ...]
    share: float
    keys: bytes
    weights: bytes
    whole: bytes
    bias: bytes
    bars: bytes


@dataclass(frozen=True)
class LearnedThemes:
    """A model of `themes`: `keys` (ascending) are the hashes it knows.

    `weights` has a row for each key: each theme in a piece, then each in a text; `bias` likewise. `whole` has a
    row for each theme whose words are found in a text, then for how many are. `share` is how far pieces are believed.
    A theme is read in a text whose log odds are above its bar; where learning made a theme no better (`better`), its
    words decide.
    """

    themes: tuple[str, ...]
    better: tuple[bool, ...]
    keys: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.float32]
    whole: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    bars: npt.NDArray[np.float32]
    share: float = 0.5

    @cached_property
    def version(self) -> str:
        """Another one whenever results may differ."""
        return hashlib.blake2b(self.to_bytes(), digest_size=12).hexdigest()

    def to_bytes(self) -> bytes:
        """Return the model as bytes that `model_of` reads back."""
        arrays = {name: getattr(self, name).tobytes() for name in _ARRAYS}
        return msgspec.msgpack.encode(
            _Written(format=FORMAT, themes=self.themes, better=self.better, share=self.share, **arrays)
        )

    def masks(self, words: Sequence[Words], found: Sequence[Sequence[Hit]], themes: Sequence[str]) -> Masks:
        """Return the themes of texts as bits of `themes`, given where words of those stand in each text."""
        result = masks_of(found)
        places = {key: k for k, key in enumerate(themes)}
        mine = [(k, places[key]) for k, key in enumerate(self.themes) if self.better[k] and key in places]
        if not mine:
            return result
        known = [places.get(key) for key in self.themes]
        for some in _at_once(words):
            part = result[some]
            grams = grams_of(words[some], found[some], themes)
            above = self.odds(grams.of_themes(known), hits_of(part, known)) > self.bars
            for k, place in mine:
                bit = np.uint64(1 << place)
                part[:] = np.where(above[:, k], part | bit, part & ~bit)
        return result

    def odds(self, grams: Grams, hits: Bools) -> Floats:
        """Return the log odds of each theme in each text."""
        here, whole = self.both(grams, hits)
        return self.share * here + (1 - self.share) * whole

    def both(self, grams: Grams, hits: Bools) -> tuple[Floats, Floats]:
        """Return the log odds of each theme in each text by its pieces, and by the whole of it."""
        size = len(self.themes)
        known, column = self._known(grams.key)
        pieces = Sums(column, grams.piece[known], len(grams.text)).of(self.weights)
        texts = Sums(np.arange(len(grams.text)), grams.text, grams.size).of(pieces[:, size:])
        here = odds_of_texts(before_here(grams.themed) + self.bias[:size] + pieces[:, :size], grams.text, grams.size)
        row, column = whole_of(hits)
        whole = before(hits) + self.bias[size:] + texts + Sums(column, row, grams.size).of(self.whole)
        return here, whole

    def _known(self, keys: npt.NDArray[np.uint32]) -> tuple[Places, Places]:
        """Return which of some keys are known, and their places among those."""
        maybe = np.flatnonzero(self._slots[keys >> _SHIFT])
        return among(self.keys, keys, maybe)

    @cached_property
    def _slots(self) -> Bools:
        """Whether any known key begins with these bits: most unknown keys are found to be so at once."""
        slots = np.zeros(_SLOTS, np.bool_)
        slots[self.keys >> _SHIFT] = True
        return slots


def _at_once(words: Sequence[Words]) -> Iterator[slice]:
    """Yield texts in a row, so many at a time as have `MOST_UNITS` words together."""
    lo, units = 0, 0
    for hi, some in enumerate(words):
        units += len(some.units)
        if units > MOST_UNITS and hi > lo:
            yield slice(lo, hi)
            lo, units = hi, len(some.units)
    yield slice(lo, len(words))


def model_of(raw: bytes) -> LearnedThemes:
    """Return the model some bytes hold; ValueError where they hold none."""
    try:
        written = msgspec.msgpack.decode(raw, type=_Written)
        size = len(written.themes)
        keys = np.frombuffer(written.keys, np.uint32)
        weights = np.frombuffer(written.weights, np.float32).reshape(len(keys), 2 * size)
        whole = np.frombuffer(written.whole, np.float32).reshape(size + LEVELS, size)
        bias, bars = np.frombuffer(written.bias, np.float32), np.frombuffer(written.bars, np.float32)
    except (msgspec.DecodeError, ValueError) as error:
        raise ValueError("not a model of themes") from error
    if written.format != FORMAT or not len(bias) == 2 * len(bars) == 2 * len(written.better) == 2 * size:
        raise ValueError("not a model of themes")
    return LearnedThemes(written.themes, written.better, keys, weights, whole, bias, bars, written.share)


def among(keys: npt.NDArray[np.uint32], sought: npt.NDArray[np.uint32], maybe: Places) -> tuple[Places, Places]:
    """Return which of `sought` (those numbered `maybe` are looked at) are among ascending keys, and where."""
    place = np.searchsorted(keys, sought[maybe])
    place[place == len(keys)] = 0
    right = keys[place] == sought[maybe] if len(keys) else np.zeros(len(maybe), np.bool_)
    return maybe[right], place[right]


def hits_of(seeds: Masks, places: Sequence[int | None]) -> Bools:
    """Return which of some themes (by their bit; None: not there) were found in each text."""
    found = np.zeros((len(seeds), len(places)), np.bool_)
    for k, place in enumerate(places):
        if place is not None:
            found[:, k] = seeds >> np.uint64(place) & np.uint64(1) != 0
    return found


def before(hits: Bools) -> Floats:
    """Return the log odds of each theme in texts before anything is learned."""
    return np.where(hits, FOUND, NOT_FOUND)


def before_here(themed: Bools) -> Floats:
    """Return the log odds of each theme in pieces before anything is learned."""
    return np.where(themed, FOUND_HERE, NOT_HERE)


def values_of(keys: npt.NDArray[np.uint32], count: Places, pieces: int) -> Floats:
    """Return what each key counts that stands so often in so many pieces: rare ones tell more."""
    rarity = 1 + np.log((1 + pieces) / (1 + count))
    return np.asarray(rarity * np.where(keys & np.uint32(1), _TELLING_SCALE, _SCALE))


def whole_of(hits: Bools) -> tuple[Places, Places]:
    """Return what is said of whole texts (numbers of texts, and of rows of `whole`): themes found, and how many."""
    row, theme = np.nonzero(hits)
    level = np.minimum(hits.sum(axis=1), LEVELS - 1) + hits.shape[1]
    return np.append(row, np.arange(len(hits))), np.append(theme, level)
