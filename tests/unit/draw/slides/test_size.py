"""Type that fits its place."""

from hypothesis import given
from hypothesis import strategies as st

from hanhtrinh.draw.slides.look import Par, Run, heights, par
from hanhtrinh.draw.slides.size import MARK, fitted

TEXTS = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=300), min_size=1, max_size=8)


def test_what_fits_stays_as_it_is() -> None:
    """Short text in a large place keeps its size."""
    pars = [par("Giỏ hàng", 20), par("Thêm vào giỏ", 14)]
    assert fitted(pars, 5, 3) == pars


def test_what_does_not_fit_becomes_smaller_then_is_cut_with_a_mark() -> None:
    """Smaller type first; what is too long even at nine points is cut, and says so."""
    smaller = fitted([par("chữ " * 40, 20)], 4, 0.8)
    assert 9 <= smaller[0].runs[0].size < 20
    assert MARK not in smaller[0].runs[0].text
    cut = fitted([par("chữ " * 4_000, 20)], 4, 0.8)
    assert cut[-1].runs[-1].text.endswith(MARK)


@given(TEXTS, st.floats(1, 8), st.floats(0.4, 4))
def test_nothing_is_much_taller_than_its_place(texts: list[str], width: float, height: float) -> None:
    """Whatever is written, what comes out fits, but for one line where there is room for none."""
    pars = [Par((Run(text, 18),), 4) for text in texts]
    assert heights(fitted(pars, width, height), width) <= height + 0.35
