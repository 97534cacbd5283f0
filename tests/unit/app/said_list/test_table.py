"""The table of answers: which of them have some words."""

import unicodedata

import polars as pl
import pytest

from hanhtrinh.app.said_list.table import AnswerTable
from tests.unit.measures.said_world import edited
from tests.worlds import frame_of

TEXTS = ("Áo ĐẸP lắm ❤️", unicodedata.normalize("NFD", "Áo đẹp lắm"), "ao dep lam", "อร่อยมากครับ")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("đẹp", [0, 1]), ("dep", [0, 1, 2]), (unicodedata.normalize("NFD", "đẹp"), [0, 1]), ("đep", []),
        ("ÁO lam", [0, 1]), ("❤️", [0]), ("❤", [0]), ("มากครับ", [3]), (" ", [0, 1, 2, 3]),
    ],
    ids=ascii,
)  # fmt: skip
def test_words_are_found_however_their_letters_are_put_together(words: str, found: list[int]) -> None:
    """Files of some programs hold letters and marks apart: words with marks are found there too, and signs as typed."""
    table = AnswerTable(frame_of(edited().table))
    vars(table).update(text=pl.Series(TEXTS), rows=pl.Series(range(len(TEXTS))).to_numpy())
    assert table.says(words).nonzero()[0].tolist() == found
