"""How texts feel, on −2…2, Vietnamese and English, offline: the interface the rest of the house calls.

By the shipped words and rules alone, or with a model that learned from a workspace's own answers (`learning.py`).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hanhtrinh.voice.text.files import digest
from hanhtrinh.voice.text.language import OTHER
from hanhtrinh.voice.text.learned import Judge, Model
from hanhtrinh.voice.text.normal import Words, read_all
from hanhtrinh.voice.text.weighing import Weight, confidence_of, feeling_of, weigh_all

__all__ = ["Feeling", "Felt", "Model"]


class Felt(NamedTuple):
    """What is felt: language (0 vi, 1 en, 2 other), feeling −2…2 (NaN: says nothing of it), confidence 0…1.

    `leaning` is the side a text would be counted on if it had to be: always a number, never 0.
    """

    language: npt.NDArray[np.int8]
    feeling: npt.NDArray[np.float32]
    confidence: npt.NDArray[np.float32]
    leaning: npt.NDArray[np.float32]


class Feeling:
    """Reads how texts feel.

    >>> felt = Feeling().of(["Giao hàng nhanh, rất hài lòng", "hang loi, that vong", "Never again.", "15:30"])
    >>> felt.language.tolist(), [bool(feeling > 0) for feeling in felt.feeling[:3]], bool(np.isnan(felt.feeling[3]))
    ([0, 0, 1, 2], [True, False, False], True)
    """

    def __init__(self, model: Model | None = None) -> None:
        """Take the shipped words, and a model learned from a workspace's own answers where there is one."""
        self.judge = None if model is None else Judge(model)
        self.version = digest() if model is None else f"{digest()}+{model.version}"

    def of(self, texts: Sequence[str]) -> Felt:
        """Return what is felt in each text; each text is read on its own, so order and company change nothing."""
        words = read_all(texts)
        return self.of_weights(words, weigh_all(words))

    def chances(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return how likely each text is bad, neither or good by the learned model; raises ValueError without one."""
        if self.judge is None:
            raise ValueError("only a learned model knows chances: this Feeling has the shipped words alone")
        words = read_all(texts)
        return self.judge.chances(words, weigh_all(words))

    def of_weights(self, words: Sequence[Words], weights: Sequence[Weight]) -> Felt:
        """Return what is felt in texts that were read and weighed already."""
        shipped = _shipped(words, weights)
        return shipped if self.judge is None else _learned(self.judge, words, weights, shipped)


def _shipped(words: Sequence[Words], weights: Sequence[Weight]) -> Felt:
    language = np.array([one.language for one in words], dtype=np.int8)
    found = np.array([weight.found for weight in weights], dtype=bool)
    feeling = np.array([feeling_of(weight) for weight in weights], dtype=np.float32)
    confidence = np.array([confidence_of(weight) for weight in weights], dtype=np.float32)
    leaning = np.where(feeling != 0, feeling, np.float32(0.01))
    return Felt(language, np.where(found, feeling, np.float32(np.nan)), confidence, leaning)


def _learned(judge: Judge, words: Sequence[Words], weights: Sequence[Weight], shipped: Felt) -> Felt:
    """Let the model judge every text that says something in one of the two languages."""
    chances = judge.chances(words, weights)
    feeling = (2.0 * (chances[:, 2] - chances[:, 0])).astype(np.float32)
    said = np.array([bool(one.units) for one in words], dtype=bool) & (shipped.language != OTHER)
    return Felt(
        shipped.language,
        np.where(said, feeling, shipped.feeling),
        np.where(said, chances.max(axis=1), shipped.confidence).astype(np.float32),
        np.where(said & (feeling != 0), feeling, shipped.leaning),
    )
