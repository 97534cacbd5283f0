"""A transcript as a table: one row a call, the customer's utterances joined in their order."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.csv.table import DelimitedTable
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.tables import LINE, Batch, OnProgress, Table, Unreadable
from hanhtrinh.sources.transcript.columns import CUSTOMERS, Columns, columns_of, plain
from hanhtrinh.voice.elsewhere.model import instrument_key, shortened

COLUMNS = ("instrument", "kind", "id", "time", "person", "text", "score")
MOST_TEXT = 50_000
MOST_UTTERANCES = 20_000
_BATCH = 5_000
_NUMBER = re.compile(r"\s*[-+]?\d{1,9}(?:[.,]\d{1,9})?\s*")
"""Other words than a number in the column of scores are no score: the call stands with its words alone."""


def open_table(path: Path, rule: FileRule | None) -> "TranscriptTable":
    """Return the calls of a transcript; FileUnusable when it is none."""
    return TranscriptTable(path, rule)


class TranscriptTable(Table):
    """The calls of a transcript. `speakers` tells whether the customer's utterances are known from the others."""

    columns = COLUMNS

    def __init__(self, path: Path, rule: FileRule | None = None) -> None:
        """Look at the header; raises FileUnusable where a column is missing, or its name stands twice."""
        plain_rule = None if rule is None else msgspec.structs.replace(rule, format=None)
        self.inner = DelimitedTable(path, plain_rule)
        found = columns_of(self.inner.columns)
        if found is None or not found.time:
            raise FileUnusable("elsewhere_files.transcript_columns", file=path.name)
        twice = [name for name in found if self.inner.columns.count(name) > 1]
        if twice:
            raise FileUnusable("sources.column_twice", file=path.name, column=twice[0])
        self.named: Columns = found
        self.total, self.unit, self.found = self.inner.total, self.inner.unit, self.inner.found
        self.speakers, self.customers = self._speakers()

    def _speakers(self) -> tuple[bool, tuple[str, ...]]:
        for batch in self.inner.batches([self.named.speaker], lambda count: None):
            names = batch.rows[self.named.speaker].drop_nulls().unique().to_list()
            mine = tuple(sorted(name for name in names if plain(str(name)) in CUSTOMERS))
            return bool(mine), mine
        return False, ()

    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield all calls in file order; rows of one call that do not stand together are refused. See `Table`."""
        calls = _Calls(self.named, self.customers)
        wanted = [name for name in dict.fromkeys(self.named) if name]
        for batch in self.inner.batches(wanted, on_progress):
            calls.unreadable += batch.unreadable
            for row in batch.rows.iter_rows(named=True):
                calls.take(row)
            if len(calls.rows) >= _BATCH:
                yield calls.given(columns)
        calls.end()
        yield calls.given(columns)


class _Calls:
    """Joins utterances that stand together into calls."""

    def __init__(self, named: Columns, customers: Sequence[str]) -> None:
        self.named, self.customers = named, frozenset(customers)
        self.rows: list[dict[str, str | None]] = []
        self.lines: list[int] = []
        self.unreadable: list[Unreadable] = []
        self._ended: set[int] = set()
        self._call: str | None = None
        self._head: dict[str, str | None] = {}
        self._said: list[str] = []
        self._line = self._count = 0

    def take(self, row: dict[str, Any]) -> None:
        """Take one utterance."""
        call, line = str(row[self.named.call] or ""), int(row[LINE])
        if call != self._call:
            self.end()
            if hash(call) in self._ended:
                self.unreadable.append(Unreadable(line, "elsewhere_files.call_again", {"call": call[:80]}, call[:200]))
                return
            self._begin(call, line, row)
        self._count += 1
        if self._count > MOST_UTTERANCES:
            params: dict[str, object] = {"call": call[:80], "allowed": MOST_UTTERANCES}
            self.unreadable.append(Unreadable(line, "elsewhere_files.call_too_long", params, call[:200]))
            return
        theirs = not self.customers or row[self.named.speaker] in self.customers
        if theirs and (words := str(row[self.named.words] or "").strip()):
            self._said.append(words)
        for name in ("person", "score"):
            column = getattr(self.named, name)
            if column and not self._head[name]:
                self._head[name] = row[column] or None

    def _begin(self, call: str, line: int, row: dict[str, Any]) -> None:
        self._call, self._line, self._count, self._said = call, line, 0, []
        time = row[self.named.time]
        self._head = {"time": None if time is None else str(time), "person": None, "score": None}

    def end(self) -> None:
        """End the call at hand."""
        if self._call is None:
            return
        text = shortened("\n".join(self._said), MOST_TEXT) or None
        scored = _NUMBER.fullmatch(self._head["score"] or "") is not None
        key = instrument_key("call", "1-5" if scored else "")
        own = {"instrument": key if text or scored else "", "kind": "call", "id": self._call, "text": text}
        person = self._head["person"] or f"call-{self._call}"
        self.rows.append({**self._head, **own, "person": person})
        self.lines.append(self._line)
        self._ended.add(hash(self._call))
        self._call = None

    def given(self, columns: Sequence[str]) -> Batch:
        """Return the calls that ended since the last time."""
        data = {name: pl.Series([row[name] for row in self.rows], dtype=pl.String()) for name in columns}
        frame = pl.DataFrame({**data, LINE: pl.Series(self.lines, dtype=pl.Int64())})
        refused = tuple(self.unreadable)
        self.rows, self.lines, self.unreadable = [], [], []
        return Batch(frame, refused)
