"""Dates that went through a spreadsheet: read back where nothing is lost, refused with the reason where it is."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from hanhtrinh.errors import InputError
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mixed_times import mixed_forms
from hanhtrinh.sources.times import example, guess_form, known_form, read_times
from tests.unit.sources.books import book, imported, inspected, reasons
from tests.unit.sources.shop import LOG, NOW, SHARED, rejects, run, stored, workspace

shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not on this machine")
START = datetime(2018, 1, 1)  # noqa: DTZ001 - local times are meant
MOMENTS = [START + timedelta(minutes=random.Random(3).randrange(500_000) if i < 1 else 2347 * i) for i in range(150)]


def read(texts: list[str]) -> tuple[str, list[object]]:
    """The reason for the forms found in a column of several, and the local times they give."""
    mixed = mixed_forms(pl.Series(texts))
    assert mixed is not None
    return mixed.key.removeprefix("sources."), times(texts, mixed.forms)


def times(texts: list[Any], form: str | tuple[str, ...]) -> list[object]:
    """Local times of a column."""
    return read_times(pl.Series(texts), form, "UTC").micros.cast(pl.Datetime("us")).to_list()


def kept_or_made(moment: datetime, text: str, made: str) -> str:
    """What a spreadsheet that expects the day first leaves of a month-first time: text after the twelfth."""
    return moment.strftime(text) if moment.day > 12 else moment.strftime(made)


def test_day_and_month_swapped_are_swapped_back() -> None:
    """Every day after the twelfth is text, every other a date: then the dates have day and month the wrong way."""
    texts = [kept_or_made(moment, "%m/%d/%Y %H:%M:%S", "%Y-%d-%m %H:%M:%S") for moment in MOMENTS]
    assert read(texts) == ("guess_time_swapped", MOMENTS)


def test_dates_that_prove_nothing_stay_as_they_are() -> None:
    """A single date after the twelfth, or too few rows, and nothing is swapped."""
    texts = [kept_or_made(moment, "%m/%d/%Y %H:%M:%S", "%Y-%d-%m %H:%M:%S") for moment in MOMENTS]
    key, found = read([*texts, "2018-03-31 08:00:00"])
    assert key == "guess_time_mixed"
    assert found[-1] == datetime(2018, 3, 31, 8)  # noqa: DTZ001
    assert found != [*MOMENTS, found[-1]]
    assert read(["2018-02-01 00:00:00", "2018-03-01 00:00:00", "01/31/2018 00:00:00"])[0] == "guess_time_mixed"


def test_rewritten_dates_take_the_order_that_the_others_prove() -> None:
    """A spreadsheet's own way of writing may be read both ways; the rows it left alone say which is meant."""
    texts = [kept_or_made(moment, "%m/%d/%Y %H:%M:%S", "%m-%d-%y %H:%M") for moment in MOMENTS]
    assert read(texts) == ("guess_time_mixed_proved", MOMENTS)


def test_serial_numbers_among_texts() -> None:
    """Days counted by a spreadsheet stand beside dates it could not read, exact to the second."""
    origin = datetime(1899, 12, 30)  # noqa: DTZ001
    texts = [
        f"{(moment - origin) / timedelta(days=1):.6f}" if i % 3 else f"{moment:%d.%m.%Y %H:%M:%S}"
        for i, moment in enumerate(MOMENTS)
    ]
    assert read(texts) == ("guess_time_mixed", MOMENTS)


@pytest.mark.parametrize(
    "texts", [["2018-01-02", "2018-01-03"], ["a1", "b2", "1/2"], ["Hà Nội", "Huế"], ["1", "2", "3"]]
)
def test_columns_that_are_no_mixture(texts: list[str]) -> None:
    """One way of writing, or no times at all, is no mixture."""
    assert mixed_forms(pl.Series(texts)) is None


