"""Where a score stands between its bad and its good end: for rules, and for whether somebody feels better."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.measures.voice import HIGHEST, LOWEST, emotion, on_scale
from hanhtrinh.voice.cases.model import LowScore, ScoreKind

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
REFERENCE: Mapping[ScoreKind, tuple[float, float]] = {
    "nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0), "emotion": (-2.0, 2.0),
}  # fmt: skip
"""The usual scale of each kind, on which rules name their limit."""
_ALMOST = 1e-9


def from_bad_end(instrument: Instrument, score: Floats) -> Floats:
    """Return where scores stand from the bad end (0) to the good one (1)."""
    span = (instrument.high - instrument.low) or np.nan
    place = (score - instrument.low) / span
    return place if instrument.direction == "high_is_good" else 1 - place


def is_low(condition: LowScore, instrument: Instrument, score: Floats) -> Truths:
    """Tell, per score, whether it is low by a rule; none of another kind or instrument is, nor one off the scale.

    >>> stars = Instrument(key="stars", kind="csat", low=1, high=5)
    >>> is_low(LowScore(kind="csat", at_most=2), stars, np.array([1.0, 2.0, 3.0])).tolist()
    [True, True, False]
    """
    if instrument.kind != condition.kind or condition.instrument not in ("", instrument.key):
        return np.zeros(len(score), np.bool_)
    low, high = REFERENCE[condition.kind]
    limit = (condition.at_most - low) / (high - low)
    result: Truths = on_scale(instrument, score) & (from_bad_end(instrument, score) <= limit + _ALMOST)
    return result


def feeling_of(instrument: Instrument, score: float | None) -> float | None:
    """Return a score on −2…2; effort, which has no emotion of its own, in a straight line from bad to good end."""
    if score is None:
        return None
    if instrument.kind != "ces":
        return emotion(instrument, score)
    place = float(from_bad_end(instrument, np.array([score]))[0])
    return LOWEST + (HIGHEST - LOWEST) * place if 0 <= place <= 1 else None
