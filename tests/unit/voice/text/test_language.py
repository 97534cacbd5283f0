"""A text's language, short or long, with marks or without."""

import pytest

from hanhtrinh.voice.text.language import EN, OTHER, VI
from hanhtrinh.voice.text.marks import strip_marks
from hanhtrinh.voice.text.normal import read_words
from tests.unit.voice.text.sentences import BAD, GOOD

VIETNAMESE = [
    "Giao hàng nhanh", "giao hang nhanh", "ok", "tốt", "tot", "ko tốt", "sp dep, dong goi ky", "pin trâu",
    "hay", "Quá tuyệt",
    "shop tu van nhiet tinh lam", "App bị lỗi khi login", "feedback cho shop 5 sao", "mua lan 2 roi van ung",
    "hàng đẹp y hình nha mn",
]  # fmt: skip
ENGLISH = [
    "Great service", "not good", "Love it", "terrible", "Delivery was late", "I can't log in",
    "too expensive", "Fast shipping, thanks!",
    "The staff in Hanoi were very kind", "bad", "worst app ever", "perfect",
]  # fmt: skip
OTHERS = [
    "很好用，下次还会买", "とても良い", "очень хорошо", "Das ist sehr gut und nicht teuer",
    "muy bueno, gracias por todo",
    "O produto chegou antes do prazo, muito bom", "très bien, mais la livraison est lente", "👍👍", "12345", "",
    "ดีมาก",
]  # fmt: skip


@pytest.mark.parametrize("text", VIETNAMESE)
def test_vietnamese(text: str) -> None:
    """Vietnamese is known by its syllables, also where nobody typed marks and English words stand in it."""
    assert read_words(text).language == VI


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text: str) -> None:
    """English is known from a word or two."""
    assert read_words(text).language == EN


@pytest.mark.parametrize("text", OTHERS)
def test_other(text: str) -> None:
    """Other languages, and texts without words, are neither."""
    assert read_words(text).language == OTHER


def test_marks_change_no_language() -> None:
    """A sentence is in the same language without its marks."""
    for text in GOOD + BAD:
        assert read_words(text).language == read_words(strip_marks(text)).language, text
