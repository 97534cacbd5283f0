"""Invitations in the database."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select, update

from hanhtrinh.access import ROLES
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Invitation, User
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.accounts import invitations, members, users


class SqlInvitations:
    """The invitations' part of `ports.accounts.Accounts`."""

    _database: Database

    def add_invitation(self, invitation: Invitation) -> None:
        """Keep an invitation; an older one for the same e-mail and workspace is gone."""
        older = (invitations.c.workspace == invitation.workspace) & (invitations.c.email == invitation.email)
        row = {name: getattr(invitation, name) for name in invitation.__struct_fields__}
        with self._database.writing(CommitPoint.ACCOUNTS) as connection:
            if invitation.email:
                connection.execute(delete(invitations).where(older, invitations.c.accepted_at.is_(None)))
            connection.execute(insert(invitations).values(row))

    def invitation(self, token_digest: str, now: int) -> Invitation | None:
        """Return an invitation that can still be accepted."""
        query = select(invitations).where(invitations.c.token == token_digest, _open(now))
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _invitation(row)

    def invitations(self, space: str, now: int) -> Sequence[Invitation]:
        """Return a workspace's invitations that can still be accepted, newest first."""
        query = select(invitations).where(invitations.c.workspace == space, _open(now))
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(invitations.c.created_at.desc(), invitations.c.token)).mappings()
            return [_invitation(row) for row in found]

    def withdraw(self, space: str, token_digest: str) -> Invitation | None:
        """Take an invitation back; return it if there was one."""
        here = (invitations.c.workspace == space) & (invitations.c.token == token_digest)
        waiting = here & invitations.c.accepted_at.is_(None)
        with self._database.writing(CommitPoint.ACCOUNTS) as connection:
            row = connection.execute(select(invitations).where(waiting)).mappings().first()
            connection.execute(delete(invitations).where(waiting))
        return None if row is None else _invitation(row)

    def accept(self, token_digest: str, user: User, now: int, *, new: bool) -> Invitation | None:
        """Give a user the place an invitation offers, once; None when it is good no more."""
        mine = (invitations.c.token == token_digest) & _open(now)
        with self._database.writing(CommitPoint.ACCOUNTS) as connection:
            row = connection.execute(select(invitations).where(mine)).mappings().first()
            if row is None or not connection.execute(update(invitations).where(mine).values(accepted_at=now)).rowcount:
                return None
            if new:
                _keep_new(connection, user)
            _give_place(connection, _invitation(row), user.id, now)
        return _invitation(row)


def _open(now: int) -> ColumnElement[bool]:
    return invitations.c.accepted_at.is_(None) & (invitations.c.expires_at > now)


def _keep_new(connection: Connection, user: User) -> None:
    if connection.execute(select(users.c.id).where(users.c.email == user.email)).first() is not None:
        raise InputError("access.email_taken", email=user.email)
    connection.execute(insert(users).values({name: getattr(user, name) for name in user.__struct_fields__}))


def _give_place(connection: Connection, invitation: Invitation, user: str, now: int) -> None:
    here = (members.c.workspace == invitation.workspace) & (members.c.user == user)
    before = connection.execute(select(members.c.role).where(here)).scalar()
    if before is None:
        place = {"workspace": invitation.workspace, "user": user, "role": invitation.role, "created_at": now}
        connection.execute(insert(members).values(place))
    elif ROLES.index(invitation.role) < ROLES.index(before):
        connection.execute(update(members).where(here).values(role=invitation.role))


def _invitation(row: RowMapping) -> Invitation:
    return Invitation(**{name: row[name] for name in Invitation.__struct_fields__})
