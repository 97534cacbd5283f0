"""What the results of a survey are weighted to is chosen, kept, and taken back."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hanhtrinh.access import Actor, Right, may, require
from hanhtrinh.app.people.persons import NAMES
from hanhtrinh.app.surveys.desk import SurveyDesk, for_editing, for_seeing
from hanhtrinh.app.surveys.groups import Knowing, TraitsKnown
from hanhtrinh.app.surveys.outcome import CHANNELS, Outcomes, outcome_of
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.surveys import Kept, Response, Responses, given_of
from hanhtrinh.voice.surveys.conditions import options_of
from hanhtrinh.voice.surveys.model import Question, Survey
from hanhtrinh.voice.surveys.tally import answering, ways_of
from hanhtrinh.voice.surveys.weighting import MOST_GROUPS, Aim, Variable, Weighted, Weighting, checked, coder, grouped

_ALWAYS = {"channel": CHANNELS, "lang": ("vi", "en")}
_MOST_TRAITS = 200
_WHO = {name for names in NAMES for name in names}


class Overtaken(InputError):
    """Somebody else changed the weighting since it was looked at."""


class Groups(NamedTuple):
    """A variable and the groups it tells apart, with how many responses are of each; `unknown` are of none."""

    variable: Variable
    sizes: tuple[tuple[str, int], ...]
    unknown: int


class Weighable(NamedTuple):
    """What a survey's results can be weighted by: its questions of one choice, and the names of traits."""

    kept: Kept
    questions: tuple[Question, ...]
    traits: tuple[str, ...]


def weighable(actor: Actor, space: Space, desk: SurveyDesk, knowing: Knowing, key: str) -> Weighable:
    """Return what results can be weighted by; traits for those who may see people, where answers are somebody's."""
    kept = for_editing(actor, space, desk, key)
    asked = _asked(space, desk, kept)
    traits: Sequence[str] = ()
    if not asked.anonymous and may(actor, space.id, Right.SEE_PEOPLE):
        traits = [name for name in knowing().trait_names if name not in _WHO][:_MOST_TRAITS]
    return Weighable(kept, tuple(one for one in asked.questions if one.kind == "choice"), tuple(traits))


def _asked(space: Space, desk: SurveyDesk, kept: Kept) -> Survey:
    return desk.surveys.version(space.id, kept.key, kept.version) or kept.draft


def groups_of(
    actor: Actor, space: Space, desk: SurveyDesk, responses: Responses, knowing: Knowing, key: str,
    variables: Sequence[Variable],
) -> list[Groups]:  # fmt: skip
    """Return the groups some variables tell apart, as they are among the responses, with those that have a share.

    Raises InputError for a variable that has too many.
    """
    kept = for_editing(actor, space, desk, key)
    if any(variable.by == "trait" for variable in variables):
        require(actor, space.id, Right.SEE_PEOPLE)
    if not variables:
        return []
    traits = TraitsKnown(knowing)
    found: list[Counter[str]] = [Counter() for _ in variables]
    for block in responses.blocks(space.id, key):
        given = responses.given(space.id, key, block.place)
        versions = desk.versions(space, key, given.version)
        ways = ways_of(versions, given)
        groups = grouped(variables, versions, traits, given, ways)
        for names, n in Counter(groups[place] for place in answering(given, ways)).items():
            for counter, name in zip(found, names, strict=True):
                counter[name] += n
    asked = _asked(space, desk, kept)
    return [_groups(kept, asked, variable, counter) for variable, counter in zip(variables, found, strict=True)]


def _groups(kept: Kept, asked: Survey, variable: Variable, found: Counter[str]) -> Groups:
    unknown = found.pop("", 0)
    names = [*_ALWAYS.get(variable.by, ()), *_options(asked, variable)]
    names += [name for name, _ in sorted(found.items(), key=lambda one: (-one[1], one[0])) if name not in names]
    now = kept.weighted.now.aims if kept.weighted.now else ()
    names += [name for aim in now if aim.variable == variable for name in aim.shares if name not in names]
    if len(names) > MOST_GROUPS:
        raise InputError("weights.too_many", given=len(names), most=MOST_GROUPS, name=variable.name)
    return Groups(variable, tuple((name, found[name]) for name in names), unknown)


def _options(asked: Survey, variable: Variable) -> list[str]:
    if variable.by != "answer":
        return []
    question = next((one for one in asked.questions if one.key == variable.name), None)
    if question is None or question.kind != "choice":
        raise InputError("weights.no_question", given=variable.name[:60])
    return options_of(question)


def weigh(actor: Actor, space: Space, desk: SurveyDesk, key: str, aims: Sequence[Aim], stamp: int) -> None:
    """Weight the results of a survey from now on (no aims: not any more), over what was looked at (`stamp`)."""
    kept = for_editing(actor, space, desk, key)
    if any(aim.variable.by == "trait" for aim in aims):
        require(actor, space.id, Right.SEE_PEOPLE)
    now = checked(Weighting(tuple(aims))) if aims else None
    if now != kept.weighted.now:
        _keep(actor, space, desk, key, Weighted(now, kept.weighted.now, stamp + 1))


def weigh_back(actor: Actor, space: Space, desk: SurveyDesk, key: str, stamp: int) -> None:
    """Take back the last change of a weighting; done again, that is taken back."""
    weighted = for_editing(actor, space, desk, key).weighted
    _keep(actor, space, desk, key, Weighted(weighted.before, weighted.now, stamp + 1))


def weigher(
    actor: Actor, space: Space, desk: SurveyDesk, responses: Responses, memory: Outcomes, key: str, knowing: Knowing
) -> Callable[[Sequence[Response]], list[float | None]] | None:
    """Return what gives responses of a survey their weights, None for those that are left out; None where its results
    are not weighted.
    """
    weighting = for_seeing(actor, space, desk, key).weighted.now
    outcome = outcome_of(actor, space, desk, responses, memory, key, knowing) if weighting else None
    if weighting is None or outcome is None or outcome.fit is None:
        return None
    variables, code, weights = [aim.variable for aim in weighting.aims], coder(weighting.aims), outcome.fit.weights
    traits = TraitsKnown(knowing)

    def weights_of(responses: Sequence[Response]) -> list[float | None]:
        given = given_of(responses)
        ways = ways_of(outcome.versions, given)
        groups = grouped(variables, outcome.versions, traits, given, ways)
        found = {place: weights.get(code(groups[place])) for place in answering(given, ways)}
        return [found.get(place) for place in range(len(responses))]

    return weights_of


def _keep(actor: Actor, space: Space, desk: SurveyDesk, key: str, weighted: Weighted) -> None:
    if not desk.surveys.weigh(space.id, key, weighted):
        raise Overtaken("weights.overtaken")
    by = [aim.variable.by for aim in weighted.now.aims] if weighted.now else []
    desk.audit.note(actor, space.id, "survey.weighted" if by else "survey.unweighted", key, {"by": by})
