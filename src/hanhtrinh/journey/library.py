"""What several journeys share, described once: touchpoints, channels, personas, segments, competitors, opportunities.

A journey that names a library takes from it what it refers to and does not describe itself; what it describes itself
stands before the library's (that is how something is changed for one journey only). The file of the journey stays as it
was written: `with_library` makes the journey that is checked, measured and drawn.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Literal, TypeVar

import msgspec

from hanhtrinh.i18n import Text
from hanhtrinh.journey.model import (
    Channel,
    Competitor,
    Journey,
    Key,
    Opportunity,
    Persona,
    Segment,
    Shape,
    Stage,
    Step,
    Touchpoint,
)

LIBRARY_FORMAT = "hanhtrinh-library/1"
SHARED = ("channels", "touchpoints", "personas", "segments", "competitors")
"""Fields a journey has as well."""
_OF_OPPORTUNITY = ("text", "value", "effort", "owner", "quotes", "solutions")
T = TypeVar("T")


class Library(Shape, frozen=True, kw_only=True):
    """Objects shared between journeys, each by its key."""

    format: Literal["hanhtrinh-library/1"] = "hanhtrinh-library/1"
    name: Text = ""
    channels: dict[Key, Channel] = msgspec.field(default_factory=dict)
    touchpoints: dict[Key, Touchpoint] = msgspec.field(default_factory=dict)
    personas: dict[Key, Persona] = msgspec.field(default_factory=dict)
    segments: dict[Key, Segment] = msgspec.field(default_factory=dict)
    competitors: dict[Key, Competitor] = msgspec.field(default_factory=dict)
    opportunities: dict[Key, Opportunity] = msgspec.field(default_factory=dict)


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One journey that uses an object of a library: the steps that do, or none where the whole journey does.

    `changed` says that the journey describes the object itself, so that the library's is not the one it uses.
    """

    journey: str
    steps: tuple[str, ...] = ()
    changed: bool = False


def with_library(journey: Journey, library: Library) -> Journey:
    """Return the journey with what it takes from a library; the journey's own comes first and is kept as it is.

    Touchpoints, channels, competitors and opportunities are taken where something refers to them. Personas and segments
    are all taken: a map can be asked for any of them.
    """
    used = {step.touchpoint for step in journey.steps}
    touchpoints = _taken(journey.touchpoints, library.touchpoints, used)
    planned = {channel for stage in journey.stages for channel in stage.plan}
    channels = {touchpoint.channel for touchpoint in touchpoints.values()} | planned
    rivals = {key for step in journey.steps for key in step.competitors}
    return msgspec.structs.replace(
        journey,
        channels=_taken(journey.channels, library.channels, channels),
        touchpoints=touchpoints,
        personas=_taken(journey.personas, library.personas, library.personas),
        segments=_taken(journey.segments, library.segments, library.segments),
        competitors=_taken(journey.competitors, library.competitors, rivals),
        stages=tuple(_stage(stage, library) for stage in journey.stages),
    )


def _taken(own: Mapping[str, T], shared: Mapping[str, T], wanted: Collection[str | None]) -> dict[str, T]:
    return {**own, **{key: value for key, value in shared.items() if key in wanted and key not in own}}


def _stage(stage: Stage, library: Library) -> Stage:
    steps = tuple(_step(step, library) for step in stage.steps)
    return msgspec.structs.replace(stage, steps=steps)


def _step(step: Step, library: Library) -> Step:
    if not any(one.use for one in step.opportunities):
        return step
    found = tuple(_opportunity(one, library.opportunities.get(one.use or "")) for one in step.opportunities)
    return msgspec.structs.replace(step, opportunities=found)


def _opportunity(own: Opportunity, shared: Opportunity | None) -> Opportunity:
    if shared is None:
        return own
    return msgspec.structs.replace(
        shared, use=own.use, **{name: getattr(own, name) for name in _OF_OPPORTUNITY if getattr(own, name)}
    )


def taken_from(journey: Journey, library: Library) -> frozenset[tuple[str, str]]:
    """Return the objects (field and key) of a resolved journey that a library describes, the journey as it is written
    being given.
    """
    return frozenset(
        (field, key) for field in SHARED for key in getattr(library, field) if key not in getattr(journey, field)
    )


def usage(library: Library, journeys: Mapping[str, Journey]) -> dict[tuple[str, str], tuple[Use, ...]]:
    """Return which journeys (as written, by name) use each object of a library where; an unused one has no use.

    Personas and segments stand ready in every journey of the library; counted is the journey drawn for a persona.
    """
    found: dict[tuple[str, str], list[Use]] = {
        (field, key): [] for field in (*SHARED, "opportunities") for key in getattr(library, field)
    }
    for name, journey in journeys.items():
        steps: dict[tuple[str, str], list[str]] = {}
        for place, step in _used(journey, library):
            steps.setdefault(place, []).extend([step] if step else [])
        for place, where in steps.items():
            if place in found:
                changed = place[1] in getattr(journey, place[0], {})
                found[place].append(Use(journey=name, steps=tuple(dict.fromkeys(where)), changed=changed))
    return {place: tuple(uses) for place, uses in found.items()}


def _used(journey: Journey, library: Library) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield every object a journey refers to, with the step that does."""
    if journey.persona is not None:
        yield ("personas", journey.persona), ""
    for channel in dict.fromkeys(channel for stage in journey.stages for channel in stage.plan):
        yield ("channels", channel), ""
    resolved = with_library(journey, library)
    for step in journey.steps:
        touchpoint = resolved.touchpoints.get(step.touchpoint or "")
        if step.touchpoint is not None:
            yield ("touchpoints", step.touchpoint), step.key
        if touchpoint is not None and touchpoint.channel is not None:
            yield ("channels", touchpoint.channel), step.key
        for rival in step.competitors:
            yield ("competitors", rival), step.key
        for opportunity in step.opportunities:
            if opportunity.use is not None:
                yield ("opportunities", opportunity.use), step.key


def unused(library: Library, journeys: Mapping[str, Journey]) -> tuple[tuple[str, str], ...]:
    """Return the objects (field and key) none of the journeys uses; personas and segments stand ready and are left out.

    A channel is used by a touchpoint of the library as well.
    """
    channels = {("channels", touchpoint.channel) for touchpoint in library.touchpoints.values()}
    return tuple(
        place
        for place, uses in usage(library, journeys).items()
        if not any(not use.changed for use in uses)
        and place[0] not in ("personas", "segments")
        and place not in channels
    )
