"""How texts feel about their themes: against the slow twin, whatever stands in them and whatever company they keep."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.voice.text.matching import Hit
from hanhtrinh.voice.text.reading import Reader
from hanhtrinh.voice.text.taxonomies import taxonomy_text
from hanhtrinh.voice.text.taxonomy import read_taxonomy
from hanhtrinh.voice.text.theme_feeling import CLEAR, DIFFERS, themes_apart
from hanhtrinh.voice.text.weighing import Weight
from tests.oracles import theme_feeling_twin as twin

PHONES = Reader(read_taxonomy(taxonomy_text("electronics")))
SAYINGS = ("pin trâu", "camera tệ", "nhân viên nhiệt tình", "giá rẻ", "máy", "không tốt", "ship chậm quá", "ok", "hỏi")
BETWEEN = (" ", ", ", " nhưng ", ". ", " và ", "? ", " mà ")


def on_the_edge(told, text):
    """Tell whether rounding decides if a feeling is listed."""
    edges = (abs(told - text) - DIFFERS, told * text, *(abs(felt) - CLEAR for felt in (told, text)))
    return any(abs(edge) < 1e-6 for edge in edges)


@st.composite
def weighed(draw):
    """Return a text's weight and the words of themes in it, in the order of their places."""
    values = draw(st.lists(st.sampled_from([-2.0, -0.9, -0.25, 0.5, 1.5]), max_size=7))
    places = [draw(st.integers(0, 20)) for _ in values]
    clauses = sorted(draw(st.lists(st.integers(1, 21), max_size=4)))
    starts = sorted(draw(st.lists(st.integers(0, 20), max_size=6)))
    hits = [Hit(draw(st.sampled_from([0, 1, 2, 63])), start, start + 1) for start in starts]
    return Weight(0.0, 0.0, 0.0, 0, 0, bool(values), values, places, clauses), hits


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(st.tuples(weighed(), st.sampled_from([None, -2.0, -0.7, 0.0, 0.3, 1.9])), max_size=5))
def test_every_theme_feels_as_the_twin_says(texts):
    """A value counts most for the theme named last before it; only what differs from the text is listed, in order."""
    weights, hits = [one[0] for one, _ in texts], [one[1] for one, _ in texts]
    feeling = np.array([np.nan if felt is None else felt for _, felt in texts], np.float32)
    learned_away = {1}
    masks = np.array([sum({1 << h.theme for h in some if h.theme not in learned_away}) for some in hits], np.uint64)
    found = themes_apart(weights, hits, feeling, masks)
    for i, ((weight, some), felt) in enumerate(texts):
        exact = None if felt is None else float(feeling[i])
        expected = twin.themes_apart(weight, some, exact, {0, 2, 63})
        close = {t for t, told in twin.every_feeling(weight, some, exact).items() if on_the_edge(told, exact)}
        told = found.of_row(i)
        assert set(told) ^ set(expected) <= close
        assert {t: told[t] for t in told if t in expected} == pytest.approx(
            {t: expected[t] for t in expected if t in told}, abs=1e-6
        )
    assert found.row.tolist() == sorted(found.row.tolist())
    assert (np.abs(found.feeling) <= 2).all()


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_company_changes_nothing(data):
    """What is read of a text's themes is the same whatever is read together with it, and only of themes it has."""
    texts = data.draw(
        st.lists(
            st.builds(
                lambda parts, ends: "".join(part + end for part, end in zip(parts, ends, strict=False)),
                st.lists(st.sampled_from(SAYINGS), min_size=1, max_size=5),
                st.lists(st.sampled_from(BETWEEN), min_size=5, max_size=5),
            ),
            min_size=1,
            max_size=6,
        )
    )
    together = PHONES.read(texts)
    assert together == [PHONES.read([text])[0] for text in texts]
    assert all(key in sense.themes for sense in together for key, _ in sense.apart)
