"""The live debugger: what arrived last, what it was understood as, and where it landed on the maps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from hanhtrinh.access import Actor, Right, may, require
from hanhtrinh.app.shelf import JourneyShelf
from hanhtrinh.collect import understand
from hanhtrinh.events.event import (
    ANONYMOUS,
    BOT,
    KEPT_BOT,
    LATE,
    PRIVACY_SIGNAL,
    Aliased,
    Consent,
    Event,
    Fact,
    Identified,
    Message,
    Traits,
)
from hanhtrinh.i18n import Text
from hanhtrinh.journey.landing import steps_of, touchpoint_of
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Recent, Refusal
from hanhtrinh.values import datetime_of

MOST_SHOWN = 100
MOST_PROPERTIES = 40
MOST_VALUE = 200
MOST_BODY = 1_000
_SHORT = 6
Flag = Literal["bot", "late", "privacy"]
Why = Literal["", "bot", "fact", "answer", "no_map", "no_rule"]
"""Why an event is at no touchpoint: it is a robot's, it only says something about a person, it is an answer that goes
with the person's last step before it, the workspace has no map, or no rule matches it."""


class _Named(msgspec.Struct):
    event: object = None


class Landing(msgspec.Struct, frozen=True, kw_only=True):
    """Where an event stands on one journey: at a touchpoint, and at which of its steps it may count."""

    journey: str
    journey_name: Text
    touchpoint: Text
    steps: tuple[Text, ...]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One accepted message. `person` is None for who may not see people; `facts` are kinds of facts (`traits` …)."""

    key: str
    source: str
    kind: str
    received_at: int
    time: int
    name: str
    person: str | None
    values: tuple[tuple[str, str], ...]
    more: int
    flags: tuple[Flag, ...]
    facts: tuple[str, ...]
    landed: tuple[Landing, ...]
    why: Why


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """What arrived last, newest first. Bodies of what was refused are empty for who may not see people."""

    seen: tuple[Seen, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True)
class Debugger:
    """Looks at what arrives."""

    recent: Recent
    shelf: JourneyShelf

    def look(self, actor: Actor, space: Space, source: str | None = None, limit: int = MOST_SHOWN) -> Live:
        """Return what arrived last in a workspace, or from one of its sources."""
        require(actor, space.id, Right.SEE_SOURCES)
        people = may(actor, space.id, Right.SEE_PEOPLE)
        journeys = self.shelf.usable(space)
        seen = tuple(_seen(message, journeys, people) for message in self.recent.recent(space.id, source, limit))
        refused = tuple(_cut(refusal, people) for refusal in self.recent.rejected(space.id, source, limit))
        return Live(seen=seen, refused=refused)


def _seen(message: Message, journeys: Mapping[str, Journey], people: bool) -> Seen:
    understood = understand(message)
    event, facts = understood.event, understood.facts
    values = _values(event, facts, people)
    landed = tuple(_landings(event, journeys)) if event else ()
    return Seen(
        key=message.key.hex(), source=message.source, kind=message.kind, received_at=message.received_at,
        time=event.time if event else message.received_at, name=event.event if event else _told(message.body),
        person=_short(event, facts) if people else None, values=values[:MOST_PROPERTIES],
        more=max(0, len(values) - MOST_PROPERTIES), flags=tuple(_flags(message)), facts=tuple(map(_fact, facts)),
        landed=landed, why="" if landed else _why(message, event, journeys),
    )  # fmt: skip


def _told(body: bytes) -> str:
    """Return the event's name in a message that makes no event, a robot's."""
    name = msgspec.json.decode(body, type=_Named).event
    return name if isinstance(name, str) else ""


def _values(event: Event | None, facts: Sequence[Fact], people: bool) -> tuple[tuple[str, str], ...]:
    """Return properties of an event and, for who may see people, what was said of the person."""
    found = [(name, _text(value)) for name, value in (event.properties if event else {}).items()]
    found += [(name, datetime_of(at).isoformat()) for name, at in (event.times if event else {}).items()]
    for name in ("instrument", "score", "text", "asks", "asked_at"):
        if event and (value := getattr(event, name)) is not None:
            found.append((name, _text(value)))
    if people:
        said = (fact.values for fact in facts if isinstance(fact, Traits))
        found += [(name, _text(value)) for values in said for name, value in values.items()]
    return tuple(found)


def _text(value: object) -> str:
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    return text if len(text) <= MOST_VALUE else f"{text[:MOST_VALUE]}…"


def _short(event: Event | None, facts: Sequence[Fact]) -> str:
    """Return a raw id shortened: enough to see that two events are one person's."""
    raw = event.person if event else next((_about(fact) for fact in facts), "")
    mark, rest = (ANONYMOUS, raw[1:]) if raw.startswith(ANONYMOUS) else ("", raw)
    return mark + (rest if len(rest) <= _SHORT + 1 else f"{rest[:_SHORT]}…")


def _about(fact: Fact) -> str:
    match fact:
        case Identified() | Aliased():
            return fact.known
        case _:
            return fact.person


def _fact(fact: Fact) -> str:
    match fact:
        case Identified():
            return "identified"
        case Aliased():
            return "aliased"
        case Consent():
            return "consent"
        case _:
            return "traits"


def _flags(message: Message) -> list[Flag]:
    names: tuple[tuple[int, Flag], ...] = ((BOT, "bot"), (LATE, "late"), (PRIVACY_SIGNAL, "privacy"))
    return [name for flag, name in names if message.flags & flag]


def _landings(event: Event, journeys: Mapping[str, Journey]) -> list[Landing]:
    # What rules look at: the name and the properties, as in a frame; an instant is compared as its microseconds.
    plain = {**event.properties, **event.times, "event": event.event}
    found = ((key, journey, _touchpoint(journey, event, plain)) for key, journey in journeys.items())
    return [_landing(key, journey, touchpoint) for key, journey, touchpoint in found if touchpoint]


def _touchpoint(journey: Journey, event: Event, plain: Mapping[str, object]) -> str | None:
    """Return where an event is; an answer and an invitation to one belong to the touchpoint they were asked at."""
    asked_at = event.asked_at if event.asked_at in journey.touchpoints else None
    return asked_at or touchpoint_of(journey, plain)


def _landing(key: str, journey: Journey, touchpoint: str) -> Landing:
    steps = (journey.steps[journey.step_index[step]] for step in steps_of(journey, touchpoint))
    return Landing(
        journey=key, journey_name=journey.name, touchpoint=journey.touchpoints[touchpoint].name,
        steps=tuple(journey.name_of_step(step) for step in steps),
    )  # fmt: skip


def _why(message: Message, event: Event | None, journeys: Mapping[str, Journey]) -> Why:
    if message.flags & BOT and not message.flags & KEPT_BOT:
        return "bot"
    if event is None:
        return "fact"
    if not journeys:
        return "no_map"
    return "answer" if event.instrument or event.asks else "no_rule"


def _cut(refusal: Refusal, people: bool) -> Refusal:
    return refusal._replace(body=refusal.body[:MOST_BODY] if people else b"")
