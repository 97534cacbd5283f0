"""Looking at files before they are imported: a proposed mapping, the reason for each guess, and what it would give."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import yaml

from hanhtrinh.errors import FileUnusable, InputError
from hanhtrinh.events.identity import ContentHash, IdSet
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports import EventBatch, EventFile, Part, ReasonCount
from hanhtrinh.sources.conventions import conventions_of
from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal, told_apart
from hanhtrinh.sources.forms import FORMS
from hanhtrinh.sources.guessing import propose
from hanhtrinh.sources.mapping import FileRule, Mapping
from hanhtrinh.sources.opening import form_at
from hanhtrinh.sources.profiles import profiles_of
from hanhtrinh.sources.source import MappedSource
from hanhtrinh.sources.tables import Found, Table
from hanhtrinh.sources.text import content_start
from hanhtrinh.values import instant_of

SAMPLE_ROWS = 50_000
PREVIEW_ROWS = 1_000_000
FIRST_EVENTS = 5
# In windows-1258 the tones follow their vowel as bytes of their own.
_TONES = frozenset(b"\xcc\xd2\xde\xec\xf2")
_VOWELS = frozenset(b"aeiouyAEIOUY\xe2\xea\xf4\xe3\xf5\xfd\xc2\xca\xd4\xc3\xd5\xdd")
_TONE_SHARE = 0.25


Proposing = Callable[[Examined, Sequence[Examined]], Proposal]
"""Maps a table by what its columns look like, other files beside it."""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What the proposed mapping would give, from at most the first million rows of each file (`complete`: from all
    of them).

    `events` counts accepted events by name, most frequent first; `first` and `last` are instants; `examples` are the
    first events.
    """

    rows: int
    events: dict[str, int]
    people: int
    first: int | None
    last: int | None
    duplicate: int
    rejected: int
    empty: int
    reasons: tuple[ReasonCount, ...]
    examples: tuple[dict[str, object], ...]
    complete: bool


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed mapping, the guesses it rests on, and its preview. `base` is the folder its file names are relative
    to."""

    mapping: Mapping
    base: str
    guesses: tuple[Guess, ...]
    preview: Preview

    def reasons(self, lang: Lang) -> Iterator[str]:
        """Yield one line a guess: what was decided and why."""
        for guess in self.guesses:
            yield f"{guess.place}: {tr(guess.key, lang, **guess.params)}"

    def written_in(self, folder: Path) -> "Inspection":
        """Return the same with its files named as they are found from a folder, where the mapping is to be written."""
        way = Path(os.path.relpath(Path(self.base).resolve(), folder.resolve()))
        if way == Path():
            return self
        files = tuple(
            msgspec.structs.replace(
                rule,
                file=(way / rule.file).as_posix(),
                lookups=tuple(msgspec.structs.replace(x, file=(way / x.file).as_posix()) for x in rule.lookups),
            )
            for rule in self.mapping.files
        )
        mapping = msgspec.structs.replace(self.mapping, files=files)
        return msgspec.structs.replace(self, mapping=mapping, base=str(folder))

    def to_yaml(self, lang: Lang = "en") -> str:
        """Return the mapping as a file the importer takes as it is, its reasons as comments on top."""
        comments = [tr("sources.guess_headline", lang), *self.reasons(lang)]
        return "".join(f"# {' '.join(line.split())}\n" for line in comments) + mapping_yaml(self.mapping)


def mapping_yaml(mapping: Mapping) -> str:
    """Return a mapping as a file the importer takes as it is."""
    ordered = {"format": "hanhtrinh-mapping/1", **msgspec.to_builtins(mapping)}
    return yaml.dump(ordered, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)


class _Plain(yaml.SafeDumper):
    """Writes plain YAML: no anchors, which the strict reader refuses."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def inspect_files(
    paths: Sequence[Path],
    *,
    now: int,
    zone: str,
    lang: Lang = "en",
    source: str | None = None,
    proposing: Proposing | None = None,
    first: bool = False,
) -> Inspection:
    """Propose a mapping for files that belong together, and show what it would give.

    `now` is the instant after which times count as future, `zone` the IANA time zone of times without offset, `lang`
    the language of
    the reasons for refusals; `proposing` maps tables no ready mapping knows, where their kind is known (`first`:
    all of them). Raises FileUnusable when a file cannot be read, InputError when no file has times.
    """
    base = _common_folder(paths)
    files = [examine(path, base) for path in paths]
    rules: list[FileRule] = []
    instruments: dict[str, Instrument] = {}
    guesses: list[Guess] = []
    for file in files:
        others = [other for other in files if other is not file]
        proposal = told_apart(_proposal(file, others, proposing or propose, first=first), instruments)
        guesses += proposal.guesses
        if proposal.rule is not None:
            rules.append(proposal.rule)
        instruments |= {instrument.key: instrument for instrument in proposal.instruments}
    if not rules:
        lost = next((guess for guess in guesses if guess.key == "sources.guess_time_lost"), None)
        if lost is not None:
            raise InputError("sources.times_lost", file=lost.place, **lost.params)
        raise InputError("sources.nothing_to_map", files=", ".join(file.name for file in files))
    guesses.append(Guess("time_zone", "sources.guess_zone", {"zone": zone}))
    mapping = Mapping(
        source=source or base.name or "import",
        time_zone=zone,
        instruments=tuple(instruments.values()),
        files=tuple(rules),
    )
    opened = {file.path: file.table for file in files}
    preview = preview_mapping(MappedSource(mapping, base, opened), now=now, zone=zone, lang=lang)
    return Inspection(mapping=mapping, base=str(base), guesses=tuple(guesses), preview=preview)


