"""Texts become units that look the same where a reader reads the same."""

import pytest

from hanhtrinh.voice.text.marks import one_spelling, strip_marks
from hanhtrinh.voice.text.normal import LONGEST, read_words


def written(text: str) -> list[str]:
    """Return a text's units as words with marks where they have them."""
    return [marked or plain for plain, marked in read_words(text).units]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"), ("khoẻ", "khỏe"), ("thuý", "thúy"), ("qúy", "quý"), ("kỹ", "kĩ"), ("lý do", "lí do"),
        ("đẹpppppp", "đẹp"), ("quáaaaa", "quá"), ("tệeee", "tệ"), ("cứuuu", "cứu"),
        ("ko", "không"), ("hok", "không"), ("đc", "được"), ("dc", "được"), ("sp", "sản phẩm"), ("nv", "nhân viên"),
        ("ntn", "như thế nào"), ("vs", "với"), ("j", "gì"), ("z", "vậy"), ("ĐẸP", "đẹp"),
        ("tuye\u0323\u0302t vo\u031b\u0300i", "tuyệt vời"), ("ｔốｔ", "tốt"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    """Old and new tones, drawn-out letters, teencode, capitals and decomposed letters are read as the word they are."""
    assert written(one + " rồi") == written(other + " rồi")


def test_two_letters_that_belong_together_are_both_kept() -> None:
    """`ưu` is no drawn-out `ư`."""
    assert written("ưu đãi lưu hương") == ["ưu", "đãi", "lưu", "hương"]


def test_marks_are_kept_beside_the_word_without_them() -> None:
    """A unit holds both spellings, and an empty one where no marks were typed."""
    assert read_words("rất tốt").units == [("rat", "rất"), ("tot", "tốt")]
    assert read_words("rat tot").units == [("rat", ""), ("tot", "")]


def test_a_text_without_marks_is_known_as_one() -> None:
    """Typing without marks is told from a marked text with a few plain words."""
    assert read_words("giao hang nhanh lam shop oi").bare
    assert not read_words("giao hàng nhanh lắm shop oi").bare


@pytest.mark.parametrize(
    ("face", "unit"), [(":)", "🙂"), (":((", "🙁"), ("=))", "🙂"), ("<3", "❤"), ("^^", "🙂"), ("T_T", "😢")]
)
def test_emoticons_are_faces(face: str, unit: str) -> None:
    """Emoticons are read as the emoji they draw."""
    assert written(f"hàng đẹp {face}")[-1] == unit


def test_emoji_and_numbers_stand_alone() -> None:
    """Emoji are units of their own, and an amount in thousands is a number, not `không`."""
    assert written("đẹp😍😍 giá 200k") == ["đẹp", "😍", "😍", "giá", "200k"]


def test_english_contractions_are_spelled_out() -> None:
    """A negation hidden in an apostrophe is a word, with either apostrophe or none."""
    assert written("It didn't work") == ["it", "did", "not", "work"] or written("It didn't work")[-3:] == [
        "did",
        "not",
        "work",
    ]
    assert written("I don’t like it and wasnt happy").count("not") == 2


def test_addresses_are_left_out_and_length_is_bounded() -> None:
    """A web address says nothing, and no text is read beyond its limit."""
    assert written("xem https://shop.vn/tuyet-voi?x=te nhé") == ["xem", "nhé"]
    assert len(read_words("tốt " * LONGEST).units) <= LONGEST // 4 + 1


def test_stripping_marks() -> None:
    """Every Vietnamese letter loses its marks, đ among them; other letters of other scripts stay."""
    assert strip_marks("Đường về nhà ẩm ướt, quỹ ỷ lại") == "Duong ve nha am uot, quy y lai"
    assert one_spelling("quỳ") == "quỳ"
