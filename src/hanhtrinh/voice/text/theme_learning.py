"""Learns themes from labelled texts: from a handful of corrections or a thousand labels. The same labels give the same
model. What it reaches on texts it did not learn from is measured by cross-validation, beside what seed words reach.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hanhtrinh.voice.text.grams import Grams, grams_of
from hanhtrinh.voice.text.matching import Hit, masks_of
from hanhtrinh.voice.text.normal import Words
from hanhtrinh.voice.text.theme_model import (
    LEVELS,
    LearnedThemes,
    Masks,
    among,
    before,
    before_here,
    hits_of,
    values_of,
    whole_of,
)
from hanhtrinh.voice.text.yes_or_no import Fitted, Floats, Rows, fit, fit_pieces

FEWEST = 5
"""Fewest labelled texts, of a theme and of others, from which a theme is learned."""
MOST = 5_000
FOLDS = 5
_FEW_TEXTS = 40
"""Of fewer texts even a key that stands in them once is learned."""
# The numbers below were chosen within UIT-ViSFD's train part (docs/themes.md): 1,000 texts, judged on others.
_PENALTY = 1e-3
_USUAL_BAR = -0.2
"""Log odds above which micro-F1 was best over texts held out."""
_PLAIN, _LEANING, _WHOLE = 0.6, 0.3, 0.7
"""What a key counts in a whole text: as it is, and for each unit of log odds by which a theme's texts have it more, or
less, often; and what counts there that a theme's words are found.
"""
_SHARES = (0.5, 0.4, 0.6, 0.2, 0.0, 0.8, 1.0)
"""How far pieces may be believed beside the whole; of equally good ones the first."""
_DOUBT = 400
"""So many texts of a theme are needed before its own bar counts as much as the usual one."""
Bools = npt.NDArray[np.bool_]


class Counts(NamedTuple):
    """How a theme was read in texts whose themes are known: rightly, wrongly, not though it is there."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where there is nothing."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    @property
    def false(self) -> int:
        """How many texts were read falsely."""
        return self.wrong + self.missed

    def plus(self, other: "Counts") -> "Counts":
        """Return both together."""
        return Counts(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


class HeldOut(NamedTuple):
    """What seed words and what the learned model read in texts that were held out, theme by theme, and in how many."""

    n: int
    themes: tuple[str, ...]
    seeds: tuple[Counts, ...]
    learned: tuple[Counts, ...]

    def micro(self, counts: Sequence[Counts]) -> float:
        """Return the micro-F1: every theme of every text counts once."""
        total = Counts(0, 0, 0)
        for one in counts:
            total = total.plus(one)
        return total.f1


class Taught(NamedTuple):
    """A model and what it reaches on held-out texts."""

    model: LearnedThemes
    held_out: HeldOut

    @property
    def better(self) -> bool:
        """Whether held-out texts are read better with the model than by words alone."""
        return self.held_out.micro(self.held_out.learned) > self.held_out.micro(self.held_out.seeds)


def learn(
    words: Sequence[Words],
    found: Sequence[Sequence[Hit]],
    labels: Masks,
    themes: Sequence[str],
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Taught:
    """Return what is learned from texts whose themes (`labels`, as bits of `themes`) are known.

    `found` tells where words of the themes stand in each text.

    Of more than `MOST` texts the last are taken. `tell` hears how many of the rounds are done.
    """
    words, found, labels = words[-MOST:], found[-MOST:], labels[-MOST:]
    places = list(range(len(themes)))
    known = _Known(grams_of(words, found, themes), hits_of(masks_of(found), places), hits_of(labels, places))
    hits, yes, size = known.hits, known.yes, len(words)
    here, whole = _unseen(known, themes, lambda done: tell(done, FOLDS + 1))
    by_seeds, learned = _counts(hits, yes), _counts(_read_unseen(here, whole, yes), yes)
    enough = np.minimum(yes.sum(axis=0), size - yes.sum(axis=0)) >= FEWEST
    better = tuple(bool(e) and new.false < old.false for e, old, new in zip(enough, by_seeds, learned, strict=True))
    used = tuple(new if is_better else old for is_better, old, new in zip(better, by_seeds, learned, strict=True))
    share, bars = _chosen(here, whole, yes)
    model = replace(_fitted(known, themes), better=better, bars=bars, share=share)
    tell(FOLDS + 1, FOLDS + 1)
    return Taught(model, HeldOut(size, tuple(themes), by_seeds, used))


class _Known(NamedTuple):
    """Texts to learn from: what stands in them, and which themes (columns) are found there by words, and are there."""

    grams: Grams
    hits: Bools
    yes: Bools

    def some(self, which: Bools) -> "_Known":
        return _Known(self.grams.some(which), self.hits[which], self.yes[which])


def _folds(size: int) -> Iterator[Bools]:
    """Yield which of so many texts are held out in each turn."""
    for k in range(FOLDS):
        yield np.arange(size) % FOLDS == k


def _unseen(known: _Known, themes: Sequence[str], tell: Callable[[int], None]) -> tuple[Floats, Floats]:
    """Return each text's log odds, by pieces and by the whole, from a model that did not see it."""
    here, whole = np.array(before(known.hits)), np.array(before(known.hits))
    for done, held in enumerate(_folds(len(here)), 1):
        if 0 < np.count_nonzero(held) < len(held):
            test = known.some(held)
            here[held], whole[held] = _fitted(known.some(~held), themes).both(test.grams, test.hits)
        tell(done)
    return here, whole


def _read_unseen(here: Floats, whole: Floats, yes: Bools) -> Bools:
    """Return what is read in texts held out. A share and bars chosen on these very texts would flatter: each fold is
    judged by those the others choose.
    """
    read = np.zeros_like(yes)
    for held in _folds(len(yes)):
        share, bars = _chosen(here[~held], whole[~held], yes[~held])
        read[held] = _mean(here[held], whole[held], share) > bars
    return read


def _chosen(here: Floats, whole: Floats, yes: Bools) -> tuple[float, npt.NDArray[np.float32]]:
    """Return how far pieces are believed, and the bar of each theme, that texts held out are best read with."""
    share = _share(here, whole, yes)
    return share, _bars(_mean(here, whole, share), yes)


def _fitted(some: _Known, themes: Sequence[str]) -> LearnedThemes:
    """Return what is learned from texts, with no bar yet."""
    grams, hits, yes = some
    keys, count = np.unique(grams.key, return_counts=True)
    often = count >= (2 if grams.size >= _FEW_TEXTS else 1)
    keys, count = keys[often], count[often]
    known, column = among(keys, grams.key, np.arange(len(grams.key)))
    piece, pieces = grams.piece[known], len(grams.text)
    values = values_of(keys, count, pieces)[:, None]
    rows = Rows((pieces, len(keys)), piece, column)
    here = fit_pieces(rows, grams.text, yes, before_here(grams.themed), values, _PENALTY)
    row, which = whole_of(hits)
    row, column = np.append(grams.text[piece], row), np.append(column, which + len(keys))
    rows = Rows((grams.size, len(keys) + len(themes) + LEVELS), row, column)
    all_ = _fitted_whole(rows, yes, before(hits), values)
    weights = np.hstack([here.weights, all_.weights[: len(keys)]]).astype(np.float32)
    whole, bias = all_.weights[len(keys) :].astype(np.float32), np.append(here.bias, all_.bias).astype(np.float32)
    flat, always = np.zeros(len(themes), np.float32), (True,) * len(themes)
    return LearnedThemes(tuple(themes), always, keys, weights, whole, bias, flat)


def _fitted_whole(rows: Rows, yes: Bools, offset: Floats, values: Floats) -> Fitted:
    """Return what is learned of whole texts: the mean of what comes of all keys alike, and of those that lean believed
    more. The first columns are the keys, whose `values` are given.
    """
    keys, themes = len(values), yes.shape[1]
    few = np.full((rows.shape[1] - keys, themes), _WHOLE)
    every = np.repeat(_PLAIN * values, themes, axis=1)
    plain = fit(rows, yes, offset, np.vstack([every, few]), _PENALTY)
    lean = _LEANING * values * _leanings(rows, yes)[:keys]
    leaning = fit(rows, yes, offset, np.vstack([lean, few]), _PENALTY)
    return Fitted((plain.weights + leaning.weights) / 2, (plain.bias + leaning.bias) / 2)


def _leanings(rows: Rows, yes: Bools) -> Floats:
    """Return by how much (log odds) each column is more, or less, frequent in texts of each theme than in others."""
    sums = rows.by_column()
    there, elsewhere = 1 + sums.of(yes.astype(np.float64)), 1 + sums.of((~yes).astype(np.float64))
    odds: Floats = np.log(there / there.sum(axis=0)) - np.log(elsewhere / elsewhere.sum(axis=0))
    return np.abs(odds)


def _mean(here: Floats, whole: Floats, share: float) -> Floats:
    return share * here + (1 - share) * whole


def _share(here: Floats, whole: Floats, yes: Bools) -> float:
    """Return how far the pieces are to be believed beside the whole: where the truth is given the best chance."""
    losses = [float((np.logaddexp(0, odds) - yes * odds).sum()) for odds in (_mean(here, whole, s) for s in _SHARES)]
    return _SHARES[int(np.argmin(losses))]


def _bars(odds: Floats, yes: Bools) -> npt.NDArray[np.float32]:
    """Return for each theme the log odds above which reading it gives the best F1, drawn towards the usual."""
    bars = np.full(odds.shape[1], _USUAL_BAR, np.float32)
    for k in range(odds.shape[1]):
        order = np.argsort(-odds[:, k], kind="stable")
        values, right = odds[order, k], np.cumsum(yes[order, k])
        total = int(yes[:, k].sum())
        if total < FEWEST:
            continue
        f1 = 2 * right / (np.arange(1, len(order) + 1) + total)
        best = int(np.argmax(f1))
        under = values[best + 1] if best + 1 < len(values) else values[best] - 1
        own, trust = np.clip((values[best] + under) / 2, -1.5, 1.5), total / (total + _DOUBT)
        bars[k] = own * trust + _USUAL_BAR * (1 - trust)
    return bars


def _counts(read: Bools, yes: Bools) -> tuple[Counts, ...]:
    right, wrong, missed = (read & yes).sum(axis=0), (read & ~yes).sum(axis=0), (~read & yes).sum(axis=0)
    return tuple(Counts(*map(int, one)) for one in zip(right, wrong, missed, strict=True))
