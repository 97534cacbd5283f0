"""The rows that came since the base was built, found again by whose they are."""

from bisect import bisect_right
from collections.abc import Collection, Iterable

import numpy as np
import polars as pl

from hanhtrinh.events.overlay import ROW_SCHEMA, in_common

_MOST_CHUNKS = 48


class Delta:
    """Timeline rows (`events.overlay`), each with an owner that may change.

    `arrived` tells which came by themselves; the others were taken out of the base because their owner changed.
    """

    def __init__(self) -> None:
        self._rows = pl.DataFrame(schema=ROW_SCHEMA)
        self._arrived: list[bool] = []
        self._times: list[int] = []  # ascending
        self._owner: list[str] = []
        self._raw: list[str] = []
        self._of_owner: dict[str, list[int]] = {}
        self._of_raw: dict[str, list[int]] = {}  # but for rows whose owner goes by their raw id

    def __len__(self) -> int:
        return len(self._owner)

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns met so far, with their types."""
        return dict(self._rows.schema)

    def add(self, rows: pl.DataFrame, *, arrived: bool = True) -> None:
        """Take rows; their `person` is their owner."""
        if not rows.height:
            return
        together, first = in_common(self._rows, rows), len(self._owner)  # before anything changes: it may fail
        owners, raws = rows["person"].to_list(), rows["raw"].to_list()
        for row, (owner, raw) in enumerate(zip(owners, raws, strict=True), first):
            self._of_owner.setdefault(owner, []).append(row)
            if raw != owner:
                self._of_raw.setdefault(raw, []).append(row)
        self._owner += owners
        self._raw += raws
        self._arrived += [arrived] * len(owners)
        self._times = sorted([*self._times, *rows["time"].dt.timestamp("us").to_list()])
        self._rows = together
        if self._rows.n_chunks() > _MOST_CHUNKS:
            self._rows = self._rows.rechunk()

    def of_people(self, people: Iterable[str]) -> pl.DataFrame:
        """Return the rows some people own."""
        return self._at([row for person in people for row in self._of_owner.get(person, ())])

    def who_answers(self, instruments: Collection[str]) -> list[str]:
        """Return the owners of rows that answer some instruments, or are invitations to."""
        asked = pl.coalesce("instrument", "asks").is_in(list(instruments))
        rows = self._rows.select(asked).to_series().arg_true().to_list() if instruments else ()
        return [self._owner[row] for row in rows]

    def of_raws(self, raws: Iterable[str]) -> tuple[list[int], pl.DataFrame]:
        """Return the rows that were sent for some raw ids, with their numbers."""
        found: set[int] = set()
        for raw in raws:
            found.update(self._of_raw.get(raw, ()))
            found.update(row for row in self._of_owner.get(raw, ()) if self._raw[row] == raw)
        numbers = sorted(found)
        return numbers, self._at(numbers)

    def span(self, as_of: int) -> tuple[int, int] | None:
        """Return the oldest and the newest instant up to as-of; None where there are none."""
        last = bisect_right(self._times, as_of)
        return (self._times[0], self._times[last - 1]) if last else None

    def arrived(self) -> pl.DataFrame:
        """Return every row that came by itself."""
        return self._at(np.flatnonzero(self._arrived).tolist())

    def give(self, numbers: Collection[int], owners: Iterable[str]) -> None:
        """Give rows to other owners."""
        for row, owner in zip(numbers, owners, strict=True):
            before = self._owner[row]
            if before != owner:
                self._of_owner[before].remove(row)
                if self._raw[row] == before:
                    self._of_raw.setdefault(before, []).append(row)
                self._of_owner.setdefault(owner, []).append(row)
                self._owner[row] = owner

    def _at(self, numbers: list[int]) -> pl.DataFrame:
        if not numbers:
            return self._rows.clear()
        owners = pl.Series("person", [self._owner[row] for row in numbers], dtype=pl.String)
        return self._rows[numbers].with_columns(owners)
