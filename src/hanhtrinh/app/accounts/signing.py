"""Signing in and out. Who guesses is slowed down; who asks learns nothing about whose accounts there are."""

from typing import NamedTuple

import msgspec

from hanhtrinh.access import Actor
from hanhtrinh.app.accounts.desk import AccountDesk
from hanhtrinh.app.accounts.passwords import MOST
from hanhtrinh.errors import HanhtrinhError, InputError
from hanhtrinh.ports.accounts import IDLE, User

WINDOW = 15 * 60 * 1_000_000
"""How long attempts are remembered, in microseconds."""
PER_PAIR, PER_ACCOUNT, PER_ADDRESS = 10, 100, 60
"""Attempts within `WINDOW`: for an account from one address, for an account from anywhere, from one address."""
MOST_DEVICE = 200


class Throttled(HanhtrinhError):
    """Somebody tried too often."""


class Opening(NamedTuple):
    """What a session is opened with: the digest of its fresh token, when, from where, on what."""

    token_digest: str
    now: int
    address: str
    device: str


def sign_in(desk: AccountDesk, email: str, password: str, opening: Opening) -> User:
    """Open a session for whoever knows the password; InputError, always the same one, for anybody else.

    Raises Throttled before the password is looked at when there were too many attempts.
    """
    email = email.strip().lower()
    _count(desk, email, opening)
    user = desk.accounts.user_by_email(email)
    usable = user if user is not None and user.disabled_at is None else None
    right = desk.passwords.right(usable.password if usable else None, password)
    if usable is None or not right or len(password) > MOST:
        raise InputError("account.wrong_password")
    desk.accounts.forget_attempts(_pair(email, opening.address))
    if desk.passwords.outdated(usable.password):
        desk.accounts.change_user(msgspec.structs.replace(usable, password=desk.passwords.kept(password)))
    open_for(desk, usable, opening)
    desk.audit.note(actor_of(usable), None, "account.signed_in", usable.id)
    return usable


def open_for(desk: AccountDesk, user: User, opening: Opening) -> None:
    """Open a session for a user."""
    until = opening.now + IDLE
    desk.accounts.open_session(opening.token_digest, user.id, opening.now, until, opening.device[:MOST_DEVICE])


def actor_of(user: User) -> Actor:
    """Return a user as who acts, for the audit log."""
    return Actor(kind="user", id=user.id, name=user.name)


def _count(desk: AccountDesk, email: str, opening: Opening) -> None:
    buckets = (_pair(email, opening.address), f"sign-in account {email}", f"sign-in address {opening.address}")
    counts = desk.accounts.attempt(buckets, opening.now, opening.now - WINDOW)
    if any(count > most for count, most in zip(counts, (PER_PAIR, PER_ACCOUNT, PER_ADDRESS), strict=True)):
        raise Throttled("account.too_many_attempts", minutes=WINDOW // 60_000_000)


def _pair(email: str, address: str) -> str:
    return f"sign-in pair {email} {address}"
