"""Importing files: from a mapping and its files to one new version of the lake."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import polars as pl

from hanhtrinh.errors import InputError
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang
from hanhtrinh.sources.identity import IdSet, binary_to_ids, ids_to_binary
from hanhtrinh.sources.making import EventMaker, Made
from hanhtrinh.sources.mapping import Mapping
from hanhtrinh.sources.reading import OpenFile, event_ids, open_files, read_events, stored_schema
from hanhtrinh.sources.rejects import ReasonCount, RejectsFile, sweep_rejects
from hanhtrinh.store.files import storage_errors
from hanhtrinh.store.lake import Lake
from hanhtrinh.store.lake_writer import append, check_types
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import datetime_of

SHOWN_REASONS = 20


class Progress(msgspec.Struct, frozen=True):
    """How far an import is: the file it reads (`number` of `files`), and `done` of `total` bytes or rows of it."""

    file: str
    number: int
    files: int
    done: int
    total: int
    unit: str


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
    workspace: Workspace,
    mapping: Mapping,
    base_dir: Path,
    *,
    now: int,
    progress: OnProgress = lambda progress: None,
    replace: bool = False,
    lang: Lang = "en",
    stamp: str | None = None,
) -> ImportReport:
    """Import a mapping's files, relative to `base_dir`, into the workspace's lake in one step.

    `now` is the instant of the import: later times (by more than a day) are refused. With `replace`, the source's
    earlier events are
    taken out in the same step. `stamp` names the rejects file (default: `now` in UTC). Raises FileUnusable, InputError,
    WorkspaceError or StorageError; the lake is then as it was.
    """
    with workspace.writing("import"), ExitStack() as stack:
        files = open_files(mapping, base_dir)
        schema = stored_schema(files)
        lake = workspace.lake
        check_types(lake, schema)
        instruments = _merged_instruments(workspace, lake, mapping, replace)
        sweep_rejects(workspace.rejects_path)
        path = workspace.rejects_path / f"{_file_name(mapping.source)}-{stamp or _stamp(now)}.csv"
        rejects = RejectsFile(path, lang)
        stack.callback(rejects.abandon)
        run = _Run(mapping, files, workspace.time_zone, now, progress, rejects)
        run.seed(lake, replace)
        workspace.save_instruments(instruments)
        with storage_errors(workspace.path):
            before = lake.version()
            version = append(
                lake, run.batches(), schema=schema, now=now, replace_source=mapping.source if replace else None
            )
            run.require_replacement(replace, before, version)
            return _report(run, version, version != before, replace, rejects)


def _stamp(now: int) -> str:
    return datetime_of(now).strftime("%Y%m%dT%H%M%SZ")


def _file_name(source: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in source)[:80]


def _report(run: "_Run", version: int, changed: bool, replaced: bool, rejects: RejectsFile) -> ImportReport:
    total = Counts()
    for report in run.reports:
        total = total.plus(report.counts)
    if not total.adds_up:
        raise AssertionError(total)
    written = rejects.finish()
    return ImportReport(
        source=run.mapping.source,
        files=tuple(run.reports),
        counts=total,
        version=version,
        changed=changed,
        replaced=replaced and changed,
        rejects=str(written) if written else None,
        reasons=rejects.reasons()[:SHOWN_REASONS],
    )


def _merged_instruments(workspace: Workspace, lake: Lake, mapping: Mapping, replace: bool) -> dict[str, Instrument]:
    """Return all instruments; InputError when the mapping gives a stored one another scale and answers to it exist."""
    known = workspace.instruments()
    for instrument in mapping.instruments:
        stored = known.get(instrument.key)
        if stored and _meaning(stored) != _meaning(instrument) and _is_used(lake, instrument.key, mapping, replace):
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


def _is_used(lake: Lake, key: str, mapping: Mapping, replace: bool) -> bool:
    """Tell whether the lake holds answers to an instrument, or invitations, that this import will not take out."""
    used = (pl.col("instrument") == key) | (pl.col("asks") == key)
    if replace:
        used = used & (pl.col("source") != mapping.source)
    return bool(lake.scan(["instrument", "asks", "source"]).filter(used).head(1).collect().height)


class _Run:
    """One import under way: reads, makes, drops duplicates, counts."""

    def __init__(
        self,
        mapping: Mapping,
        files: list[OpenFile],
        zone: str,
        now: int,
        progress: OnProgress,
        rejects: RejectsFile,
    ) -> None:
        self.mapping = mapping
        self.files = files
        self.zone = mapping.time_zone or zone
        self.now = now
        self.progress = progress
        self.rejects = rejects
        self.instruments = {instrument.key: instrument for instrument in mapping.instruments}
        self.reports: list[FileReport] = []
        self.counts = Counts()
        expected = sum(file.table.total * len(file.rule.events) for file in files if file.table.unit == "rows")
        self.known = IdSet(expected)

    def seed(self, lake: Lake, replace: bool) -> None:
        """Learn the ids the source already has; those of other sources cannot be the same."""
        if not replace:
            for ids in lake.ids(self.mapping.source):
                self.known.add(binary_to_ids(ids))

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield what is new, in lake columns."""
        for number, file in enumerate(self.files, 1):
            self.counts = Counts()
            yield from self._file(file, number)
            self.reports.append(FileReport(file.name, self.counts))

    def _file(self, file: OpenFile, number: int) -> Iterator[pl.DataFrame]:
        maker = EventMaker(
            file.rule,
            file=file.name,
            zone=self.zone,
            instruments=self.instruments,
            lookups=file.lookups,
            now=self.now,
        )
        done = 0

        def on_read(count: int) -> None:
            nonlocal done
            done += count
            total = file.table.total
            self.progress(Progress(file.name, number, len(self.files), min(done, total), total, file.table.unit))

        for batch in read_events(file, maker, on_read):
            self.rejects.add(file.name, batch.unreadable, maker.reasons)
            broken = batch.unreadable.height
            self.counts = self.counts.plus(Counts(rows=batch.rows, read=broken, rejected=broken))
            for made in batch.parts:
                yield self._new_events(file, maker, made)

    def _new_events(self, file: OpenFile, maker: EventMaker, made: Made) -> pl.DataFrame:
        self.rejects.add(file.name, made.rejects, maker.reasons)
        ids = event_ids(made.events, self.mapping.source)
        new = self.known.add(ids)
        accepted = int(new.sum())
        counts = Counts(
            read=made.read,
            accepted=accepted,
            duplicate=made.events.height - accepted,
            rejected=made.rejects.height,
            empty=made.empty,
            unmatched=made.unmatched,
        )
        self.counts = self.counts.plus(counts)
        events = made.events.with_columns(ids_to_binary(ids), pl.lit(self.mapping.source).alias("source"))
        return events if accepted == len(new) else events.filter(pl.Series(new))

    def require_replacement(self, replace: bool, before: int, version: int) -> None:
        """Refuse to call it a replacement when nothing came to take the place of what was there."""
        if replace and version == before:
            raise InputError("sources.replace_empty", source=self.mapping.source)
