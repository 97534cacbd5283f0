"""Parquet, read part by part."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.parquet import MAGIC
from hanhtrinh.sources.tables import BATCH_ROWS, LINE, Batch, OnProgress, Table
from hanhtrinh.sources.text import content_start, open_bytes

_DAMAGED = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


def open_table(path: Path, rule: FileRule | None) -> "ParquetTable":
    """Return the table in a Parquet file."""
    return ParquetTable(path)


class ParquetTable(Table):
    """A Parquet file; columns keep their types, `a.b` is the member b of the struct a."""

    def __init__(self, path: Path) -> None:
        """Read a file's metadata; raises FileUnusable when it is not Parquet or holds no rows."""
        self.path = path
        if not content_start(path, 4):
            raise FileUnusable("sources.empty_file", file=path.name)
        with self._scan() as frame, self._explained():
            schema = frame.collect_schema()
            self.total = int(frame.select(pl.len()).collect().item())
        self._members = dict(_columns(schema))
        self.columns = tuple(self._members)
        self.types = _types(schema)
        if not self.total:
            raise FileUnusable("sources.header_only", file=path.name)

    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield all rows in file order; see `Table`."""
        with self._scan() as frame, self._explained():
            wanted = frame.select(self._members[name].alias(name) for name in columns)
            for start in range(0, self.total, BATCH_ROWS):
                # A slice at a time: a streaming reader runs ahead, and holds a gigabyte while rows wait to be stored.
                rows = wanted.slice(start, BATCH_ROWS).collect()
                lines = pl.int_range(start + 1, start + 1 + rows.height, dtype=pl.Int64, eager=True).alias(LINE)
                yield Batch(rows.with_columns(lines))
                on_progress(rows.height)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except _DAMAGED as error:
            raise FileUnusable("sources.parquet_damaged", file=self.path.name) from error

    @contextmanager
    def _scan(self) -> Iterator[pl.LazyFrame]:
        if content_start_raw(self.path) == MAGIC:
            yield pl.scan_parquet(self.path, glob=False, cache=False)
            return
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "content.parquet"
            with copy.open("wb") as file:
                file.writelines(open_bytes(self.path))
            yield pl.scan_parquet(copy, glob=False, cache=False)


def content_start_raw(path: Path) -> bytes:
    """Return a file's first four bytes as they stand on disk."""
    with path.open("rb") as file:
        return file.read(4)


def _columns(schema: pl.Schema) -> Iterator[tuple[str, pl.Expr]]:
    for name, kind in schema.items():
        yield name, pl.col(name)
        if isinstance(kind, pl.Struct):
            for field in kind.fields:
                yield f"{name}.{field.name}", pl.col(name).struct.field(field.name)


def _types(schema: pl.Schema) -> dict[str, pl.DataType]:
    types = dict(schema)
    for name, kind in schema.items():
        if isinstance(kind, pl.Struct):
            types |= {f"{name}.{field.name}": pl.Schema({"": field.dtype})[""] for field in kind.fields}
    return types
