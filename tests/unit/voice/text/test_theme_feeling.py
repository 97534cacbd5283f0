"""A text that praises one thing and blames another feels otherwise about each; the part that says so is found."""

import numpy as np
import pytest

from hanhtrinh.measures.apart import NOTHING_APART, Apart, joined_apart
from hanhtrinh.voice.text.correcting import Correction, digest_of
from hanhtrinh.voice.text.reading import Reader
from hanhtrinh.voice.text.taxonomies import taxonomy_text
from hanhtrinh.voice.text.taxonomy import read_taxonomy

TAXONOMY = read_taxonomy(taxonomy_text("electronics"))
READER = Reader(TAXONOMY)
MIXED = "Pin trâu nhưng camera tệ, nhân viên nhiệt tình"


def sides(text: str, reader: Reader = READER) -> dict[str, int]:
    """Return each theme of a text with the side it is on: −1, 0, 1."""
    (sense,) = reader.read([text])
    return {key: 0 if not (felt := sense.of(key)) else 1 if felt > 0 else -1 for key in sense.themes}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MIXED, {"battery": 1, "camera": -1, "service": 1}),
        ("pin trau nhung camera te, nhan vien nhiet tinh", {"battery": 1, "camera": -1, "service": 1}),
        ("camera đẹp pin yếu", {"camera": 1, "battery": -1}),
        ("Great camera but the battery is terrible", {"camera": 1, "battery": -1}),
        ("Chê cái pin. Còn lại camera rất nét.", {"battery": -1, "camera": 1}),
        ("Pin với camera đều tệ", {"battery": -1, "camera": -1}),
        ("Pin và camera. Thất vọng!", {"battery": -1, "camera": -1}),
    ],
)
def test_what_is_said_around_a_themes_words_counts_for_it(text: str, expected: dict[str, int]) -> None:
    """With marks, without them, in English, without signs between; what judges nothing feels as the text."""
    found = sides(text)
    assert {key: found.get(key) for key in expected} == expected


def test_a_text_of_one_mind_lists_nothing() -> None:
    """Themes that feel as their text does cost nothing; a text that says nothing has no theme that does."""
    for text in ("Pin tốt, camera tốt", "Pin và camera", "", "камера"):
        assert READER.read([text])[0].apart == ()


def test_a_correction_holds_for_every_theme_but_those_that_got_their_own() -> None:
    """Somebody's word on the whole text stands for all its themes; their word on one theme for that alone."""
    other = {digest_of(MIXED): Correction(("battery", "camera"), -2.0)}
    assert sides(MIXED, Reader(TAXONOMY, corrections=other)) == {"battery": -1, "camera": -1}
    alone = {digest_of(MIXED): Correction(("camera", "service", "battery"), None, (("camera", 2.0), ("gone", 1.0)))}
    assert sides(MIXED, Reader(TAXONOMY, corrections=alone)) == {"battery": 1, "camera": 1, "service": 1}
    both = {digest_of(MIXED): Correction(("camera", "price"), -1.0, (("price", 1.0), ("battery", 1.0)))}
    assert sides(MIXED, Reader(TAXONOMY, corrections=both)) == {"camera": -1, "price": 1}


@pytest.mark.parametrize(
    ("text", "theme", "expected"),
    [
        ("Mua ở quầy 3.5 hôm qua. Pin trâu, dùng 2 ngày nhưng camera tệ, chụp mờ.", "camera", "camera tệ"),
        ("Mua ở quầy 3.5 hôm qua. Pin trâu, dùng 2 ngày nhưng camera tệ, chụp mờ.", "battery", "Pin trâu"),
        ("Camera thì ok. Hôm qua chụp hình đêm camera quá tệ", "camera", "Hôm qua chụp hình đêm camera quá tệ"),
        ("Về camera: thất vọng. Pin tốt", "camera", "Về camera: thất vọng"),
        ("Riêng camera, thất vọng lắm. Pin tốt", "camera", "Riêng camera, thất vọng lắm"),
        ("Máy đẹp", "battery", None),
        ("Máy đẹp", "no such theme", None),
    ],
)
def test_the_part_that_speaks_of_a_theme_is_found(text: str, theme: str, expected: str | None) -> None:
    """Of several parts the one that says most of the feeling; one that judges nothing takes the next with it."""
    sense = READER.read([text])[0]
    part = READER.passage(text, theme, sense.of(theme))
    assert (part and text[part.start : part.end]) == expected


def test_entries_follow_their_texts() -> None:
    """Chosen, repeated, put in another order, put behind others: an entry stays with its text."""
    apart = Apart(np.array([1, 1, 4]), np.array([0, 3, 3], np.uint8), np.array([-1, 2, 0.5], np.float32))
    feeling = np.zeros(5, np.float32)
    some = apart.only(np.array([4, 0, 1, 1]), 5)
    assert some.row.tolist() == [0, 2, 2, 3, 3]
    assert some.felt(3, feeling[:4]).tolist() == [0.5, 0, 2, 2]
    assert joined_apart([apart, NOTHING_APART, apart], [5, 2, 5]).row.tolist() == [1, 1, 4, 8, 8, 11]
    changed = apart.but([(4, 3, 1.0), (0, 2, -2.0)])
    assert [changed.of_row(i) for i in (0, 1, 4)] == [{2: -2.0}, {0: -1.0, 3: 2.0}, {3: 1.0}]
    assert not len(NOTHING_APART.only(np.array([0, 1]), 2))
