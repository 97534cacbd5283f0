"""The first start: whoever has the link that the server printed makes the owner's account and the workspace."""

from typing import NamedTuple

from hanhtrinh.app.accounts.desk import AccountDesk
from hanhtrinh.app.accounts.passwords import check_password
from hanhtrinh.app.accounts.signing import Opening, actor_of, open_for
from hanhtrinh.app.accounts.words import checked_email, checked_name, slug_of
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space, User

HOME = "."
"""The folder of the first workspace: the server's home itself, so that what the command line made is there."""


class Start(NamedTuple):
    """What somebody types at the first start."""

    name: str
    email: str
    password: str
    space: str
    language: Lang
    time_zone: str


def start(desk: AccountDesk, given: Start, opening: Opening, *, user_id: str, space_id: str) -> tuple[User, Space]:
    """Make the owner's account and the first workspace and sign the owner in; InputError when there are accounts."""
    user = new_user(desk, given.name, given.email, given.password, given.language, id=user_id, now=opening.now)
    name = checked_name(given.space)
    there = desk.accounts.spaces()
    before = next((space for space in there if space.folder == HOME), None)
    slug = before.slug if before else slug_of(name, {space.slug for space in there})
    space = Space(id=before.id if before else space_id, slug=slug, name=name, folder=HOME)
    if desk.accounts.users():
        raise InputError("account.already_started")
    desk.folders.make(space, time_zone=given.time_zone, language=given.language)
    if not desk.accounts.found(user, space, opening.now):
        raise InputError("account.already_started")
    open_for(desk, user, opening)
    desk.audit.note(actor_of(user), space.id, "space.added", space.id, {"name": name})
    return user, space


def new_user(desk: AccountDesk, name: str, email: str, password: str, lang: Lang, *, id: str, now: int) -> User:
    """Return a user that is not stored yet; InputError for what was typed wrongly."""
    name, email = checked_name(name), checked_email(email)
    kept = desk.passwords.kept(check_password(password, name, email))
    return User(id=id, email=email, name=name, password=kept, language=lang, created_at=now)
