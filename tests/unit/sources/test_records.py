"""Splitting delimited text: agrees with Python's csv module, knows its lines, and gives up no more than the bad
line."""

import csv
import io

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.sources.csv import records
from hanhtrinh.sources.csv.records import split_records


def split(text: bytes, columns: int, size: int | None = None) -> tuple[list[tuple[int, list[str]]], list[list[int]]]:
    """Split a text as the reader does, in chunks of `size`, and return (line, fields) of good records and the bad
    rows."""
    wanted = np.ones(columns, dtype=np.bool_)
    good: list[tuple[int, list[str]]] = []
    bad: list[list[int]] = []
    rest, line, skipping = b"", 1, False
    step = size or max(len(text), 1)
    chunks = [text[i : i + step] for i in range(0, len(text), step)] + [b""]
    for i, chunk in enumerate(chunks):
        data = rest + chunk
        found = split_records(
            data, delimiter=ord(","), wanted=wanted, line=line, final=i == len(chunks) - 1, skipping=skipping
        )
        starts = [0, *found.ends.tolist()]
        for number, start, end in zip(found.lines.tolist(), starts, found.ends.tolist(), strict=False):
            good.append((number, found.text[start : end - 1].tobytes().decode().split("\x1f")))
        bad += [row[:3] for row in found.bad.tolist()]
        rest, line, skipping = data[found.used :], found.line, found.skipping
    return good, bad


def by_csv(text: str, columns: int) -> list[tuple[int, list[str]]]:
    """The slow, obvious twin: Python's csv module; a record begins on the line after the one before it ended."""
    reader = csv.reader(io.StringIO(text, newline=""))
    found, line = [], 1
    for fields in reader:
        if len(fields) == columns:
            found.append((line, fields))
        line = reader.line_num + 1
    return found


PIECES = st.sampled_from(["a", "b", '"', '""', ",", "\n", "\r\n", "x y", "ế", "", ",,", '"\n"', '","'])


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40), st.integers(1, 4), st.integers(1, 13))
def test_agrees_with_the_csv_module_on_any_text_and_any_chunking(pieces: list[str], columns: int, size: int) -> None:
    """Records, fields and line numbers equal those of Python's csv module, however the text is cut into chunks."""
    text = "".join(pieces)
    if text.count('"') % 2 == 0:
        expected = [row for row in by_csv(text, columns) if row[1]]
        good, bad = split(text.encode(), columns, size)
        if not any(kind == records.OPEN_QUOTE for kind, *_ in bad):
            assert good == expected


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40), st.integers(1, 3), st.integers(1, 9), st.integers(10, 30))
def test_chunk_size_changes_nothing(pieces: list[str], columns: int, one: int, other: int) -> None:
    """Good and bad records are the same however the text is cut."""
    text = "".join(pieces).encode()
    assert split(text, columns, one) == split(text, columns, other)


def test_a_ragged_row_is_set_aside_with_its_line_and_number_of_fields() -> None:
    """Rows before and after a ragged one are kept."""
    good, bad = split(b'a,b\n"x\ny",2\n1\n1,2,3\nc,d\n', 2)
    assert [line for line, _ in good] == [1, 2, 6]
    assert bad == [[records.RAGGED, 4, 1], [records.RAGGED, 5, 3]]


def test_a_lost_quote_costs_one_line() -> None:
    """A quote that is never closed takes its own line with it and no other."""
    good, bad = split(b'a,b\n"x,2\n1,2\n', 2)
    assert [line for line, _ in good] == [1, 3]
    assert [(row[0], row[1]) for row in bad] == [(records.OPEN_QUOTE, 2)]


def test_a_line_of_ten_megabytes_is_set_aside() -> None:
    """A line longer than the limit is one bad record; its neighbours are read, also when chunks cut through it."""
    text = b"a,b\n" + b"x" * 10_000_000 + b",2\nc,d\n"
    for size in (None, 1 << 20, 3_000_001):
        good, bad = split(text, 2, size)
        assert good == [(1, ["a", "b"]), (3, ["c", "d"])]
        assert [(row[0], row[1]) for row in bad] == [(records.TOO_LONG, 2)]


def test_control_characters_are_set_aside() -> None:
    """Bytes that separate fields in the rewritten text cannot smuggle in columns."""
    _, bad = split(b"a\x1fb,c\nd\x00,e\n", 2)
    assert [row[0] for row in bad] == [records.CONTROL, records.CONTROL]


def test_only_wanted_fields_are_kept() -> None:
    """Unwanted fields are skipped without being copied."""
    found = split_records(b"1,2,3\n", delimiter=ord(","), wanted=np.array([True, False, True]), line=1, final=True)
    assert found.text.tobytes() == b"1\x1f3\x1e"
