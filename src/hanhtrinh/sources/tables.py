"""What every form of file becomes: batches of rows with the columns asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

import polars as pl

LINE = "\x1dline"
"""Name of the column that holds each row's line (text) or row number (Parquet), from 1; no file can have it."""
BATCH_ROWS = 500_000
SHOWN_CHARACTERS = 200

OnProgress = Callable[[int], None]


class Unreadable(NamedTuple):
    """A row that could not be read at all: where, why (message key and parameters) and how it begins."""

    line: int
    key: str
    params: dict[str, object]
    value: str


class Batch(NamedTuple):
    """Some rows: the columns asked for, `LINE`, and the rows that could not be read."""

    rows: pl.DataFrame
    unreadable: tuple[Unreadable, ...] = ()


class Table(Protocol):
    """A file that has been opened and understood.

    `columns` are its column names (for JSON Lines those seen at its beginning, `open_ended`). `total` is the number
    of units
    `on_progress` will have been told of at the end: `bytes` of the file or `rows`.
    """

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def types(self) -> Mapping[str, pl.DataType]:
        """Types of the columns that are not text."""

    @property
    def open_ended(self) -> bool: ...

    @property
    def total(self) -> int: ...

    @property
    def unit(self) -> str: ...

    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield all rows in file order, reading only the columns given; raises FileUnusable when the file is
        damaged."""


def shown(raw: bytes) -> str:
    """Return the beginning of a row as it may stand in a report."""
    return raw[: SHOWN_CHARACTERS * 4].decode("utf-8", "replace")[:SHOWN_CHARACTERS]
