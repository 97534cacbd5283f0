"""Look-ups: columns another file adds to each row."""

from collections.abc import Callable, Sequence

import polars as pl

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.mapping import Lookup, taken_columns
from hanhtrinh.sources.tables import LINE, Table

_KEY = "\x1dkey"


def found_mark(position: int) -> str:
    """Return the name of the column that tells whether look-up number `position` found a row."""
    return f"\x1dfound{position}"


class LookupTable:
    """A look-up's file, held in memory: key → columns taken."""

    def __init__(self, lookup: Lookup, file: str, table: Table) -> None:
        """Read the columns needed; raises FileUnusable when one key has rows that differ in them."""
        self.lookup = lookup
        self.file = file
        self.columns = taken_columns(lookup)
        self.rows = self._read(table)

    def _read(self, table: Table) -> pl.DataFrame:
        wanted = list(dict.fromkeys((self.lookup.to, *self.columns.values())))
        parts = [batch.rows.select(*wanted, LINE) for batch in table.batches(wanted, _ignore)]
        rows = without_empty(pl.concat(parts)).select(
            pl.col(self.lookup.to).cast(pl.String).str.strip_chars().alias(_KEY),
            *(pl.col(column).alias(name) for name, column in self.columns.items()),
            LINE,
        )
        rows = rows.filter(pl.col(_KEY).is_not_null()).unique([_KEY, *self.columns], keep="first", maintain_order=True)
        self._refuse_ambiguous(rows)
        return rows.drop(LINE)

    def _refuse_ambiguous(self, rows: pl.DataFrame) -> None:
        twice = rows.filter(pl.col(_KEY).is_duplicated())
        if not twice.height:
            return
        key = twice[_KEY][0]
        lines = twice.filter(pl.col(_KEY) == key)[LINE].to_list()
        raise FileUnusable(
            "sources.lookup_ambiguous", file=self.file, column=self.lookup.to, value=key, line=lines[0], other=lines[1]
        )

    def add_to(self, rows: pl.DataFrame, position: int) -> pl.DataFrame:
        """Return rows with the columns taken, null where nothing was found, and the mark that tells."""
        table = self.rows.with_columns(pl.lit(True).alias(found_mark(position)))
        keyed = rows.with_columns(pl.col(self.lookup.on).cast(pl.String).str.strip_chars().alias(_KEY))
        joined = keyed.join(table, on=_KEY, how="left", maintain_order="left")
        return joined.drop(_KEY).with_columns(pl.col(found_mark(position)).fill_null(False))


def _ignore(count: int) -> None:
    """Reading a look-up is no part of the progress shown."""


def without_empty(rows: pl.DataFrame, empty: Sequence[str] = ()) -> pl.DataFrame:
    """Return rows with empty text, and the texts that stand for it, as null."""
    texts = [name for name, kind in rows.schema.items() if kind == pl.String]
    nothing: Callable[[str], pl.Expr] = (
        (lambda name: pl.col(name).is_in(["", *empty])) if empty else (lambda name: pl.col(name) == "")
    )
    return rows.with_columns(pl.when(~nothing(name)).then(pl.col(name)).alias(name) for name in texts)
