"""Learns how a workspace's customers word what they feel, from its own scored answers and from corrections.

Taught with every text twice, as written and without marks, and starting from what the shipped words say: with few
answers it stays near them. What it can do is measured on answers it did not see, beside the shipped words alone; it is
to be used only where it did better there. The same pairs, in whatever order, give the same model.
"""

from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Literal, NamedTuple
from zlib import crc32

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.voice.said import CLEAR
from hanhtrinh.voice.text.features import BUCKETS, Features, features_of
from hanhtrinh.voice.text.learned import CLASSES, Judge, Model
from hanhtrinh.voice.text.logistic import Problem, fit
from hanhtrinh.voice.text.marks import strip_marks
from hanhtrinh.voice.text.normal import Words, read_all
from hanhtrinh.voice.text.weighing import Weight, feeling_of, weigh_all

FEWEST, FEWEST_A_SIDE, MOST = 60, 12, 20_000
"""Answers, and bad or good ones among them, that are needed; of more than the last a choice is learned from."""
LONGEST, MOST_LETTERS = 2_000, 4_000_000
"""So many letters of one text are learned from, and of all: memory and time go by them, and calls are long."""
CORRECTED = 3.0
FOLDS, ALL_FOLDS_UP_TO = 5, 3_000
"""One answer in so many is held out in turn; of more answers one turn tells enough."""
_STRENGTH, _START = 1.0, 1.5
"""How many answers one weight is held back like, and what the shipped feeling weighs before anything is learned: chosen
on the train parts (docs/feeling.md).
"""
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Reason = Literal["better", "not_better", "too_few", "one_sided"]


class Pair(NamedTuple):
    """A text and how its writer said to feel (−2…2); a colleague's correction counts as three (`CORRECTED`)."""

    text: str
    feeling: float
    weight: float = 1.0


class HeldOut(msgspec.Struct, frozen=True):
    """How often a model was right on answers it had not seen, as written and without marks, beside the shipped.

    `macro_f1` is the mean over the classes that occur, `sides_f1` over bad and good alone.
    """

    pairs: int
    folds: int
    accuracy: float
    macro_f1: float
    bare_accuracy: float
    bare_macro_f1: float
    shipped_accuracy: float
    shipped_macro_f1: float
    sides_f1: float
    shipped_sides_f1: float

    @property
    def better(self) -> bool:
        """Tell whether the model beats the shipped words: in being right, and in knowing bad from good.

        The second keeps a model out that is right by calling everything good where nearly everything is.
        """
        return self.accuracy + self.sides_f1 > self.shipped_accuracy + self.shipped_sides_f1


class Learned(msgspec.Struct, frozen=True):
    """What came of learning: the model to use, or None and the reason; how many answers were bad, neither and good."""

    model: Model | None
    reason: Reason
    counts: tuple[int, int, int]
    held_out: HeldOut | None = None


class _Copies(NamedTuple):
    """The texts to learn from, twice: as written in the first half, without marks in the second."""

    words: list[Words]
    weights: list[Weight]
    classes: Integers
    shares: Floats
    folds: Integers

    def among(self, chosen: npt.NDArray[np.bool_]) -> "_Copies":
        at = np.flatnonzero(np.concatenate([chosen, chosen]))
        half = np.flatnonzero(chosen)
        return _Copies(
            [self.words[i] for i in at], [self.weights[i] for i in at],
            self.classes[half], self.shares[half], self.folds[half],
        )  # fmt: skip


def class_of(feeling: float) -> int:
    """Return the class of a stated feeling: 0 bad, 1 neither, 2 good."""
    return 0 if feeling <= -CLEAR else 2 if feeling >= CLEAR else 1


def learn(pairs: Sequence[Pair]) -> Learned:
    """Return a model taught with these pairs and how well it judges unseen ones, or why there is none."""
    kept = _kept(pairs)
    found = np.bincount([class_of(pair.feeling) for pair in kept], minlength=CLASSES)
    counts = (int(found[0]), int(found[1]), int(found[2]))
    if len(kept) < FEWEST:
        return Learned(None, "too_few", counts)
    if min(counts[0], counts[2]) < FEWEST_A_SIDE:
        return Learned(None, "one_sided", counts)
    copies = _copies(kept)
    held_out = _held_out(copies)
    if held_out is None or not held_out.better:
        return Learned(None, "not_better", counts, held_out)
    return Learned(teach(copies), "better", counts, held_out)


