"""Reading times: one form a column, exact instants, clock changes as the world has them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.sources.times import example, guess_form, known_form, read_times
from hanhtrinh.values import datetime_of, instant_of

ZONES = ("UTC", "Asia/Ho_Chi_Minh", "America/Sao_Paulo", "Europe/Berlin", "Australia/Lord_Howe")
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2030, 12, 31))  # noqa: DTZ001 - local times are meant


def read(texts: list[str | None], form: str, zone: str = "UTC") -> list[int | None]:
    """Read texts and return instants."""
    times = read_times(pl.Series(texts, dtype=pl.String), form, zone)
    assert times.bad.to_list() == [
        text is not None and micros is None for text, micros in zip(texts, times.micros, strict=True)
    ]
    return times.micros.to_list()


@settings(max_examples=150, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=20), st.sampled_from(ZONES), st.sampled_from(["T", " "]))
def test_local_times_equal_those_of_python(moments: list[datetime], zone: str, sign: str) -> None:
    """Any local time in any zone, skipped and repeated hours too, is the instant Python's zone database gives (fold
    0)."""
    expected = [instant_of(moment.replace(tzinfo=ZoneInfo(zone))) for moment in moments]
    assert read([moment.isoformat(sign) for moment in moments], "iso", zone) == expected
    assert read([moment.isoformat(sign) for moment in moments], "iso_local", zone) == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=20), st.sampled_from([-180, 0, 330, 420]))
def test_offsets_are_obeyed_in_every_spelling(moments: list[datetime], minutes: int) -> None:
    """Times with an offset mean the same instant in whatever zone they are read."""
    aware = [instant_of(moment.replace(tzinfo=ZoneInfo("UTC"))) - minutes * 60_000_000 for moment in moments]
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    for offset in (f"{sign}{hours:02}:{rest:02}", f"{sign}{hours:02}{rest:02}"):
        texts = [moment.isoformat() + offset for moment in moments]
        assert read(texts, "iso", "Europe/Berlin") == aware
        assert guess_form(pl.Series(texts)).forms == ("iso_offset",)


def test_a_midnight_that_a_clock_change_skips() -> None:
    """In Brazil summer began at midnight: that day's bare date is the first instant there was."""
    day = "2017-10-15"
    assert read([day], "iso_date", "America/Sao_Paulo") == [
        instant_of(datetime(2017, 10, 15, 1, tzinfo=ZoneInfo("America/Sao_Paulo")))
    ]


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["2026-01-31"], "iso_date"),
        (["2026-01-31 08:30"], "iso_local"),
        (["2026-01-31T08:30:00.123456", "2026-01-31 08:30:00"], "iso_local"),
        (["2026-01-31T08:30:00Z", "2026-01-31T08:30:00+07"], "iso_offset"),
        (["31/01/2026"], "%d/%m/%Y"),
        (["01/31/2026"], "%m/%d/%Y"),
        (["31/01/26"], "%d/%m/%y"),
        (["26-02-2018 19:58", "05-06-2018 17:27"], "%d-%m-%Y %H:%M"),
        (["31.01.2026 08:30:15"], "%d.%m.%Y %H:%M:%S"),
        (["1/31/2026 8:30 PM", "12/1/2026 11:05 AM"], "%m/%d/%Y %I:%M %p"),
        (["20260131"], "%Y%m%d"),
        (["1769848200"], "epoch_s"),
        (["1769848200000", None], "epoch_ms"),
        (["1769848200000000"], "epoch_us"),
    ],
)
def test_forms_are_found(texts: list[str | None], form: str) -> None:
    """The usual ways of writing a time are recognised, and nothing fits them but the one."""
    guess = guess_form(pl.Series(texts, dtype=pl.String))
    assert guess.forms == (form,)
    assert None not in [micros for text, micros in zip(texts, read(texts, form), strict=True) if text]


def test_day_and_month_that_cannot_be_told_apart() -> None:
    """Both readings are offered, so that somebody has to choose."""
    assert set(guess_form(pl.Series(["03/04/2026", "05/06/2026"])).forms) == {"%d/%m/%Y", "%m/%d/%Y"}


def test_words_are_no_times() -> None:
    """Text, ids and amounts give no form."""
    for texts in (["a", "b"], ["12", "1500000"], ["2026"], ["", " "]):
        assert guess_form(pl.Series(texts)).forms == ()


@settings(max_examples=60, deadline=None)
@given(st.integers(631_152_000, 4_000_000_000), st.integers(0, 999_999))
def test_epochs_are_exact(seconds: int, micros: int) -> None:
    """Whole epoch numbers are exact to their unit; fractions of seconds to the microsecond."""
    assert read([str(seconds)], "epoch_s") == [seconds * 1_000_000]
    assert read([str(seconds * 1_000_000 + micros)], "epoch_us") == [seconds * 1_000_000 + micros]
    assert read([f"{seconds}.{micros:06}"], "epoch_s") == [seconds * 1_000_000 + micros]
    assert read(["x", None, "9" * 30], "epoch_s") == [None, None, None]
    numbers = pl.Series([seconds, None], dtype=pl.Int64)
    assert read_times(numbers, "epoch_s", "UTC").micros.to_list() == [seconds * 1_000_000, None]


def test_typed_columns_need_no_form() -> None:
    """Parquet dates and times, with or without zone, in any unit, are read as they are."""
    zone = "Asia/Ho_Chi_Minh"
    naive = pl.Series([datetime(2026, 1, 1, 7), None])  # noqa: DTZ001 - local time is meant
    expected = [instant_of(datetime(2026, 1, 1, 7, tzinfo=ZoneInfo(zone))), None]
    for unit in ("ms", "us", "ns"):
        assert read_times(naive.dt.cast_time_unit(unit), "iso", zone).micros.to_list() == expected
        aware = naive.dt.replace_time_zone(zone).dt.cast_time_unit(unit)
        assert read_times(aware, "iso", "UTC").micros.to_list() == expected
    day = read_times(pl.Series([date(2026, 1, 1)]), "iso", zone).micros[0]
    assert datetime_of(day, zone) == datetime(2026, 1, 1, tzinfo=ZoneInfo(zone))
    assert expected[0] - day == timedelta(hours=7) // timedelta(microseconds=1)


def test_patterns_must_hold_a_date() -> None:
    """A pattern without year, month and day, or with nonsense, is not accepted."""
    assert all(known_form(form) for form in ("iso", "epoch_ms", "%d/%m/%Y", "%Y%m%dT%H%M%S", "%b %d, %Y"))
    assert not any(known_form(form) for form in ("%H:%M", "%d/%m", "", "yyyy-mm-dd", "%Q", "%"))
    assert example("%d/%m/%Y").startswith("31/01/2026")
