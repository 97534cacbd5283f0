"""Use case: one person's profile: who they are, everything that happened, and how they passed through journeys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.app.people.persons import Person, find_person, written
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.events.event import Aliased, Fact, Identified, Merged, Value
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.replacing import NEVER_REPLACED
from hanhtrinh.i18n import Text
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import RuleError
from hanhtrinh.measures.journey_reading import JourneyReading, read_journey
from hanhtrinh.measures.pass_table import COMPLETED, LEFT
from hanhtrinh.people.members import within
from hanhtrinh.people.said import Held, Stands, consent_of, held
from hanhtrinh.people.segment_data import parse_people_rule
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.people import Known, SavedSegment

PAGE = 60
STATES = {COMPLETED: "completed", LEFT: "left"}


@dataclass(frozen=True)
class Filter:
    """Which of a person's events are shown: on a journey's steps, answers, with a text in their name or values."""

    journey: str = ""
    answers: bool = False
    text: str = ""


@dataclass(frozen=True)
class Said:
    """An answer, or (`asked`) an invitation to answer: the instrument, its score and the person's words; whether it
    `holds` still, or was said anew or taken back.
    """

    instrument: str
    score: float | None
    text: str
    asked: bool
    of: Instrument | None = None
    holds: bool = True


@dataclass(frozen=True)
class Happened:
    """One event: when, what, from where, by which raw id; the step it is on each journey, and what was said."""

    number: int
    time: int
    event: str
    source: str
    raw: str
    properties: dict[str, Value | str]
    steps: tuple[tuple[str, Text, Text], ...]
    said: Said | None


@dataclass(frozen=True)
class Pass:
    """One pass of the person through a journey: when, how far, how it stands."""

    journey: str
    name: Text
    begun: int
    last_seen: int
    state: str
    steps: int
    of_steps: int
    last_step: Text


@dataclass(frozen=True)
class Joined:
    """How a raw id came to be the person's: by which fact, when, and by whom where somebody did it."""

    raw: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Profile:
    """Everything one page of a profile shows. `before` is the number of the next older page's first event; `vouched`:
    somebody vouches for anything that is known.
    """

    person: Person
    joined: tuple[Joined, ...]
    traits: Mapping[str, Held]
    consent: Mapping[str, Stands]
    segments: tuple[SavedSegment, ...]
    account: Mapping[str, tuple[Value | None, int]]
    happened: tuple[Happened, ...]
    before: int | None
    matching: int
    voices: tuple[Happened, ...]
    passes: tuple[Pass, ...]
    merges: tuple[Merged, ...]
    suggested: tuple[str, ...]
    vouched: bool


def profile(
    actor: Actor, space: Space, desk: PeopleDesk, name: str, *, wanted: Filter = Filter(), before: int | None = None
) -> Profile:
    """Return a person's profile with one page of their timeline, newest first; NotFound where nobody goes by a name."""
    require(actor, space.id, Right.SEE_PEOPLE)
    parts, knowledge = desk.parts(space), desk.knowledge(space)
    person = find_person(parts, knowledge, name)
    readings = _readings(person.frame, desk.journeys(actor, space), parts.now)
    steps = _steps(readings, person.frame.event_count)
    matching = _matching(person.frame, wanted, steps)
    shown = matching if before is None else matching[matching < before]
    page = shown[::-1][:PAGE]
    answers = person.frame.answers
    holds = person.frame.replaced_at == NEVER_REPLACED
    said = answers.event[np.array([bool(text) for text in answers.text], np.bool_) & holds]
    facts = desk.people.facts_of(space.id, person.raw_ids)
    known = desk.people.known_of(space.id, person.raw_ids)
    traits = _traits(person, knowledge, known)
    return Profile(
        person=person,
        joined=_joined(person, knowledge, facts),
        traits=traits,
        consent=consent_of(person.raw_ids, [one.consents for one in known]),
        segments=_segments(actor, space, desk, knowledge, person, parts.now),
        account=desk.people.account(space.id, person.traits["account"]) if "account" in person.traits else {},
        happened=happenings(person, readings, steps, page),
        before=int(page[-1]) if len(shown) > PAGE else None,
        matching=len(matching),
        voices=happenings(person, readings, steps, said[::-1][:PAGE]),
        passes=_passes(readings),
        merges=_merges(facts),
        suggested=_suggested(knowledge, person),
        vouched=any(one.consents.vouched for one in known) or any(one.proven for one in traits.values()),
    )


