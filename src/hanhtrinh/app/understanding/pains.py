"""Use cases: pain points that customers' words propose for a map; a person takes one, or puts it aside.

A theme that names something specific is proposed at a step where at least five people speak of it and, on average,
clearly feel bad: the whole band of the mean lies below zero. Severity comes from the feeling, how frequent it is from
the share of those who spoke.
"""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.maps.cells import said_in
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.editing import Changed, change
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import Lang, Text
from hanhtrinh.journey.edits import Edit, Several, edits_between
from hanhtrinh.journey.model import Journey, Pain
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.results import SaidReadings, SaidStep, ThemeReadings
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.drafting import Refusals
from hanhtrinh.ports.maps import Maps

FEWEST = 5
MOST_WORDS = 300
_HURTS, _HOLDS_UP = -1.2, -0.6
_replace = msgspec.structs.replace


@dataclass(frozen=True)
class PainDesk:
    """Where maps, their readings and what was put aside are."""

    maps: Desk
    readings: Maps
    refusals: Refusals


@dataclass(frozen=True)
class Proposal:
    """A pain point proposed at a step: what it is called, how bad it is, and what it was read from."""

    id: str
    step: str
    step_name: Text
    severity: int
    theme: ThemeReadings


def pain_id(step: str, theme: str) -> str:
    """Return by what a proposal is remembered."""
    return f"pain:{step}:{theme}"


def severity_of(feeling: float) -> int:
    """Return how bad a mean feeling is: 1 (annoying) to 3 (makes people leave).

    >>> severity_of(-1.5), severity_of(-0.8), severity_of(-0.2)
    (3, 2, 1)
    """
    return 3 if feeling <= _HURTS else 2 if feeling <= _HOLDS_UP else 1


def proposed(journey: Journey, said: SaidReadings | None, refused: Collection[str] = ()) -> tuple[Proposal, ...]:
    """Return the pains that words propose and the map does not have, the worst first at each step."""
    found = []
    for step, here in zip(journey.steps, said.steps if said else (), strict=False):
        known = {pain.theme for pain in step.pains}
        for theme in _hurting(here) if here else ():
            id = pain_id(step.key, theme.key)
            if theme.key not in known and id not in refused:
                name = journey.name_of_step(step)
                found.append(Proposal(id, step.key, name, severity_of(theme.feeling.value or 0.0), theme))
    return tuple(found)


def _hurting(here: SaidStep) -> list[ThemeReadings]:
    themes = [
        theme
        for theme in here.themes
        if not theme.general
        if (theme.feeling.n >= FEWEST and theme.feeling.interval is not None and theme.feeling.interval.high < 0)
        or (theme.feeling.n >= FEWEST and theme.feeling.interval is None and (theme.feeling.value or 0.0) < 0)
    ]
    return sorted(themes, key=lambda theme: ((theme.feeling.value or 0.0) * (theme.share.count or 0), theme.key))


def see_proposals(
    actor: Actor, space: Space, desk: PainDesk, key: str, question: MapQuestion
) -> tuple[Journey, tuple[Proposal, ...], tuple[Proposal, ...]]:
    """Return a journey, the pains proposed for it, and those that were put aside."""
    require(actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(actor, space, desk.maps, key)
    said = desk.readings.readings(file.journey, question).said
    refused = desk.refusals.refused(space.id, key)
    every = proposed(file.journey, said)
    return (
        file.journey,
        tuple(one for one in every if one.id not in refused),
        tuple(one for one in every if one.id in refused),
    )


def take_pain(
    actor: Actor, space: Space, desk: PainDesk, key: str, id: str, text: str, lang: Lang, question: MapQuestion
) -> Changed | None:
    """Write a proposed pain on the map, in the words given; NotFound where it is not proposed (any more)."""
    words = " ".join(text.split())
    if not words or len(words) > MOST_WORDS:
        raise InputError("pains.bad_words", given=len(words), allowed=MOST_WORDS)
    _, new, aside = see_proposals(actor, space, desk, key, question)
    one = next((each for each in (*new, *aside) if each.id == id), None)
    if one is None:
        raise NotFound("pains.no_proposal")

    def make(written: Journey) -> Edit | None:
        edits = edits_between(written, _with(written, one, words, lang))
        return Several(edits=edits) if edits else None

    changed = change(actor, space, desk.maps, key, make)
    desk.refusals.allow(space.id, key, id)
    return changed


def _with(journey: Journey, one: Proposal, words: str, lang: Lang) -> Journey:
    """Return a journey with a pain at its step; one of the same theme is not written twice."""
    name = one.theme.name
    pain = Pain(text=said_in(name, lang, words), severity=one.severity, theme=one.theme.key)
    stages = tuple(
        _replace(
            stage,
            steps=tuple(
                _replace(step, pains=(*step.pains, pain))
                if step.key == one.step and all(had.theme != pain.theme for had in step.pains)
                else step
                for step in stage.steps
            ),
        )
        for stage in journey.stages
    )
    return _replace(journey, stages=stages)


def put_pain_aside(actor: Actor, space: Space, desk: PainDesk, key: str, id: str, *, back: bool = False) -> None:
    """Remember that a proposed pain is not wanted, or (`back`) that it may be proposed again."""
    require(actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(actor, space, desk.maps, key)
    kind, _, rest = id.partition(":")
    step, _, theme = rest.partition(":")
    if kind != "pain" or step not in file.journey.step_index or not 0 < len(theme) <= MOST_WORDS:
        raise NotFound("pains.no_proposal")
    if back:
        desk.refusals.allow(space.id, key, id)
    else:
        desk.refusals.refuse(space.id, key, id, desk.maps.clock())
