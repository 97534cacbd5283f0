"""CSV and its relatives, read in chunks."""

import csv
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.csv import records
from hanhtrinh.sources.csv.dialect import Dialect, find_dialect
from hanhtrinh.sources.csv.records import NO_SIGN, Records, split_records
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.tables import (
    LINE,
    MAX_RECORD_BYTES,
    SHOWN_CHARACTERS,
    Batch,
    OnProgress,
    Table,
    Unreadable,
    shown,
)
from hanhtrinh.sources.text import (
    OFFERED_ENCODINGS,
    TextForm,
    content_start,
    is_utf8,
    text_form,
    utf8_chunks,
    with_newlines,
)

_HEADER_BYTES = 1 << 16
_PAGES = ("<!doctype html", "<html", "<table", "<?xml")
_BAD_KEYS = {
    records.RAGGED: "sources.row_ragged",
    records.TOO_LONG: "sources.row_too_long",
    records.OPEN_QUOTE: "sources.row_open_quote",
    records.CONTROL: "sources.row_control",
}


def open_table(path: Path, rule: FileRule | None) -> "DelimitedTable":
    """Return the table in a delimited text file."""
    return DelimitedTable(path, rule)


class DelimitedTable(Table):
    """A delimited text file with a header (or with the names the mapping gives)."""

    unit = "bytes"

    def __init__(self, path: Path, rule: FileRule | None = None) -> None:
        """Look at the beginning of a file; raises FileUnusable when it is empty, not text or has no usable header."""
        self.path = path
        self.form = text_form(path, rule.encoding if rule else None)
        self.total = path.stat().st_size
        start = text_start(path, self.form)
        if not start.strip():
            raise FileUnusable("sources.empty_file", file=path.name)
        if start.lstrip()[:200].lower().startswith(_PAGES):
            raise FileUnusable("sources.web_page", file=path.name)
        self.dialect = _dialect(path, start, rule)
        self.columns = self.dialect.names
        self.found = tuple(self.dialect.found())

    def skip_header(self, names: Sequence[str], first_line: int) -> None:
        """Read on with these names, from a later line: what stands before is no data."""
        self.dialect = msgspec.structs.replace(self.dialect, names=tuple(names), first_line=first_line)

    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield all rows in file order; see `Table`."""
        wanted = np.array([name in columns for name in self.columns], dtype=np.bool_)
        names = [name for name in self.columns if name in columns]
        found = False
        for part in self._parts(wanted, on_progress):
            batch = self._batch(part, names)
            found = found or bool(len(part.lines) or len(part.bad))
            yield batch
        if not found:
            raise FileUnusable("sources.header_only", file=self.path.name)

    def _parts(self, wanted: npt.NDArray[np.bool_], on_progress: OnProgress) -> Iterator["_Part"]:
        rest, line, skipping = b"", 1, False
        chunks = utf8_chunks(self.path, self.form, on_progress)
        to_skip = self.dialect.first_line - 1
        for chunk, final in _with_final(chunks):
            data = rest + chunk
            data, to_skip, line = _without_lines(data, to_skip, line)
            found = split_records(
                data, wanted=wanted, line=line, final=final, skipping=skipping, **_signs(self.dialect)
            )
            rest, line, skipping = data[found.used :], found.line, found.skipping
            yield _Part(data, found)

    def _batch(self, part: "_Part", names: Sequence[str]) -> Batch:
        text, lines, broken = self._checked(part.records)
        unreadable = [*broken, *(self._unreadable(part.data, row) for row in part.bad.tolist())]
        frame = _frame(text, names) if len(lines) and names else pl.DataFrame(schema=dict.fromkeys(names, pl.String()))
        numbers = pl.Series(LINE, lines, dtype=pl.Int64)
        frame = frame.with_columns(numbers) if names else numbers.to_frame()
        again = self._header_again(frame, names)
        if again.any():
            shown_names = self.dialect.delimiter.join(self.columns)[:SHOWN_CHARACTERS]
            repeats = frame.filter(again)[LINE].to_list()
            unreadable += [Unreadable(line, "sources.row_header", {}, shown_names) for line in repeats]
            frame = frame.filter(~again)
        unreadable.sort(key=lambda row: row.line)
        return Batch(frame, tuple(unreadable))

    def _header_again(self, frame: pl.DataFrame, names: Sequence[str]) -> pl.Series:
        """Tell which rows say the column names once more, as files put together from several do."""
        if not self.dialect.header_line or len(names) < 2:
            return pl.Series([False]).new_from_index(0, frame.height)
        says = [pl.col(name).fill_null("").str.strip_chars() == name for name in names]
        again = frame.select(says[0]).to_series()
        return frame.select(pl.all_horizontal(says)).to_series() if again.any() else again

    def _unreadable(self, data: bytes, row: Sequence[int]) -> Unreadable:
        kind, line, fields, begin, end = row
        params: dict[str, object] = {}
        if kind == records.RAGGED:
            params = {"fields": fields, "columns": len(self.columns)}
        if kind == records.TOO_LONG:
            params = {"limit": MAX_RECORD_BYTES // 1024}
        return Unreadable(line, _BAD_KEYS[kind], params, shown(data[begin : min(end, begin + 1000)]))

    def _checked(self, found: Records) -> tuple[bytes, npt.NDArray[np.int64], list[Unreadable]]:
        """Return the good records that are UTF-8; FileUnusable at the first that is not, unless the encoding was
        declared."""
        text = found.text.tobytes()
        if is_utf8(text):
            return text, found.lines, []
        starts = [0, *found.ends.tolist()]
        pieces = [text[a:b] for a, b in pairwise(starts)]
        fits = np.array([is_utf8(piece) for piece in pieces], dtype=np.bool_)
        first = int(found.lines[~fits][0])
        if not self.form.declared:
            raise _not_utf8(self.path, first)
        broken = [
            Unreadable(int(line), "sources.row_encoding", {"encoding": "UTF-8"}, shown(piece))
            for piece, line, fit in zip(pieces, found.lines, fits, strict=True)
            if not fit
        ]
        good = b"".join(piece for piece, fit in zip(pieces, fits, strict=True) if fit)
        return good, found.lines[fits], broken


class _Part:
    def __init__(self, data: bytes, found: Records) -> None:
        self.data = data
        self.records = found
        self.lines = found.lines
        self.bad = found.bad


def _not_utf8(path: Path, line: int) -> FileUnusable:
    return FileUnusable("sources.not_utf8", file=path.name, line=line, allowed=", ".join(OFFERED_ENCODINGS))


def _frame(text: bytes, names: Sequence[str]) -> pl.DataFrame:
    # A first column that is never empty: polars takes a record of empty fields for a blank line.
    return pl.read_csv(
        text,
        has_header=False,
        schema={f"c{i}": pl.String() for i in range(len(names))},
        separator=chr(records.FIELD_END),
        eol_char=chr(records.RECORD_END),
        quote_char=None,
    ).rename({f"c{i}": name for i, name in enumerate(names)})


def _with_final(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    for chunk in chunks:
        yield chunk, False
    yield b"", True


def _without_lines(data: bytes, count: int, line: int) -> tuple[bytes, int, int]:
    """Drop the first `count` lines; return what is left, how many are still to drop, and the line it begins on."""
    start = 0
    while count and (end := data.find(b"\n", start)) >= 0:
        start, count, line = end + 1, count - 1, line + 1
    return data[start:] if count == 0 else b"", count, line


def text_start(path: Path, form: TextForm) -> str:
    """Return the beginning of a file as text, in whole lines where it has any."""
    raw = b"".join(_first(utf8_chunks(path, form))) if form.encoding != "utf-8" else content_start(path, _HEADER_BYTES)
    raw = with_newlines(raw)
    cut = raw[:_HEADER_BYTES]
    whole = cut[: cut.rfind(b"\n") + 1] or cut
    try:
        return whole.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if form.declared:
            return whole.decode("utf-8", "replace").removeprefix("\ufeff")
        raise _not_utf8(path, 1 + whole.count(b"\n", 0, error.start)) from None


def _first(chunks: Iterator[bytes]) -> Iterator[bytes]:
    chunk = next(chunks, None)
    if chunk is not None:
        yield chunk


def _signs(dialect: Dialect) -> dict[str, int]:
    signs = {"delimiter": dialect.delimiter, "quote": dialect.quote}
    signs |= {"escape": dialect.escape, "comment": dialect.comment}
    return {name: ord(sign) if sign else NO_SIGN for name, sign in signs.items()}


def _dialect(path: Path, text: str, rule: FileRule | None) -> Dialect:
    if len(text) >= _HEADER_BYTES and "\n" not in text:
        raise FileUnusable("sources.header_unusable", file=path.name)
    try:
        return find_dialect(text, rule)
    except csv.Error:
        raise FileUnusable("sources.header_unusable", file=path.name) from None
