"""What came of a survey: how many were asked and answered, by which channel, and what they said."""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import compress
from types import MappingProxyType
from typing import NamedTuple
from weakref import ReferenceType, ref

import polars as pl

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.app.surveys.desk import SurveyDesk, for_seeing
from hanhtrinh.app.surveys.groups import Knowing, TraitsKnown
from hanhtrinh.measures.results import Interval
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.surveys import Block, Kept, Responses
from hanhtrinh.voice.surveys.model import Survey
from hanhtrinh.voice.surveys.results import Result, main_result, results_of
from hanhtrinh.voice.surveys.tally import Cell, Given, Tally, joined, tally, tally_cells, ways_of
from hanhtrinh.voice.surveys.weighed import Fit, Weighed, fit, weighed_of
from hanhtrinh.voice.surveys.weighting import Aim, Weighting, coder, grouped

_MOST_SURVEYS = 200
CHANNELS = ("widget", "email", "link", "qr", "kiosk")


class Rate(NamedTuple):
    """How many were asked by a channel and how many of them finished; nobody is asked by an open link."""

    channel: str
    invited: int
    began: int
    finished: int
    share: float | None
    interval: Interval | None


class Outcome(NamedTuple):
    """What came of a survey; `last` is when somebody last answered. Where its results are weighted, `fit` are the
    weights and `weighed` the figures with them, by question and series.
    """

    kept: Kept
    counts: Mapping[str, int]
    rates: tuple[Rate, ...]
    results: tuple[Result, ...]
    versions: Mapping[int, Survey]
    last: int | None
    fit: Fit | None = None
    weighed: Mapping[tuple[str, int], Weighed] = MappingProxyType({})


class Seen(NamedTuple):
    """What the cells of a block hang on beside its responses: the traits of whom these are of (raw ids at instants),
    as a sum of them, and where they were looked up.
    """

    raws: pl.Series
    times: pl.Series
    traits: int
    known: ReferenceType[Knowledge]


class Counted(NamedTuple):
    """What the responses of one block say, in this state of it; how many there are and are finished by channel, and
    when one of them was changed last. Where results are weighted, `cells` is what each cell of the `aims`
    says, and `sizes` how many responses it has.
    """

    block: Block
    tally: Tally
    began: Counter[str]
    finished: Counter[str]
    last: int
    aims: tuple[Aim, ...] = ()
    cells: Mapping[Cell, Tally] = MappingProxyType({})
    sizes: Mapping[Cell, int] = MappingProxyType({})
    seen: Seen | None = None

    @property
    def state(self) -> tuple[Block, int]:
        """What tells its cells apart from those it had before."""
        return self.block, self.seen.traits if self.seen else 0


Weighing = tuple[Fit, Mapping[tuple[str, int], Weighed]]


@dataclass
class Outcomes:
    """What was counted of every survey, block by block: only those whose responses changed are counted again."""

    kept: OrderedDict[tuple[str, str], Mapping[int, Counted]] = field(default_factory=OrderedDict)
    weighed: dict[tuple[str, str], tuple[object, Weighing]] = field(default_factory=dict)

    def of(self, workspace: str, survey: str) -> Mapping[int, Counted]:
        """Return what is counted of a survey, by block."""
        return self.kept.get((workspace, survey), {})

    def keep(self, workspace: str, survey: str, counted: Mapping[int, Counted]) -> None:
        """Keep what was counted; the survey nobody looked at for longest is forgotten."""
        self.kept[workspace, survey] = counted
        self.kept.move_to_end((workspace, survey))
        while len(self.kept) > _MOST_SURVEYS:
            gone, _ = self.kept.popitem(last=False)
            self.weighed.pop(gone, None)

    def weighing(self, workspace: str, survey: str, state: object, make: Callable[[], Weighing]) -> Weighing:
        """Return the weights of a survey and the figures with them, made anew where the state of it is another."""
        known = self.weighed.get((workspace, survey))
        if known is None or known[0] != state:
            self.weighed[workspace, survey] = known = state, make()
        return known[1]


def outcome_of(
    actor: Actor, space: Space, desk: SurveyDesk, responses: Responses, memory: Outcomes, key: str, knowing: Knowing
) -> Outcome:
    """Return what came of one survey; `knowing` gives what is known of people where weights hang on traits."""
    return _outcome(space, desk, responses, memory, for_seeing(actor, space, desk, key), knowing)


def outcomes_of(actor: Actor, space: Space, desk: SurveyDesk, responses: Responses, memory: Outcomes) -> list[Outcome]:
    """Return what came of every survey, unweighted, the newest changed first."""
    require(actor, space.id, Right.SEE_VOICE)
    return [_outcome(space, desk, responses, memory, kept) for kept in desk.surveys.all(space.id)]


