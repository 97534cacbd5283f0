"""Use cases of walking a journey in the browser: a walk begun, each answer kept at once, what was found taken up."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.editing import change
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.edits import AddEntry, Edit, Several, edits_between
from hanhtrinh.journey.edits.places import step as step_at
from hanhtrinh.journey.edits.places import with_thing
from hanhtrinh.journey.edits.values import plain
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.model import Journey, Opportunity, Pain, Step, Walk, WalkedStep
from hanhtrinh.journey.walk import walker
from hanhtrinh.ports.accounts import Space

MOST_WALKS, MOST_NOTE, MOST_NAME = 100, 2_000, 120
Taken = Literal["pains", "opportunities"]
_replace = msgspec.structs.replace


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """Something a walk found at a step: `not_done` or `not_following`, who says so, and what becomes of it if taken up.

    `taken` tells whether a pain point or opportunity of the step says the same already.
    """

    walk: str
    step: str
    kind: Literal["not_done", "not_following"]
    who: str
    note: str
    picture: str
    words: str
    taken: bool


def journey_to_walk(actor: Actor, space: Space, desk: Desk, key: str) -> Journey:
    """Return the journey as it is to be walked; Rejected where its file has errors."""
    require(actor, space.id, Right.SEE_MAPS)
    return usable_journey(actor, space, desk, key)[1].journey


def start_walk(actor: Actor, space: Space, desk: Desk, key: str, walk: Walk) -> str:
    """Begin a walk and return its key; from now on it stands in the journey's file."""
    made: list[str] = []

    def make(journey: Journey) -> Edit:
        if len(journey.walks) >= MOST_WALKS:
            raise InputError("walking.too_many", given=len(journey.walks), allowed=MOST_WALKS)
        made.append(free_key(f"walk-{walk.on}", set(journey.walks), "walk"))
        last = next(reversed(journey.walks), None)
        return AddEntry(field="walks", key=made[-1], value=plain(walk), after=last)

    for name in (walk.by, walk.role, walk.device):
        _short(say(name, "vi"), MOST_NAME)
    change(actor, space, desk, key, make)
    return made[-1]


def note_step(actor: Actor, space: Space, desk: Desk, key: str, walk: str, step: str, noted: WalkedStep) -> bool:
    """Keep what was noted at a step of a walk, over what was noted there before; tell whether it was anything new.

    NotFound where there is no such walk or step.
    """
    _short(say(noted.note, "vi"), MOST_NOTE)

    def make(journey: Journey) -> Edit | None:
        found = walk_of(journey, walk)
        step_of(journey, step)
        if found.steps.get(step) == noted:
            return None
        order = list(journey.step_index)
        steps = dict(sorted({**found.steps, step: noted}.items(), key=lambda item: _place(order, item[0])))
        return _between(journey, _replace(journey, walks={**journey.walks, walk: _replace(found, steps=steps)}))

    return change(actor, space, desk, key, make) is not None


def take_up(actor: Actor, space: Space, desk: Desk, key: str, walk: str, step: str, what: Taken, lang: Lang) -> bool:
    """Make what a walk found at a step a pain point or opportunity of it; False where the step says so already."""

    def make(journey: Journey) -> Edit | None:
        flag = next((one for one in flags_of(journey, lang) if (one.walk, one.step) == (walk, step)), None)
        if flag is None:
            raise NotFound("walking.nothing_found", given=step)
        return None if flag.taken else _between(journey, _with(journey, step_at(journey, step), what, flag.words))

    return change(actor, space, desk, key, make) is not None


def flags_of(journey: Journey, lang: Lang) -> tuple[Flag, ...]:
    """Return what walks found, in the order of the map: steps that could not be done or do not follow naturally."""
    return tuple(_flags(journey, lang))


def _flags(journey: Journey, lang: Lang) -> Iterator[Flag]:
    before = ""
    for step in journey.steps:
        name = say(journey.name_of_step(step), lang)
        for key, walk in journey.walks.items():
            at = walk.steps.get(step.key)
            if at is not None and not (at.done and at.follows):
                kind: Literal["not_done", "not_following"] = "not_following" if at.done else "not_done"
                note = say(at.note, lang)
                words = note or tr(f"walking.words_{kind}", lang, before=before or tr("walking.nowhere", lang))
                yield Flag(
                    walk=key, step=step.key, kind=kind, who=walker(key, walk, lang), note=note, picture=at.picture,
                    words=words, taken=words in _said(step),
                )  # fmt: skip
        before = name


def _said(step: Step) -> frozenset[str]:
    texts = [pain.text for pain in step.pains] + [one.text for one in step.opportunities]
    return frozenset(said for text in texts for said in (say(text, "vi"), say(text, "en")))


def _with(journey: Journey, step: Step, what: Taken, words: str) -> Journey:
    if what == "pains":
        changed = _replace(step, pains=(*step.pains, Pain(text=words)))
    else:
        changed = _replace(step, opportunities=(*step.opportunities, Opportunity(text=words)))
    return with_thing(journey, ("steps", step.key), changed)


def walk_of(journey: Journey, key: str) -> Walk:
    """Return a walk; NotFound where there is none of that key."""
    found = journey.walks.get(key)
    if found is None:
        raise NotFound("walking.no_walk", given=key[:80])
    return found


def step_of(journey: Journey, key: str) -> int:
    """Return the place of a step on the map; NotFound where there is none of that key."""
    found = journey.step_index.get(key)
    if found is None:
        raise NotFound("walking.no_step", given=key[:80])
    return found


def next_step(journey: Journey, walk: Walk) -> str | None:
    """Return the first step nothing was noted at yet, None where the walk is done."""
    return next((step.key for step in journey.steps if step.key not in walk.steps), None)


def _place(order: list[str], key: str) -> int:
    return order.index(key) if key in order else len(order)


def _between(before: Journey, after: Journey) -> Edit | None:
    edits = edits_between(before, after)
    return Several(edits=edits) if edits else None


def _short(text: str, allowed: int) -> None:
    if len(text) > allowed:
        raise InputError("walking.too_long", given=len(text), allowed=allowed)
