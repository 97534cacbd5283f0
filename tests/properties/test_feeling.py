"""What must hold of every text: it is read alone, within bounds, and nothing makes reading fail."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.voice.text.feeling import Feeling
from hanhtrinh.voice.text.marks import one_spelling, strip_marks
from hanhtrinh.voice.text.normal import read_words
from tests.unit.voice.text.sentences import BAD, GOOD

FEELING = Feeling()
SENTENCES = st.sampled_from(GOOD + BAD)
ANYTHING = st.one_of(
    st.text(max_size=60), SENTENCES, st.text("aăâeêioôơuưyáàảãạ:()<3.?!, 😍😡🏽\u0301\u0323", max_size=40)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ANYTHING, max_size=6))
def test_any_text_is_read_within_bounds(texts: list[str]) -> None:
    """Whatever Unicode holds, feelings lie on −2…2 or are missing, confidences on 0…1, and a side is always known."""
    found = FEELING.of(texts)
    assert len(found.feeling) == len(texts)
    assert (np.isnan(found.feeling) | (np.abs(found.feeling) <= 2)).all()
    assert ((found.confidence >= 0) & (found.confidence <= 1)).all()
    assert (np.abs(found.leaning) > 0).all()
    assert np.isin(found.language, (0, 1, 2)).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(ANYTHING, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_each_text_is_read_on_its_own(texts: list[str], chance: object) -> None:
    """Order, company and repetition change nothing of what a text says."""
    order = list(range(len(texts))) * 2
    chance.shuffle(order)  # type: ignore[attr-defined]
    alone = [FEELING.of([text]) for text in texts]
    together = FEELING.of([texts[i] for i in order])
    for place, i in enumerate(order):
        for one, all_ in zip(alone[i], together, strict=True):
            np.testing.assert_array_equal(one[0], all_[place])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([GOOD, BAD]), st.booleans(), st.data())
def test_missing_marks_change_no_side_of_two_sentences(side: list[str], english: bool, data: st.DataObject) -> None:
    """Two sentences of one language that agree say it together, with their marks and without."""
    those = st.sampled_from([text for text in side if text.isascii() == english])
    text = f"{data.draw(those)}. {data.draw(those)}"
    for said in (text, strip_marks(text)):
        feeling = float(FEELING.of([said]).feeling[0])
        assert feeling > 0 if side is GOOD else feeling < 0


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    """Stripping and respelling are idempotent, and case says nothing."""
    assert strip_marks(strip_marks(text)) == strip_marks(text)
    word = text.lower().strip()
    assert one_spelling(one_spelling(word)) == one_spelling(word)


@settings(max_examples=60, deadline=None)
@given(SENTENCES)
def test_capitals_say_nothing(text: str) -> None:
    """A shouted sentence has the units of the quiet one."""
    assert read_words(text.upper()).units == read_words(text).units