def _outcome(
    space: Space, desk: SurveyDesk, responses: Responses, memory: Outcomes, kept: Kept, knowing: Knowing | None = None
) -> Outcome:
    versions = partial(desk.versions, space, kept.key)
    weighting = kept.weighted.now if knowing else None
    aims, traits = (weighting.aims, TraitsKnown(knowing)) if weighting and knowing else ((), None)
    counted = _count(space, responses, memory, kept.key, versions, aims, traits)
    counts = _counts(responses.invited(space.id, kept.key), counted)
    whole = joined(one.tally for one in counted)
    asked = versions([number for number, _ in whole] + [kept.version])
    last = max((one.last for one in counted), default=None)
    outcome = Outcome(kept, counts, rates(counts), tuple(results_of(asked, whole)), asked, last)
    if weighting is None:
        return outcome
    state = weighting, tuple(one.state for one in counted)
    made = memory.weighing(space.id, kept.key, state, lambda: weighing_of(weighting, asked, counted))
    return outcome._replace(fit=made[0], weighed=made[1])


def weighing_of(weighting: Weighting, asked: Mapping[int, Survey], counted: Collection[Counted]) -> Weighing:
    """Return the weights of what was counted, and the figures with them."""
    sizes: Counter[Cell] = Counter()
    by_cell: dict[Cell, list[Tally]] = defaultdict(list)
    for one in counted:
        sizes.update(one.sizes)
        for cell, said in one.cells.items():
            by_cell[cell].append(said)
    weights = fit(weighting, sizes)
    return weights, weighed_of(asked, {cell: joined(by_cell[cell]) for cell in weights.weights}, weights.weights)


def _count(
    space: Space,
    responses: Responses,
    memory: Outcomes,
    key: str,
    versions: Callable[[Iterable[int]], Mapping[int, Survey]],
    aims: tuple[Aim, ...],
    traits: TraitsKnown | None,
) -> Collection[Counted]:
    """Return what all responses say: versions never change, so a block that did not either says what it said, where
    the traits its cells hang on did not change.
    """
    before, found = memory.of(space.id, key), {}
    for block in responses.blocks(space.id, key):
        known = before.get(block.place)
        known = _current(known, aims, traits) if known is not None and known.block == block else None
        if known is None:
            given = responses.given(space.id, key, block.place)
            known = _counted(block, given, versions(given.version), aims, traits)
        found[block.place] = known
    memory.keep(space.id, key, found)
    return found.values()


def _current(known: Counted, aims: tuple[Aim, ...], traits: TraitsKnown | None) -> Counted | None:
    """Return what is counted of a block that did not change; None where its cells are not those that are asked for."""
    if traits is None:  # no cells are
        return known
    if known.aims != aims:
        return None
    if known.seen is None or known.seen.known() is traits.knowledge:
        return known
    found = traits.of(_names(aims), known.seen.raws, known.seen.times)
    seen = _seen(known.seen.raws, known.seen.times, found, traits)
    return known._replace(seen=seen) if seen.traits == known.seen.traits else None


def _counted(
    block: Block, given: Given, versions: Mapping[int, Survey], aims: tuple[Aim, ...], traits: TraitsKnown | None
) -> Counted:
    began, finished = Counter(given.channel), Counter(compress(given.channel, given.finished))
    if traits is None:
        return Counted(block, tally(versions, given), began, finished, given.last)
    raws, times = pl.Series(given.person, dtype=pl.String), pl.Series(given.at, dtype=pl.Int64)
    found = traits.of(_names(aims), raws, times)
    ways, code = ways_of(versions, given), coder(aims)
    groups = grouped([aim.variable for aim in aims], versions, lambda names, given: found, given, ways)
    cells, sizes = tally_cells(versions, given, list(map(code, groups)), ways)
    seen, whole = _seen(raws, times, found, traits) if found else None, joined(cells.values())
    for count in (count for said in cells.values() for count in said.values()):
        count.words = []  # the whole quotes them
    return Counted(block, whole, began, finished, given.last, aims, cells, sizes, seen)


def _names(aims: Iterable[Aim]) -> list[str]:
    """Return the traits that cells hang on."""
    return [aim.variable.name for aim in aims if aim.variable.by == "trait"]


def _seen(raws: pl.Series, times: pl.Series, found: Mapping[str, Sequence[str | None]], traits: TraitsKnown) -> Seen:
    return Seen(raws, times, hash(tuple(map(tuple, found.values()))), ref(traits.knowledge))


def _counts(invited: Mapping[str, int], counted: Iterable[Counted]) -> Mapping[str, int]:
    """Return how many were `invited`, `began`, are `partial` and `finished`, in all and by channel (`began.qr` …)."""
    began, finished = Counter[str](), Counter[str]()
    for one in counted:
        began.update(one.began)
        finished.update(one.finished)
    found = {}
    for name, by in (("invited", invited), ("began", began), ("partial", began - finished), ("finished", finished)):
        found[name] = sum(by.values())
        found |= {f"{name}.{channel}": n for channel, n in by.items()}
    return found


def rates(counts: Mapping[str, int]) -> tuple[Rate, ...]:
    """Return the response rate of every channel that was used; with Wilson's interval where people were asked."""
    found = []
    for channel in CHANNELS:
        invited, began = counts.get(f"invited.{channel}", 0), counts.get(f"began.{channel}", 0)
        finished = counts.get(f"finished.{channel}", 0)
        if invited or began:
            asked = invited if invited >= finished else 0
            share = finished / asked if asked else None
            found.append(Rate(channel, invited, began, finished, share, wilson(finished, asked) if asked else None))
    return tuple(found)


def main_of(outcome: Outcome) -> Result | None:
    """Return the result a survey is known by."""
    return main_result(outcome.results)
