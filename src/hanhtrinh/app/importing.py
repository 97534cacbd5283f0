"""Importing: from a source and its files to one new version of the lake."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import msgspec
import polars as pl

from hanhtrinh.errors import InputError
from hanhtrinh.events.identity import IdSet, binary_to_ids, ids_to_binary
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang
from hanhtrinh.ports import EventFile, EventLake, EventSource, Part, Progress, ReasonCount, Rejects, Store
from hanhtrinh.values import datetime_of

SHOWN_REASONS = 20
_NAME_CHARACTERS = 80

OnProgress = Callable[[Progress], None]


class Counts(msgspec.Struct, frozen=True):
    """What became of what was read.

    One thing is counted for each row and each entry under `events` of its file's rule, and one for each row that
    could not be read
    at all: `read` = accepted + duplicate + rejected + empty (a time left empty: it did not happen) + unmatched (not
    meant by `when`).
    """

    rows: int = 0
    read: int = 0
    accepted: int = 0
    duplicate: int = 0
    rejected: int = 0
    empty: int = 0
    unmatched: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Return the sums."""
        return Counts(
            *(a + b for a, b in zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True))
        )

    @property
    def adds_up(self) -> bool:
        """Tell whether everything read is accounted for."""
        return self.read == self.accepted + self.duplicate + self.rejected + self.empty + self.unmatched


class FileReport(msgspec.Struct, frozen=True):
    """What one file gave."""

    file: str
    counts: Counts


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did. `version` is the lake's version after it; `rejects` the path of the rejects file, if
    anything was refused."""

    source: str
    files: tuple[FileReport, ...]
    counts: Counts
    version: int
    changed: bool
    replaced: bool
    rejects: str | None
    reasons: tuple[ReasonCount, ...]


def import_files(
    store: Store,
    source: EventSource,
    *,
    now: int,
    progress: OnProgress = lambda progress: None,
    replace: bool = False,
    lang: Lang = "en",
    stamp: str | None = None,
) -> ImportReport:
    """Import a source's files into the lake in one step.

    `now` is the instant of the import: later times (by more than a day) are refused. With `replace`, the source's
    earlier events are taken out in the same step. `stamp` names the rejects (default: `now` in UTC), whose reasons are
    in `lang`. Raises FileUnusable, InputError, WorkspaceError or StorageError; the lake is then as it was.
    """
    with store.writing("import"), ExitStack() as stack:
        lake = store.lake
        lake.check_types(source.schema)
        instruments = _merged_instruments(store, lake, source, replace)
        rejects = store.rejects(f"{source.name[:_NAME_CHARACTERS]}-{stamp or _stamp(now)}", lang)
        stack.callback(rejects.abandon)
        run = _Run(source, store.time_zone, now, progress, rejects)
        run.seed(lake, replace)
        store.save_instruments(instruments)
        before = lake.version()
        replaced = source.name if replace else None
        version = lake.append(run.batches(), schema=source.schema, now=now, replace_source=replaced)
        run.require_replacement(replace, before, version)
        return _report(run, version, version != before, replace, rejects)


def _stamp(now: int) -> str:
    return datetime_of(now).strftime("%Y%m%dT%H%M%SZ")


def _report(run: "_Run", version: int, changed: bool, replaced: bool, rejects: Rejects) -> ImportReport:
    total = Counts()
    for report in run.reports:
        total = total.plus(report.counts)
    if not total.adds_up:
        raise AssertionError(total)
    return ImportReport(
        source=run.source.name,
        files=tuple(run.reports),
        counts=total,
        version=version,
        changed=changed,
        replaced=replaced and changed,
        rejects=rejects.finish(),
        reasons=rejects.reasons()[:SHOWN_REASONS],
    )


def _merged_instruments(store: Store, lake: EventLake, source: EventSource, replace: bool) -> dict[str, Instrument]:
    """Return all instruments; InputError when the source gives a stored one another scale and answers to it exist."""
    known = store.instruments()
    for instrument in source.instruments:
        stored = known.get(instrument.key)
        if stored and _meaning(stored) != _meaning(instrument) and _is_used(lake, instrument.key, source, replace):
            raise InputError(
                "sources.instrument_changed",
                instrument=instrument.key,
                given=_meaning_text(instrument),
                stored=_meaning_text(stored),
            )
        known[instrument.key] = instrument
    return known


def _meaning(instrument: Instrument) -> tuple[object, ...]:
    return (instrument.kind, instrument.low, instrument.high, instrument.direction, instrument.version)


def _meaning_text(instrument: Instrument) -> str:
    scale = f"{instrument.low:g}…{instrument.high:g}"
    return f"{instrument.kind} {scale} {instrument.direction} v{instrument.version}"


def _is_used(lake: EventLake, key: str, source: EventSource, replace: bool) -> bool:
    """Tell whether the lake holds answers to an instrument, or invitations, that this import will not take out."""
    used = (pl.col("instrument") == key) | (pl.col("asks") == key)
    if replace:
        used = used & (pl.col("source") != source.name)
    return bool(lake.scan(["instrument", "asks", "source"]).filter(used).head(1).collect().height)


class _Run:
    """One import under way: reads, makes, drops duplicates, counts."""

    def __init__(self, source: EventSource, zone: str, now: int, progress: OnProgress, rejects: Rejects) -> None:
        self.source = source
        self.zone = zone
        self.now = now
        self.progress = progress
        self.rejects = rejects
        self.reports: list[FileReport] = []
        self.counts = Counts()
        self.known = IdSet(source.expected)

    def seed(self, lake: EventLake, replace: bool) -> None:
        """Learn the ids the source already has; those of other sources cannot be the same."""
        if not replace:
            for ids in lake.ids(self.source.name):
                self.known.add(binary_to_ids(ids))

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield what is new, in lake columns."""
        for number, file in enumerate(self.source.files, 1):
            self.counts = Counts()
            yield from self._file(file, number)
            self.reports.append(FileReport(file.name, self.counts))

    def _file(self, file: EventFile, number: int) -> Iterator[pl.DataFrame]:
        done = 0

        def on_read(count: int) -> None:
            nonlocal done
            done += count
            whole = len(self.source.files)
            self.progress(Progress(file.name, number, whole, min(done, file.total), file.total, file.unit))

        for batch in file.read(self.zone, self.now, on_read):
            self.rejects.add(file.name, batch.unreadable, batch.reasons)
            broken = batch.unreadable.height
            self.counts = self.counts.plus(Counts(rows=batch.rows, read=broken, rejected=broken))
            for part in batch.parts:
                self.rejects.add(file.name, part.rejects, batch.reasons)
                yield self._new_events(part)

    def _new_events(self, part: Part) -> pl.DataFrame:
        new = self.known.add(part.ids)
        accepted = int(new.sum())
        counts = Counts(
            read=part.read,
            accepted=accepted,
            duplicate=part.events.height - accepted,
            rejected=part.rejects.height,
            empty=part.empty,
            unmatched=part.unmatched,
        )
        self.counts = self.counts.plus(counts)
        events = part.events.with_columns(ids_to_binary(part.ids), pl.lit(self.source.name).alias("source"))
        return events if accepted == len(new) else events.filter(pl.Series(new))

    def require_replacement(self, replace: bool, before: int, version: int) -> None:
        """Refuse to call it a replacement when nothing came to take the place of what was there."""
        if replace and version == before:
            raise InputError("sources.replace_empty", source=self.source.name)
