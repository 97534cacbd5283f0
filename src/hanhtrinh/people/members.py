"""Who belongs to a segment now: one pass over the events of each person for everything it says of behaviour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.errors import InputError
from hanhtrinh.events.frame import Answers, Frame, Offsets, Times
from hanhtrinh.events.parts import Parts
from hanhtrinh.people.looking import Bits, Journeys, Look, look_at
from hanhtrinh.people.segments import AllOf, AnyOf, Did, NotOf, PeopleRule, Then, Trait, meant_in, parts_of
from hanhtrinh.people.traits import TraitTable
from hanhtrinh.values import Runner, in_one_part

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
_EVENTS_A_CHUNK = 1 << 15
_NEVER = -(2**63)
MAX_THINGS = 64


@dataclass(frozen=True)
class TraitsNow:
    """Traits of everybody: a large table, and a small one of those who changed since, whole, in its place."""

    table: TraitTable
    changed: TraitTable

    def passes(self, leaf: Trait, people: pl.Series, now: int) -> Mask:
        """Tell which of some people pass a test on a trait."""
        rows = self.changed.rows(people)
        result = self.table.passes(leaf.name, leaf.test, self.table.rows(people), now)
        new = rows >= 0
        if new.any():
            result[new] = self.changed.passes(leaf.name, leaf.test, rows[new], now)
        return result

    def alone(self, parts: Parts) -> pl.Series:
        """Return the people of whom traits are known and no event, sorted."""
        gone = parts.base.people.filter(pl.Series(parts.superseded))
        gone = gone.filter(pl.Series(self.table.rows(gone) >= 0))
        others = pl.concat([gone, self.changed.people, self.table.beyond(parts.base.people)]).unique().sort()
        there = _stands_in(others, parts.base, ~parts.superseded) | _stands_in(others, parts.overlay, None)
        return others.filter(pl.Series(~there)).alias("person")


def _stands_in(people: pl.Series, frame: Frame, keep: Mask | None) -> Mask:
    if not frame.person_count:
        return np.zeros(len(people), np.bool_)
    place = np.minimum(frame.people.search_sorted(people).to_numpy(), frame.person_count - 1)
    there = (frame.people.gather(place) == people).to_numpy()
    return np.asarray(there if keep is None else there & keep[place])


@dataclass(frozen=True)
class Members:
    """Who belongs, by part: a mask over the people of the base (superseded ones are out), of the overlay, and those
    without events.
    """

    base: Mask
    overlay: Mask
    alone: pl.Series

    @property
    def count(self) -> int:
        """Number of people."""
        return int(np.count_nonzero(self.base) + np.count_nonzero(self.overlay)) + len(self.alone)

    def people(self, parts: Parts) -> pl.Series:
        """Return the person ids, sorted."""
        found = (parts.base.people.filter(pl.Series(self.base)), parts.overlay.people.filter(pl.Series(self.overlay)))
        return pl.concat([*found, self.alone.alias("person")]).sort()


def members(
    rule: PeopleRule, parts: Parts, traits: TraitsNow, journeys: Journeys, *, now: int, run: Runner = in_one_part
) -> Members:
    """Return who belongs to a segment at the instant `now`; events after it are not looked at.

    InputError for a touchpoint or step its journey does not have, NotFound for a journey that is not there.
    """
    base = within(rule, parts.base, traits, journeys, now=now, run=run) & ~parts.superseded
    overlay = within(rule, parts.overlay, traits, journeys, now=now, run=run)
    alone = traits.alone(parts)
    silent = within(rule, without_events(alone), traits, journeys, now=now, run=run)
    return Members(base, overlay, alone.filter(pl.Series(silent)))


def without_events(people: pl.Series) -> Frame:
    """Return the frame of people nothing has happened to."""
    none, nothing = np.empty(0, np.int64), pl.Series([], dtype=pl.String)
    answers = Answers(none, none.astype(np.int32), none.astype(np.float64), none.astype(np.bool_), nothing, nothing)
    return Frame(people, np.zeros(len(people) + 1, np.int64), none, {}, answers, {})


def within(
    rule: PeopleRule, frame: Frame, traits: TraitsNow, journeys: Journeys, *, now: int, run: Runner = in_one_part
) -> Mask:
    """Tell, per person of a frame, whether they belong to a segment."""
    leaves = list(dict.fromkeys(parts_of(rule)))
    behaviour = [leaf for leaf in leaves if not isinstance(leaf, Trait)]
    found: dict[Trait | Did | Then, Mask] = {
        leaf: traits.passes(leaf, frame.people, now) for leaf in leaves if isinstance(leaf, Trait)
    }
    if behaviour:
        found |= zip(behaviour, _behaved(behaviour, frame, journeys, now, run), strict=True)
    return _decide(rule, found, frame.person_count)


def _decide(rule: PeopleRule, found: dict[Trait | Did | Then, Mask], size: int) -> Mask:
    match rule:
        case AllOf(rules):
            return reduce(np.logical_and, (_decide(part, found, size) for part in rules), np.ones(size, np.bool_))
        case AnyOf(rules):
            return reduce(np.logical_or, (_decide(part, found, size) for part in rules), np.zeros(size, np.bool_))
        case NotOf(part):
            return ~_decide(part, found, size)
        case leaf:
            return found[leaf]


def _behaved(leaves: Sequence[Did | Then], frame: Frame, journeys: Journeys, now: int, run: Runner) -> Iterable[Mask]:
    things = list(dict.fromkeys(thing for leaf in leaves for thing in meant_in(leaf)))
    if len(things) > MAX_THINGS:
        raise InputError("people.too_many_things", count=len(things), allowed=MAX_THINGS)
    look = look_at(things, frame, journeys, now, run)
    questions = _questions(leaves, look, now)
    result = np.zeros((len(leaves), frame.person_count), np.bool_)

    def task(lo: int, hi: int) -> None:
        for begin, end in _chunks(frame.offsets, lo, hi):
            first = int(frame.offsets[begin])
            bits = look.at(first, int(frame.offsets[end]))
            _judge(begin, end, frame.offsets, frame.time, bits, first, *questions, result)

    run(task, frame.person_count)
    return list(result)


def _chunks(offsets: Offsets, lo: int, hi: int) -> Iterable[tuple[int, int]]:
    """Yield consecutive people lo…hi with few enough events at a time for the processor's cache, at least one each."""
    begin = lo
    while begin < hi:
        end = int(np.searchsorted(offsets, offsets[begin] + _EVENTS_A_CHUNK, side="right")) - 1
        end = min(hi, max(begin + 1, end))
        yield begin, end
        begin = end


