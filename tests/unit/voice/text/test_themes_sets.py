"""Floors under the themes that shipped words find in real sets (dev parts), a little below what is measured."""

import sys
from pathlib import Path

import pytest

from hanhtrinh.voice.text.marks import strip_marks
from hanhtrinh.voice.text.reading import Reader
from hanhtrinh.voice.text.taxonomies import taxonomy_text
from hanhtrinh.voice.text.taxonomy import read_taxonomy

sys.path.insert(0, str(Path(__file__).parents[4] / "bench"))
import voice_data
import voice_themes

pytestmark = pytest.mark.skipif(not voice_data.FOLDER.is_dir(), reason="the shared data are not on this machine")
FLOORS = {"electronics": (0.84, 0.82), "education": (0.77, 0.76), "hospitality": (0.77, 0.76)}


@pytest.mark.parametrize("one", voice_themes.SETS, ids=lambda one: one[1])
def test_shipped_words_find_the_themes_of_a_real_set(one) -> None:
    """Micro-F1 over the labelled themes stays above the floor, with marks and without."""
    _, taxonomy, read, counted, _ = one
    reader = Reader(read_taxonomy(taxonomy_text(taxonomy)))
    texts, truth = read("dev")
    for some, floor in zip((texts, [strip_marks(text) for text in texts]), FLOORS[taxonomy], strict=True):
        assert voice_themes.f1(reader.themes, reader.columns(some).themes, truth, counted)[0] >= floor
