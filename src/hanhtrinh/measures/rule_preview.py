"""What a draft rule of one touchpoint would count, beside what it counts now: one scan of all events.

Rules are evaluated per dictionary entry, as for the map; every event is then looked up four times (with the rule as it
is, with the draft, without the touchpoint, and by the draft alone) and counted, part by part of the people.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Frame
from hanhtrinh.events.lens import Lens, Touches, compile_lens, touches
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.together import people_between
from hanhtrinh.journey.rules import Rule
from hanhtrinh.measures import rule_preview_kernels as kernels
from hanhtrinh.values import Runner, datetime_of, in_one_part, start_of_day

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Check = Callable[[], None]
SAMPLES = 10
MOST_MONTHS = 24


@dataclass(frozen=True)
class Contest:
    """Events that the draft and another touchpoint both claim: how many go to whom, and of how many people."""

    touchpoint: str
    won: int
    lost: int
    people: int


@dataclass(frozen=True)
class Moved:
    """Events that change hands: from one touchpoint (or none, empty) to another (or none)."""

    source: str
    target: str
    events: int


@dataclass(frozen=True)
class Sample:
    """One event of the touchpoint: whose, when, and where to read it."""

    frame: Frame
    event: int
    person: str
    time: int

    def value(self, name: str) -> object:
        """Return one of its properties, None where it lacks it."""
        column = self.frame.columns.get(name)
        code = 0 if column is None else int(column.codes[self.event])
        return None if column is None or not code else column.values[code - 1]


@dataclass(frozen=True)
class RulePreview:
    """A draft rule counted. `matched`: what it recognises; `here`: what of it no more specific rule takes; `before`:
    what the touchpoint has now. Each with its people; `all_events` and `all_people` there are.

    `on_map` of them are on some step with the draft, `on_map_before` without. `months` gives, oldest first, the events
    of each calendar month by its first instant, of the last two years. `samples` are the newest, of different people.
    """

    all_events: int
    all_people: int
    matched: int
    matched_people: int
    here: int
    here_people: int
    before: int
    before_people: int
    on_map: int
    on_map_before: int
    contests: tuple[Contest, ...]
    moved: tuple[Moved, ...]
    months: tuple[tuple[int, int], ...]
    samples: tuple[Sample, ...]

    @property
    def changed(self) -> int:
        """How many events change hands."""
        return sum(one.events for one in self.moved)


@dataclass(frozen=True)
class Draft:
    """The touchpoint being edited: its key, the rule it has (None: none), the rule it would have, and all the others on
    the map.
    """

    key: str
    rule: Rule | None
    saved: Rule | None
    others: Mapping[str, Rule]


def preview(
    parts: Parts, draft: Draft, *, run: Runner = in_one_part, check: Check = lambda: None, samples: int = SAMPLES
) -> RulePreview:
    """Return a draft rule counted over base and overlay, up to where they are true.

    `check` is called now and then and may raise to give up. RuleError for a rule that is too wide.
    """
    names = ("", *draft.others, draft.key)
    months = _months(parts)
    scans = [_Scan(frame, keep, draft, months, parts.now, samples, check) for frame, keep in kept_frames(parts)]
    found = [part for scan in scans for part in scan.parts(run)]
    totals = np.sum([part.totals for part in found], axis=0).tolist()
    rivals = np.sum([part.rivals for part in found], axis=0)
    moves = np.sum([part.moves for part in found], axis=0)
    by_month = np.sum([part.by_month for part in found], axis=0)
    newest = sorted((s for part in found for s in part.samples), key=lambda s: (-s.time, s.person))[:samples]
    return RulePreview(
        all_events=totals[kernels.ALL],
        all_people=totals[kernels.ALL_PEOPLE],
        matched=totals[kernels.MATCHED],
        matched_people=totals[kernels.MATCHED_PEOPLE],
        here=totals[kernels.HERE],
        here_people=totals[kernels.HERE_PEOPLE],
        before=totals[kernels.BEFORE],
        before_people=totals[kernels.BEFORE_PEOPLE],
        on_map=totals[kernels.ON_MAP],
        on_map_before=totals[kernels.ON_MAP_BEFORE],
        contests=_contests(rivals, names),
        moved=_moved(moves, names),
        months=tuple(zip(months.tolist(), by_month.tolist(), strict=True)),
        samples=tuple(newest),
    )


def kept_frames(parts: Parts) -> Iterator[tuple[Frame, Mask]]:
    """Yield the frames and whom of each to look at: together everybody, once."""
    yield parts.base, ~parts.superseded
    if parts.overlay.person_count:
        yield parts.overlay, np.ones(parts.overlay.person_count, np.bool_)


class _Scan:
    """One frame read for a draft."""

    def __init__(
        self, frame: Frame, keep: Mask, draft: Draft, months: I64, as_of: int, samples: int, check: Check
    ) -> None:
        self.frame, self.keep, self.months, self.as_of, self.check = frame, keep, months, as_of, check
        self.samples, self.own = samples, len(draft.others) + 1
        self.lenses = [compile_lens(rules, frame.columns) for rules in _rules(draft)]

    def parts(self, run: Runner) -> list["_Part"]:
        """Return what is counted, part by part of the people."""
        return run(self._part, self.frame.person_count)

    def _part(self, lo: int, hi: int) -> "_Part":
        self.check()
        part, size = people_between(self.frame, lo, hi), self.own + 1
        before, after, rival, mine = (touched(lens, part) for lens in self.lenses)
        totals, moves = np.zeros(kernels.TOTALS, np.int64), np.zeros((size, size), np.int64)
        rivals, by_month = np.zeros((size, 3), np.int64), np.zeros(len(self.months), np.int64)
        newest, place = np.full(self.samples, -1, np.int64), np.full(self.samples, -1, np.int64)
        kernels.count_preview(
            self.keep[lo:hi], part.offsets, part.time, mine, before, after, rival, self.own, self.as_of, self.months,
            totals, moves, rivals, by_month, newest, place,
        )  # fmt: skip
        return _Part(totals, moves, rivals, by_month, [_sample(part, int(event)) for event in place if event >= 0])


@dataclass(frozen=True)
class _Part:
    totals: I64
    moves: I64
    rivals: I64
    by_month: I64
    samples: list[Sample]


def _rules(draft: Draft) -> list[dict[str, Rule]]:
    """Return the rules of the four looks: as saved, with the draft, without the touchpoint, the draft alone."""
    saved = {} if draft.saved is None else {draft.key: draft.saved}
    wanted = {} if draft.rule is None else {draft.key: draft.rule}
    return [{**draft.others, **saved}, {**draft.others, **wanted}, dict(draft.others), wanted]


def touched(lens: Lens, frame: Frame) -> Touches:
    """Return the touchpoint code of every event of a frame; nothing is looked up where there are no rules."""
    return touches(lens, frame) if lens.words else np.zeros(frame.event_count, np.uint16)


def _sample(frame: Frame, event: int) -> Sample:
    who = int(frame.person_of(np.array([event]))[0])
    return Sample(frame, event, str(frame.people[who]), int(frame.time[event]))


def _months(parts: Parts) -> I64:
    """Return the first instants of the calendar months there are events of, the last two years at most."""
    spans = [frame.span for frame in (parts.base, parts.overlay) if frame.span is not None]
    if not spans:
        return np.empty(0, np.int64)
    zone = parts.base.zone
    first = datetime_of(min(parts.now, *(lo for lo, _ in spans)), zone)
    last = datetime_of(min(parts.now, max(hi for _, hi in spans)), zone)
    newest, oldest = last.year * 12 + last.month - 1, first.year * 12 + first.month - 1
    numbers = range(max(oldest, newest - MOST_MONTHS + 1), newest + 1)
    return np.array([start_of_day(date(n // 12, n % 12 + 1, 1), zone) for n in numbers], np.int64)


def _contests(rivals: I64, names: tuple[str, ...]) -> tuple[Contest, ...]:
    found = [
        Contest(names[i], int(won), int(lost), int(people))
        for i, (won, lost, people) in enumerate(rivals)
        if won or lost
    ]
    return tuple(sorted(found, key=lambda one: (-one.won - one.lost, one.touchpoint)))


def _moved(moves: I64, names: tuple[str, ...]) -> tuple[Moved, ...]:
    found = [Moved(names[a], names[b], int(moves[a, b])) for a, b in np.argwhere(moves).tolist()]
    return tuple(sorted(found, key=lambda one: (-one.events, one.source, one.target)))
