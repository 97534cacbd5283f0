"""People of rows that name nobody: each row is one, known again by what it says."""

from collections import Counter
from collections.abc import Sequence

import polars as pl

from hanhtrinh.events.identity import ContentHash
from hanhtrinh.sources.mapping import ROW
from hanhtrinh.sources.tables import LINE

_BETWEEN = "\x1f"


class RowPeople:
    """Names the person of each row of one file by the row's content, so that an export that has grown gives the same
    people again. Rows that say the same are told apart by their number among them."""

    def __init__(self, columns: Sequence[str], known_by: str | None = None) -> None:
        """`known_by` is a column whose value alone tells rows apart, where it has one: the id of a review, say."""
        self.known_by = known_by
        self.columns = [name for name in dict.fromkeys(columns) if name and name != LINE and columns.count(name) == 1]
        self._seen: Counter[str] = Counter()

    def add_to(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows with the column `ROW`."""
        said = [pl.col(name).cast(pl.String).replace("", None) for name in self.columns]
        text = rows.select(pl.concat_str(said, separator=_BETWEEN, ignore_nulls=True).alias("text"))["text"]
        hashed = ContentHash(rows.height, "row")
        hashed.add("row", text)
        names = [f"row-{word:016x}" for word in hashed.ids()[:, 0].tolist()]
        own = rows[self.known_by].cast(pl.String).replace("", None) if self.known_by is not None else None
        if own is None:
            return rows.with_columns(pl.Series(ROW, [self._numbered(name) for name in names], dtype=pl.String))
        told = ContentHash(rows.height, "row")
        told.add("known_by", own)
        marks = [f"row-{word:016x}" for word in told.ids()[:, 0].tolist()]
        each = zip(own.is_null().to_list(), names, marks, strict=True)
        known = [self._numbered(name) if empty else mark for empty, name, mark in each]
        return rows.with_columns(pl.Series(ROW, known, dtype=pl.String))

    def _numbered(self, name: str) -> str:
        self._seen[name] += 1
        count = self._seen[name]
        return name if count == 1 else f"{name}-{count}"
