"""Numbers and dates as each language writes them."""

import pytest

from hanhtrinh.draw.words import Words
from hanhtrinh.measures.results import Interval
from hanhtrinh.values import Period, parse_instant

VI, EN = Words("vi", "Asia/Ho_Chi_Minh"), Words("en", "Asia/Ho_Chi_Minh")
DAY = 86_400


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("share", "vi", "en"),
    [
        (0.312, "31 %", "31%"),
        (0.0642, "6,4 %", "6.4%"),
        (0.0, "0 %", "0%"),
        (1.0, "100 %", "100%"),
        (0.0996, "10 %", "10%"),
        (0.0004, "0,0 %", "0.0%"),
    ],
)
def test_percent(share: float, vi: str, en: str) -> None:
    """A share has one decimal below ten per cent and none above."""
    assert plain(VI.percent(share)) == vi
    assert EN.percent(share) == en


def test_numbers() -> None:
    """Thousands and decimals are parted the language's way, and minus is a minus."""
    assert VI.number(20_000) == "20.000"
    assert EN.number(20_000) == "20,000"
    assert VI.signed(-1.25, 2) == "−1,25"
    assert EN.signed(1.25, 1) == "+1.2"
    assert EN.signed(-0.04) == "0.0"
    assert VI.signed(0.0) == "0,0"


@pytest.mark.parametrize(
    ("seconds", "vi", "en"),
    [
        (35, "35 giây", "35 seconds"),
        (14 * 60, "14 phút", "14 min"),
        (3_600, "1 giờ", "1 hour"),
        (6 * 3_600, "6 giờ", "6 hours"),
        (1.2 * DAY, "1,2 ngày", "1.2 days"),
        (19.3 * DAY, "19,3 ngày", "19.3 days"),
        (45.3 * DAY, "45 ngày", "45 days"),
        (0, "0 giây", "0 seconds"),
    ],
)
def test_durations(seconds: float, vi: str, en: str) -> None:
    """A duration is written in its largest fitting unit."""
    assert plain(VI.duration(seconds)) == vi
    assert plain(EN.duration(seconds)) == en


def test_days() -> None:
    """Days are those of the time zone, and a period ends on its last day."""
    instant = parse_instant("2026-11-22T00:30:00+07:00", "UTC")
    assert VI.day(instant) == "22/11/2026"
    assert plain(EN.day(instant)) == "22 Nov 2026"
    assert VI.moment(instant) == "00:30, 22/11/2026"
    period = Period(parse_instant("2026-08-01", VI.zone), parse_instant("2026-11-01", VI.zone))
    assert VI.period(period) == "1/8/2026 – 31/10/2026"
    assert VI.period(Period()) == "Toàn bộ dữ liệu"


def test_near_days_leave_out_their_year() -> None:
    """The year is written only where it is another one."""
    now, then = (parse_instant(t, VI.zone) for t in ("2026-11-22", "2025-11-22"))
    assert VI.near_day(now, now) == "22/11"
    assert VI.near_day(then, now) == "22/11/2025"
    assert plain(EN.near_day(now, now)) == "22 Nov"


def test_intervals() -> None:
    """The unit of an interval is written once, and negative ends are kept apart by an ellipsis."""
    assert plain(VI.span(Interval(low=0.297, high=0.323, method="wilson"), "share", exact=True)) == "29,7–32,3 %"
    assert EN.span(Interval(low=0.30, high=0.32, method="wilson"), "share") == "30–32%"
    assert plain(VI.span(Interval(low=-1.26, high=-1.14, method="t"), "emotion")) == "−1,3 … −1,1"
    assert plain(EN.span(Interval(low=1.9 * DAY, high=11 * DAY, method="log_log"), "seconds")) == "1.9–11 days"
    assert plain(EN.span(Interval(low=3_600 * 5, high=2 * DAY, method="log_log"), "seconds")) == "5 hours–2 days"


def test_differences() -> None:
    """A difference of shares is in points of a hundred."""
    assert plain(VI.points(-0.67, "csat_share")) == "−67 điểm %"
    assert plain(EN.points(-2.5, "emotion")) == "−2.5"
    assert plain(EN.points_span(Interval(low=-0.7, high=-0.6, method="newcombe"), "csat_share")) == "−70 … −60"


def test_definitions_never_break_a_page() -> None:
    """An unknown key is shown as itself and a missing parameter as a dash."""
    assert EN.define("something_new") == "something new"
    assert EN.define("definitions.reach") == EN.define("reach")
    assert "–" in EN.define("drop_off", {})
    assert plain(EN.define("drop_off", {"window": "14d"})).count("14 days") == 2


def test_an_interval_close_to_nothing_is_not_nothing() -> None:
    """Where even one decimal would show two zeros, the upper end keeps a digit."""
    interval = Interval(low=0.0, high=0.0004, method="wilson")
    assert Words("en").span(interval, "share") == "0.00–0.04%"