@pytest.mark.parametrize(
    ("texts", "form", "first"),
    [
        (["43132.5", "43133.25"], "excel_1900", datetime(2018, 2, 1, 12)),  # noqa: DTZ001
        (["43132,5", "43133,25"], "excel_1900", datetime(2018, 2, 1, 12)),  # noqa: DTZ001
        ([43132.000011574], "excel_1900", datetime(2018, 2, 1, 0, 0, 1)),  # noqa: DTZ001
        (["1/2/18 0:00", "13/2/18 9:05"], "%d/%m/%y %H:%M", datetime(2018, 2, 1)),  # noqa: DTZ001
        (["5-Jan-18", "16-Feb-18"], "%d-%b-%y", datetime(2018, 1, 5)),  # noqa: DTZ001
        (["05-Thg1-18", "16-thg 12-18"], "%d-%b-%y", datetime(2018, 1, 5)),  # noqa: DTZ001
        (["Jan 5, 2018"], "%b %d, %Y", datetime(2018, 1, 5)),  # noqa: DTZ001
        (["13/1/2018 1:30:00 CH", "14/1/2018 2:30:00 SA"], "%d/%m/%Y %I:%M:%S %p", datetime(2018, 1, 13, 13, 30)),  # noqa: DTZ001
        (["2020/11/24 11:14:15 AM GMT+7"], "%Y/%m/%d %I:%M:%S %p GMT%#z", datetime(2020, 11, 24, 4, 14, 15)),  # noqa: DTZ001
    ],
)
def test_ways_in_which_spreadsheets_and_forms_write(texts: list[Any], form: str, first: datetime) -> None:
    """Serial numbers, years of two digits, names of months, halves of the day in Vietnamese, short offsets."""
    guess = guess_form(pl.Series(texts))
    assert guess.forms == (form,)
    assert times(texts, form)[0] == first
    assert known_form(form)
    assert example(form)


def test_both_systems_of_serial_numbers() -> None:
    """The systems of 1900 and 1904 lie 1,462 days apart; before March 1900 spreadsheets are off by a day, so there is
    no time."""
    assert times([43132.0, 60.0, None], "excel_1900") == [datetime(2018, 2, 1), None, None]  # noqa: DTZ001
    assert times([43132.0 - 1462], "excel_1904") == [datetime(2018, 2, 1)]  # noqa: DTZ001


def test_a_year_of_two_digits_is_no_year_of_the_first_century() -> None:
    """`%Y` does not take 18 for a year, so several forms can be tried in turn."""
    assert times(["1/2/18", "1/2/2018"], ("%d/%m/%Y", "%d/%m/%y")) == [datetime(2018, 2, 1)] * 2  # noqa: DTZ001


def test_a_mapping_may_name_several_forms(tmp_path: Path) -> None:
    """Each row is read by the first form that fits; one that fits none is refused with an example of each."""
    rows = ["user,event,time,path", "lan,a,13/01/2018 10:00,/", "lan,b,43132.5,/", "lan,c,January,/"]
    (tmp_path / "log.csv").write_text("\n".join(rows), "utf-8")
    entry = "{event: {column: event}, time: {column: time, format: ['%d/%m/%Y %H:%M', excel_1900]}}"
    text = LOG.format(file="log.csv").replace("{event: {column: event}, time: time}", entry).replace("[path]", "[]")
    stated = read_mapping(text.replace("Asia/Ho_Chi_Minh", "UTC"), "m")
    space = workspace(tmp_path)
    report = run(space, stated, tmp_path)
    assert stored(space)["time"].sort().to_list() == [
        datetime(2018, 1, 13, 10, tzinfo=UTC),
        datetime(2018, 2, 1, 12, tzinfo=UTC),
    ]
    (refused,) = rejects(report)
    assert refused["value"] == "January"
    assert "46053.35" in refused["reason"]
    assert "31/01/2026 20:30" in refused["reason"]


def test_lost_hours_are_refused_with_the_reason_and_never_guessed(tmp_path: Path) -> None:
    """58:32.0 is all that is left of a time; a clock time has no day; # signs hold nothing."""
    good = [f"lan,xem,{moment:%Y-%m-%d %H:%M:%S}" for moment in MOMENTS[:20]]
    bad = ["lan,mua,58:32.0", "lan,mua,20:17", "lan,mua,########"]
    (tmp_path / "log.csv").write_text("\n".join(["user,event,time", *good, *bad]), "utf-8")
    found = inspected(tmp_path / "log.csv")
    why = {reason.reason.split(":")[0].split(" ")[0] + str(reason.line) for reason in found.preview.reasons}
    assert len(why) == 3
    assert [reason.line for reason in sorted(found.preview.reasons, key=lambda reason: reason.line)] == [22, 23, 24]
    assert "day and hour are gone" in next(r.reason for r in found.preview.reasons if r.line == 22)
    assert len(imported(found, tmp_path)) == 20


def test_a_column_of_lost_hours_says_what_to_do(tmp_path: Path) -> None:
    """Where nothing but minutes and seconds is left, the file is refused with the way to save it right."""
    (tmp_path / "log.csv").write_text("user,event,time\nlan,mua,58:32.0\nan,mua,14:12.0\n", "utf-8")
    with pytest.raises(InputError) as refused:
        inspected(tmp_path / "log.csv")
    assert refused.value.key == "sources.times_lost"
    assert refused.value.params["example"] == "58:32.0"
    assert "yyyy-mm-dd hh:mm:ss" in refused.value.message("vi")


