"""A model of feeling that learned from a workspace's own answers: its shape, its bytes, and how it judges."""

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.voice.text.features import WIDTH, features_of
from hanhtrinh.voice.text.logistic import chances, scores
from hanhtrinh.voice.text.normal import Words
from hanhtrinh.voice.text.weighing import Weight

LAYOUT = 1
CLASSES = 3
NEITHER = 2.0
"""The chance of "neither" counts so many times: few write so, and most of those would be taken for one of the sides.
Good against bad it changes nothing.
"""


class Model(msgspec.Struct, frozen=True):
    """Weights of the features a model knows, for each class it can tell: 0 bad, 1 neither, 2 good.

    `columns` are little-endian 32-bit integers, `weights` as many rows of 32-bit numbers, one a class.
    """

    version: str
    pairs: int
    classes: tuple[int, ...]
    columns: bytes
    weights: bytes
    layout: int = LAYOUT


def encode(model: Model) -> bytes:
    """Return a model as bytes to keep."""
    return msgspec.msgpack.encode(model)


def decode(data: bytes) -> Model:
    """Return a kept model; raises ValueError where it is damaged or of a layout this version does not read."""
    try:
        model = msgspec.msgpack.decode(data, type=Model)
    except msgspec.DecodeError as error:
        raise ValueError(f"a kept model of feeling cannot be read: {error}") from None
    columns = np.frombuffer(model.columns, "<i4") if len(model.columns) % 4 == 0 else np.array([-1])
    whole = len(model.weights) == len(columns) * 4 * len(model.classes) and set(model.classes) <= set(range(CLASSES))
    if model.layout != LAYOUT or not whole or (len(columns) and not 0 <= columns.min() <= columns.max() < WIDTH):
        raise ValueError(f"a kept model of feeling does not fit this version (layout {model.layout}, read is {LAYOUT})")
    return model


class Judge:
    """A model laid out to judge many texts."""

    def __init__(self, model: Model) -> None:
        """Lay the model's weights out by feature."""
        self.classes = list(model.classes)
        self.table = np.zeros((WIDTH, len(model.classes)))
        columns = np.frombuffer(model.columns, "<i4")
        self.table[columns] = np.frombuffer(model.weights, "<f4").reshape(len(columns), len(model.classes))

    def chances(self, words: Sequence[Words], weights: Sequence[Weight]) -> npt.NDArray[np.float64]:
        """Return how likely each text is bad, neither or good: rows that sum to 1."""
        found = np.zeros((len(words), CLASSES))
        if words:
            found[:, self.classes] = chances(scores(features_of(words, weights), self.table))
            found[:, 1] *= NEITHER
            found /= found.sum(axis=1, keepdims=True)
        return found
