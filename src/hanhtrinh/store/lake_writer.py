"""Writing to the lake: each append is one Delta commit, seen whole or not at all."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NoReturn

import polars as pl
from arro3.core import RecordBatch, RecordBatchReader
from deltalake import ColumnProperties, CommitProperties, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError

from hanhtrinh.errors import InputError, StorageError
from hanhtrinh.events.lake import LAKE_SCHEMA, PROPERTY_PREFIX, type_name
from hanhtrinh.store.commit_points import CommitPoint, passing
from hanhtrinh.store.delta_log import EMPTY, LOG
from hanhtrinh.store.files import refusal
from hanhtrinh.store.forgotten import Forgotten
from hanhtrinh.store.lake import Lake

ROW_GROUP_ROWS = 1_000_000
FILE_BYTES = 256 * 2**20
QUEUED_ROWS = 32_768
"""Rows handed over at a time: the writer keeps up to ten such parts waiting, so their size decides its memory."""
KEEP_REPLACED_SECONDS = 86_400
_MICROSECONDS = 1_000_000


def append(
    lake: Lake,
    batches: Iterator[pl.DataFrame],
    *,
    schema: Mapping[str, pl.DataType],
    now: int,
    replace_source: str | None = None,
    batch: tuple[str, int] | None = None,
) -> int:
    """Store batches of events as one commit and return the lake's version after it.

    `schema` names every column of every batch. With `replace_source`, that source's earlier events are taken out in
    the same commit
    (and nothing happens if there is nothing to put in their place). Batches are written as they come; memory stays
    bounded. An
    error, also one raised by the iterator, leaves the lake as it was: StorageError when the disk is full or refuses,
    InputError when
    a property's type contradicts what is stored. `now` is an instant; it only decides which replaced files are old
    enough to delete.
    `batch` is the sender and number to put beside the events in the same commit (see `Lake.batch`).
    """
    check_types(lake, schema)
    sweep(lake, now)
    gone = Forgotten.of(lake.path.parent)
    filled = (kept for batch in batches if (kept := gone.kept(batch)).height)
    first = next(filled, None)
    if first is None:
        return lake.version()
    try:
        _write(lake, chain([first], filled), {**LAKE_SCHEMA, **schema}, replace_source, batch)
    except BaseException:
        sweep(Lake(lake.path), now)
        raise
    return lake.version()


def check_types(lake: Lake, schema: Mapping[str, pl.DataType]) -> None:
    """Raise InputError when a property is already stored with another type."""
    for name, kind in schema.items():
        stored = lake.schema.get(name)
        if stored is not None and stored != kind:
            shown = name.removeprefix(PROPERTY_PREFIX)
            raise InputError("sources.type_conflict", name=shown, given=type_name(kind), stored=type_name(stored))


def sweep(lake: Lake, now: int) -> None:
    """Delete what interrupted writes left behind, and files that were replaced more than a day ago.

    Must be called by the only writer. A file no commit mentions was never part of the lake.
    """
    if not lake.path.is_dir():
        return
    snapshot = lake.snapshot
    oldest = now // 1000 - KEEP_REPLACED_SECONDS * 1000
    for path in lake.path.glob("*.parquet*"):
        if path.name not in snapshot.files and snapshot.removed.get(path.name, 0) < oldest:
            _forget(path)
    for staged in (lake.path / LOG).glob("*#*"):
        _forget(staged)


def _forget(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


class _Stream:
    """Hands batches to the writer and keeps the error that stopped it, which the writer would wrap beyond
    recognition."""

    def __init__(self, batches: Iterator[pl.DataFrame], schema: Mapping[str, pl.DataType]) -> None:
        self.batches = batches
        self.schema = schema
        self.error: BaseException | None = None

    def reader(self) -> RecordBatchReader:
        empty = RecordBatchReader.from_arrow(pl.DataFrame(schema=self.schema))
        return RecordBatchReader.from_batches(empty.schema, self._record_batches())

    def _record_batches(self) -> Iterator[RecordBatch]:
        try:
            for batch in self.batches:
                for part in _fitted(batch, self.schema).rechunk().iter_slices(QUEUED_ROWS):
                    yield from RecordBatchReader.from_arrow(part)
        except BaseException as error:
            self.error = error
            raise


def _fitted(batch: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return a batch with exactly the columns of the schema; those it lacks are null."""
    present = set(batch.columns)
    return batch.select(
        pl.col(name) if name in present else pl.lit(None, dtype=kind).alias(name) for name, kind in schema.items()
    )


def _write(
    lake: Lake,
    batches: Iterator[pl.DataFrame],
    schema: Mapping[str, pl.DataType],
    replace_source: str | None,
    batch: tuple[str, int] | None,
) -> None:
    stream = _Stream(batches, schema)
    replacing = replace_source is not None and lake.version() != EMPTY
    point = CommitPoint.IMPORT if batch is None else CommitPoint.SEAL_LAKE
    passing(point, "before")
    try:
        if replacing:
            write_deltalake(
                lake.path,
                stream.reader(),
                mode="overwrite",
                predicate=f"source = {_quoted(replace_source or '')}",
                schema_mode="merge",
                target_file_size=FILE_BYTES,
                writer_properties=writer_properties(),
            )
        else:
            write_deltalake(
                lake.path,
                stream.reader(),
                mode="append",
                schema_mode="merge",
                target_file_size=FILE_BYTES,
                writer_properties=writer_properties(),
                commit_properties=CommitProperties(app_transactions=[Transaction(*batch)] if batch else None),
            )
    except BaseException as error:
        explain(lake, stream.error or error)
    passing(point, "after")


def explain(lake: Lake, error: BaseException) -> NoReturn:
    """Raise StorageError where an error means that the disk is full or refuses, else the error itself."""
    key = refusal(error) if isinstance(error, (OSError, DeltaError, pl.exceptions.PolarsError)) else None
    if key is None:
        raise error
    raise StorageError(key, path=str(lake.path)) from error


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def writer_properties() -> WriterProperties:
    """Return how data files are written."""
    # Ids are random bytes: a dictionary of them only costs time.
    return WriterProperties(
        compression="ZSTD",
        compression_level=1,
        max_row_group_size=ROW_GROUP_ROWS,
        column_properties={"id": ColumnProperties(dictionary_enabled=False)},
    )
