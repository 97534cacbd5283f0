"""Use case: why people left, in the reasons they gave when leaving, beside what they did before and after."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.asking.desk import AskDesk, Open
from hanhtrinh.app.people.persons import timeline_of
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.lens import compile_lens, touches
from hanhtrinh.events.parts import Parts
from hanhtrinh.i18n import Text
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.journey_reading import touchpoint_rules
from hanhtrinh.measures.results import Interval
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.surveys import Response
from hanhtrinh.voice.asking.budget import DAY
from hanhtrinh.voice.surveys.conditions import option_of
from hanhtrinh.voice.surveys.model import Question

MOST, BEFORE, AFTER, SHOWN = 500, DAY, 7 * DAY, 3


@dataclass(frozen=True)
class Why:
    """One reason: people who gave it and their share, the touchpoints most of them came by in the day before, and how
    many of those whose week is over reached the journey's outcome in it.
    """

    text: Text
    people: int
    share: float
    interval: Interval | None
    before: tuple[tuple[Text, int], ...]
    went_on: int
    rated: int


@dataclass(frozen=True)
class Leaving:
    """The reasons given at one step of one survey, most people first; `people` is all who gave any."""

    survey: str
    name: Text
    step: Text
    question: Text
    people: int
    reasons: tuple[Why, ...]


@dataclass(frozen=True)
class _Told:
    """What one person said and did."""

    reasons: frozenset[str]
    before: frozenset[str]
    rated: bool
    went_on: bool


def leaving(actor: Actor, space: Space, desk: AskDesk) -> tuple[Leaving, ...]:
    """Return why people left, by survey and step, from the newest 500 answers of each survey that asks on leaving."""
    require(actor, space.id, Right.SEE_VOICE)
    asked = [one for one in desk.open(space).values() if (page := one.survey.asking.on_page) and page.leaving]
    return tuple(found for one in asked for found in _of(desk, space, one))


def _of(desk: AskDesk, space: Space, open_: Open) -> list[Leaving]:
    survey = open_.survey
    question = next((one for one in survey.questions if one.kind in ("choice", "choices")), None)
    journey = desk.people.shelf.usable(space).get(survey.journey)
    if question is None:
        return []
    by_step: dict[str, dict[str, Response]] = {}
    for response in desk.responses.of_survey(space.id, survey.key, limit=MOST):
        if question.key in response.answers:
            who = response.person or response.id
            by_step.setdefault(response.step, {}).setdefault(who, response)
    return [
        _reading(desk, space, open_, question, journey, step, list(some.values()))
        for step, some in sorted(by_step.items())
    ]


def _reading(
    desk: AskDesk, space: Space, open_: Open, question: Question, journey: Journey | None, step: str,
    responses: Sequence[Response],
) -> Leaving:  # fmt: skip
    parts, now = desk.people.parts(space), desk.clock()
    told = [_told(desk, space, parts, journey, question, one, now) for one in responses]
    names = {option.key: option.text for option in question.options}
    counts = Counter(reason for one in told for reason in one.reasons)
    whys = tuple(
        _why(names.get(key, key), [one for one in told if key in one.reasons], len(told), journey)
        for key, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
    return Leaving(
        open_.survey.key, open_.survey.name, _touchpoint(journey, step), question.text, len(told), whys
    )  # fmt: skip


def _why(text: Text, some: Sequence[_Told], everybody: int, journey: Journey | None) -> Why:
    before = Counter(touchpoint for one in some for touchpoint in one.before)
    top = sorted(before.items(), key=lambda one: (-one[1], one[0]))[:SHOWN]
    rated = [one for one in some if one.rated]
    return Why(
        text, len(some), len(some) / everybody, wilson(len(some), everybody),
        tuple((_touchpoint(journey, key), count) for key, count in top), sum(one.went_on for one in rated), len(rated),
    )  # fmt: skip


def _told(
    desk: AskDesk, space: Space, parts: Parts, journey: Journey | None, question: Question, response: Response, now: int
) -> _Told:
    answer = response.answers[question.key]
    given = answer if isinstance(answer, list) else [str(answer)]
    reasons = frozenset(option_of(one) for one in given)
    if journey is None or not response.person:
        return _Told(reasons, frozenset(), False, False)
    person = desk.people.knowledge(space).identities.person_of(response.person, now)
    at = response.began_at
    try:
        came = _came(timeline_of(parts, person), journey)
    except HanhtrinhError:
        return _Told(reasons, frozenset(), False, False)
    step = next((one for one in journey.steps if one.key == journey.outcome), None)
    goal = step.touchpoint if step is not None else None
    went_on = any(key == goal and at < time <= at + AFTER for key, time in came)
    before = frozenset(key for key, time in came if at - BEFORE <= time <= at)
    return _Told(reasons, before, goal is not None and (went_on or now >= at + AFTER), went_on)


def _came(frame: Frame, journey: Journey) -> list[tuple[str, int]]:
    """Return which touchpoints somebody came by, and when."""
    rules = touchpoint_rules(journey)
    if not rules or not frame.event_count:
        return []
    keys, codes = list(rules), touches(compile_lens(rules, frame.columns), frame)
    return [(keys[int(codes[event]) - 1], int(frame.time[event])) for event in np.flatnonzero(codes)]


def _touchpoint(journey: Journey | None, key: str) -> Text:
    found = journey.touchpoints.get(key) if journey is not None else None
    return found.name if found is not None else key
