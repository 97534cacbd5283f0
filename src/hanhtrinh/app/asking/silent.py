"""Use case: who did not answer, and whether those who did are like all who were asked."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.asking.desk import SERVER, AskDesk
from hanhtrinh.app.people.persons import name_of, traits_of
from hanhtrinh.app.people.segmenting import read_rule
from hanhtrinh.errors import HanhtrinhError, NotFound
from hanhtrinh.i18n import Text
from hanhtrinh.measures.results import Interval
from hanhtrinh.measures.statistics import newcombe
from hanhtrinh.people.members import members
from hanhtrinh.people.segments import AtStep, Did, PeopleRule
from hanhtrinh.ports.accounts import Space
from hanhtrinh.voice.asking.budget import DAY

DAYS, LEAST, MOST_NAMED = 30, 10, 200
By = Literal["step", "segment", "outcome"]


@dataclass(frozen=True)
class Group:
    """A group among those asked: how many were asked and answered, and by how much its share among the answers is
    larger than among the silent (95 %, Newcombe). `name` is a text, or for an outcome empty.
    """

    by: By
    name: Text
    asked: int
    answered: int
    difference: Interval | None

    @property
    def lean(self) -> Literal["fair", "over", "under"]:
        """Whether the group is clearly over- or under-represented in the answers."""
        if self.difference is None or self.difference.low <= 0 <= self.difference.high:
            return "fair"
        return "over" if self.difference.low > 0 else "under"


@dataclass(frozen=True)
class Silent:
    """People asked, how many of them answered, the groups compared, and those who did not answer (id, name)."""

    survey: Text
    asked: int
    answered: int
    groups: tuple[Group, ...]
    people: tuple[tuple[str, str], ...]


def silent(actor: Actor, space: Space, desk: AskDesk, survey: str) -> Silent:
    """Return who of those asked in the last 30 days did not answer; NotFound for a survey that was never open."""
    require(actor, space.id, Right.SEE_PEOPLE)
    open_ = desk.open(space).get(survey)
    if open_ is None:
        raise NotFound("asking.no_survey", given=survey[:60])
    now, knowledge = desk.clock(), desk.people.knowledge(space)
    said: dict[str, bool] = {}
    steps: dict[str, set[str]] = {}
    for raw, step, answered in desk.askings.people_asked(space.id, survey, now - DAYS * DAY):
        person = knowledge.identities.person_of(raw, now)
        said[person] = said.get(person, False) or answered
        steps.setdefault(step, set()).add(person)
    answered_by = {person for person, done in said.items() if done}
    quiet = sorted(said.keys() - answered_by)
    groups = [
        _group("step", _step_name(desk, space, open_.survey.journey, step), some, answered_by, said.keys())
        for step, some in sorted(steps.items())
        if step and len(steps) > 1
    ]
    groups += _segments(desk, space, answered_by, said.keys())
    groups += _outcome(desk, space, open_.survey.journey, answered_by, said.keys())
    named = tuple((person, name_of(person, traits_of(knowledge, person))) for person in quiet[:MOST_NAMED])
    return Silent(open_.survey.name, len(said), len(answered_by), tuple(groups), named)


def _group(by: By, name: Text, some: Collection[str], answered: Collection[str], asked: Collection[str]) -> Group:
    inside, answers, everybody = set(some) & set(asked), set(answered), set(asked)
    quiet = everybody - answers
    enough = len(answers) >= LEAST and len(quiet) >= LEAST
    difference = newcombe(len(inside & answers), len(answers), len(inside & quiet), len(quiet)) if enough else None
    return Group(by, name, len(inside), len(inside & answers), difference)


def _step_name(desk: AskDesk, space: Space, journey: str, step: str) -> Text:
    found = desk.people.shelf.usable(space).get(journey)
    touchpoint = found.touchpoints.get(step) if found else None
    return touchpoint.name if touchpoint else step


def _segments(desk: AskDesk, space: Space, answered: Collection[str], asked: Collection[str]) -> list[Group]:
    found = []
    for segment in desk.people.people.segments(space.id):
        try:
            inside = _members(desk, space, read_rule(space, desk.people, segment.rule), asked)
        except HanhtrinhError:
            continue
        found.append(_group("segment", segment.name, inside, answered, asked))
    return found


def _outcome(
    desk: AskDesk, space: Space, journey: str, answered: Collection[str], asked: Collection[str]
) -> list[Group]:
    found = desk.people.shelf.usable(space).get(journey)
    if found is None or not found.outcome:
        return []
    try:
        inside = _members(desk, space, Did(AtStep(journey, found.outcome)), asked)
    except HanhtrinhError:
        return []
    return [_group("outcome", "", inside, answered, asked)]


def _members(desk: AskDesk, space: Space, rule: PeopleRule, asked: Collection[str]) -> set[str]:
    parts, knowledge = desk.people.parts(space), desk.people.knowledge(space)
    found = members(
        rule, parts, knowledge.traits, desk.people.journey_of(SERVER, space), now=parts.now, run=desk.people.run
    )
    return set(found.people(parts)) & set(asked)