def _proposal(file: Examined, others: Sequence[Examined], guess: Proposing, *, first: bool = False) -> Proposal:
    """Return a form's ready mapping where one knows the columns, else what can be guessed."""
    if first:
        return guess(file, others)
    ready = (form.proposal(file, others) for form in FORMS)
    return next((proposal for proposal in ready if proposal is not None), None) or guess(file, others)


def _common_folder(paths: Sequence[Path]) -> Path:
    if not paths:
        raise InputError("sources.no_paths")
    return Path(os.path.commonpath([path.resolve().parent for path in paths]))


def examine(path: Path, base: Path) -> Examined:
    """Return a file's sample and profiles; the encoding is guessed where it is not UTF-8."""
    path = path.resolve()
    form = form_at(path)
    encoding: tuple[Found, ...] = ()
    try:
        table = form.open(path)
        rows = _sample(table)
    except FileUnusable as error:
        if error.key != "sources.not_utf8":
            raise
        name = guess_encoding(content_start(path))
        encoding = (Found("encoding", name, "sources.guess_encoding", {"encoding": name}),)
        table = form.open(path, FileRule(file=path.name, encoding=name, person="", events=()))
        rows = _sample(table)
    names = [name for name in table.columns if table.columns.count(name) == 1]
    read_as = conventions_of(rows, names)
    stated: dict[str, Any] = {found.field: found.value for found in read_as}
    return Examined(
        name=path.relative_to(base).as_posix(),
        path=path,
        form=form.name,
        table=table,
        rows=rows,
        profiles=profiles_of(rows, names, **stated),
        found=(*encoding, *table.found, *read_as),
        labels=dict(table.labels),
        complete=rows.height < SAMPLE_ROWS,
    )


def _sample(table: Table) -> pl.DataFrame:
    names = list(dict.fromkeys(name for name in table.columns if table.columns.count(name) == 1))
    parts: list[pl.DataFrame] = []
    for batch in table.batches(names, lambda count: None):
        parts.append(batch.rows)
        if sum(part.height for part in parts) >= SAMPLE_ROWS:
            break
    return pl.concat(parts).head(SAMPLE_ROWS)


def guess_encoding(start: bytes) -> str:
    """Return the likely encoding of text that is not UTF-8: windows-1258 where tones follow vowels, else
    windows-1252."""
    high = sum(byte >= 0x80 for byte in start)
    tones = sum(after in _TONES and before in _VOWELS for before, after in pairwise(start))
    return "windows-1258" if high and tones / high > _TONE_SHARE else "windows-1252"


def preview_mapping(source: MappedSource, *, now: int, zone: str, lang: Lang) -> Preview:
    """Return what importing files through a mapping would give, without storing anything."""
    tally = _Tally(lang)
    for file in source.files:
        tally.read(file, zone, now)
    return tally.preview()


class _Tally:
    """Counts what a mapping gives."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.events: Counter[str] = Counter()
        self.people, self.ids = IdSet(), IdSet()
        self.span: list[int] = []
        self.numbers: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.places: dict[tuple[str, str], tuple[str, int, str]] = {}
        self.examples: list[dict[str, object]] = []
        self.complete = True

    def read(self, file: EventFile, zone: str, now: int) -> None:
        """Take in a file, at most `PREVIEW_ROWS` rows."""
        seen = 0
        for batch in file.read(zone, now, lambda count: None):
            seen += batch.rows
            self.numbers["rows"] += batch.rows
            self._refused(file, batch, batch.unreadable)
            for part in batch.parts:
                self._refused(file, batch, part.rejects)
                self._made(part)
            if seen >= PREVIEW_ROWS:
                self.complete = False
                return

    def _made(self, part: Part) -> None:
        self.numbers["empty"] += part.empty
        new = self.ids.add(part.ids)
        self.numbers["duplicate"] += int((~new).sum())
        events = part.events.filter(pl.Series(new, dtype=pl.Boolean))
        if not events.height:
            return
        self.events.update(dict(events["event"].value_counts().rows()))
        people = ContentHash(events.height, "people")
        people.add("person", events["person"])
        self.people.add(people.ids())
        ends = events.select(pl.col("time").min().alias("a"), pl.col("time").max().alias("b")).row(0)
        self.span += [instant_of(moment) for moment in ends]
        self.span = [min(self.span), max(self.span)]
        for row in events.head(FIRST_EVENTS - len(self.examples)).rows(named=True):
            self.examples.append({name: value for name, value in row.items() if value is not None})

    def _refused(self, file: EventFile, batch: EventBatch, rejects: pl.DataFrame) -> None:
        self.numbers["rejected"] += rejects.height
        for line, _, column, value, reason in rejects.rows():
            why = batch.reasons[reason]
            spot = (tr(why.key, self.lang, **dict(why.params)), column)
            self.reasons[spot] += 1
            self.places.setdefault(spot, (file.name, line, value))

    def preview(self) -> Preview:
        """Return what was counted."""
        return Preview(
            rows=self.numbers["rows"],
            events=dict(self.events.most_common()),
            people=len(self.people),
            first=self.span[0] if self.span else None,
            last=self.span[1] if self.span else None,
            duplicate=self.numbers["duplicate"],
            rejected=self.numbers["rejected"],
            empty=self.numbers["empty"],
            reasons=tuple(
                ReasonCount(spot[0], spot[1], count, *self.places[spot]) for spot, count in self.reasons.most_common(20)
            ),
            examples=tuple(self.examples),
            complete=self.complete,
        )
