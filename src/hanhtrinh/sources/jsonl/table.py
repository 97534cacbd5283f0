"""JSON Lines: one object a line; columns are its keys, `a.b` reaches inside."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.tables import LINE, MAX_RECORD_BYTES, Batch, OnProgress, Table, Unreadable, shown
from hanhtrinh.sources.text import OFFERED_ENCODINGS, content_start, is_utf8, text_form, utf8_chunks

_DECODE = msgspec.json.Decoder().decode
_SAMPLE_BYTES = 1 << 18


def open_table(path: Path, rule: FileRule | None) -> "JsonLinesTable":
    """Return the table in a file of JSON Lines."""
    return JsonLinesTable(path, encoding=rule.encoding if rule else None)


class JsonLinesTable(Table):
    """A file with one JSON object on each line. Every value is text here: numbers as written by JSON, `true`,
    `false`."""

    open_ended = True
    unit = "bytes"

    def __init__(self, path: Path, *, encoding: str | None = None) -> None:
        """Look at the beginning of a file; raises FileUnusable when it is empty or not text."""
        self.path = path
        self.form = text_form(path, encoding)
        self.total = path.stat().st_size
        self.columns = self._sample_columns()

    def _sample_columns(self) -> tuple[str, ...]:
        start = content_start(self.path, _SAMPLE_BYTES)
        if not start.strip():
            raise FileUnusable("sources.empty_file", file=self.path.name)
        chunk = next(utf8_chunks(self.path, self.form), b"")[:_SAMPLE_BYTES]
        names: dict[str, None] = {}
        for line in chunk.split(b"\n")[:1000]:
            row = _object(line)
            if row is not None:
                names.update(dict.fromkeys(_paths(row)))
        return tuple(names)

    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield all rows in file order; see `Table`."""
        rest, line, skipping = b"", 1, False
        chunks = utf8_chunks(self.path, self.form, on_progress)
        for chunk in chunks:
            *whole, rest = (rest + chunk).split(b"\n")
            if skipping and whole:
                whole[0], skipping = b"", False
            yield self._batch(whole, line, columns)
            line += len(whole)
            if len(rest) > MAX_RECORD_BYTES:
                if not skipping:
                    yield Batch(_frame(columns, [], []), (_too_long(line, rest),))
                rest, skipping = b"", True
        if rest and not skipping:
            yield self._batch([rest], line, columns)

    def _batch(self, lines: Sequence[bytes], first: int, columns: Sequence[str]) -> Batch:
        rows: list[dict[str, Any]] = []
        numbers: list[int] = []
        unreadable: list[Unreadable] = []
        for number, raw in enumerate(lines, first):
            if not raw.strip():
                continue
            row = _object(raw) if len(raw) <= MAX_RECORD_BYTES else None
            if row is None:
                unreadable.append(self._unreadable(number, raw))
            else:
                rows.append(row)
                numbers.append(number)
        return Batch(_frame(columns, rows, numbers), tuple(unreadable))

    def _unreadable(self, line: int, raw: bytes) -> Unreadable:
        if len(raw) > MAX_RECORD_BYTES:
            return _too_long(line, raw)
        if not is_utf8(raw):
            if not self.form.declared:
                allowed = ", ".join(OFFERED_ENCODINGS)
                raise FileUnusable("sources.not_utf8", file=self.path.name, line=line, allowed=allowed)
            return Unreadable(line, "sources.row_encoding", {"encoding": "UTF-8"}, shown(raw))
        return Unreadable(line, "sources.row_not_object", {}, shown(raw))


def _too_long(line: int, raw: bytes) -> Unreadable:
    return Unreadable(line, "sources.row_too_long", {"limit": MAX_RECORD_BYTES // 1024}, shown(raw))


def _object(raw: bytes) -> dict[str, Any] | None:
    try:
        row = _DECODE(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _frame(columns: Sequence[str], rows: Sequence[dict[str, Any]], lines: Sequence[int]) -> pl.DataFrame:
    data = {name: pl.Series([_text(dig(row, name)) for row in rows], dtype=pl.String()) for name in columns}
    return pl.DataFrame({**data, LINE: pl.Series(lines, dtype=pl.Int64())})


def dig(row: Any, path: str) -> object:
    """Return what stands at a key or at a path of keys; None when nothing does.

    In lists of `{key, value}` pairs (as analytics exports have) a key finds its value, and a value object that has
    one member set
    is that member.
    """
    if isinstance(row, dict) and path in row:
        return row[path]
    head, dot, tail = path.partition(".")
    if not dot:
        return None
    inner = row.get(head) if isinstance(row, dict) else None
    return dig(_by_key(inner) if isinstance(inner, list) else inner, tail)


def _by_key(items: list[Any]) -> dict[str, object]:
    pairs = (item for item in items if isinstance(item, dict) and isinstance(item.get("key"), str))
    return {item["key"]: _single(item.get("value")) for item in pairs}


def _single(value: object) -> object:
    if isinstance(value, dict):
        present = [member for member in value.values() if member is not None]
        return present[0] if len(present) == 1 else value
    return value


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return msgspec.json.encode(value).decode()


def _paths(row: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in row.items():
        inner = _by_key(value) if isinstance(value, list) else value
        if isinstance(inner, dict) and inner and prefix.count(".") < 3:
            yield from _paths(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"
