"""Sessions in the database."""

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import case, delete, insert, select, update

from hanhtrinh.access import RIGHTS, Actor
from hanhtrinh.errors import StorageError
from hanhtrinh.ports.accounts import ABSOLUTE, IDLE, Session, User
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.accounts import members, sessions, users

_SEEN_EVERY = 300_000_000
"""A session in use is noted at most this often, in microseconds."""


class SqlSessions:
    """The sessions' part of `ports.accounts.Accounts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_session(self, token_digest: str, user: str, now: int, expires_at: int, device: str = "") -> None:
        """Keep a session, known by the SHA-256 of its token; sessions that are over are swept."""
        row = {
            "token": token_digest, "user": user, "device": device,
            "created_at": now, "seen_at": now, "expires_at": expires_at,
        }  # fmt: skip
        with self._database.writing(CommitPoint.SESSION) as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
            connection.execute(insert(sessions).values(row))

    def session(self, token_digest: str, now: int) -> tuple[User, Actor] | None:
        """Return who a live session belongs to, with their rights; None when unknown, expired or disabled."""
        live = (sessions.c.token == token_digest) & (sessions.c.expires_at > now) & users.c.disabled_at.is_(None)
        query = select(users, sessions.c.seen_at).join_from(sessions, users).where(live)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
            if row is None:
                return None
            places = connection.execute(select(members.c.workspace, members.c.role).where(members.c.user == row["id"]))
            rights = {place.workspace: RIGHTS[place.role] for place in places}
        if row["seen_at"] < now - _SEEN_EVERY:
            self._note_use(token_digest, now)
        user = User(**{name: row[name] for name in User.__struct_fields__})
        return user, Actor(kind="user", id=user.id, name=user.name, rights=rights)

    def _note_use(self, token_digest: str, now: int) -> None:
        last = sessions.c.created_at + ABSOLUTE
        until = case((last < now + IDLE, last), else_=now + IDLE)
        longer = case((until > sessions.c.expires_at, until), else_=sessions.c.expires_at)
        values = {"seen_at": now, "expires_at": longer}
        # Pages can be read while the disk is full.
        with suppress(StorageError), self._database.writing(CommitPoint.SESSION) as connection:
            connection.execute(update(sessions).where(sessions.c.token == token_digest).values(values))

    def sessions(self, user: str, now: int) -> Sequence[Session]:
        """Return a user's live sessions, last used first."""
        query = select(sessions).where(sessions.c.user == user, sessions.c.expires_at > now)
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(sessions.c.seen_at.desc(), sessions.c.token)).mappings()
            return [Session(**row) for row in found]

    def end_session(self, user: str, token_digest: str) -> None:
        """End one of a user's sessions."""
        with self._database.writing(CommitPoint.SESSION) as connection:
            connection.execute(delete(sessions).where(sessions.c.user == user, sessions.c.token == token_digest))

    def end_sessions(self, user: str, but: str = "") -> int:
        """End all of a user's sessions but one; return how many."""
        with self._database.writing(CommitPoint.SESSION) as connection:
            done = connection.execute(delete(sessions).where(sessions.c.user == user, sessions.c.token != but))
        return done.rowcount