def test_shortened_numbers_are_nobody(tmp_path: Path) -> None:
    """8.49E+10 stands for many telephone numbers: such rows are refused, not made one person."""
    rows = ["phone,event,time", "8.49123E+10,mua,2018-01-01 08:00", "0912345678,mua,2018-01-01 08:00"]
    (tmp_path / "log.csv").write_text("\n".join(rows), "utf-8")
    found = inspected(tmp_path / "log.csv")
    assert found.preview.people == 1
    assert "shortened" in found.preview.reasons[0].reason


def test_another_column_settles_the_order(tmp_path: Path) -> None:
    """A column whose days are all small is read as the one beside it, where the order is beyond doubt."""
    rows = [f"u{i},{date(2018, 1 + i % 5, 1 + i % 12):%m/%d/%Y},{date(2018, 6, 13 + i):%m/%d/%Y}" for i in range(15)]
    (tmp_path / "orders.csv").write_text("\n".join(["user,ordered_date,delivered_date", *rows]), "utf-8")
    found = inspected(tmp_path / "orders.csv")
    assert "guess_time_like" in reasons(found)
    days = sorted({row["time"] for row in imported(found, tmp_path) if row["event"] == "ordered"})
    assert days[-1] < datetime(2018, 6, 1, tzinfo=UTC)


def test_rows_in_the_order_of_time_settle_it(tmp_path: Path) -> None:
    """Where only one reading puts the rows in the order of time, as exports stand, it is that one."""
    moments = [datetime(2018, 1, 1, 8) + timedelta(days=9 * i) for i in range(100)]  # noqa: DTZ001
    rows = [f"u,mua,{moment:%m/%d/%Y %H:%M}" for moment in moments if moment.day <= 12]
    (tmp_path / "log.csv").write_text("\n".join(["user,event,time", *rows]), "utf-8")
    found = inspected(tmp_path / "log.csv")
    assert "guess_time_ordered" in reasons(found)
    assert found.mapping.files[0].events[0].time.format == "%m/%d/%Y %H:%M"  # type: ignore[union-attr]


def test_a_workbook_opened_in_another_country(tmp_path: Path) -> None:
    """Texts and real dates in one column of a workbook come back as the times they were."""
    moments = [moment.replace(second=0) for moment in MOMENTS]
    cells = [m.replace(day=m.month, month=m.day) if m.day <= 12 else f"{m:%m/%d/%Y %H:%M}" for m in moments]
    path = book(tmp_path / "log.xlsx", {"S": [["user", "event", "time"], *(["u", "mua", cell] for cell in cells)]})
    found = inspected(path, zone="UTC")
    assert "guess_time_swapped" in reasons(found)
    assert [row["time"] for row in imported(found, tmp_path)] == [m.replace(tzinfo=UTC) for m in sorted(moments)]


@shared
@pytest.mark.parametrize(("name", "event"), [("marketing_qualified_leads", "first_contact"), ("closed_deals", "won")])
def test_the_messy_tables_give_the_clean_ones_events(tmp_path: Path, name: str, event: str) -> None:
    """Tables that Excel saved anew give the events of the original: times to the minute that Excel showed, and every
    property but the ranges it took for days, which `inspect` tells of."""
    olist = SHARED / "olist"
    clean = _events(tmp_path / "clean", olist / f"{name}.csv.gz")
    messy = _events(tmp_path / "messy", olist / f"messy_excel_variants/olist_{name}_dataset.csv.gz")
    both = clean.join(messy, on="person", suffix="_messy")
    assert both.height == clean.height
    assert (both["event"] == event).all()
    assert (both["time"].dt.truncate("1m") == both["time_messy"]).all()
    for column in (column for column in clean.columns if column.startswith("p_")):
        same = both[column].eq_missing(both[f"{column}_messy"])
        if column == "p_average_stock":
            spoilt = both.filter(~same)["p_average_stock_messy"]
            assert set(spoilt) == {"01-May", "May-20"}
        else:
            assert same.all(), column
    found = inspected(olist / "messy_excel_variants/olist_closed_deals_dataset.csv.gz")
    assert "guess_ranges" in reasons(found)


def _events(folder: Path, path: Path) -> pl.DataFrame:
    folder.mkdir()
    space = workspace(folder)
    found = inspected(path)
    run(space, read_mapping(found.to_yaml(), "m"), path.parent, now=NOW)
    return stored(space)
