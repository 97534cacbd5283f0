"""Texts on their way to paper."""

import pytest

from hanhtrinh.draw.vector.texts import ZERO_WIDTH_SPACE, beyond, breakable, clean, prepared


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("a\x00b\x1b[0m\x9f", "ab[0m"),
        ("\u202eabc\u202c \u2066x\u2069", "abc x"),
        ("\ud800x\uffff\ufeff", "x"),
        ("e\u0301 n\u0303", "é ñ"),
        ("một\thai\nba", "một hai\nba"),
        ("#let x = $y$ *b* @z \\n", "#let x = $y$ *b* @z \\n"),
    ],
)
def test_what_commands_is_dropped_and_what_is_read_stays(given: str, wanted: str) -> None:
    """Controls, half characters and turned directions go; signs that mean something to a typesetter stay."""
    assert clean(given) == wanted


def test_only_long_words_may_be_broken() -> None:
    """A word of sixteen characters stays whole; a longer one may break, first behind its punctuation."""
    assert breakable("chương trình khách hàng thân thiết 1234567890123456") == (
        "chương trình khách hàng thân thiết 1234567890123456"
    )
    broken = breakable("https://example.test/path/to?query=1&more=2").split(ZERO_WIDTH_SPACE)
    assert broken[0] == "https://"
    assert max(map(len, broken)) <= 12
    assert "".join(broken) == "https://example.test/path/to?query=1&more=2"


def test_codes_are_not_touched() -> None:
    """What is looked up, such as an icon's name, is not made breakable; what is read is."""
    ready = prepared({"icon": "message-square-quote", "text": "message-square-quote", "list": ["a\x00"], "n": 1.5})
    assert ready == {
        "icon": "message-square-quote",
        "text": f"message-{ZERO_WIDTH_SPACE}square-{ZERO_WIDTH_SPACE}quote",
        "list": ["a"],
        "n": 1.5,
    }


def test_strange_characters_are_told_apart() -> None:
    """A letter our fonts lack is strange; a space, a joiner or a letter they have is not."""
    known = frozenset(map(ord, "abcế"))
    assert not beyond("a b\u00a0cế\u200d\n", known)
    assert beyond("a ж", known)
