"""A known tool's JSON as a table: one row for everything a customer said, and one for each object that says nothing."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.json.splitting import Piece
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.opening import START_BYTES
from hanhtrinh.sources.said.items import decoded, first_shape, objects, outermost
from hanhtrinh.sources.tables import LINE, MAX_RECORD_BYTES, Batch, OnProgress, Table, Unreadable, shown
from hanhtrinh.sources.text import content_start, text_form, utf8_chunks
from hanhtrinh.voice.elsewhere.model import Saying, instrument_key
from hanhtrinh.voice.elsewhere.paths import iso
from hanhtrinh.voice.elsewhere.plain import repaired
from hanhtrinh.voice.elsewhere.shapes.all import sayings_of, within
from hanhtrinh.voice.elsewhere.shapes.shape import Shape

COLUMNS = ("instrument", "kind", "id", "time", "person", "text", "score", "title", "url", "site", "state", "thread")
_BATCH = 20_000
_TITLE = re.compile(rb'"title"\s*:\s*("(?:[^"\\]|\\.){1,400}")')
_THREAD = re.compile(rb'"thread_path"\s*:\s*("(?:[^"\\]|\\.){1,400}")')


def open_table(path: Path, rule: FileRule | None) -> "SaidTable":
    """Return what was said in a file of a known tool; FileUnusable when it is none."""
    return SaidTable(path, encoding=rule.encoding if rule else None)


class SaidTable(Table):
    """What was said in a file, `COLUMNS` as text; `shape` is the tool's."""

    columns = COLUMNS
    unit = "bytes"

    def __init__(self, path: Path, *, encoding: str | None = None) -> None:
        """Look at the beginning of a file; raises FileUnusable when no known tool writes so."""
        self.path = path
        self.form = text_form(path, encoding)
        self.total = path.stat().st_size
        self.start = content_start(path, START_BYTES)
        shape = first_shape(self.start)
        if shape is None:
            raise FileUnusable("elsewhere_files.unknown_shape", file=path.name)
        self.shape: Shape = shape
        self._around = self._read_around() if shape.name == "facebook" else {}

    def _read_around(self) -> dict[str, str]:
        """Return whom a page's conversation is with and its address, which stand beside the list of messages."""
        found: dict[str, str] = {}
        around = outermost(utf8_chunks(self.path, self.form))
        for name, pattern in (("title", _TITLE), ("thread_path", _THREAD)):
            match = pattern.search(around)
            if match is not None:
                found[name] = repaired(str((decoded(Piece(b'{"a":' + match[1] + b"}", 1, True)) or {}).get("a", "")))
        return found

    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield everything said, in file order; see `Table`."""
        rows: list[tuple[str | None, ...]] = []
        lines: list[int] = []
        unreadable: list[Unreadable] = []
        for piece in objects(self.start, utf8_chunks(self.path, self.form, on_progress), self.shape):
            found = decoded(piece) if piece.whole else None
            inner = list(within(self.shape, found)) if found is not None else []
            if not inner:
                unreadable.append(self._refused(piece, found))
            for one in inner:
                said = [_row(saying) for saying in sayings_of(self.shape, self._with_around(one))] or [_NOTHING]
                rows += said
                lines += [piece.line] * len(said)
            if len(rows) + len(unreadable) >= _BATCH:
                yield Batch(_frame(columns, rows, lines), tuple(unreadable))
                rows, lines, unreadable = [], [], []
        yield Batch(_frame(columns, rows, lines), tuple(unreadable))

    def _with_around(self, one: Any) -> Any:
        if not self._around or "sender_name" not in one:
            return one
        mine = repaired(str(one["sender_name"])) != self._around.get("title", repaired(str(one["sender_name"])))
        return {"thread_path": self._around.get("thread_path", ""), **one, "said_by_us": mine}

    def _refused(self, piece: Piece, found: Any) -> Unreadable:
        if len(piece.text) > MAX_RECORD_BYTES:
            return Unreadable(
                piece.line, "sources.row_too_long", {"limit": MAX_RECORD_BYTES // 1024}, shown(piece.text)
            )
        if found is None:
            return Unreadable(piece.line, "sources.row_not_object", {}, shown(piece.text))
        return Unreadable(piece.line, "elsewhere_files.other_shape", {"shape": self.shape.name}, shown(piece.text))


_NOTHING: tuple[str | None, ...] = ("", *([None] * (len(COLUMNS) - 1)))


def _row(saying: Saying) -> tuple[str | None, ...]:
    person = saying.person.lower() if "@" in saying.person else saying.person
    return (
        instrument_key(saying.kind, saying.scale if saying.score is not None else ""), saying.kind, saying.id,
        iso(saying.time), person or f"said-{saying.thread or saying.id}", saying.text or None,
        None if saying.score is None else f"{saying.score:g}", saying.title or None, saying.url or None,
        saying.site or None, saying.state or None, saying.thread or None,
    )  # fmt: skip


def _frame(columns: Sequence[str], rows: Sequence[tuple[str | None, ...]], lines: Sequence[int]) -> pl.DataFrame:
    places = [(name, COLUMNS.index(name)) for name in columns]
    data = {name: pl.Series([row[at] for row in rows], dtype=pl.String()) for name, at in places}
    return pl.DataFrame({**data, LINE: pl.Series(lines, dtype=pl.Int64())})
