"""Use cases: segments of a workspace, kept as typed rules and counted anew whenever somebody looks."""

import re
from dataclasses import dataclass

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.errors import HanhtrinhError, InputError, NotFound
from hanhtrinh.i18n import Lang, tr, without_marks
from hanhtrinh.journey.rules import RuleError
from hanhtrinh.people.members import members
from hanhtrinh.people.segment_data import parse_people_rule, people_rule_to_plain
from hanhtrinh.people.segments import PeopleRule
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.people import SavedSegment

MAX_SEGMENTS, MAX_NAME = 200, 120


class WrongSegment(InputError):
    """A segment's data cannot be read; says where and why, in the reader's language."""

    def __init__(self, error: RuleError) -> None:
        super().__init__("people.wrong_segment")
        self.error = error
        self.path = error.path

    def message(self, lang: Lang) -> str:
        """Return the place, and what is wrong there."""
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path).lstrip(".")
        return (
            f"{super().message(lang)}: {place + ': ' if place else ''}{tr(self.error.key, lang, **self.error.params)}"
        )


@dataclass(frozen=True)
class Counted:
    """A segment with the number of people in it now, None where it cannot be counted (and why)."""

    segment: SavedSegment
    rule: PeopleRule | None
    count: int | None
    problem: HanhtrinhError | None = None


def read_rule(space: Space, desk: PeopleDesk, data: object) -> PeopleRule:
    """Return the rule some plain data mean; WrongSegment where they mean none."""
    try:
        return parse_people_rule(data, desk.zone(space))
    except RuleError as error:
        raise WrongSegment(error) from error


def rule_of(space: Space, desk: PeopleDesk, key: str) -> PeopleRule:
    """Return the rule of a saved segment; NotFound where there is none of that key."""
    return read_rule(space, desk, segment_of(space, desk, key).rule)


def segment_of(space: Space, desk: PeopleDesk, key: str) -> SavedSegment:
    """Return a saved segment; NotFound where there is none of that key."""
    for segment in desk.people.segments(space.id):
        if segment.key == key:
            return segment
    raise NotFound("people.no_segment", given=key[:80])


def open_segment(actor: Actor, space: Space, desk: PeopleDesk, key: str) -> SavedSegment:
    """Return a saved segment to whoever may see people."""
    require(actor, space.id, Right.SEE_PEOPLE)
    return segment_of(space, desk, key)


def to_edit(actor: Actor, space: Space) -> None:
    """Raise NotAllowed to whoever may not edit segments."""
    require(actor, space.id, Right.EDIT_SEGMENTS)


def list_segments(actor: Actor, space: Space, desk: PeopleDesk) -> tuple[Counted, ...]:
    """Return the segments by name, each with its count as of now."""
    require(actor, space.id, Right.SEE_PEOPLE)
    return tuple(_counted(actor, space, desk, segment) for segment in desk.people.segments(space.id))


def names_of_segments(actor: Actor, space: Space, desk: PeopleDesk) -> tuple[SavedSegment, ...]:
    """Return the segments by name, uncounted."""
    require(actor, space.id, Right.SEE_PEOPLE)
    return tuple(desk.people.segments(space.id))


def _counted(actor: Actor, space: Space, desk: PeopleDesk, segment: SavedSegment) -> Counted:
    rule = None
    try:
        rule = read_rule(space, desk, segment.rule)
        return Counted(segment, rule, count_people(actor, space, desk, rule))
    except HanhtrinhError as problem:
        return Counted(segment, rule, None, problem)


def count_people(actor: Actor, space: Space, desk: PeopleDesk, rule: PeopleRule) -> int:
    """Return how many people belong to a segment now."""
    require(actor, space.id, Right.SEE_PEOPLE)
    parts, knowledge = desk.parts(space), desk.knowledge(space)
    journeys = desk.journey_of(actor, space)
    return members(rule, parts, knowledge.traits, journeys, now=parts.now, run=desk.run).count


def save_segment(
    actor: Actor, space: Space, desk: PeopleDesk, *, name: str, data: object, key: str | None = None
) -> SavedSegment:
    """Keep a segment under its name; `key` is the one it replaces. InputError for data or names that cannot be used."""
    require(actor, space.id, Right.EDIT_SEGMENTS)
    name = " ".join(name.split())
    if not 0 < len(name) <= MAX_NAME:
        raise InputError("people.segment_name", allowed=MAX_NAME)
    rule = read_rule(space, desk, data)
    there = {segment.key: segment for segment in desk.people.segments(space.id)}
    if key is None and len(there) >= MAX_SEGMENTS:
        raise InputError("people.too_many_segments", allowed=MAX_SEGMENTS)
    before = segment_of(space, desk, key) if key is not None else None
    made = SavedSegment(
        key=before.key if before else _key(name, there), name=name, rule=people_rule_to_plain(rule),
        created_by=before.created_by if before else actor.id, created_at=before.created_at if before else desk.clock(),
    )  # fmt: skip
    desk.people.save_segment(space.id, made)
    desk.audit.note(actor, space.id, "segment.saved", made.key)
    return made


def _key(name: str, taken: object) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", without_marks(name).lower()).strip("-")[:48] or "segment"
    keys, number = [stem], 2
    while keys[-1] in taken:  # type: ignore[operator]
        keys.append(f"{stem}-{number}")
        number += 1
    return keys[-1]


def remove_segment(actor: Actor, space: Space, desk: PeopleDesk, key: str) -> None:
    """Forget a segment; NotFound where there is none of that key."""
    require(actor, space.id, Right.EDIT_SEGMENTS)
    desk.people.remove_segment(space.id, segment_of(space, desk, key).key)
    desk.audit.note(actor, space.id, "segment.removed", key)
