"""Text files of every dialect: found out from their content, stated in the proposed mapping, and read the same."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.errors import FileUnusable, Rejected
from hanhtrinh.sources.csv.dialect import find_dialect
from hanhtrinh.sources.csv.records import split_records
from hanhtrinh.sources.csv.table import DelimitedTable
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mapping import FileRule
from tests.unit.sources.books import imported, inspected, reasons
from tests.unit.sources.shop import LOG

LINES = ["khách{d}sự kiện{d}ngày giờ{d}số tiền", "lan{d}mua{d}2026-01-13 10:00{d}5", "Tú{d}xem{d}2026-01-14 10:00{d}7"]
PLAIN = "\n".join(LINES) + "\n"


def events(folder: Path, content: bytes, name: str = "log.csv") -> list[tuple[object, ...]]:
    """Person, event and amount of what the proposal for a file gives."""
    (folder / name).write_bytes(content)
    rows = imported(inspected(folder / name), folder)
    return [(row["person"], row["event"], row.get("p_số_tiền")) for row in rows]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.format(d=",").encode(),
        PLAIN.format(d=";").encode(),
        PLAIN.format(d="\t").encode(),
        PLAIN.format(d="|").encode("utf-8-sig"),
        PLAIN.format(d=",").encode("utf-16"),
        PLAIN.format(d="\t").encode("utf-16-le"),
        PLAIN.format(d="\t").encode("utf-16-be"),
        PLAIN.format(d=";").replace("\n", "\r").encode(),
        PLAIN.format(d=";").replace("\n", "\r\n").encode(),
        b"sep=;\r\n" + PLAIN.format(d=";").encode(),
        b'"sep=|"\n' + PLAIN.format(d="|").encode(),
        ("# xuất ngày 1/2/2026\n# máy 3\n" + PLAIN.format(d="|") + "# hết\n").encode(),
        ("Báo cáo tháng 1;;;\nIn lúc 8:00\n\n" + PLAIN.format(d=";")).encode(),
        PLAIN.format(d="','").replace("\n", "'\n'").removesuffix("'").join(("'", "")).encode(),
        (PLAIN.format(d=";").replace("\n", ";\n").replace("tiền;", "tiền")).encode(),
        PLAIN.format(d=";").replace(";5", ";5,0").replace(";7", ";7,00").encode(),
    ],
    ids=[
        *("comma", "semicolon", "tab", "bar and mark", "utf-16", "utf-16-le bare", "utf-16-be bare", "lone CR", "CRLF"),
        *("sep line", "quoted sep line", "comments", "title", "single quotes", "ends in delimiters", "decimal comma"),
    ],
)
def test_the_same_log_in_every_dialect(tmp_path: Path, content: bytes) -> None:
    """However it is written, the log is the same events."""
    assert events(tmp_path, content) == [("lan", "mua", 5.0), ("Tú", "xem", 7.0)]


def test_what_was_found_out_is_stated_with_its_reason(tmp_path: Path) -> None:
    """The proposal names delimiter, header row, comment and decimal sign, each with a reason."""
    text = "# máy 3\n" + PLAIN.format(d=";").replace(";5", ";1.234,50").replace(";7", ";7,5")
    (tmp_path / "log.csv").write_text(text, "utf-8")
    found = inspected(tmp_path / "log.csv")
    (rule,) = found.mapping.files
    assert (rule.delimiter, rule.header_row, rule.comment, rule.decimal) == (";", 2, "#", ",")
    assert {"guess_delimiter", "guess_header_row", "guess_comment", "guess_decimal"} <= set(reasons(found))
    assert [row["p_số_tiền"] for row in imported(found, tmp_path)] == [1234.5, 7.5]


def test_a_plain_file_states_nothing(tmp_path: Path) -> None:
    """Comma, double quotes, a header in the first line: the mapping need not say so."""
    (tmp_path / "log.csv").write_text(PLAIN.format(d=","), "utf-8")
    (rule,) = inspected(tmp_path / "log.csv").mapping.files
    given_fields = (rule.delimiter, rule.quote, rule.escape, rule.comment, rule.header_row, rule.decimal, rule.empty)
    assert given_fields == (None, None, None, None, None, None, ())


def test_backslashes_before_quotation_marks(tmp_path: Path) -> None:
    """Where \\" stands inside fields the backslash is no text; before other letters it stays."""
    lines = ["user,event,time,note", '"lan","mua","2026-01-13 10:00","hộp \\"to\\" ở C:\\kho"']
    content = "\n".join([*lines, '"an","xem","2026-01-13 11:00","a"', ""])
    (tmp_path / "log.csv").write_text(content, "utf-8")
    rows = imported(inspected(tmp_path / "log.csv"), tmp_path)
    assert [row["p_note"] for row in rows] == ['hộp "to" ở C:\\kho', "a"]


def test_a_header_that_comes_again_is_refused_by_its_line(tmp_path: Path) -> None:
    """Files put together with their headers lose nothing but those lines."""
    text = PLAIN.format(d=",")
    (tmp_path / "log.csv").write_text(text + text.replace("lan", "minh").replace("Tú", "an"), "utf-8")
    found = inspected(tmp_path / "log.csv")
    assert sum(found.preview.events.values()) == 4
    assert [(reason.line, reason.count) for reason in found.preview.reasons] == [(4, 1)]


