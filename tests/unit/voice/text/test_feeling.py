"""How sentences feel: negation, contrast, wishes, what a word is said of, and what is said of nothing."""

import numpy as np
import pytest

from hanhtrinh.voice.said import CLEAR
from hanhtrinh.voice.text.feeling import Feeling
from hanhtrinh.voice.text.lexicon import Lexicon
from hanhtrinh.voice.text.marks import strip_marks
from tests.unit.voice.text.sentences import BAD, GOOD, MIDDLING, SAYS_NOTHING

FEELING = Feeling()


def felt(text: str) -> float:
    """Return how one text feels."""
    return float(FEELING.of([text]).feeling[0])


@pytest.mark.parametrize("text", GOOD)
def test_good(text: str) -> None:
    """What a reader takes for praise is above 0, with marks and without."""
    assert felt(text) > 0
    assert felt(strip_marks(text)) > 0


@pytest.mark.parametrize("text", BAD)
def test_bad(text: str) -> None:
    """What a reader takes for a complaint is below 0, with marks and without."""
    assert felt(text) < 0
    assert felt(strip_marks(text)) < 0


@pytest.mark.parametrize("text", MIDDLING)
def test_neither(text: str) -> None:
    """Who finds a thing so-so is neither for it nor against it, with marks and without; not even so-so is bad."""
    for some in (text, strip_marks(text)):
        assert 0 < abs(felt(some)) < CLEAR
    assert felt("chưa đủ dùng") <= -CLEAR
    assert felt("it's not ok") <= -CLEAR


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_nothing_is_said(text: str) -> None:
    """Names, numbers, questions, facts and “nothing to say” feel nothing, and have a side if one is asked for."""
    found = FEELING.of([text])
    assert np.isnan(found.feeling[0])
    assert found.confidence[0] == 0
    assert found.leaning[0] != 0


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("rất hài lòng", "hài lòng"), ("cực kỳ tệ", "tệ một chút thôi không sao cả"), ("quá tuyệt vời", "tạm được"),
        ("đẹp lắm luôn", "cũng đẹp"), ("absolutely amazing", "pretty nice"), ("tốt", "tốt nhưng đắt"),
    ],
)  # fmt: skip
def test_strength(more: str, less: str) -> None:
    """Stronger words, and words that strengthen, carry a feeling further from the middle."""
    assert abs(felt(more)) > abs(felt(less))


@pytest.mark.parametrize(
    ("word", "good", "bad"),
    [
        ("lâu", "pin xài được lâu", "giao hàng lâu"), ("cao", "hiệu quả cao", "học phí cao"),
        ("nhanh", "phản hồi nhanh", "pin tụt nhanh"),
        ("thấp", "giá thấp", "hiệu suất thấp"), ("mềm", "giá mềm", "bánh hơi cứng, không mềm"),
        ("long", "the battery lasts long", "the line was long"),
    ],
)  # fmt: skip
def test_a_word_means_what_it_is_said_of(word: str, good: str, bad: str) -> None:
    """The same adjective praises one thing and blames another."""
    assert word in good
    assert word in bad or word == "mềm"
    assert felt(good) > 0 > felt(bad)


def test_emoji_count_in_every_language() -> None:
    """A face says something even where the words are not understood."""
    found = FEELING.of(["很好 😍", "😡", "очень плохо"])
    assert found.language.tolist() == [2, 2, 2]
    assert found.feeling[0] > 0 > found.feeling[1]
    assert np.isnan(found.feeling[2])


def test_mixed_texts_are_believed_less() -> None:
    """Praise and blame in one text make its feeling less sure."""
    one_sided, mixed = FEELING.of(
        ["Phòng đẹp, sạch sẽ, nhân viên thân thiện", "Phòng đẹp, sạch sẽ nhưng ồn ào, giá đắt"]
    ).confidence
    assert one_sided > 0.6 > mixed


def test_a_version_names_words_and_rules() -> None:
    """The version is stable in a process and the same for every Feeling without a model."""
    assert Feeling().version == Feeling().version
    assert len(Feeling().version) == 12


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_entry_feels_two_ways(language: str) -> None:
    """The shipped lists name each word once (a second mention is refused when they are read), on −2…2."""
    nodes, entries = [Lexicon(f"feeling_{language}.txt").root], []
    while nodes:
        node = nodes.pop()
        entries += node.entries
        nodes += node.following.values()
    assert len({entry.marked for entry in entries}) == len(entries) > 2_000
    assert all(-2 <= entry.value <= 2 for entry in entries)


def test_a_very_long_text_takes_no_longer_than_its_length() -> None:
    """Text made to be slow (one clause, one word again and again) is read all the same."""
    for unit in ("nhưng tốt ", "không chê vào ", "tốt hơn và ", ":((((", "https://", "a'", "hơn "):
        assert len(FEELING.of([unit * 4_000]).feeling) == 1
