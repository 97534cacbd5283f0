"""A mapping and its files as a source of events."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import polars as pl

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.ports import EventBatch, OnRead, Part
from hanhtrinh.sources.anonymous import RowPeople
from hanhtrinh.sources.making import EventMaker, Made
from hanhtrinh.sources.mapping import ROW, SAID_ID, properties_of
from hanhtrinh.sources.mapping import Mapping as FileMapping
from hanhtrinh.sources.reading import Opened, OpenFile, event_ids, open_files, stored_schema
from hanhtrinh.sources.tables import Batch


class MappedSource:
    """An `EventSource`: the files a mapping names, relative to a folder, opened and checked when it is made.

    Raises FileUnusable for the first file that is missing, damaged or lacks a column.
    """

    def __init__(self, mapping: FileMapping, base: Path, opened: Opened | None = None) -> None:
        self.mapping = mapping
        self.files = tuple(MappedFile(mapping, file) for file in open_files(mapping, base, opened))

    @property
    def name(self) -> str:
        """The source as it stands beside each of its events in the lake."""
        return self.mapping.source

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """The instruments its answers and invitations refer to."""
        return self.mapping.instruments

    @cached_property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Every lake column its events fill, with its type; InputError when two files disagree about one."""
        return stored_schema([file.opened for file in self.files])

    @property
    def expected(self) -> int:
        """The number of events to make room for: of files that tell their rows, one for each row and entry."""
        return sum(file.total * len(file.opened.rule.events) for file in self.files if file.unit == "rows")


class MappedFile:
    """An `EventFile`: one file that is read through its mapping's rule."""

    def __init__(self, mapping: FileMapping, opened: OpenFile) -> None:
        self.mapping = mapping
        self.opened = opened

    @property
    def name(self) -> str:
        """What the file is called in messages."""
        return self.opened.name

    @property
    def total(self) -> int:
        """How many units the file has."""
        return self.opened.table.total

    @property
    def unit(self) -> str:
        """What is counted while it is read: `bytes` or `rows`."""
        return self.opened.table.unit

    def read(self, zone: str, now: int, on_read: OnRead) -> Iterator[EventBatch]:
        """Yield what its rows give, batch by batch; raises FileUnusable when the file is damaged further on."""
        maker = EventMaker(
            self.opened.rule,
            file=self.name,
            zone=self.mapping.time_zone or zone,
            instruments={instrument.key: instrument for instrument in self.mapping.instruments},
            lookups=self.opened.lookups,
            now=now,
        )
        columns = self.opened.columns
        people = self._row_people() if self.opened.rule.person == ROW else None
        if people is not None:
            columns = [*columns, *(name for name in people.columns if name not in columns)]
        for batch in self.opened.table.batches(columns, on_read):
            rows = batch.rows if people is None else people.add_to(batch.rows)
            parts = (self._part(made) for made in maker.make(rows))
            yield EventBatch(_rows(batch), maker.unreadable(batch.unreadable), parts, maker.reasons)

    def _row_people(self) -> RowPeople:
        own = properties_of(self.opened.rule.properties).get(SAID_ID)
        known_by = own.column if own is not None and own.column in self.opened.table.columns else None
        return RowPeople(self.opened.table.columns, known_by)

    def _part(self, made: Made) -> Part:
        ids = event_ids(made.events, self.mapping.source)
        return Part(made.events, ids, made.rejects, made.read, made.empty, made.unmatched)


def _rows(batch: Batch) -> int:
    return batch.rows.height + len(batch.unreadable)
