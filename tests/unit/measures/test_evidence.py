"""The evidence grade at its edges."""

import pytest

from hanhtrinh.measures.evidence import evidence_grade

DAY = 86_400
NOW = 100 * DAY * 1_000_000


@pytest.mark.parametrize(
    ("n", "quotes", "age_days", "grade"),
    [
        (0, 0, None, "assumed"),
        (0, 1, None, "told"),
        (1, 0, 0, "told"),
        (4, 9, 0, "told"),
        (5, 0, 0, "thin"),
        (29, 0, 0, "thin"),
        (30, 0, 91, "measured"),
        (30, 0, None, "measured"),
        (30, 0, 90, "fresh"),
        (3_000, 0, 0, "fresh"),
    ],
)
def test_the_grade_follows_n_quotes_and_age(n, quotes, age_days, grade):
    """Assumed, told below 5, thin to 29, measured from 30, fresh within the review period (inclusive)."""
    newest = None if age_days is None else NOW - age_days * DAY * 1_000_000
    assert evidence_grade(n=n, quotes=quotes, newest=newest, as_of=NOW, review_seconds=90 * DAY) == grade
