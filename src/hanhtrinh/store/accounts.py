"""Accounts in the database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, insert, select
from sqlalchemy.exc import IntegrityError

from hanhtrinh.access import RIGHTS, Actor, Role
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.accounts import members, sessions, users, workspaces

_SPACE = workspaces.c.id, workspaces.c.slug, workspaces.c.name, workspaces.c.folder


class SqlAccounts:
    """`ports.accounts.Accounts` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def users(self) -> int:
        """Return how many users there are."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(users)).scalar_one()

    def add_user(self, user: User) -> None:
        """Keep a new user; InputError where the e-mail is taken."""
        row = {name: getattr(user, name) for name in user.__struct_fields__}
        try:
            with self._database.writing(CommitPoint.ACCOUNTS) as connection:
                connection.execute(insert(users).values(row))
        except IntegrityError as error:
            raise InputError("access.email_taken", email=user.email) from error

    def user_by_email(self, email: str) -> User | None:
        """Return the user with an e-mail address (lower case)."""
        return self._user(select(users).where(users.c.email == email))

    def _user(self, query: Select[tuple[str]]) -> User | None:
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else User(**row)

    def add_space(self, space: Space, now: int) -> None:
        """Keep a new workspace; InputError where the slug is taken."""
        row = {name: getattr(space, name) for name in space.__struct_fields__}
        try:
            with self._database.writing(CommitPoint.ACCOUNTS) as connection:
                connection.execute(insert(workspaces).values({**row, "created_at": now}))
        except IntegrityError as error:
            raise InputError("access.slug_taken", slug=space.slug) from error

    def space(self, slug: str) -> Space | None:
        """Return the workspace with a slug."""
        with self._database.reading() as connection:
            row = connection.execute(select(*_SPACE).where(workspaces.c.slug == slug)).first()
        return None if row is None else _space(row)

    def spaces_of(self, user: str) -> Sequence[Space]:
        """Return the workspaces a user belongs to, by name."""
        query = select(*_SPACE).join(members).where(members.c.user == user).order_by(workspaces.c.name)
        with self._database.reading() as connection:
            return [_space(row) for row in connection.execute(query)]

    def add_member(self, space: str, user: str, role: Role, now: int) -> None:
        """Give a user a place in a workspace, or another role there."""
        here = (members.c.workspace == space) & (members.c.user == user)
        with self._database.writing(CommitPoint.ACCOUNTS) as connection:
            if not connection.execute(members.update().where(here).values(role=role)).rowcount:
                connection.execute(insert(members).values(workspace=space, user=user, role=role, created_at=now))

    def open_session(self, token_digest: str, user: str, now: int, expires_at: int) -> None:
        """Keep a session, known by the SHA-256 of its token."""
        row = {"token": token_digest, "user": user, "created_at": now, "seen_at": now, "expires_at": expires_at}
        with self._database.writing(CommitPoint.SESSION) as connection:
            connection.execute(insert(sessions).values(row))

    def session(self, token_digest: str, now: int) -> tuple[User, Actor] | None:
        """Return who a live session belongs to, with their rights; None when unknown, expired or disabled."""
        live = (sessions.c.token == token_digest) & (sessions.c.expires_at > now) & users.c.disabled_at.is_(None)
        user = self._user(select(users).join(sessions, sessions.c.user == users.c.id).where(live))
        if user is None:
            return None
        with self._database.reading() as connection:
            places = connection.execute(select(members.c.workspace, members.c.role).where(members.c.user == user.id))
            rights = {place.workspace: RIGHTS[place.role] for place in places}
        return user, Actor(kind="user", id=user.id, name=user.name, rights=rights)


def _space(row: Row[Any]) -> Space:
    return Space(id=row.id, slug=row.slug, name=row.name, folder=row.folder)
