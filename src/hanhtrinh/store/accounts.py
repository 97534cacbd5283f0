"""Accounts in the database: users, workspaces and who belongs where. Sessions and invitations stand beside."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from hanhtrinh.access import Role
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Member, Space, User
from hanhtrinh.store.attempts import SqlAttempts
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.invitations import SqlInvitations
from hanhtrinh.store.sessions import SqlSessions
from hanhtrinh.store.sql.tables.accounts import members, users, workspaces

_SPACE = workspaces.c.id, workspaces.c.slug, workspaces.c.name, workspaces.c.folder


class SqlAccounts(SqlSessions, SqlInvitations, SqlAttempts):
    """`ports.accounts.Accounts` in a database."""

    def users(self) -> int:
        """Return how many users there are."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(users)).scalar_one()

    def add_user(self, user: User) -> None:
        """Keep a new user; InputError where the e-mail is taken."""
        with self._database.writing(CommitPoint.ACCOUNTS) as connection:
            keep_user(connection, user)

    def found(self, owner: User, space: Space, now: int) -> bool:
        """Keep the first user as owner of a workspace, all at once; False when somebody was here before."""
        with self._database.writing(CommitPoint.ACCOUNTS) as connection:
            if not self._database.sqlite:
                connection.exec_driver_sql("LOCK TABLE users IN EXCLUSIVE MODE")
            if connection.execute(select(func.count()).select_from(users)).scalar_one():
                return False
            keep_user(connection, owner)
            if connection.execute(select(workspaces.c.id).where(workspaces.c.id == space.id)).first() is None:
                connection.execute(insert(workspaces).values(_row(space) | {"created_at": now}))
            else:
                connection.execute(update(workspaces).where(workspaces.c.id == space.id).values(name=space.name))
            place = {"workspace": space.id, "user": owner.id, "role": "owner", "created_at": now}
            connection.execute(insert(members).values(place))
        return True

    def change_user(self, user: User) -> None:
        """Keep another name, language or password of a user."""
        with self._database.writing(CommitPoint.ACCOUNTS) as connection:
            connection.execute(update(users).where(users.c.id == user.id).values(_row(user)))

    def user(self, user: str) -> User | None:
        """Return the user with an id."""
        return self._user(select(users).where(users.c.id == user))

    def user_by_email(self, email: str) -> User | None:
        """Return the user with an e-mail address (lower case)."""
        return self._user(select(users).where(users.c.email == email))

    def _user(self, query: Select[Any]) -> User | None:
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else User(**row)

    def add_space(self, space: Space, now: int) -> None:
        """Keep a new workspace; InputError where the slug is taken."""
        try:
            with self._database.writing(CommitPoint.ACCOUNTS) as connection:
                connection.execute(insert(workspaces).values(_row(space) | {"created_at": now}))
        except IntegrityError as error:
            raise InputError("access.slug_taken", slug=space.slug) from error

    def change_space(self, space: Space) -> None:
        """Keep another name of a workspace."""
        with self._database.writing(CommitPoint.ACCOUNTS) as connection:
            connection.execute(update(workspaces).where(workspaces.c.id == space.id).values(name=space.name))

    def space(self, slug: str) -> Space | None:
        """Return the workspace with a slug."""
        found = self._spaces(select(*_SPACE).where(workspaces.c.slug == slug))
        return found[0] if found else None

    def space_by_id(self, space: str) -> Space | None:
        """Return the workspace with an id."""
        found = self._spaces(select(*_SPACE).where(workspaces.c.id == space))
        return found[0] if found else None

    def spaces(self) -> Sequence[Space]:
        """Return every workspace, by name."""
        return self._spaces(select(*_SPACE).order_by(workspaces.c.name, workspaces.c.id))

    def spaces_of(self, user: str) -> Sequence[Space]:
        """Return the workspaces a user belongs to, by name."""
        query = select(*_SPACE).join(members).where(members.c.user == user)
        return self._spaces(query.order_by(workspaces.c.name, workspaces.c.id))

    def _spaces(self, query: Select[Any]) -> list[Space]:
        with self._database.reading() as connection:
            return [Space(**row) for row in connection.execute(query).mappings()]

    def members(self, space: str) -> Sequence[Member]:
        """Return who belongs to a workspace, longest there first."""
        query = select(users, members.c.role, members.c.created_at.label("since")).join_from(members, users)
        ordered = query.where(members.c.workspace == space).order_by(members.c.created_at, users.c.id)
        with self._database.reading() as connection:
            return [_member(row) for row in connection.execute(ordered).mappings()]

    def add_member(self, space: str, user: str, role: Role, now: int) -> None:
        """Give a user a place in a workspace, or another role there."""
        here = (members.c.workspace == space) & (members.c.user == user)
        with self._database.writing(CommitPoint.ACCOUNTS) as connection:
            if not connection.execute(update(members).where(here).values(role=role)).rowcount:
                connection.execute(insert(members).values(workspace=space, user=user, role=role, created_at=now))

    def change_role(self, space: str, user: str, role: Role | None) -> Role | None:
        """Give a member another role or none; InputError where no owner would be left."""
        here = (members.c.workspace == space) & (members.c.user == user)
        with self._database.writing(CommitPoint.ACCOUNTS) as connection:
            # Two owners who remove each other at the same time wait for one another here.
            connection.execute(select(workspaces.c.id).where(workspaces.c.id == space).with_for_update())
            before: Role | None = connection.execute(select(members.c.role).where(here)).scalar()
            if before == "owner" and role != "owner" and not _other_owner(connection, space, user):
                raise InputError("account.last_owner")
            if before is not None:
                connection.execute(
                    update(members).where(here).values(role=role) if role else members.delete().where(here)
                )
        return before


def keep_user(connection: Connection, user: User) -> None:
    """Keep a new user; InputError where the e-mail is taken."""
    try:
        connection.execute(insert(users).values(_row(user)))
    except IntegrityError as error:
        raise InputError("access.email_taken", email=user.email) from error


def _other_owner(connection: Connection, space: str, user: str) -> bool:
    query = select(members.c.user).join_from(members, users).where(
        members.c.workspace == space, members.c.role == "owner", members.c.user != user, users.c.disabled_at.is_(None)
    )  # fmt: skip
    return connection.execute(query.limit(1)).first() is not None


def _member(row: RowMapping) -> Member:
    user = {name: row[name] for name in User.__struct_fields__}
    return Member(user=User(**user), role=row["role"], since=row["since"])


def _row(shape: User | Space) -> dict[str, object]:
    return {name: getattr(shape, name) for name in shape.__struct_fields__}
