"""Events that are on no step, as kinds that a touchpoint can be made of: the name, and the page where names say little.

Every kind has a rule, and its numbers are those of exactly the events it would claim.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Frame
from hanhtrinh.events.lens import Touches, compile_lens, touches
from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.rules import EVENT, All, Any, Is, Prefix, Rule
from hanhtrinh.measures.rule_preview import Check, kept_frames
from hanhtrinh.measures.rule_preview_kernels import count_kinds
from hanhtrinh.measures.rule_preview_values import code_counts
from hanhtrinh.measures.spare import Spare
from hanhtrinh.values import Runner, in_one_part

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MOST_NAMES, MOST_PAGES, LEAST_PAGES = 24, 6, 2
_PLACES = ("path", "page", "url", "screen", "page_path", "page_location", "location", "page_title")
_GENERIC = frozenset({"page", "pageview", "screen", "screenview", "view", "viewpage", "visit", "click", "hit"})
_LOOKED_AT, _ARE_PATHS, _COVERS, _MUCH = 2_000, 0.8, 0.8, 0.15
_SECTION = r"^((?:[a-z]+://[^/?#]+)?(?:/[^/?#]*)?)"


@dataclass(frozen=True)
class Kind:
    """A kind of events: its name, the property that tells it apart with what it begins with (empty: all of the name
    that no other kind has), the rule, and how many events and people there are.
    """

    name: str
    property: str
    page: str
    rule: Rule
    events: int = 0
    people: int = 0


@dataclass(frozen=True)
class OffTheMap:
    """How much is on the map, and what is not: the most frequent kinds first; `other` events are of further names.

    `touchpoints` holds, by key, the events and people each touchpoint has.
    """

    events: int
    on_map: int
    people: int
    kinds: tuple[Kind, ...]
    other: int
    touchpoints: Mapping[str, tuple[int, int]]

    @property
    def off_map(self) -> int:
        """Events on no step."""
        return self.events - self.on_map


@dataclass(frozen=True)
class _Seen:
    """A frame with its events on no step: `name[i]` is the code of the event's name, 0 for one that is on the map."""

    frame: Frame
    keep: Mask
    touch: Touches
    name: Touches


def off_the_map(
    parts: Parts,
    rules: Mapping[str, Rule],
    *,
    top: int = 20,
    run: Runner = in_one_part,
    check: Check = lambda: None,
) -> OffTheMap:
    """Return the kinds of events that no rule of the map recognises, up to where the timelines are true."""
    seen = [_seen(frame, keep, rules, run) for frame, keep in kept_frames(parts)]
    check()
    names = _names(seen, parts.now, run)
    kinds: list[Kind] = []
    for name, events in names.most_common(MOST_NAMES):
        if _says_little(name) or events >= _MUCH * names.total():
            kinds += _pages_of(seen, name, parts.now, run, check)
        kinds.append(Kind(name, "", "", Is(EVENT, name)))
    counted, totals = _counted(seen, kinds, parts.now, run)
    ranked = sorted((one for one in counted if one.events), key=lambda one: (-one.events, one.name, one.page))[:top]
    events, on_map, off, people = totals.tolist()
    each = [_count(one, one.touch, len(rules), parts.now, run, everything=True)[0] for one in seen]
    held = np.sum(each, axis=0)
    points = {key: (int(held[i][0]), int(held[i][1])) for i, key in enumerate(rules, 1)}
    return OffTheMap(events, on_map, people, tuple(ranked), off - sum(one.events for one in ranked), points)


def _seen(frame: Frame, keep: Mask, rules: Mapping[str, Rule], run: Runner) -> _Seen:
    touch = touches(compile_lens(rules, frame.columns), frame, run) if rules else np.zeros(frame.event_count, np.uint16)
    codes = frame.columns[EVENT].codes
    name = np.where(touch == 0, np.minimum(codes, np.uint32(0xFFFF)), 0).astype(np.uint16)
    return _Seen(frame, keep, touch, name)


def _names(seen: list[_Seen], as_of: int, run: Runner) -> Counter[str]:
    """Return how many events on no step have each name."""
    found: Counter[str] = Counter()
    for one in seen:
        counts = code_counts(one.frame, one.keep, EVENT, as_of=as_of, touch=one.touch, wanted=0, run=run)
        values = one.frame.columns[EVENT].values
        found.update({str(values[c - 1]): int(counts[c]) for c in (np.flatnonzero(counts[1:]) + 1).tolist()})
    return found


def _says_little(name: str) -> bool:
    """Tell whether an event's name says nothing of what was done: then its pages do."""
    return "".join(letter for letter in name.lower() if letter.isalpha()) in _GENERIC


def _pages_of(seen: list[_Seen], name: str, as_of: int, run: Runner, check: Check) -> Iterator[Kind]:
    """Yield the kinds of page of one name."""
    for prop in _places(seen):
        check()
        pages = _pages(seen, name, prop, as_of, run)
        for page, values in pages:
            yield Kind(name, prop, page, All((Is(EVENT, name), _page_rule(prop, page, values))))
        if pages:
            return