def _readings(frame: Frame, journeys: Mapping[str, Journey], now: int) -> dict[str, JourneyReading]:
    if not frame.event_count:
        return {}
    return {key: read_journey(frame, journey, as_of=now) for key, journey in journeys.items()}


def _steps(readings: Mapping[str, JourneyReading], size: int) -> dict[str, npt.NDArray[np.int32]]:
    """Return, per journey, the position of the step each event is on, −1 for none."""
    found: dict[str, npt.NDArray[np.int32]] = {}
    for key, reading in readings.items():
        found[key] = np.full(size, -1, np.int32)
        found[key][reading.passes.event] = reading.passes.step
    return found


def _matching(frame: Frame, wanted: Filter, steps: Mapping[str, npt.NDArray[np.int32]]) -> npt.NDArray[np.int64]:
    keep = np.ones(frame.event_count, np.bool_)
    if wanted.journey in steps:
        keep &= steps[wanted.journey] >= 0
    if wanted.answers:
        answered = np.zeros(frame.event_count, np.bool_)
        answered[frame.answers.event[~frame.answers.asked]] = True
        keep &= answered
    if wanted.text:
        keep &= _with_text(frame, wanted.text.lower())
    return np.flatnonzero(keep)


def _with_text(frame: Frame, text: str) -> npt.NDArray[np.bool_]:
    """Tell which events have a text in their name, a property or an answer, whatever the case."""
    found = np.zeros(frame.event_count, np.bool_)
    for column in frame.columns.values():
        holds = [text in str(value).lower() for value in column.values]
        found |= np.concatenate([[False], np.array(holds, np.bool_)])[column.codes]
    said = [text in str(one).lower() for one in frame.answers.text]
    found[frame.answers.event[np.array(said, np.bool_)]] = True
    return found


def happenings(
    person: Person,
    readings: Mapping[str, JourneyReading],
    steps: Mapping[str, npt.NDArray[np.int32]],
    events: Sequence[int] | npt.NDArray[np.int64],
) -> tuple[Happened, ...]:
    """Return some of a person's events (positions in their frame) in words and values."""
    frame = person.frame
    raws = {int(e): frame.raws.values[int(c) - 1] for e, c in zip(frame.raws.event, frame.raws.code, strict=True)}
    answers = {int(event): i for i, event in enumerate(frame.answers.event)}
    return tuple(_happened(person, readings, steps, raws, answers, int(event)) for event in events)


def _happened(
    person: Person,
    readings: Mapping[str, JourneyReading],
    steps: Mapping[str, npt.NDArray[np.int32]],
    raws: Mapping[int, str],
    answers: Mapping[int, int],
    event: int,
) -> Happened:
    frame = person.frame
    values = {name: c.values[int(c.codes[event]) - 1] for name, c in frame.columns.items() if c.codes[event]}
    name, source = str(values.pop("event", "")), str(values.pop("source", ""))
    on = tuple(
        (key, reading.journey.name, step_name(reading.journey, step))
        for key, reading in readings.items()
        if (step := int(steps[key][event])) >= 0
    )
    place = answers.get(event)
    return Happened(
        number=event,
        time=int(frame.time[event]),
        event=name,
        source=source,
        raw=raws.get(event, person.id),
        properties={key: written(value) for key, value in values.items()},
        steps=on,
        said=None if place is None else _said(frame, place),
    )


