"""What every form of file becomes: batches of rows with the columns asked for."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

LINE = "\x1dline"
"""Name of the column that holds each row's line (text) or row number (Parquet), from 1; no file can have it."""
BATCH_ROWS = 500_000
SHOWN_CHARACTERS = 200
MAX_RECORD_BYTES = 1 << 20
"""A row of text longer than this is refused."""

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


class Found(NamedTuple):
    """Something found out about how a file is to be read: the `FileRule` field that says it ("" for a mere remark), its
    value, and the reason as a message key with parameters."""

    field: str
    value: object
    key: str
    params: dict[str, object]


class Table(ABC):
    """A file that has been opened and understood.

    `columns` are its column names (for JSON Lines those seen at its beginning, `open_ended`), `types` the types of
    those that are not text, `labels` the wording the file has for some of them. `total` is the number of units
    `on_progress` will have been told of at the end: `bytes` of the file or `rows`. `found` is what a mapping should
    state so that the file is read in the same way again.
    """

    columns: tuple[str, ...]
    total: int
    unit: str = "rows"
    open_ended: bool = False
    types: Mapping[str, pl.DataType] = MappingProxyType({})
    labels: Mapping[str, str] = MappingProxyType({})
    found: tuple[Found, ...] = ()

    @abstractmethod
    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield all rows in file order, reading only the columns given; raises FileUnusable when the file is
        damaged."""


def shown(raw: bytes) -> str:
    """Return the beginning of a row as it may stand in a report."""
    return raw[: SHOWN_CHARACTERS * 4].decode("utf-8", "replace")[:SHOWN_CHARACTERS]
