"""What was shipped, on trends and on the map."""

from datetime import date

import pytest

from hanhtrinh.draw.shipping import marks_on, place_of, shipped_at, standing
from hanhtrinh.draw.words import Words
from hanhtrinh.journey.model import Opportunity, Solution, Step
from hanhtrinh.values import start_of_day

ZONE = "Asia/Ho_Chi_Minh"
STEP = Step(
    key="cart",
    opportunities=(
        Opportunity(text="a", solutions=(Solution(text="Later", shipped="2026-10-20"), Solution(text="Never"))),
        Opportunity(text="b", solutions=(Solution(text="First", state="done", shipped="2026-10-05"),)),
    ),
)


def test_what_was_shipped_stands_in_order_of_its_day() -> None:
    """Solutions of all opportunities with a day, the oldest first."""
    assert [text for _, text in shipped_at(STEP)] == ["First", "Later"]


def test_a_shipped_solution_says_since_when() -> None:
    """Its day takes the place of its state's word; without a day the state is said."""
    words = Words("vi", ZONE)
    assert standing(STEP.opportunities[1].solutions[0], words) == ("shipped", "ra mắt 5/10/2026")
    assert standing(STEP.opportunities[0].solutions[1], words) == ("idea", "ý tưởng")


def test_marks_lie_between_the_points_of_a_trend() -> None:
    """A day is as far between two points as between their beginnings; outside the trend it has no mark."""
    starts = [start_of_day(date(2026, 10, d), ZONE) for d in (1, 8, 15)]
    marks = marks_on(starts, shipped_at(STEP), Words("en", ZONE))
    assert marks == ((round((4 / 7) / 2, 4), "5\xa0Oct\xa02026", "First"), (1.0, "20\xa0Oct\xa02026", "Later"))


@pytest.mark.parametrize(
    ("instant", "place"), [(0, 0.0), (5, 0.25), (10, 0.5), (20, 1.0), (29, 1.0), (30, None), (-1, None)]
)
def test_the_last_period_is_as_long_as_the_one_before(instant, place) -> None:
    """Three periods of ten: what comes behind the third's end or before the first is not on the trend."""
    assert place_of([0, 10, 20], instant) == place
    assert place_of([0], 0) is None
