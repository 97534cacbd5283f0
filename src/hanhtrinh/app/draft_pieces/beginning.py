"""Use cases: what a first map could be made from, a map as it is proposed, the map that was wanted made."""

from dataclasses import dataclass, replace

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.draft_pieces.desk import DraftDesk
from hanhtrinh.app.draft_pieces.from_data import DATA, plan_of_data
from hanhtrinh.app.draft_pieces.from_template import Fit, fits, plan_of_template, template
from hanhtrinh.app.draft_pieces.naming import LONGEST_NAME
from hanhtrinh.app.draft_pieces.shapes import Choices, Plan
from hanhtrinh.app.maps.creating import Made, from_journey
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.codec import write_journey
from hanhtrinh.journey.templates import template_text
from hanhtrinh.measures.draft.shapes import DraftFacts
from hanhtrinh.ports.accounts import Space


@dataclass(frozen=True)
class Known:
    """How much is known of a workspace."""

    events: int
    people: int


@dataclass(frozen=True)
class Offers:
    """What a first map could be made from. `facts` and `fits` are of nothing where the events hold no journey."""

    known: Known
    facts: DraftFacts | None = None
    steps: int = 0
    fits: tuple[Fit, ...] = ()


class MadeOfOther(InputError):
    """The events have changed so much meanwhile that what is proposed is not what was shown."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("drafting.changed")
        self.plan = plan


def known_of(actor: Actor, space: Space, desk: DraftDesk) -> Known:
    """Return how much is known of a workspace."""
    require(actor, space.id, Right.EDIT_MAPS)
    parts = desk.maps(space).parts()
    return Known(parts.event_count, parts.person_count)


def offers(actor: Actor, space: Space, desk: DraftDesk) -> Offers:
    """Return what a first map could be made from, templates ranked by how well they fit."""
    known = known_of(actor, space, desk)
    try:
        draft, state = desk.draft(space)
    except InputError:
        return Offers(known)
    return Offers(known, draft.facts, len(draft.journey.steps), fits(desk, space, draft, state))


def plan(
    actor: Actor, space: Space, desk: DraftDesk, source: str, choices: Choices, lang: Lang, state: str = ""
) -> Plan:
    """Return a map as it is proposed, with what of it is taken.

    InputError where the events hold no journey, for an unknown template and for names that are too long.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    for name in choices.names.values():
        if len(name) > LONGEST_NAME:
            raise InputError("map_page.too_long", given=len(name), allowed=LONGEST_NAME)
    if source != DATA:
        template(source)
    draft, now = desk.draft(space, choices.keep, state)
    if source == DATA:
        return plan_of_data(draft, now, choices, lang)
    return plan_of_template(desk, space, source, draft, now, choices, lang)


def make(
    actor: Actor, space: Space, desk: DraftDesk, source: str, choices: Choices, lang: Lang, state: str,
    shown: dict[str, str],
) -> Made:  # fmt: skip
    """Make the map of exactly what was taken; `shown` holds what each piece looked like (`Piece.mark`).

    MadeOfOther, with the draft as it is now, where a piece is not what was shown; InputError where no step is left.
    """
    found = plan(actor, space, replace(desk, patience=None), source, choices, lang, state)
    if any(shown.get(piece.id) != piece.mark for piece in found.taken):
        raise MadeOfOther(found)
    if not found.journey.steps:
        raise InputError("drafting.no_step_left")
    journey = found.journey
    about = {"from": "data" if source == DATA else "template", "refused": len(choices.refused)}
    if source == DATA:
        return from_journey(actor, space, desk.desk, journey, write_journey(journey), journey, about)
    told = {**about, "template": source}
    return from_journey(actor, space, desk.desk, journey, template_text(source), template(source), told)