def step_name(journey: Journey, position: int) -> Text:
    """Return what a step is called: its own name, else its touchpoint's, else its key."""
    step = journey.steps[position]
    touchpoint = journey.touchpoints.get(step.touchpoint or "")
    return step.name or (touchpoint.name if touchpoint is not None else "") or step.key


def _said(frame: Frame, place: int) -> Said:
    answers, score = frame.answers, float(frame.answers.score[place])
    key = sorted(frame.instruments)[int(answers.instrument[place])]
    text, asked = str(answers.text[place]), bool(answers.asked[place])
    holds = int(frame.replaced_at[place]) == NEVER_REPLACED
    return Said(key, None if np.isnan(score) else score, text, asked, frame.instruments[key], holds)


def _passes(readings: Mapping[str, JourneyReading]) -> tuple[Pass, ...]:
    found = []
    for key, reading in readings.items():
        passes, journey = reading.passes, reading.journey
        for i in range(len(passes)):
            reached = sum(int(word).bit_count() for word in passes.reached[i])
            last = step_name(journey, int(passes.last_step[i]))
            state = STATES.get(int(passes.state[i]), "open")
            begun, end = int(passes.start[i]), int(passes.end[i])
            found.append(Pass(key, journey.name, begun, end, state, reached, len(journey.steps), last))
    return tuple(sorted(found, key=lambda one: (-one.last_seen, one.journey)))


def _joined(person: Person, knowledge: Knowledge, facts: Sequence[Fact]) -> tuple[Joined, ...]:
    """Return each raw id with the facts that speak of it and are true."""
    undone = {fact.merge for fact in facts if isinstance(fact, Merged) and fact.undone}
    suggested = set(knowledge.identities.suggested)
    found: dict[str, list[Fact]] = {raw: [] for raw in person.raw_ids}
    for fact in facts:
        if isinstance(fact, Identified) and fact.anonymous in found:
            found[fact.anonymous].append(fact)
        elif isinstance(fact, Aliased) and fact.previous in found and fact not in suggested:
            found[fact.previous].append(fact)
        elif isinstance(fact, Merged) and fact.merge not in undone and fact.person in found:
            found[fact.person].append(fact)
    return tuple(Joined(raw, tuple(why)) for raw, why in found.items())


def _merges(facts: Sequence[Fact]) -> tuple[Merged, ...]:
    undone = {fact.merge for fact in facts if isinstance(fact, Merged) and fact.undone}
    return tuple(fact for fact in facts if isinstance(fact, Merged) and fact.merge not in undone)


def _suggested(knowledge: Knowledge, person: Person) -> tuple[str, ...]:
    """Return the people senders say are the same person, and who are known apart."""
    identities, mine = knowledge.identities, set(person.raw_ids)
    others: dict[str, None] = {}
    for alias in identities.suggested:
        for one, other in ((alias.previous, alias.known), (alias.known, alias.previous)):
            if one in mine and other not in mine:
                others[identities.person_named(other)] = None
    return tuple(others)


def _traits(person: Person, knowledge: Knowledge, known: Sequence[Known]) -> dict[str, Held]:
    """Return what holds of the person's traits, and what is claimed."""
    said = knowledge.said(known, person.raw_ids)
    found = held(said, knowledge.identities.person_of, proving=knowledge.proving)
    return found.get(person.id, {})


def _segments(
    actor: Actor, space: Space, desk: PeopleDesk, knowledge: Knowledge, person: Person, now: int
) -> tuple[SavedSegment, ...]:
    """Return the saved segments the person belongs to now; one that cannot be judged is left out."""
    journeys = desk.journey_of(actor, space)
    found = []
    for segment in desk.people.segments(space.id):
        try:
            rule = parse_people_rule(segment.rule, desk.zone(space))
            if within(rule, person.frame, knowledge.traits, journeys, now=now)[0]:
                found.append(segment)
        except (RuleError, HanhtrinhError):
            continue
    return tuple(found)
