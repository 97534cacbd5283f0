"""Use case: things that look the same in several maps are put into the library once.

Everything is tried in mind first; what would be refused leaves every file as it is. Then the library is written, which
changes no map by itself (a map's own copy stands before the library's), then one edit per map takes its copy out.
Where somebody is faster in between, what was done is taken back and the reason is told.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.library.changing import as_one, in_steps
from hanhtrinh.app.library.holdings import Holdings, holdings, library_key
from hanhtrinh.app.library.things import Kind, Thing, state_of, taken_library, things_of
from hanhtrinh.app.library.writing import change_library, ensure_library
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.editing import Changed, change
from hanhtrinh.errors import HanhtrinhError, InputError
from hanhtrinh.i18n import Localized, Text
from hanhtrinh.journey.check import check
from hanhtrinh.journey.edits import Edit, apply, invert
from hanhtrinh.journey.edits.references import follow
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.library import Library
from hanhtrinh.journey.model import Journey, Opportunity, Step
from hanhtrinh.ports.accounts import Space

_replace = msgspec.structs.replace


class Pooled(NamedTuple):
    """What pooling did: the library and key everything is under now, and the maps that were changed."""

    library: str
    key: str
    maps: tuple[str, ...]


class _Plan(NamedTuple):
    library: str
    kind: Kind
    key: str
    chosen: Thing
    others: tuple[Thing, ...]


def pool(
    actor: Actor, space: Space, desk: Desk, kind: Kind, wanted: Sequence[str], *, usual: str, title: str
) -> Pooled:
    """Put things (the ids of `id_of`, the one that shall stand first) into a library once and let their maps use it.

    InputError where one of them is another one by now, or their maps take from different libraries.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    found = holdings(actor, space, desk)
    members = _members(found, kind, wanted)
    plan = _planned(found, kind, members, usual)
    _try(found, plan)
    return _carried_out(actor, space, desk, plan, title)


def id_of(thing: Thing) -> str:
    """Return what names exactly this thing as it stands now."""
    at = thing.uses[0].steps[0][0] if not thing.key and thing.uses else ""
    return f"{thing.home}~{thing.key or at}~{thing.state}"


def _members(found: Holdings, kind: Kind, wanted: Sequence[str]) -> tuple[Thing, ...]:
    there = {id_of(one): one for one in things_of(found, kind)}
    if any(one not in there for one in wanted):
        raise InputError("library_page.changed_meanwhile")
    members = tuple(there[one] for one in dict.fromkeys(wanted))
    if len({one.home for one in members}) < 2:
        raise InputError("library_page.too_few")
    if sum(one.shared for one in members) > 1:
        raise InputError("library_page.two_shared")
    return members


def _planned(found: Holdings, kind: Kind, members: tuple[Thing, ...], usual: str) -> _Plan:
    shared = next((one for one in members if one.shared), None)
    named = {key for one in members if not one.shared if (key := library_key(found.journeys[one.home].written))}
    library = shared.home if shared else next(iter(sorted(named)), usual)
    for one in members:
        if not one.shared and not taken_library(written := found.journeys[one.home].written, library):
            raise InputError("library_page.other_library", given=f"{written.library}"[:80], allowed=f"{library}.yaml")
    held = found.libraries[library].library if library in found.libraries else None
    taken = set(getattr(held, kind, {}))
    key = shared.key if shared else free_key(members[0].key or _called(members[0].name), taken, kind.removesuffix("s"))
    chosen = shared or members[0]
    return _Plan(library, kind, key, chosen, tuple(one for one in members if not one.shared))


def _called(name: Text) -> str:
    return (name.vi or name.en or "") if isinstance(name, Localized) else name


def _with(library: Library, plan: _Plan, found: Holdings) -> Library:
    """Return the library with the thing in it, and the channel a touchpoint names."""
    thing = _replace(plan.chosen.thing, use=None) if plan.kind == "opportunities" else plan.chosen.thing
    after = _replace(library, **{plan.kind: {**getattr(library, plan.kind), plan.key: thing}})
    channel = getattr(thing, "channel", None)
    if channel is None or channel in after.channels or plan.chosen.shared:
        return after
    described = found.journeys[plan.chosen.home].journey.channels.get(channel)
    return _replace(after, channels={**after.channels, channel: described}) if described else after


def _without(now: Journey, plan: _Plan, one: Thing) -> Journey:
    """Return a map that uses the library's thing in the place of its own."""
    now = _replace(now, library=f"{plan.library}.yaml") if now.library is None else now
    if plan.kind == "opportunities":
        return in_steps(now, lambda step: _step(step, plan, one))
    held = getattr(now, plan.kind)
    if one.key not in held or state_of(held[one.key]) != one.state:
        raise InputError("library_page.changed_meanwhile")
    if plan.key != one.key and plan.key in held:
        raise InputError("library_page.own_there", given=plan.key)
    rest = {key: thing for key, thing in held.items() if key != one.key}
    return follow(_replace(now, **{plan.kind: rest}), plan.kind, one.key, plan.key)  # type: ignore[arg-type]


def _step(step: Step, plan: _Plan, one: Thing) -> Step:
    if not any(step.key == key for use in one.uses for key, _ in use.steps):
        return step
    mine = tuple(Opportunity(use=plan.key) if own == one.thing else own for own in step.opportunities)
    return _replace(step, opportunities=mine)


def _try(found: Holdings, plan: _Plan) -> None:
    """Try everything in mind; raises what would be refused."""
    held = found.libraries[plan.library].library if plan.library in found.libraries else Library()
    after = _with(held or Library(), plan, found)
    for home in dict.fromkeys(one.home for one in plan.others):
        now = found.journeys[home].written
        edit = _edit(now, plan, home)
        changed = apply(now, edit) if edit else now
        for finding in check(changed, None, after):
            if finding.severity == "error" and finding not in check(now, None, held):
                raise InputError("library_page.would_break", given=home, why=finding.key)


def _edit(now: Journey, plan: _Plan, home: str) -> Edit | None:
    after = now
    for one in plan.others:
        if one.home == home:
            after = _without(after, plan, one)
    return as_one(now, after)


def _carried_out(actor: Actor, space: Space, desk: Desk, plan: _Plan, title: str) -> Pooled:
    ensure_library(actor, space, desk, plan.library, title)
    found = holdings(actor, space, desk)
    about = {"kind": plan.kind, "key": plan.key, "pooled": [one.home for one in plan.others]}
    change_library(actor, space, desk, plan.library, lambda now: _with(now, plan, found), about)
    done: list[tuple[str, Changed]] = []
    try:
        for home in dict.fromkeys(one.home for one in plan.others):
            changed = change(actor, space, desk, home, lambda now, at=home: _edit(now, plan, at))  # type: ignore[misc]
            if changed is not None:
                done.append((home, changed))
    except HanhtrinhError:
        _back(actor, space, desk, done)
        raise
    return Pooled(plan.library, plan.key, tuple(home for home, _ in done))


def _back(actor: Actor, space: Space, desk: Desk, done: Sequence[tuple[str, Changed]]) -> None:
    """Take back what was done; the library keeps the thing, which no map has to use."""
    for home, changed in reversed(done):
        inverse: Any = invert(changed.before, changed.edit)
        change(actor, space, desk, home, lambda _, edit=inverse: edit)  # type: ignore[misc]
