"""Workspaces: making another one, its name, time zone and language."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.accounts.desk import AccountDesk
from hanhtrinh.app.accounts.signing import actor_of
from hanhtrinh.app.accounts.words import checked_name, slug_of
from hanhtrinh.errors import InputError, NotAllowed
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Member, Space, User
from hanhtrinh.values import known_zone

MOST_SPACES = 50


class SpaceSettings(NamedTuple):
    """What a workspace is told about its company."""

    name: str
    time_zone: str
    language: Lang


def settings_of(desk: AccountDesk, actor: Actor, space: Space) -> SpaceSettings:
    """Return a workspace's settings."""
    require(actor, space.id, Right.SEE_MAPS)
    return SpaceSettings(space.name, *desk.folders.settings(space))


def change_space(desk: AccountDesk, actor: Actor, space: Space, given: SpaceSettings) -> Space:
    """Store another name, time zone and language; the address stays, so that links do."""
    require(actor, space.id, Right.MANAGE_TEAM)
    name, zone = checked_name(given.name), checked_zone(given.time_zone)
    before = settings_of(desk, actor, space)
    desk.folders.change(space, time_zone=zone, language=given.language)
    changed = msgspec.structs.replace(space, name=name)
    desk.accounts.change_space(changed)
    after = SpaceSettings(name, zone, given.language)
    pairs = zip(before._fields, before, after, strict=True)
    details = {field: [old, new] for field, old, new in pairs if old != new}
    desk.audit.note(actor, space.id, "space.set", space.id, details)
    return changed


def add_space(desk: AccountDesk, user: User, given: SpaceSettings, *, space_id: str, now: int) -> Space:
    """Make a further workspace, owned by its maker; only who owns one already may."""
    if not any(member.role == "owner" for member in _places(desk, user)):
        raise NotAllowed("account.owners_make_spaces")
    name, zone = checked_name(given.name), checked_zone(given.time_zone)
    there = desk.accounts.spaces()
    if len(there) >= MOST_SPACES:
        raise InputError("account.too_many_spaces", allowed=MOST_SPACES)
    slug = slug_of(name, {space.slug for space in there})
    space = Space(id=space_id, slug=slug, name=name, folder=f"spaces/{slug}")
    desk.folders.make(space, time_zone=zone, language=given.language)
    desk.accounts.add_space(space, now)
    desk.accounts.add_member(space.id, user.id, "owner", now)
    desk.audit.note(actor_of(user), space.id, "space.added", space.id, {"name": name})
    return space


def checked_zone(given: str) -> str:
    """Return an IANA time zone; InputError for anything else."""
    if not known_zone(given):
        raise InputError("account.bad_zone", given=given[:60])
    return given


def _places(desk: AccountDesk, user: User) -> Iterator[Member]:
    for space in desk.accounts.spaces_of(user.id):
        yield from (member for member in desk.accounts.members(space.id) if member.user.id == user.id)
