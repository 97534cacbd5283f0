"""A JSON list of objects as a table; columns are the objects' keys, `a.b` reaches inside."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.json.splitting import Piece, Splitter
from hanhtrinh.sources.jsonl.table import JsonLinesTable, _frame, _object, _paths
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.tables import MAX_RECORD_BYTES, Batch, OnProgress, Unreadable, shown
from hanhtrinh.sources.text import utf8_chunks

_SAMPLE_ROWS = 1_000
_BATCH = 20_000


def open_table(path: Path, rule: FileRule | None) -> "JsonTable":
    """Return the table in a JSON file that holds a list of objects."""
    return JsonTable(path, encoding=rule.encoding if rule else None)


class _Row(NamedTuple):
    line: int
    row: dict[str, Any]


class JsonTable(JsonLinesTable):
    """A file with one JSON list of objects. Every value is text here, as in JSON Lines."""

    def _sample_columns(self) -> tuple[str, ...]:
        names: dict[str, None] = {}
        seen = 0
        for found in _pieces(utf8_chunks(self.path, self.form)):
            for piece in found:
                names.update(dict.fromkeys(_paths(_object(piece.text) or {})))
                seen += piece.whole
            if seen >= _SAMPLE_ROWS:
                break
        if not seen:
            raise FileUnusable("sources.empty_file", file=self.path.name)
        return tuple(names)

    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield all objects in file order; see `Table`."""
        rows: list[_Row] = []
        unreadable: list[Unreadable] = []
        for found in _pieces(utf8_chunks(self.path, self.form, on_progress)):
            for piece in found:
                row = _object(piece.text) if piece.whole else None
                if row is not None:
                    rows.append(_Row(piece.line, row))
                else:
                    unreadable.append(_refused(piece))
            if len(rows) + len(unreadable) >= _BATCH:
                yield _batch(columns, rows, unreadable)
                rows, unreadable = [], []
        yield _batch(columns, rows, unreadable)


def _pieces(blocks: Iterable[bytes]) -> Iterator[Iterator[Piece]]:
    splitter = Splitter()
    for block in blocks:
        yield splitter.feed(block)
    yield splitter.finish()


def _batch(columns: Sequence[str], rows: Sequence[_Row], unreadable: Sequence[Unreadable]) -> Batch:
    return Batch(_frame(columns, [row.row for row in rows], [row.line for row in rows]), tuple(unreadable))


def _refused(piece: Piece) -> Unreadable:
    if len(piece.text) > MAX_RECORD_BYTES:
        return Unreadable(piece.line, "sources.row_too_long", {"limit": MAX_RECORD_BYTES // 1024}, shown(piece.text))
    return Unreadable(piece.line, "sources.row_not_object", {}, shown(piece.text))
