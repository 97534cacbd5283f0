"""Use cases: what the data suggest for a map; some of it taken as one edit; some put aside and looked at again.

Nothing is changed by looking. What is taken must be exactly what was shown, and can be taken back like any other edit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.draft_pieces.desk import DraftDesk
from hanhtrinh.app.draft_pieces.naming import LONGEST_NAME, naming
from hanhtrinh.app.draft_pieces.shapes import Piece
from hanhtrinh.app.draft_pieces.suggesting import Suggesting
from hanhtrinh.app.maps.commands.arranging import MOST_STEPS
from hanhtrinh.app.maps.editing import Changed, change
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.edits import Edit, Several, edits_between
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.draft.crossing import Crossing
from hanhtrinh.measures.draft.shapes import AsideProposal, DraftFacts
from hanhtrinh.ports.accounts import Space

LONGEST_ID = 200


@dataclass(frozen=True)
class Suggested:
    """What is suggested for a map: pieces to take, those that were put aside, and events that make no step.

    `crossing` holds what the map has now; None, like `facts`, where the events hold no journey at all.
    """

    journey: Journey
    state: str = ""
    pieces: tuple[Piece, ...] = ()
    put_aside: tuple[Piece, ...] = ()
    aside: tuple[AsideProposal, ...] = ()
    keep: tuple[str, ...] = ()
    crossing: Crossing | None = None
    facts: DraftFacts | None = None


def suggestions(
    actor: Actor, space: Space, desk: DraftDesk, key: str, keep: tuple[str, ...] = (), state: str = ""
) -> Suggested:
    """Return what the data suggest for a journey; nothing is changed. StillAtWork where that takes long."""
    require(actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(actor, space, desk.desk, key)
    try:
        draft, now = desk.draft(space, keep, state)
    except InputError:
        return Suggested(file.journey)
    crossing = desk.crossing(space, file.journey, draft, now)
    refused = desk.refusals.refused(space.id, key)
    pieces = Suggesting(file.journey, draft, crossing).pieces()
    aside = tuple(p for p in draft.proposals if isinstance(p, AsideProposal))
    return Suggested(
        file.journey, now, tuple(p for p in pieces if p.id not in refused), tuple(p for p in pieces if p.id in refused),
        aside, keep, crossing, draft.facts,
    )  # fmt: skip


def take(
    actor: Actor, space: Space, desk: DraftDesk, key: str, wanted: Mapping[str, str], names: Mapping[str, str],
    lang: Lang, keep: tuple[str, ...] = (), state: str = "",
) -> Changed | None:  # fmt: skip
    """Change a journey by some suggestions, as one edit; `wanted` holds their marks by id. None where none is wanted.

    InputError where one is not there any more as it was shown, or leans on one that is not taken with it.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    found = suggestions(actor, space, desk, key, keep, state)
    pieces = tuple(p for p in (*found.pieces, *found.put_aside) if p.id in wanted)
    if len(pieces) < len(wanted) or any(p.mark != wanted[p.id] for p in pieces):
        raise InputError("drafting.changed")
    if any(need not in wanted for p in pieces for need in p.needs):
        raise InputError("drafting.leans")
    for name in names.values():
        if len(name) > LONGEST_NAME:
            raise InputError("map_page.too_long", given=len(name), allowed=LONGEST_NAME)

    def make(written: Journey) -> Edit | None:
        before = _known(written, found.journey)
        after = before
        for piece in pieces:
            after = naming(piece, names.get(piece.id, ""), lang)(piece.apply(after))
        if len(after.steps) > MOST_STEPS:
            raise InputError("map_page.too_many_steps", given=len(after.steps), allowed=MOST_STEPS)
        edits = edits_between(written, _as_written(written, before, after))
        return Several(edits=edits) if edits else None

    changed = change(actor, space, desk.desk, key, make) if pieces else None
    for piece in found.put_aside:
        if piece.id in wanted:
            desk.refusals.allow(space.id, key, piece.id)
    return changed


def _known(written: Journey, whole: Journey) -> Journey:
    """Return the journey as it is written now with what it does not say and its library does."""
    return msgspec.structs.replace(
        written,
        touchpoints={**whole.touchpoints, **written.touchpoints},
        channels={**whole.channels, **written.channels},
    )


def _as_written(written: Journey, before: Journey, after: Journey) -> Journey:
    """Return the journey after a change without what its library says and nobody touched."""
    return msgspec.structs.replace(
        after,
        touchpoints={
            k: v for k, v in after.touchpoints.items() if k in written.touchpoints or before.touchpoints.get(k) != v
        },
        channels={k: v for k, v in after.channels.items() if k in written.channels or before.channels.get(k) != v},
    )


def put_aside(actor: Actor, space: Space, desk: DraftDesk, key: str, proposal: str) -> None:
    """Remember that a proposal for a journey is not wanted now."""
    _there(actor, space, desk, key, proposal)
    desk.refusals.refuse(space.id, key, proposal, desk.desk.clock())


def put_back(actor: Actor, space: Space, desk: DraftDesk, key: str, proposal: str) -> None:
    """Let a proposal that was put aside be made again."""
    _there(actor, space, desk, key, proposal)
    desk.refusals.allow(space.id, key, proposal)


def _there(actor: Actor, space: Space, desk: DraftDesk, key: str, proposal: str) -> None:
    require(actor, space.id, Right.EDIT_MAPS)
    usable_journey(actor, space, desk.desk, key)
    if not 0 < len(proposal) <= LONGEST_ID:
        raise NotFound("drafting.no_proposal", given=proposal[:80])
