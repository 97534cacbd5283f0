"""All timelines of a workspace as they are known now: the frame on disk, and what came since.

The frame (the *base*) is never changed. A person to whom anything happened since it was built is *superseded*: their
timeline is their base events, decoded when asked for, together with the rows that came (the *delta*). A fact that
changes whose events are takes the people it concerns out of the base whole, into the delta, where rows change hands.

An instrument that is new is learned with what came: whoever answers it stands in the delta. What the base was built for
stays as it was until the next base, which also finds answers that lay in the lake before anybody said what they answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.app.live.delta import Delta
from hanhtrinh.app.sealing import understood
from hanhtrinh.events.event import Event, Fact
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.identity import IdSet, binary_to_ids
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.overlay import frame_of_rows, in_common, positions_of, rows_of_lake, take_people
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.rows import rows_of
from hanhtrinh.events.together import knowing, whole
from hanhtrinh.people.identity import Folding, Identities
from hanhtrinh.ports.inbox import Watermark
from hanhtrinh.ports.live import Generation, LiveSpace
from hanhtrinh.values import MICROSECONDS

READ_AT_ONCE = 20_000
"""Messages read from the inbox in one step."""
MOST_BESIDE = 500_000
"""Rows beside the base from which on another base is due, but not sooner than a while after the last one."""
LEAST_AGE, MOST_AGE = 600 * MICROSECONDS, 20 * 3_600 * MICROSECONDS
"""The lake forgets after a day which commit brought what, so that a base is never much older than that."""
MOST_ADDED = 300_000
"""Rows another process may add to the lake that are still shown one by one; beyond, a new base is built."""


@dataclass(frozen=True)
class Advance:
    """One step on: who was touched, their timelines before and after, the instants of what came, and whether events
    that were known already changed hands or became answers. Where only an instrument was learned, nobody was touched.
    """

    people: tuple[str, ...]
    before: Frame
    after: Frame
    came: npt.NDArray[np.int64]
    handed: bool


@dataclass
class _News:
    """What came since the last look."""

    events: list[Event] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    sealed: pl.DataFrame | None = None

    def __bool__(self) -> bool:
        return bool(self.events or self.facts or self.sealed is not None)


class Timelines:
    """Timelines over one base. Not safe for use by several threads at once; the frames it gives are."""

    def __init__(self, space: LiveSpace, base: Generation, folding: Folding | None = None) -> None:
        self.space, self.base = space, base
        self.version, self.stale = base.version, False
        self.revision = 0
        self.superseded = np.zeros(base.frame.person_count, np.bool_)
        self.roster: dict[str, int] = {}
        self.since = space.clock()
        self.instruments: Mapping[str, Instrument] = dict(base.frame.instruments)
        self._moved: set[str] = set()  # taken out of the base whole
        self._disputed: set[str] = set()  # names whose events changed hands since the base was built
        self._delta = Delta()
        self._ids = IdSet()
        self._mark: Watermark = 0
        self.accepted, self.caught_up = 0, False
        self._facts_mark = 0
        self._ahead: tuple[int, npt.NDArray[np.int64]] | None = None
        self._overlay: Frame | None = None
        self._since_overlay: set[str] = set()
        if folding is None:
            self._folding = Folding()
            self._learn()
        else:
            self._folding = folding

    @property
    def identities(self) -> Identities:
        """Who is who."""
        return self._folding.identities

    @property
    def outgrown(self) -> bool:
        """Whether so much stands beside the base, or it is so far from the truth, that another one is due."""
        age, rows = self.space.clock() - self.since, len(self._delta)
        grown = rows > 2 * MOST_BESIDE or (rows > MOST_BESIDE and age > LEAST_AGE)
        return self.stale or grown or (rows > 0 and age > MOST_AGE) or self._read_otherwise

    @property
    def _read_otherwise(self) -> bool:
        """Whether the workspace's instruments or its zone are no longer those the base was built for."""
        history, frame = self.space.history, self.base.frame
        return dict(history.instruments()) != dict(frame.instruments) or history.zone != frame.zone

    @property
    def newest(self) -> int:
        """The instant of the newest event, 0 of nothing."""
        span = self.span(2**63 - 1)
        return span[1] if span else 0

    def _learn(self) -> None:
        """Fold what is known of who is who; what the base does not know yet changes hands at once."""
        facts, newest = self.space.facts(0)
        later, _ = self.space.facts(self.base.facts)
        known = len(facts) - len(later)
        self._folding.add(facts[:known])
        before = self.identities
        changed = self._folding.add(facts[known:])
        self._facts_mark = newest
        self._hand_over(changed, self._affected(changed, before))

    # What came

    def advance(self) -> Advance | None:
        """Take in what came since the last look, None when nothing did; `caught_up` tells whether that was all.

        Where that fails, what came is not looked at again: another base is due, over which everything is read anew.
        """
        try:
            return self._advance()
        except Exception:
            self.stale = True
            raise

    def _advance(self) -> Advance | None:
        news = self._look()
        learned = self._new_instruments()  # after the look: whatever came answers what was kept before
        if not news and not learned:
            return None
        before = self.identities
        changed = self._folding.add(news.facts)
        affected = self._affected(changed, before)
        rows = self._fresh(news)
        answered = self._delta.who_answers(learned)
        people = tuple(dict.fromkeys([*affected, *answered, *rows["person"].to_list()]))
        if not people and not learned:
            return None
        old = self._frame_of(people)
        self._learn_instruments(learned, answered)
        self._hand_over(changed, affected)
        self._take(rows)
        came = rows["time"].dt.timestamp("us").to_numpy()
        return Advance(people, old, self._frame_of(people), came, bool(affected or answered))

    def _new_instruments(self) -> Mapping[str, Instrument]:
        """Return the stored instruments that are not known here yet."""
        return {key: one for key, one in self.space.history.instruments().items() if key not in self.instruments}

    def _learn_instruments(self, learned: Mapping[str, Instrument], answered: Sequence[str]) -> None:
        if learned:
            self.instruments = {**self.instruments, **learned}
            self._touch(list(dict.fromkeys(answered)))

    def _look(self) -> _News:
        news = _News()
        self._look_at_inbox(news)
        self._look_at_lake(news)
        facts, self._facts_mark = self.space.facts(self._facts_mark)
        news.facts += facts
        return news

    def _look_at_inbox(self, news: _News) -> None:
        messages, self._mark = self.space.tail(self._mark, READ_AT_ONCE)
        self.caught_up = len(messages) < READ_AT_ONCE
        self.accepted = max([self.accepted, *(message.received_at for message in messages)])
        news.events, facts, _ = understood(messages)
        news.facts += facts

    def _look_at_lake(self, news: _News) -> None:
        if self.space.history.version() == self.version:
            return
        added = self.space.history.since(self.version, MOST_ADDED)
        self.version = added.version
        if added.rows is None:
            self.stale = True
        elif added.rows.height:
            news.sealed = added.rows

    def _fresh(self, news: _News) -> pl.DataFrame:
        """Return the rows of events not met before, with their owners."""
        kinds = {**self._delta.schema, **self.space.history.schema()}
        tables = [self._unmet(self.space.history.kept(rows_of(news.events, kinds)))]
        if news.sealed is not None:
            tables.append(self._unmet(news.sealed))
        identities = self.identities
        return in_common(*(rows_of_lake(table, identities.persons) for table in tables))

    def _unmet(self, rows: pl.DataFrame) -> pl.DataFrame:
        if not rows.height:
            return rows
        new = self._ids.add(binary_to_ids(rows["id"]))
        return rows if new.all() else rows.filter(pl.Series(new))

    # Whose it is

    def _affected(self, changed: Iterable[str], before: Identities) -> list[str]:
        """Return the people to whom some event of the changed raw ids may have belonged, or may now."""
        after, found = self.identities, dict[str, None]()
        for raw in changed:
            spans = _spans(before, raw) ^ _spans(after, raw)
            found.update((person, None) for _, _, person in sorted(spans))
        return list(found)

    def _hand_over(self, changed: Iterable[str], affected: Sequence[str]) -> None:
        """Let rows go to whom they belong now, those in the base among them."""
        changed = list(changed)
        if not changed:
            return
        self._disputed.update(changed, affected)
        self._take_out(affected)
        numbers, rows = self._delta.of_raws(changed)
        self._delta.give(numbers, self.identities.persons(rows["raw"], rows["time"]).to_list())
        self._touch(affected)

    def _take_out(self, people: Iterable[str]) -> None:
        """Move people's base events into the delta, each to its owner."""
        names = pl.Series([p for p in people if p not in self._moved], dtype=pl.String)
        place, there = positions_of(self.base.frame, names)
        if not there.any():
            return
        rows = take_people(self.base.frame, np.sort(place[there]))
        owners = self.identities.persons(rows["raw"], rows["time"]).alias("person")
        self._moved.update(names.filter(there).to_list())
        self._delta.add(rows.with_columns(owners), arrived=False)
        self._touch([*names.filter(there).to_list(), *owners.unique().to_list()])

    def _take(self, rows: pl.DataFrame) -> None:
        self._delta.add(rows)
        self._touch(rows["person"].unique().to_list())

    def _touch(self, people: Sequence[str]) -> None:
        for person in people:
            self.roster.setdefault(person, len(self.roster))
        place, there = positions_of(self.base.frame, pl.Series(people, dtype=pl.String))
        self.superseded[place[there]] = True
        self._since_overlay.update(people)
        self.revision += 1

    # What they are

    def of_people(self, people: Sequence[str]) -> Frame:
        """Return the timelines of some people (names nobody has are left out)."""
        return self._frame_of(people)

    def _frame_of(self, people: Iterable[str]) -> Frame:
        people = list(people)
        names = pl.Series([p for p in people if p not in self._moved], dtype=pl.String)
        place, there = positions_of(self.base.frame, names)
        based = take_people(self.base.frame, np.sort(place[there]))
        rows = in_common(based, self._delta.of_people(people))
        return frame_of_rows(rows, self.instruments, zone=self.base.frame.zone)

    def of_base(self, people: npt.NDArray[np.int64]) -> Frame:
        """Return the timelines of people (positions) as the base has them."""
        rows = take_people(self.base.frame, people)
        return frame_of_rows(rows, self.instruments, zone=self.base.frame.zone)

    def overlay(self) -> Frame:
        """Return the timelines of everybody who is superseded or new."""
        if self._overlay is None or self._since_overlay:
            fresh = self._frame_of(self._since_overlay)
            self._overlay = fresh if self._overlay is None else self._renewed(self._overlay, fresh)
            self._since_overlay = set()
        self._overlay = knowing(self._overlay, self.instruments)
        return self._overlay

    def _renewed(self, overlay: Frame, fresh: Frame) -> Frame:
        place, there = positions_of(overlay, pl.Series(list(self._since_overlay), dtype=pl.String))
        gone = np.zeros(overlay.person_count, np.bool_)
        gone[place[there]] = True
        return whole(Parts(overlay, gone, fresh, 0))

    def parts(self, now: int) -> Parts:
        """Return all timelines as two frames that stay as they are."""
        return Parts(self.base.frame, self.superseded.copy(), self.overlay(), now)

    def span(self, as_of: int) -> tuple[int, int] | None:
        """Return the oldest and the newest instant of all events up to as-of; None where there are none."""
        spans = [self._span_of_base(as_of), self._delta.span(as_of)]
        known = [span for span in spans if span is not None]
        return (min(lo for lo, _ in known), max(hi for _, hi in known)) if known else None

    def _span_of_base(self, as_of: int) -> tuple[int, int] | None:
        frame = self.base.frame
        if frame.span is None or frame.span[0] > as_of:
            return None
        if frame.span[1] <= as_of:
            return frame.span
        if self._ahead is None or as_of < self._ahead[0]:
            later = frame.time[frame.time > as_of]
            self._ahead = int(frame.time[frame.time <= as_of].max()), np.sort(later)
        newest, later = self._ahead
        passed = int(np.searchsorted(later, as_of, side="right"))
        return frame.span[0], int(later[passed - 1]) if passed else newest

    # Another base

    def on(self, base: Generation) -> "Timelines":
        """Return the same timelines over another base, which may hold more of them."""
        new = Timelines(self.space, base, self._folding)
        new.version, new._mark, new._facts_mark = self.version, self._mark, self._facts_mark
        new.accepted, new.revision = self.accepted, self.revision + 1
        new.instruments = {**self.instruments, **new.instruments}
        new._take_out(new._wrong(self._disputed | self._moved))
        rows = self._delta.arrived()
        kept = rows.filter(~_holds(base.frame, rows))
        new._ids = self._ids
        new._take(kept)
        return new

    def _wrong(self, names: Iterable[str]) -> list[str]:
        """Return which of some people's base events are not all theirs, and remember those names as disputed."""
        place, there = positions_of(self.base.frame, pl.Series(sorted(names), dtype=pl.String))
        rows = take_people(self.base.frame, place[there]).select("person", "raw", "time")
        owners = self.identities.persons(rows["raw"], rows["time"])
        wrong = rows.filter(owners != rows["person"])
        self._disputed.update(wrong["person"].to_list(), wrong["raw"].to_list())
        return wrong["person"].unique(maintain_order=True).to_list()


def _spans(identities: Identities, raw: str) -> set[tuple[int, int, str]]:
    """Return whose a raw id was, as (from, before, person)."""
    shared = identities.shared.get(raw)
    if shared is None:
        return {(0, 0, identities.renamed.get(raw, raw))}
    starts = shared.starts
    return {(a, b, who) for a, b, who in zip((0, *starts[1:]), (*starts[1:], 0), shared.people, strict=True)}


def _holds(frame: Frame, rows: pl.DataFrame) -> pl.Series:
    """Tell, per timeline row, whether a frame has it already, as its owner's or as its raw id's."""
    names = pl.concat([rows["person"], rows["raw"]]).unique()
    place, there = positions_of(frame, names)
    known = take_people(frame, np.sort(place[there])).select("time", "tie").with_columns(known=True)
    found = rows.select("time", "tie").join(known.unique(), on=["time", "tie"], how="left", maintain_order="left")
    return found["known"].fill_null(False)