def test_words_for_nothing(tmp_path: Path) -> None:
    """NULL, N/A or a spreadsheet's error in a column of numbers mean that there is no number, and the mapping says
    so; in a column of words they stay words."""
    rows = ["user,event,time,amount,grade", "lan,mua,2026-01-13 10:00,NULL,B", "an,mua,2026-01-13 11:00,5,A"]
    rows += ["tu,mua,2026-01-13 12:00,#N/A,none", "vy,mua,2026-01-13 13:00,6,A"]
    (tmp_path / "log.csv").write_text("\n".join(rows), "utf-8")
    found = inspected(tmp_path / "log.csv")
    assert found.mapping.files[0].empty == ("#N/A", "NULL")
    assert [row["p_amount"] for row in imported(found, tmp_path)] == [None, 5, None, 6]


@pytest.mark.parametrize(
    ("text", "names", "line"),
    [
        ("a,b,c\n1,2\n3,4,5\n", ("a", "b", "c"), 1),
        ("a,b\n1,2,3\n4,5,6\n", ("a", "b"), 1),
        ("only\n1\n2\n", ("only",), 1),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ("a", "b"), 1),
        ("#id;name\n1;x\n2;y\n", ("#id", "name"), 1),
        ("title\n\na,b,c\n1,2,3\n4,5,6\n", ("a", "b", "c"), 3),
        ('a,b\n"x\ny",2\n3,4\n', ("a", "b"), 1),
        ("", (), 1),
    ],
)
def test_the_header_is_not_mistaken(text: str, names: tuple[str, ...], line: int) -> None:
    """Ragged rows, decimal commas and a # in the first name do not move the header; a title does."""
    found = find_dialect(text, None)
    assert (found.names, found.header_line) == (names, line)


def test_the_mapping_says_how_a_text_is_divided(tmp_path: Path) -> None:
    """What the mapping states wins over what the content suggests."""
    (tmp_path / "log.csv").write_text("x\nuser;time,z\n'a;b';c,d\n~ gone\n", "utf-8")
    rule = FileRule(file="", person="", events=(), header_row=2, delimiter=";", quote="'", comment="~")
    table = DelimitedTable(tmp_path / "log.csv", rule)
    assert table.columns == ("user", "time,z")
    (first, *_rest) = table.batches(["user", "time,z"], lambda count: None)
    assert first.rows.select("user", "time,z").rows() == [("a;b", "c,d")]


FIELDS = st.text(st.sampled_from("ab,'\\\n\" #é"), max_size=6)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(FIELDS, min_size=3, max_size=3), min_size=1, max_size=8), st.integers(1, 40))
def test_escaped_text_is_split_as_it_was_written(rows: list[list[str]], size: int) -> None:
    """Any text written with single quotes and backslashes comes back, whatever the chunks it is read in."""
    written = io.StringIO()
    signs = {"quotechar": "'", "escapechar": "\\", "doublequote": False, "lineterminator": "\n"}
    csv.writer(written, quoting=csv.QUOTE_ALL, **signs).writerows(rows)  # type: ignore[arg-type]
    assert _split(written.getvalue().encode(), size) == rows


def _split(text: bytes, size: int) -> list[list[str]]:
    found, rest, line = [], b"", 1
    parts = [text[i : i + size] for i in range(0, len(text), size)]
    for i, part in enumerate([*parts, b""]):
        data = rest + part
        records = split_records(
            data,
            delimiter=ord(","),
            quote=ord("'"),
            escape=ord("\\"),
            wanted=np.ones(3, np.bool_),
            line=line,
            final=i == len(parts),
        )
        rest, line = data[records.used :], records.line
        assert not len(records.bad)
        found += [record.split("\x1f") for record in records.text.tobytes().decode().split("\x1e")[:-1]]
    return found


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("quote: '<<'", "sources.sign_bad"),
        ("escape: é", "sources.sign_bad"),
        ("comment: '##'", "sources.sign_bad"),
        ("header_row: 0", "sources.header_row_bad"),
    ],
)
def test_signs_that_cannot_be_meant(line: str, key: str) -> None:
    """A sign is one ASCII character, a row counts from 1: anything else is a finding."""
    with pytest.raises(Rejected) as refused:
        read_mapping(LOG.format(file="log.csv").replace("    person:", f"    {line}\n    person:"), "m.yaml")
    assert [finding.key for finding in refused.value.findings] == [key]


@pytest.mark.parametrize("content", ["<!DOCTYPE html><html>", "<table><tr><td>1</td></tr></table>"])
def test_a_web_page_that_calls_itself_a_workbook(tmp_path: Path, content: str) -> None:
    """Many shops' `.xls` are web pages: said, and what to do."""
    (tmp_path / "orders.xls").write_text(content, "utf-8")
    with pytest.raises(FileUnusable) as refused:
        inspected(tmp_path / "orders.xls")
    assert refused.value.key == "sources.web_page"
