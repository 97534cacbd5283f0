"""Floors under what is read right on real sets (their dev parts), a little below what make bench-voice measures."""

import sys
from pathlib import Path

import numpy as np
import pytest

from hanhtrinh.voice.text.feeling import Feeling
from hanhtrinh.voice.text.marks import strip_marks

sys.path.insert(0, str(Path(__file__).parents[4] / "bench"))
import voice_data

pytestmark = pytest.mark.skipif(not voice_data.FOLDER.is_dir(), reason="the shared data are not on this machine")
FLOORS = {voice_data.VSFC: 0.86, voice_data.VISFD_STARS: 0.80, voice_data.VISFD_ASPECTS: 0.89, voice_data.HOTEL: 0.90}
LARGEST_LOSS = 0.035


def right(texts: list[str], feelings: np.ndarray) -> float:
    """Return the share of texts put on the right side; every text is put on one."""
    return float(((Feeling().of(texts).leaning > 0) == (feelings > 0)).mean())


@pytest.mark.parametrize("name", FLOORS)
def test_shipped_words_on_vietnamese_sets(name: str) -> None:
    """Good is told from bad before anything local was learned, and missing marks cost little."""
    data = voice_data.labelled(name, "dev").sided()
    marked = right(data.texts, data.feelings)
    assert marked >= FLOORS[name]
    assert right([strip_marks(text) for text in data.texts], data.feelings) >= marked - LARGEST_LOSS


def test_shipped_words_on_english() -> None:
    """English sentences are told apart better than VADER does (0.814 there)."""
    data = voice_data.yelp()
    assert right(data.texts, data.feelings) >= 0.86
