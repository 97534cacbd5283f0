"""Use case: what a segment can be made of: the events, properties and traits there are, and the journeys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space

MOST = 500


@dataclass(frozen=True)
class Choices:
    """What can be chosen from: names of events, of traits, of properties, and the journeys by key."""

    events: Sequence[str]
    traits: Sequence[str]
    properties: Sequence[str]
    journeys: Mapping[str, Journey]


def choices_of(actor: Actor, space: Space, desk: PeopleDesk) -> Choices:
    """Return what a segment can be made of now, the first so many of each."""
    require(actor, space.id, Right.SEE_PEOPLE)
    parts, knowledge = desk.parts(space), desk.knowledge(space)
    frames = parts.base, parts.overlay
    events = {str(name) for frame in frames if "event" in frame.columns for name in frame.columns["event"].values}
    names = {name for frame in frames for name in frame.columns} - {"event"}
    return Choices(
        sorted(events)[:MOST], knowledge.trait_names[:MOST], sorted(names)[:MOST], desk.journeys(actor, space)
    )