def _places(seen: list[_Seen]) -> list[str]:
    """Return the properties that say where something happened: paths first."""
    found: dict[str, bool] = {}
    for one in seen:
        for name, column in one.frame.columns.items():
            if column.values.dtype == pl.String and name not in (EVENT, "source") and name not in found:
                paths = _are_paths(column.values)
                if paths or name in _PLACES:
                    found[name] = paths
    return sorted(found, key=lambda name: (not found[name], name not in _PLACES, name))[:2]


def _are_paths(values: pl.Series) -> bool:
    some = values.head(_LOOKED_AT)
    paths = (some.str.starts_with("/") | some.str.contains("://", literal=True)).sum()
    return bool(len(some)) and bool(paths >= _ARE_PATHS * len(some))


def _pages(seen: list[_Seen], name: str, prop: str, as_of: int, run: Runner) -> list[tuple[str, list[str]]]:
    """Return the most frequent sections of the pages of one name with some of their values; none where it has no pages,
    or one alone.
    """
    sections: Counter[str] = Counter()
    held: dict[str, set[str]] = {}
    lacking = 0
    for one in seen:
        code = _code_of(one.frame, name)
        if not code or prop not in one.frame.columns:
            continue
        counts = code_counts(one.frame, one.keep, prop, as_of=as_of, touch=one.name, wanted=code, run=run)
        lacking += int(counts[0])
        met = np.flatnonzero(counts[1:])
        table = pl.DataFrame({"value": one.frame.columns[prop].values.gather(met), "events": counts[1:][met]})
        grouped = table.with_columns(section=pl.col("value").str.extract(_SECTION))
        for section, some, events in _by_section(grouped):
            sections[section] += events
            held.setdefault(section, set()).update(some)
    total = sum(sections.values())
    if len(sections) < LEAST_PAGES or total < _COVERS * (total + lacking):
        return []
    return [(section, sorted(held[section])) for section, _ in sections.most_common(MOST_PAGES)]


def _by_section(table: pl.DataFrame) -> Iterator[tuple[str, list[str], int]]:
    groups = table.group_by("section").agg(
        pl.col("value").sort().head(3), pl.col("events").sum(), whole=(pl.col("value") == pl.col("section")).any()
    )
    for section, some, events, whole in groups.iter_rows():
        yield section or "", [section, *some] if whole and section not in some else some, events


def _page_rule(prop: str, page: str, values: list[str]) -> Rule:
    """Return the rule of a section: the value itself where it is the only one, what lies below it, or both."""
    if values == [page] or not page:
        return Is(prop, values[0]) if len(values) == 1 else Any(tuple(Is(prop, value) for value in values))
    below = [Prefix(prop, page + mark) for mark in "/?#" if any(value.startswith(page + mark) for value in values)]
    rules: list[Rule] = [Is(prop, page), *below] if page in values else [*below]
    rules = rules or [Prefix(prop, page)]
    return rules[0] if len(rules) == 1 else Any(tuple(rules))


def _code_of(frame: Frame, name: str) -> int:
    values = frame.columns[EVENT].values
    place = values.search_sorted(name) if len(values) else 0
    return place + 1 if place < len(values) and values[place] == name and place + 1 < 0xFFFF else 0


def _counted(seen: list[_Seen], kinds: list[Kind], as_of: int, run: Runner) -> tuple[list[Kind], I64]:
    """Return the kinds with their numbers, and events, those on the map, those on no step and their people."""
    cells, totals = np.zeros((len(kinds) + 1, 2), np.int64), np.zeros(4, np.int64)
    rules = {str(i): kind.rule for i, kind in enumerate(kinds)}
    for one in seen:
        found = touches(compile_lens(rules, one.frame.columns), one.frame, run) if kinds else one.name * np.uint16(0)
        some, more = _count(one, found, len(kinds), as_of, run)
        cells, totals = cells + some, totals + more
    numbers = [(int(events), int(people)) for events, people in cells[1:]]
    return [
        Kind(kind.name, kind.property, kind.page, kind.rule, events, people)
        for kind, (events, people) in zip(kinds, numbers, strict=True)
    ], totals


def _count(
    one: _Seen, kind: Touches, kinds: int, as_of: int, run: Runner, *, everything: bool = False
) -> tuple[I64, I64]:
    """Return events and people by kind of what is on no step (or of everything), and the totals of `count_kinds`."""
    spare, frame = Spare((kinds + 1, 2), (4,)), one.frame
    touch = np.zeros(len(one.touch), np.uint16) if everything else one.touch

    def task(lo: int, hi: int) -> None:
        held, events = spare.borrow(), slice(int(frame.offsets[lo]), int(frame.offsets[hi]))
        offsets = frame.offsets[lo : hi + 1] - frame.offsets[lo]
        count_kinds(one.keep[lo:hi], offsets, frame.time[events], touch[events], kind[events], as_of, *held)
        spare.give_back(held)

    run(task, frame.person_count)
    cells, totals = spare.totals()
    return cells, totals
