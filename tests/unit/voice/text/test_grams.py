"""Pieces of texts and what is learned over them: cut alike wherever a text stands, joined as chances are."""

import numpy as np

from hanhtrinh.voice.text.grams import LONGEST_PIECE, Grams, grams_of
from hanhtrinh.voice.text.matching import Hit
from hanhtrinh.voice.text.normal import read_all
from hanhtrinh.voice.text.yes_or_no import Rows, Sums, fit, fit_pieces, odds_of_texts

TEXTS = ["Pin tốt, máy đẹp. Giá rẻ", "", "...", "một " * 30, "máy đẹp"]
FOUND = [[Hit(0, 0, 1), Hit(1, 3, 4)], [], [], [], [Hit(1, 0, 1)]]


def of_text(grams: Grams, number: int) -> list[list[int]]:
    """Return the sorted keys of each piece of a text."""
    pieces = np.flatnonzero(grams.text == number)
    return [sorted(grams.key[grams.piece == piece].tolist()) for piece in pieces]


def test_a_text_has_the_same_pieces_whatever_stands_beside_it() -> None:
    """Clauses and long runs are cut, signs and empty texts have no piece, and other texts change nothing."""
    words = read_all(TEXTS)
    together = grams_of(words, FOUND, ("a", "b"))
    counts = np.bincount(together.text, minlength=len(TEXTS)).tolist()
    assert counts == [3, 0, 0, -(-30 // LONGEST_PIECE), 1]
    for i, (one, hits) in enumerate(zip(words, FOUND, strict=True)):
        assert of_text(grams_of([one], [hits], ("a", "b")), 0) == of_text(together, i)
    assert together.themed[together.text == 0].tolist() == [[True, False], [False, True], [False, False]]
    last = together.some(np.array([False, False, False, False, True]))
    assert (last.size, of_text(last, 0)) == (1, of_text(together, 4))


def test_the_name_of_a_theme_counts_and_not_its_number() -> None:
    """Themes in another order give the same keys; a piece with a theme has others than one without."""
    words = read_all(["pin tốt"])
    first = of_text(grams_of(words, [[Hit(0, 0, 1)]], ("a", "b")), 0)
    assert first == of_text(grams_of(words, [[Hit(1, 0, 1)]], ("b", "a")), 0)
    assert first != of_text(grams_of(words, [[]], ("a", "b")), 0)


def test_sums_are_those_of_a_full_table() -> None:
    """Adding by groups is a matrix product: entries in any order, several at one place, rows without any."""
    random = np.random.default_rng(7)
    row, column = random.integers(0, 9, 40), random.integers(0, 6, 40)
    full = np.zeros((10, 6))
    np.add.at(full, (row, column), 1)
    rows, table, turned = Rows((10, 6), row, column), random.normal(size=(6, 3)), random.normal(size=(10, 3))
    np.testing.assert_allclose(rows.by_row().of(table), full @ table, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(rows.by_column().of(turned), full.T @ turned, rtol=1e-5, atol=1e-5)
    assert Sums(np.zeros(0, np.int64), np.zeros(0, np.int64), 2).of(table).tolist() == [[0.0] * 3] * 2


def test_one_piece_is_enough_for_a_text() -> None:
    """The chance of a text is that of at least one piece; a text without pieces has next to none."""
    odds = np.array([[0.0], [np.log(3)], [-2.0]])
    found = odds_of_texts(odds, np.array([0, 0, 2]), 3)[:, 0]
    assert np.isclose(1 / (1 + np.exp(-found[0])), 1 - 0.5 * 0.25)
    assert np.isclose(found[2], -2.0)
    assert found[1] < -15


def test_pieces_of_one_text_each_are_learned_from_like_whole_texts() -> None:
    """With one piece a text both kinds are the same sum, and find the same weights."""
    yes = np.array([[True], [True], [False], [False], [True]])
    rows, offset, scale = Rows((5, 2), np.arange(5), np.array([0, 0, 1, 1, 1])), np.zeros((5, 1)), np.ones((2, 1))
    whole, pieces = fit(rows, yes, offset, scale, 0.1), fit_pieces(rows, np.arange(5), yes, offset, scale, 0.1)
    np.testing.assert_allclose(pieces.weights, whole.weights, atol=0.01)
    assert whole.weights[0, 0] > 0 > whole.weights[1, 0]
