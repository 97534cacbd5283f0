"""What the results of a survey are weighted to: the shares groups have in the population that was meant.

The groups are known of each response: by a trait of who answered, by the option they chose, by the channel, the
language or the touchpoint they were asked by. A response whose group is not known, or has no share, is left out.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from math import fsum
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from hanhtrinh.errors import InputError
from hanhtrinh.voice.surveys.conditions import option_of
from hanhtrinh.voice.surveys.model import Question, Survey
from hanhtrinh.voice.surveys.tally import Cell, Given, Ways

By = Literal["trait", "answer", "channel", "lang", "step"]
BYS: tuple[By, ...] = get_args(By)
NAMED = ("trait", "answer")
MOST_VARIABLES, MOST_GROUPS = 2, 30
NEAR = 0.1
"""Shares in per cent add up to 100 within so much: published ones are rounded."""
UNKNOWN, BEYOND = -1, -2
"""The code of a response whose group is not known, and of one whose group has no share."""


class Variable(msgspec.Struct, frozen=True, omit_defaults=True):
    """What tells groups apart: a trait or a question by its name (of the series `anew`), or what is known anyway."""

    by: By
    name: str = ""
    anew: int = 1


class Aim(msgspec.Struct, frozen=True):
    """The groups a variable tells apart, and the share each has of the population, in per cent."""

    variable: Variable
    shares: Mapping[str, Annotated[float, Meta(gt=0, le=100)]]


class Weighting(msgspec.Struct, frozen=True):
    """What results are weighted to: one variable, or two whose shares are to hold both."""

    aims: tuple[Aim, ...]


class Weighted(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of it: what holds now, and what held before the last change; `stamp` grows with each change."""

    now: Weighting | None = None
    before: Weighting | None = None
    stamp: int = 0


def checked(weighting: Weighting) -> Weighting:
    """Return a weighting that can be kept; InputError says what is wrong with it."""
    aims = weighting.aims
    if not 1 <= len(aims) <= MOST_VARIABLES:
        raise InputError("weights.how_many", given=len(aims), most=MOST_VARIABLES)
    if len({aim.variable for aim in aims}) < len(aims):
        raise InputError("weights.twice")
    for aim in aims:
        if aim.variable.by in NAMED and not 1 <= len(aim.variable.name) <= 200:
            raise InputError("weights.no_variable")
        if not 2 <= len(aim.shares) <= MOST_GROUPS:
            raise InputError("weights.groups", given=len(aim.shares), most=MOST_GROUPS)
        if any(not 1 <= len(group) <= 300 for group in aim.shares):
            raise InputError("weights.no_group")
        if any(not 0 < share <= 100 for share in aim.shares.values()):
            raise InputError("weights.no_share")
        if not abs(total := round(fsum(aim.shares.values()), 6) - 100) <= NEAR:
            raise InputError("weights.not_whole", given=f"{total + 100:.6g}")
    return weighting


Traits = Callable[[Collection[str], Given], Mapping[str, Sequence[str | None]]]
"""Gives some traits of those whose responses some are, by name, None where they lack one."""
Groups = tuple[str, ...]
"""The group of a response by variable, empty where it is not known."""


def grouped(
    variables: Sequence[Variable], versions: Mapping[int, Survey], traits: Traits, given: Given, ways: Ways
) -> list[Groups]:
    """Return the groups of each of some responses."""
    known = traits([one.name for one in variables if one.by == "trait"], given)

    def column(variable: Variable) -> Sequence[str]:
        if variable.by == "trait":
            return [value or "" for value in known[variable.name]]
        if variable.by == "answer":
            return _chosen(variable, versions, given, ways)
        found: Sequence[str] = getattr(given, variable.by)
        return found

    return list(zip(*map(column, variables), strict=True))


def _chosen(variable: Variable, versions: Mapping[int, Survey], given: Given, ways: Ways) -> list[str]:
    """Return the option each response chose of a question's series, where it met that."""
    found = [""] * len(given.answers)
    for (number, met), places in ways.items():
        if variable.name in met and any(_asks(question, variable) for question in versions[number].questions):
            for place in places:
                value = given.answers[place].get(variable.name)
                found[place] = option_of(value) if isinstance(value, str) else ""
    return found


def _asks(question: Question, variable: Variable) -> bool:
    return (question.key, question.anew, question.kind) == (variable.name, variable.anew, "choice")


def coder(aims: Sequence[Aim]) -> Callable[[Groups], Cell]:
    """Return what makes a cell of some groups: the place of each among those with a share."""
    codes = [{"": UNKNOWN, **{group: code for code, group in enumerate(aim.shares)}} for aim in aims]

    @cache
    def code(groups: Groups) -> Cell:
        return tuple(known.get(group, BEYOND) for known, group in zip(codes, groups, strict=True))

    return code
