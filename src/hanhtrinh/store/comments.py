"""Comments in the database."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from hanhtrinh.ports.comments import Comment, Mention
from hanhtrinh.ports.mail import Letter
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.mails import keep
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.comments import comments, mentions


class SqlComments:
    """`ports.comments.Comments` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, comment: Comment, mentioned: Sequence[str], letters: Sequence[Letter] = ()) -> None:
        """Keep a comment, who is named in it, and the letters that tell them."""
        with self._database.writing(CommitPoint.COMMENTS) as connection:
            connection.execute(insert(comments).values(msgspec.structs.asdict(comment)))
            _name(connection, comment, mentioned)
            keep(connection, letters)

    def get(self, workspace: str, comment: str) -> Comment | None:
        """Return a comment of a workspace."""
        query = select(comments).where((comments.c.workspace == workspace) & (comments.c.id == comment))
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return Comment(**row) if row is not None else None

    def of_journey(self, workspace: str, journey: str) -> Sequence[Comment]:
        """Return every comment on a journey, oldest first."""
        here = (comments.c.workspace == workspace) & (comments.c.journey == journey)
        query = select(comments).where(here).order_by(comments.c.at, comments.c.id)
        with self._database.reading() as connection:
            return [Comment(**row) for row in connection.execute(query).mappings()]

    def rewrite(self, comment: Comment, mentioned: Sequence[str], letters: Sequence[Letter] = ()) -> None:
        """Keep another text of a comment, and whom it names now."""
        values = {"text": comment.text, "edited_at": comment.edited_at}
        gone = (mentions.c.comment == comment.id) & mentions.c.user.not_in(mentioned)
        named = select(mentions.c.user).where(mentions.c.comment == comment.id)
        with self._database.writing(CommitPoint.COMMENTS) as connection:
            connection.execute(update(comments).where(comments.c.id == comment.id).values(values))
            connection.execute(delete(mentions).where(gone))
            before = set(connection.execute(named).scalars())
            _name(connection, comment, [user for user in mentioned if user not in before])
            keep(connection, letters)

    def resolve(self, workspace: str, thread: str, by: str | None, at: int | None) -> None:
        """Say that a thread is settled, or open again."""
        first = (comments.c.workspace == workspace) & (comments.c.id == thread)
        with self._database.writing(CommitPoint.COMMENTS) as connection:
            connection.execute(update(comments).where(first).values(resolved_by=by, resolved_at=at))

    def remove(self, workspace: str, comment: str) -> None:
        """Take out a comment; with the first of a thread, the whole thread."""
        meant = (comments.c.id == comment) | (comments.c.thread == comment)
        with self._database.writing(CommitPoint.COMMENTS) as connection:
            connection.execute(delete(comments).where((comments.c.workspace == workspace) & meant))

    def mentions(self, workspace: str, user: str, limit: int) -> Sequence[Mention]:
        """Return where a user was named by others, newest first."""
        joined = select(comments, mentions.c.seen_at).join(mentions, mentions.c.comment == comments.c.id)
        query = joined.where((mentions.c.workspace == workspace) & (mentions.c.user == user))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(comments.c.at.desc(), comments.c.id).limit(limit)).mappings()
            return [_mention(row) for row in rows]

    def unseen(self, workspace: str, user: str) -> int:
        """Return how many comments that name a user they have not seen."""
        query = select(func.count()).select_from(mentions).where(_unseen(workspace, user))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def see(self, workspace: str, user: str, at: int) -> None:
        """Note that a user has seen everything that names them."""
        with self._database.writing(CommitPoint.COMMENTS) as connection:
            connection.execute(update(mentions).where(_unseen(workspace, user)).values(seen_at=at))

    def forget(self, workspace: str, journey: str) -> None:
        """Drop the comments on a journey that is no more."""
        here = (comments.c.workspace == workspace) & (comments.c.journey == journey)
        with self._database.writing(CommitPoint.COMMENTS) as connection:
            connection.execute(delete(comments).where(here))


def _name(connection: Connection, comment: Comment, mentioned: Sequence[str]) -> None:
    rows = [{"comment": comment.id, "user": user, "workspace": comment.workspace} for user in mentioned]
    if rows:
        connection.execute(insert(mentions), rows)


def _unseen(workspace: str, user: str) -> ColumnElement[bool]:
    return (mentions.c.workspace == workspace) & (mentions.c.user == user) & mentions.c.seen_at.is_(None)


def _mention(row: RowMapping) -> Mention:
    values = dict(row)
    return Mention(seen_at=values.pop("seen_at"), comment=Comment(**values))
