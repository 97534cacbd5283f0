"""Which kinds become steps, in which order: from all candidates to those with a place that enough people come to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hanhtrinh.journey.rules import Rule
from hanhtrinh.measures.draft.goal import Aim, find_aim
from hanhtrinh.measures.draft.kernels import count_people
from hanhtrinh.measures.draft.kinds import Kind, Kinds, find_kinds
from hanhtrinh.measures.draft.place import LEAST_BY_EVENT, LEAST_BY_TIME, Places, found_together, places_of
from hanhtrinh.measures.draft.ranking import Coming, coming_of, order_of
from hanhtrinh.measures.draft.shapes import AsideProposal, DraftQuestion, Reason, WhyAside, because
from hanhtrinh.measures.draft.units import (
    Firsts,
    PassKey,
    Restart,
    Units,
    find_keys,
    find_restart,
    firsts_of,
    parts_of,
    units_of,
)
from hanhtrinh.measures.draft.view import View
from hanhtrinh.measures.draft.vocabulary import Role, Vocabulary

I64 = npt.NDArray[np.int64]
LEAST_SHARE = 0.05
"""Of those who came as far, the share that must have a kind for it to be a step."""

_LEAST_OF_ALL, _FEWEST_UNITS = 0.002, 3
_FEWEST_KINDS = 2
_ALTERNATIVES = 0.3
_BY_NAME: tuple[tuple[Role, WhyAside], ...] = (("technical", "technical"), ("message", "message"), ("error", "error"))


@dataclass
class Choice:
    """The kinds on their way to becoming steps, and what was set aside on it."""

    view: View
    question: DraftQuestion
    vocabulary: Vocabulary
    kinds: Kinds
    aside: list[AsideProposal] = field(default_factory=list)
    errors: list[Rule] = field(default_factory=list)
    parts: int = 1

    def without(self, gone: Iterable[int], why: WhyAside, reason: Callable[[int], Reason]) -> None:
        """Set kinds aside, except those that are to be kept whatever speaks against them."""
        going = [k for k in gone if not self.is_wanted(k)]
        if not going:
            return
        people = self._people()
        counts = np.bincount(self.kinds.code[self.kinds.code >= 0], minlength=len(self.kinds.kinds))
        for k in going:
            label = self.kinds.kinds[k].label
            size = {"events": int(counts[k]), "people": int(people[k])}
            self.aside.append(AsideProposal(label=label, why=why, **size, reasons=(reason(k),)))
        self.kinds = self.kinds.keep([k for k in range(len(self.kinds.kinds)) if k not in set(going)])

    def is_wanted(self, k: int) -> bool:
        """Tell whether a kind is to be kept whatever speaks against it."""
        kind = self.kinds.kinds[k]
        return bool({kind.label, *kind.names} & set(self.question.keep))

    def _people(self) -> I64:
        people = np.zeros(len(self.kinds.kinds), np.int64)
        count_people(self.view.bounds, self.kinds.code.astype(np.int64), people)
        return people


@dataclass(frozen=True)
class Chosen:
    """The steps in order (`order` are positions in `kinds`), and everything they were found by."""

    kinds: Kinds
    units: Units
    firsts: Firsts
    order: list[int]
    coming: list[Coming]
    aim: Aim | None
    key: PassKey | None
    sessions: PassKey | None
    restart: Restart | None
    aside: tuple[AsideProposal, ...]
    errors: tuple[Rule, ...]
    parts: int


def choose(view: View, question: DraftQuestion, vocabulary: Vocabulary) -> Chosen:
    """Return the kinds that become steps, in order; none where the events hold none."""
    choice = Choice(view, question, vocabulary, find_kinds(view, vocabulary))
    _drop_by_nature(choice)
    _merge(choice)
    _take_part(choice)
    keys = find_keys(view, choice.kinds, vocabulary)
    key = next((k for k in keys if not k.session), None)
    sessions = next((k for k in keys if k.session), None) if key is None else None
    restart = None
    if key is None:
        restart = find_restart(units_of(view, choice.kinds), len(choice.kinds.kinds))
    _drop_loose(choice, key, restart)
    _drop_satellites(choice, key, restart)
    if key is None:  # without the noise the pause may show more clearly
        restart = find_restart(units_of(view, choice.kinds), len(choice.kinds.kinds))
    units, firsts, order, coming = _drop_rare(choice, key, restart)
    aim = find_aim(view, choice.kinds, firsts, order, vocabulary)
    if len(order) > question.steps:
        _limit(choice, order, coming, aim)
        units, firsts, order, coming = _ranked(choice, key, restart)
        aim = find_aim(view, choice.kinds, firsts, order, vocabulary)
    found = key, sessions, restart, tuple(choice.aside), tuple(choice.errors), choice.parts
    return Chosen(choice.kinds, units, firsts, order, coming, aim, *found)


def _drop_by_nature(choice: Choice) -> None:
    """Set aside what the company did, answers to many surveys, and what names say to be no step."""

    def some(test: Callable[[Kind], bool]) -> list[int]:
        found = [k for k, kind in enumerate(choice.kinds.kinds) if test(kind)]
        return found if len(choice.kinds.kinds) - len(found) >= _FEWEST_KINDS else []

    def share(k: int) -> Reason:
        return because("aside_invitation", invited_share=choice.kinds.kinds[k].asked)

    choice.without(some(lambda kind: kind.is_invitation), "invitation", share)
    many = some(lambda kind: kind.is_answer and kind.instrument is None)
    surveys = len(choice.view.frame.instruments)
    choice.without(many, "answers", lambda k: because("aside_answers", surveys=surveys))
    for role, why in _BY_NAME:
        going = some(lambda kind, role=role: choice.vocabulary.role(kind.concept) == role)  # type: ignore[misc]
        if role == "error":
            choice.errors = [choice.kinds.kinds[k].rule for k in going if not choice.is_wanted(k)]
        choice.without(going, why, lambda k, why=why: because(f"aside_{why}"))  # type: ignore[misc]


def _merge(choice: Choice) -> None:
    """Make one of kinds that mean the same and stand for each other, and of what is recorded twice."""
    size = len(choice.kinds.kinds)
    units = units_of(choice.view, choice.kinds)
    firsts = firsts_of(units, size)
    head = list(range(size))
    pairs = found_together(units, size) + _synonyms(choice.kinds, firsts)
    for a, b in pairs:
        low, high = sorted((head[a], head[b]))
        head = [low if h == high else h for h in head]
    choice.kinds = choice.kinds.merged(head)


def _synonyms(kinds: Kinds, firsts: Firsts) -> list[tuple[int, int]]:
    concepts = [kind.concept for kind in kinds.kinds]
    least = np.maximum(1, np.minimum.outer(firsts.reach, firsts.reach))
    apart = firsts.both <= _ALTERNATIVES * least
    size = len(concepts)
    same = [(a, b) for a in range(size) for b in range(a + 1, size) if concepts[a] and concepts[a] == concepts[b]]
    return [(a, b) for a, b in same if apart[a, b]]


def _take_part(choice: Choice) -> None:
    """Keep the journey asked for where the events hold several that share nobody; what is hardly met is of none."""
    size = len(choice.kinds.kinds)
    firsts = firsts_of(units_of(choice.view, choice.kinds), size)
    groups = parts_of(firsts)
    most = max((int(firsts.reach[k]) for k in range(size)), default=0)
    large = [g for g in groups if firsts.reach[list(g)].max() >= max(_FEWEST_UNITS, LEAST_SHARE * most)]
    choice.parts = max(1, len(large))
    if choice.parts > 1:
        chosen = set(large[min(choice.question.part, len(large)) - 1])
        others = [k for g in large for k in g if k not in chosen]
        choice.without(others, "elsewhere", lambda k: because("aside_elsewhere", parts=len(large)))


def _drop_loose(choice: Choice, key: PassKey | None, restart: Restart | None) -> None:
    """Set aside what happens at any time."""
    places, order = _places(choice, key, restart)
    loose = [k for k in order if places.is_loose(k) and not choice.kinds.kinds[k].is_answer]
    if len(order) - len(loose) < _FEWEST_KINDS:
        return
    told = {choice.kinds.kinds[k].label: _too_loose(places, k) for k in loose}
    choice.without(loose, "no_place", lambda k: told[choice.kinds.kinds[k].label])


def _too_loose(places: Places, k: int) -> Reason:
    by_event = places.by_event[k] < LEAST_BY_EVENT
    bits, least = (places.by_event[k], LEAST_BY_EVENT) if by_event else (places.by_time[k], LEAST_BY_TIME)
    return because("aside_no_place", bits=round(float(bits), 2), least=least)


def _drop_satellites(choice: Choice, key: PassKey | None, restart: Restart | None) -> None:
    """Set aside what always follows something else at once without consequence, unless its name tells of a step."""
    places, order = _places(choice, key, restart)
    beside = [k for k in order if places.beside[k] >= 0 and not _is_known(choice, k)]
    if len(order) - len(beside) < _FEWEST_KINDS:
        return
    labels = [kind.label for kind in choice.kinds.kinds]
    told = {labels[k]: because("aside_beside", event=labels[places.beside[k]]) for k in beside}
    choice.without(beside, "beside", lambda k: told[choice.kinds.kinds[k].label])


def _places(choice: Choice, key: PassKey | None, restart: Restart | None) -> tuple[Places, list[int]]:
    size = len(choice.kinds.kinds)
    units = _units(choice, key, restart)
    end = choice.view.frame.span[1] if choice.view.frame.span else 0
    return places_of(units, size, end, restart.seconds if restart else None), order_of(firsts_of(units, size))


def _is_known(choice: Choice, k: int) -> bool:
    concept = choice.kinds.kinds[k].concept
    return concept is not None and bool(choice.vocabulary.concepts[concept].stage)


def _units(choice: Choice, key: PassKey | None, restart: Restart | None) -> Units:
    name = key.property if key else None
    return units_of(choice.view, choice.kinds, key=name, restart_seconds=restart.seconds if restart else None)


_Ranked = tuple[Units, Firsts, list[int], list[Coming]]


def _ranked(choice: Choice, key: PassKey | None, restart: Restart | None) -> _Ranked:
    units = _units(choice, key, restart)
    firsts = firsts_of(units, len(choice.kinds.kinds))
    order = order_of(firsts)
    return units, firsts, order, coming_of(units, firsts, order)


def _drop_rare(choice: Choice, key: PassKey | None, restart: Restart | None) -> _Ranked:
    """Set aside what hardly anybody who could have met it meets, the rarest first."""
    while True:
        units, firsts, order, coming = _ranked(choice, key, restart)
        least = max(1 if len(units) < 100 else _FEWEST_UNITS, _LEAST_OF_ALL * len(units))
        shares = {k: coming[k].share if coming[k].units >= least else 0.0 for k in order if not choice.is_wanted(k)}
        lowest = min(shares.values(), default=1.0)
        rare = [k for k, share in shares.items() if share < LEAST_SHARE and share <= max(lowest, LEAST_SHARE / 2)]
        if not rare or len(order) - len(rare) < _FEWEST_KINDS:
            return units, firsts, order, coming
        told = {choice.kinds.kinds[k].label: coming[k] for k in rare}
        choice.without(rare, "rare", lambda k, told=told: _too_rare(told[choice.kinds.kinds[k].label]))  # type: ignore[misc]


def _too_rare(coming: Coming) -> Reason:
    return because("aside_rare", n=coming.units, of=coming.of, reach_share=coming.share, least_share=LEAST_SHARE)


def _limit(choice: Choice, order: list[int], coming: list[Coming], aim: Aim | None) -> None:
    """Keep as many steps as are asked for: the aim, and those that most of the people who could, come to."""
    ranked = sorted(order, key=lambda k: (not (aim and k == aim.kind), -coming[k].share, order.index(k)))
    told = {choice.kinds.kinds[k].label: coming[k] for k in ranked[choice.question.steps :]}

    def why(k: int) -> Reason:
        found = told[choice.kinds.kinds[k].label]
        steps = choice.question.steps
        return because("aside_beyond", n=found.units, of=found.of, reach_share=found.share, steps=steps)

    choice.without(ranked[choice.question.steps :], "beyond", why)
