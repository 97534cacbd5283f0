"""Texts nobody meant to write, and spellings of one text: nothing fails, and what looks the same reads the same."""

import unicodedata

import numpy as np
import pytest

from hanhtrinh.voice.text.feeling import Feeling
from hanhtrinh.voice.text.learning import Pair, learn
from hanhtrinh.voice.text.marks import strip_marks
from hanhtrinh.voice.text.normal import tokens_of
from hanhtrinh.voice.text.reading import Reader
from hanhtrinh.voice.text.taxonomies import taxonomy_text
from hanhtrinh.voice.text.taxonomy import read_taxonomy
from tests.unit.voice.text.test_learning import answers

READER = Reader(read_taxonomy(taxonomy_text("electronics")))
SAID = "Pin trâu nhưng camera quá tệ"
UNITS = (
    "giao hàng chậm ", "a", "1", "1.", "a'", ",", ".,", "!", "\n", "😍", "سيء جدا ", "\u202eسيء\u202c ", "t\u200bốt ",
    "e\u0301", "\u0301", ":d", "(", "t_", ">_", "http://a", "nhưng ", "pin a ", "không ", "\ud83d", "\0", "I điện ",
    "nhanh hết pin ", "tốt hơn ",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_a_million_letters_of_anything_are_read(unit: str) -> None:
    """A megabyte of one thing, and commas or dots up to the limit before a word, take no longer than their length."""
    sense = READER.read([unit * (1_000_000 // len(unit))])[0]
    assert sense.feeling is None or -2 <= sense.feeling <= 2
    text = f"pin {unit * (19_000 // len(unit))}x pin"
    part = READER.passage(text, "battery", 1.0)
    assert part is None or "pin" in text[part.start : part.end]


@pytest.mark.parametrize(
    "spelled",
    [
        SAID.upper(), unicodedata.normalize("NFD", SAID), unicodedata.normalize("NFKD", SAID), "\ufeff" + SAID,
        "\u200b".join(SAID), SAID.replace("quá tệ", "quáaaaa tệeee"), SAID.replace("nhưng", "nhg"),
        "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in SAID),
    ],
    ids=ascii,
)  # fmt: skip
def test_spellings_of_one_text_read_the_same(spelled: str) -> None:
    """Capitals, decomposed and wide letters, letters nobody sees, drawn-out ones and teencode change nothing."""
    assert READER.read([spelled]) == READER.read([SAID])


def test_a_learned_model_reads_what_nobody_meant_to_write() -> None:
    """What is not a word breaks a learned model neither when it learns nor when it reads."""
    odd = [Pair(unit * 50, 2.0 if i % 2 else -2.0) for i, unit in enumerate(UNITS)]
    model = learn([*answers(), *odd]).model
    assert model is not None
    felt = Feeling(model).of([unit * 500 for unit in UNITS])
    assert (np.isnan(felt.feeling) | (np.abs(felt.feeling) <= 2)).all()


@pytest.mark.parametrize("text", ["rất " * 4_500 + "tốt", "tốt " + "quá " * 4_500, "very " * 3_900 + "good"], ids=ascii)
def test_however_often_it_is_strengthened(text: str) -> None:
    """A word strengthened thousands of times says it loudly: neither nothing nor more than a number can hold."""
    felt = Feeling().of([text])
    assert felt.feeling[0] > 1.9
    assert 0.9 < felt.confidence[0] <= 1


@pytest.mark.parametrize("text", ["Mua ½kg thịt", "Chương Ⅷⅷ", "㈠x"])
def test_odd_numbers_are_no_faces(text: str) -> None:
    """A fraction or a Roman number before a word is a number, and no face that cries."""
    assert np.isnan(Feeling().of([text]).feeling[0])


def test_no_token_is_long() -> None:
    """What is remembered of tokens stays small, whatever is sent."""
    assert max(map(len, tokens_of("".join(unit * 300 for unit in UNITS)))) <= 2_010


def test_two_languages_in_one_text() -> None:
    """English among Vietnamese words is understood where it is common, with marks and without."""
    text = "Staff rất friendly, room sạch nhưng wifi chậm quá"
    hotel = Reader(read_taxonomy(taxonomy_text("hospitality")))
    for some in (text, strip_marks(text)):
        sense = hotel.read([some])[0]
        assert sense.language == "vi"
        assert {"staff", "facilities"} <= set(sense.themes)
        assert (sense.of("facilities") or 0) < 0 < (sense.of("staff") or 0)


@pytest.mark.xfail(strict=True, reason="irony is read as it is worded (docs/feeling.md)")
@pytest.mark.parametrize(
    "text", ["Hay quá, chờ có ba tuần thôi", "Great, three weeks of waiting for a wrong parcel, I love it"]
)
def test_irony(text: str) -> None:
    """What is meant the other way round is not understood: should it be one day, the page about it changes."""
    assert READER.read([text])[0].feeling < 0
