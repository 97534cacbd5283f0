"""Rows of the BigQuery export as a table. `event_params.page_location` reaches into its lists of keys and values.

Some columns are made of others, because every analysis needs them: `visitor` (the pseudonymous id, else the user's),
`page_path` and `page_host` of the address, `channel` (`google / organic`) and `value`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from hanhtrinh.sources.json.table import JsonTable
from hanhtrinh.sources.jsonl.table import JsonLinesTable
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.tables import Batch, OnProgress, Table
from hanhtrinh.sources.text import content_start

VISITOR, EVENT, STAMP = "visitor", "event_name", "event_timestamp"
_ADDRESS = ("event_params.page_location", "page_location")
_VISITORS = ("user_pseudo_id", "client_id", "user_id")
_VALUES = ("event_params.value", "ecommerce.purchase_revenue", "event_value_in_usd")
_TRANSACTIONS = ("event_params.transaction_id", "ecommerce.transaction_id")
# The event's own source first, then the session's, then the visitor's first.
_SOURCES = (
    ("event_params.source", "event_params.medium"),
    ("collected_traffic_source.manual_source", "collected_traffic_source.manual_medium"),
    ("traffic_source.source", "traffic_source.medium"),
)
_NOTHING = ("", "(not set)", "(not provided)", "(data deleted)")
_HOST = r"^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)"
_PATH = r"^(?:[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)?([^?#]*)"

MADE: dict[str, tuple[str, ...]] = {
    VISITOR: _VISITORS,
    "page_path": _ADDRESS,
    "page_host": _ADDRESS,
    "channel": tuple(name for pair in _SOURCES for name in pair),
    "value": _VALUES,
    "transaction_id": _TRANSACTIONS,
}


def open_table(path: Path, rule: FileRule | None) -> "Ga4Table":
    """Return the table in a file of export rows, one a line or all in one list."""
    begun = content_start(path, 64).removeprefix(b"\xef\xbb\xbf").lstrip()
    inner = JsonTable if begun.startswith(b"[") else JsonLinesTable
    return Ga4Table(inner(path, encoding=rule.encoding if rule else None))


class Ga4Table(Table):
    """Export rows, with the columns that are made of others."""

    open_ended = True
    unit = "bytes"

    def __init__(self, rows: JsonLinesTable) -> None:
        self.rows = rows
        self.total = rows.total
        own = [name for name in rows.columns if name not in MADE]
        self.columns = (VISITOR, EVENT, STAMP, *dict.fromkeys((*own, *list(MADE)[1:])))
        self.columns = tuple(dict.fromkeys(self.columns))

    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield all rows in file order; see `Table`."""
        made = [name for name in columns if name in MADE]
        needed = dict.fromkeys([*(name for name in columns if name not in MADE), *(n for m in made for n in MADE[m])])
        for batch in self.rows.batches(list(needed), on_progress):
            rows = batch.rows.with_columns(_made(name).alias(name) for name in made)
            kept = [name for name in rows.columns if name in columns or name not in needed]
            yield Batch(rows.select(kept), batch.unreadable)


def _made(name: str) -> pl.Expr:
    """Return the expression of a column that is made of others."""
    if name == "channel":
        return pl.coalesce(_channel(*pair) for pair in _SOURCES)
    first = pl.coalesce(_present(column) for column in MADE[name])
    if name == "page_path":
        path = first.str.extract(_PATH)
        return pl.when(path == "").then(pl.lit("/")).otherwise(path)
    return first.str.extract(_HOST) if name == "page_host" else first


def _present(column: str) -> pl.Expr:
    return pl.when(~pl.col(column).is_in(_NOTHING)).then(pl.col(column))


def _channel(source: str, medium: str) -> pl.Expr:
    named = _present(source)
    return pl.when(named.is_not_null()).then(
        pl.concat_str(named, pl.lit(" / "), _present(medium).fill_null(pl.lit("(none)")))
    )