_Questions = tuple[Ints, Bits, Ints, Ints, Ints, Ints, Ints]


def _questions(leaves: Sequence[Did | Then], look: Look, now: int) -> _Questions:
    """Return the leaves as arrays: where each one's steps begin, their bits, counts, bounds and gaps.

    `least` is −1 for a sequence.
    """
    steps = [meant_in(leaf) for leaf in leaves]
    bits = [np.uint64(1) << np.uint64(look.bit[thing]) for things in steps for thing in things]
    begins = np.cumsum([0, *map(len, steps)])
    least = [leaf.least if isinstance(leaf, Did) else -1 for leaf in leaves]
    most = [leaf.most if isinstance(leaf, Did) and leaf.most is not None else 2**62 for leaf in leaves]
    bounds = [leaf.span.bounds(now) for leaf in leaves]
    gaps = [leaf.within * 1_000_000 if isinstance(leaf, Then) and leaf.within is not None else 2**62 for leaf in leaves]
    whole = [begins, least, most, [first for first, _ in bounds], [last for _, last in bounds], gaps]
    first, *rest = (np.array(values, np.int64) for values in whole)
    return (first, np.array(bits, np.uint64), *rest)  # type: ignore[return-value]


@numba.njit(cache=True, nogil=True)
def _judge(
    lo: int,
    hi: int,
    offsets: Offsets,
    time: Times,
    bits: Bits,
    first: int,
    begins: Ints,
    things: Bits,
    least: Ints,
    most: Ints,
    start: Ints,
    end: Ints,
    gap: Ints,
    result: Mask,
) -> None:
    """Answer every question about people lo…hi; `bits[i]` says what event `first + i` is."""
    leaves = len(least)
    counts = np.zeros(leaves, np.int64)
    reached = np.empty(len(things), np.int64)
    for who in range(lo, hi):
        counts[:] = 0
        reached[:] = _NEVER
        for i in range(offsets[who], offsets[who + 1]):
            word = bits[i - first]
            if word == 0:
                continue
            now = time[i]
            for leaf in range(leaves):
                if now < start[leaf] or now > end[leaf]:
                    continue
                if least[leaf] >= 0:
                    if word & things[begins[leaf]]:
                        counts[leaf] += 1
                    continue
                # The latest way to have come so far leaves most time for what follows; from the end, so that no event
                # is two steps.
                for step in range(begins[leaf + 1] - 1, begins[leaf] - 1, -1):
                    if word & things[step] == 0:
                        continue
                    before = now if step == begins[leaf] else reached[step - 1]
                    if before != _NEVER and now - before <= gap[leaf]:
                        reached[step] = now
        for leaf in range(leaves):
            if least[leaf] >= 0:
                result[leaf, who] = least[leaf] <= counts[leaf] <= most[leaf]
            else:
                result[leaf, who] = reached[begins[leaf + 1] - 1] != _NEVER
