"""Workbooks: where the table stands, what its cells are, and what is no workbook."""

from datetime import UTC, datetime, time
from pathlib import Path

import polars as pl
import pytest

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.header import find_header
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.opening import open_table
from hanhtrinh.sources.tables import LINE
from tests.unit.sources.books import book, imported, inspected, reasons

EIGHT = datetime(2026, 1, 31, 8, 30, 15)  # noqa: DTZ001 - cells have no zone
ORDERS = [
    [None, "BÁO CÁO ĐƠN HÀNG"],
    [None, "In ngày 31/1/2026"],
    [],
    [None, "Mã khách", "Sự kiện", "Ngày giờ", "Số tiền", "Đã trả", None, "Điểm"],
    *(
        [None, f"KH{i % 3}", ("mua", "giao")[i % 2], EIGHT.replace(hour=i), 1000.0 * i, i % 2 == 0, "x", i % 5 + 1]
        for i in range(6)
    ),
    [],
    [None, "KH9", "mua", EIGHT, "=NA()|#N/A", True],
    [None, "Tổng cộng", None, None, 15_000],
]


def table(path: Path, **rule: object) -> pl.DataFrame:
    """All rows of a file's table, as opened by a rule."""
    opened = open_table(path, FileRule(file=path.name, person="", events=(), **rule))  # type: ignore[arg-type]
    names = [name for name in opened.columns if opened.columns.count(name) == 1]
    return pl.concat([batch.rows for batch in opened.batches(names, lambda count: None)])


def test_a_report_with_titles_covers_and_totals(tmp_path: Path) -> None:
    """The table is found below its titles, on the sheet that has one; the total is refused by its row in the sheet."""
    cover = [["Báo cáo tháng 1"]]
    path = book(tmp_path / "orders.xlsx", {"Nháp": ORDERS[3:7], "Bìa": cover, "Đơn hàng": ORDERS}, hidden=["Nháp"])
    found = inspected(path)
    (rule,) = found.mapping.files
    assert (rule.sheet, rule.header_row, rule.person) == ("Đơn hàng", 4, "Mã khách")
    assert {"guess_sheet", "guess_header_row"} <= set(reasons(found))
    assert found.preview.events == {"mua": 4, "giao": 3}
    assert "G" in rule.properties  # the column without a name
    assert [(reason.line, reason.column) for reason in found.preview.reasons] == [(13, "Ngày giờ")]
    events = imported(found, tmp_path)
    assert events[-1]["time"] == datetime(2026, 1, 31, 1, 30, 15, tzinfo=UTC)
    assert [event["p_Số_tiền"] for event in events] == [0, 1000, 2000, 3000, 4000, 5000, None]
    assert {event["instrument"] for event in events[:6]} == {"csat"}


def test_cells_keep_their_types(tmp_path: Path) -> None:
    """Times, numbers, yes and no are what they are; clock times and lengths of time are text; errors are empty; a
    column of several types is text that reads the same."""
    rows = [
        ["when", "n", "yes", "clock", "mixed", "error", "code"],
        [EIGHT, 1.5, True, time(8, 30), EIGHT, "=1/0|#DIV/0!", "0012"],
        [EIGHT, 2, False, time(9, 0), 7, 3, "0013"],
        [EIGHT, 2, False, time(9, 0), "N/A", 3, "0013"],
    ]
    found = table(book(tmp_path / "a.xlsx", {"S": rows}))
    assert found[LINE].to_list() == [2, 3, 4]
    assert found["when"].to_list() == [EIGHT] * 3
    assert found["n"].to_list() == [1.5, 2, 2]
    assert found["yes"].to_list() == [True, False, False]
    assert found["clock"].to_list() == ["08:30:00", "09:00:00", "09:00:00"]
    assert found["mixed"].to_list() == ["2026-01-31 08:30:15", "7", "N/A"]
    assert found["error"].to_list() == [None, 3, 3]
    assert found["code"].to_list() == ["0012", "0013", "0013"]


def test_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    """Dates of a workbook in the old Macintosh's system are the same days."""
    path = book(tmp_path / "a.xlsx", {"S": [["user", "time"], ["lan", EIGHT]]}, date_1904=True)
    assert table(path)["time"].to_list() == [EIGHT]


def test_the_mapping_says_where_the_table_is(tmp_path: Path) -> None:
    """`sheet` and `header_row` win over what would be found, also for a hidden sheet; `columns` names a table without
    header; a sheet that is not there is named with the nearest one."""
    rows = [["a", "b"], ["user", "time"], ["lan", "x"], ["minh", "y"]]
    path = book(tmp_path / "a.xlsx", {"One": rows, "Two": rows, "Three": rows}, hidden=["Two"])
    assert table(path).columns == ["a", "b", LINE]
    assert table(path, sheet="Two", header_row=2)["user"].to_list() == ["lan", "minh"]
    bare = table(path, sheet="Three", columns=("p", "q"))
    assert bare["p"].to_list() == ["a", "user", "lan", "minh"]
    assert bare[LINE].to_list() == [1, 2, 3, 4]
    with pytest.raises(FileUnusable) as refused:
        table(path, sheet="One", header_row=4)
    assert refused.value.key == "sources.header_only"
    with pytest.raises(FileUnusable) as refused:
        table(path, sheet="Tree")
    assert refused.value.key == "sources.sheet_missing"
    assert refused.value.params["suggestion"] == "Three"


def test_the_row_of_names_is_found() -> None:
    """It is the first row that is filled about as far as those below; a lone title is not, a lone column is."""
    assert find_header([1, 1, 0, 6, 5, 6, 6]) == 3
    assert find_header([6, 6, 6]) == 0
    assert find_header([2, 5, 5, 5, 5]) == 1
    assert find_header([1, 1, 1]) == 0
    assert find_header([0, 0]) is None
    assert find_header([3]) is None


def test_times_that_a_workbook_rounds(tmp_path: Path) -> None:
    """A fraction of a day that misses the full second by a thousandth is that second."""
    seconds = [datetime(2026, 3, 1, 7, i, s) for i in range(60) for s in (1, 29, 59)]  # noqa: DTZ001
    path = book(tmp_path / "a.xlsx", {"S": [["user", "time"], *(["lan", moment] for moment in seconds)]})
    assert table(path)["time"].to_list() == seconds
