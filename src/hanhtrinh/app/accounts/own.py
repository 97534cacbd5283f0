"""One's own account: name, language, password, sessions. Everybody may change their own and nobody else's."""

from collections.abc import Sequence

import msgspec

from hanhtrinh.app.accounts.desk import AccountDesk
from hanhtrinh.app.accounts.passwords import check_password
from hanhtrinh.app.accounts.signing import WINDOW, Throttled, actor_of
from hanhtrinh.app.accounts.words import checked_name
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Session, User

_TRIES = 10


def change_profile(desk: AccountDesk, user: User, name: str, language: Lang) -> User:
    """Store another name and language."""
    changed = msgspec.structs.replace(user, name=checked_name(name), language=language)
    desk.accounts.change_user(changed)
    return changed


def change_password(desk: AccountDesk, user: User, old: str, new: str, *, session: str, now: int) -> None:
    """Store another password and end every other session; InputError when the old one is wrong."""
    (tries,) = desk.accounts.attempt([f"password {user.id}"], now, now - WINDOW)
    if tries > _TRIES:
        raise Throttled("account.too_many_attempts", minutes=WINDOW // 60_000_000)
    if not desk.passwords.right(user.password, old):
        raise InputError("account.old_password_wrong")
    kept = desk.passwords.kept(check_password(new, user.name, user.email))
    desk.accounts.change_user(msgspec.structs.replace(user, password=kept))
    desk.accounts.end_sessions(user.id, but=session)
    desk.accounts.forget_attempts(f"password {user.id}")
    desk.audit.note(actor_of(user), None, "account.password_changed", user.id)


def sessions(desk: AccountDesk, user: User, now: int) -> Sequence[Session]:
    """Return one's own live sessions, last used first."""
    return desk.accounts.sessions(user.id, now)


def end_session(desk: AccountDesk, user: User, session: str) -> None:
    """End one of one's own sessions; somebody else's stays as it is."""
    desk.accounts.end_session(user.id, session)


def end_others(desk: AccountDesk, user: User, session: str) -> int:
    """End all of one's own sessions but the one asked from; return how many."""
    ended = desk.accounts.end_sessions(user.id, but=session)
    desk.audit.note(actor_of(user), None, "account.sessions_ended", user.id, {"count": ended})
    return ended