def _kept(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that say something, like ones as one, in an order of their own; of too many, those it picks."""
    said: dict[tuple[str, float], float] = {}
    for pair in pairs:
        if pair.text.strip():
            one = pair.text[:LONGEST], pair.feeling
            said[one] = said.get(one, 0.0) + pair.weight
    kept = [Pair(text, feeling, weight) for (text, feeling), weight in said.items()]
    kept = sorted(kept, key=lambda pair: (_hash(pair.text), pair.text, pair.feeling))[:MOST]
    letters = accumulate(len(pair.text) for pair in kept)
    return [pair for pair, so_far in zip(kept, letters, strict=True) if so_far <= MOST_LETTERS]


def _hash(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def _copies(pairs: Sequence[Pair]) -> _Copies:
    words = read_all([pair.text for pair in pairs]) + read_all([strip_marks(pair.text) for pair in pairs])
    return _Copies(
        words,
        weigh_all(words),
        np.array([class_of(pair.feeling) for pair in pairs], dtype=np.int64),
        np.array([pair.weight for pair in pairs], dtype=np.float64),
        np.array([_hash(strip_marks(pair.text).casefold()) % FOLDS for pair in pairs], dtype=np.int64),
    )


def teach(copies: _Copies) -> Model:
    """Return the model at the minimum of the loss over these texts."""
    known = [k for k in range(CLASSES) if k != 1 or int((copies.classes == 1).sum()) >= FEWEST_A_SIDE]
    usable = np.isin(copies.classes, known)
    copies = copies if usable.all() else copies.among(usable)
    features = features_of(copies.words, copies.weights)
    columns, places = np.unique(features.columns, return_inverse=True)
    start = np.zeros((len(columns), len(known)))
    shipped = int(np.searchsorted(columns, BUCKETS))
    start[shipped, 0], start[shipped, -1] = -_START, _START
    shares = np.concatenate([copies.shares, copies.shares])
    problem = Problem(
        Features(features.rows, places, features.values, features.texts),
        np.searchsorted(known, np.concatenate([copies.classes, copies.classes])),
        shares / shares.sum(),
        start,
        np.full(len(columns), 2.0 * _STRENGTH / shares.sum()),
    )
    return _model(columns, fit(problem), known, len(copies.classes))


def _model(columns: Integers, table: Floats, known: list[int], pairs: int) -> Model:
    data = columns.astype("<i4").tobytes(), table.astype("<f4").tobytes()
    version = blake2b(b"".join(data), digest_size=6).hexdigest()
    return Model(version, pairs, tuple(known), *data)


def _held_out(copies: _Copies) -> HeldOut | None:
    """Judge each fold by what the others teach; of many pairs one fold in five is enough. None where there is no fold
    to hold out: all say one thing, in one spelling or another.
    """
    folds = range(FOLDS if len(copies.classes) <= ALL_FOLDS_UP_TO else 1)
    truths, judged, bare, shipped = [], [], [], []
    for fold in folds:
        unseen = copies.folds == fold
        if not unseen.any() or len(np.unique(copies.classes[~unseen])) < 2:
            continue
        judge, test = Judge(teach(copies.among(~unseen))), copies.among(unseen)
        half = len(test.classes)
        truths.append(test.classes)
        judged.append(judge.chances(test.words[:half], test.weights[:half]).argmax(axis=1))
        bare.append(judge.chances(test.words[half:], test.weights[half:]).argmax(axis=1))
        shipped.append(_by_shipped(test.weights[:half], judge.classes))
    if not truths:
        return None
    truth = np.concatenate(truths)
    guesses = [np.concatenate(guess) for guess in (judged, bare, shipped)]
    figures = [figure for guess in guesses for figure in scored(truth, guess)]
    sides = [float(np.mean([_f1(truth, guess, k) for k in (0, 2)])) for guess in (guesses[0], guesses[2])]
    return HeldOut(len(truth), len(truths), *figures, *sides)


def _by_shipped(weights: Sequence[Weight], classes: Sequence[int]) -> Integers:
    felt = np.array([feeling_of(weight) for weight in weights])
    bound = CLEAR if 1 in classes else 0.0
    return np.where(felt < -bound, 0, np.where(felt > bound, 2, 1 if 1 in classes else 0)).astype(np.int64)


def scored(truth: Integers, guess: Integers) -> tuple[float, float]:
    """Return the share that is right, and the mean of each occurring class's F1."""
    return float((truth == guess).mean()), float(np.mean([_f1(truth, guess, k) for k in np.unique(truth)]))


def _f1(truth: Integers, guess: Integers, k: int) -> float:
    named = int((truth == k).sum()) + int((guess == k).sum())
    return 2.0 * int(((truth == k) & (guess == k)).sum()) / named if named else 0.0
