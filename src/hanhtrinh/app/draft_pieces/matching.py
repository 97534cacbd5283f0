"""Which drafted step is which touchpoint of a map: by the events both claim, else by what they are called."""

from collections.abc import Iterator
from dataclasses import dataclass

from hanhtrinh.i18n import Localized, Text
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.draft.crossing import Crossing
from hanhtrinh.measures.draft.shapes import Draft, Reason, StepProposal, because
from hanhtrinh.measures.draft.vocabulary import Vocabulary
from hanhtrinh.measures.draft.words import plain, stems

MOST_OF = 0.5
"""Share of a drafted step's events a touchpoint must claim to be it."""


@dataclass(frozen=True)
class Match:
    """A touchpoint of the map and what speaks for it; `claims`: its own rule recognises the events already."""

    touchpoint: str
    reason: Reason
    claims: bool


def match_steps(journey: Journey, draft: Draft, crossing: Crossing, vocabulary: Vocabulary) -> dict[str, Match]:
    """Return, by drafted step, the touchpoint of the map it is; steps the map does not know are left out.

    A touchpoint whose rule claims events is matched by these alone; one without, or whose rule claims nothing, by its
    name, and by each at most one step: the same name first, then what the vocabulary takes for the same.
    """
    steps = [p for p in draft.proposals if isinstance(p, StepProposal)]
    found: dict[str, Match] = {}
    for step in steps:
        point, share = crossing.sharing(step.step.key)
        if point and share >= MOST_OF:
            reason = because("drafting.why_claims", n=crossing.shared[step.step.key, point], claimed_share=share)
            found[step.step.key] = Match(point, reason, claims=True)
    open_points = _unmet(journey, crossing)
    for how in (_same_name, _same_idea, _part_of_name):
        for step in steps:
            if step.step.key in found:
                continue
            for point in open_points:
                why = how(journey, point, step, vocabulary)
                if why is not None:
                    found[step.step.key] = Match(point, why, claims=False)
                    open_points.remove(point)
                    break
    return found


def _unmet(journey: Journey, crossing: Crossing) -> list[str]:
    """Return the touchpoints on the map that claim no event, in its order."""
    on_map = dict.fromkeys(step.touchpoint for step in journey.steps)
    known = (key for key in on_map if key is not None and key in journey.touchpoints)
    return [key for key in known if not crossing.claimed.get(key, (0, 0))[0]]


def _same_name(journey: Journey, point: str, step: StepProposal, vocabulary: Vocabulary) -> Reason | None:
    own = {frozenset(stems(name)) for name in (step.step.key, *_words(step.touchpoint.name)) if stems(name)}
    for name in _names(journey, point):
        if frozenset(stems(name)) in own:
            return because("drafting.why_same_name", name=name)
    return None


def _same_idea(journey: Journey, point: str, step: StepProposal, vocabulary: Vocabulary) -> Reason | None:
    concept = concept_of(step)
    if not concept:
        return None
    for name in _names(journey, point):
        if vocabulary.concept_of(plain(name)) == concept or vocabulary.concept_of(name) == concept:
            return because("drafting.why_same_idea", name=name, concept=concept)
    return None


def _part_of_name(journey: Journey, point: str, step: StepProposal, vocabulary: Vocabulary) -> Reason | None:
    """Take `cart` for `add_to_cart`: all that is said of one is said of the other, and more."""
    for other in (step.step.key, *_words(step.touchpoint.name)):
        own = stems(other) - vocabulary.filler_stems
        for name in _names(journey, point):
            given = stems(name) - vocabulary.filler_stems
            if own and given and (given <= own or own <= given):
                return because("drafting.why_part_of_name", name=name, other=other)
    return None


def concept_of(step: StepProposal) -> str:
    """Return the idea of the vocabulary a drafted step stands for; empty where its names say nothing known."""
    said = (reason.params.get("concept") for reason in step.reasons if reason.key == "step_known")
    return str(next(said, ""))


def _names(journey: Journey, point: str) -> Iterator[str]:
    """Yield what a touchpoint and the steps it stands at are called."""
    yield from _words(journey.touchpoints[point].name)
    for step in journey.steps:
        if step.touchpoint == point:
            yield from _words(step.name)
    yield point


def _words(name: Text) -> Iterator[str]:
    both = (name.vi, name.en) if isinstance(name, Localized) else (name,)
    yield from (words for words in both if words)
