"""Reminders of reviews in the database, each told once: a row that is changed only if it still is what was read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from hanhtrinh.ports.mail import Letter
from hanhtrinh.ports.reviewing import Reminder
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.keeping import put
from hanhtrinh.store.mails import keep as keep_letters
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.journeys import journey_edits
from hanhtrinh.store.sql.tables.reviews import review_put_offs, review_reminders


class SqlReviews:
    """`ports.reviewing.Reviews` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reminder(self, workspace: str, journey: str) -> Reminder | None:
        """Return what was told of a journey's review."""
        of = review_reminders.c
        query = select(of.due, of.told, of.next_at).where(of.workspace == workspace, of.journey == journey)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else Reminder(*row)

    def tell(
        self, workspace: str, journey: str, before: Reminder | None, after: Reminder, letters: Sequence[Letter]
    ) -> bool:
        """Put a reminder in the place of the one before, with its letters; False where somebody else was faster."""
        of = review_reminders.c
        mine = (of.workspace == workspace) & (of.journey == journey)
        try:
            with self._database.writing(CommitPoint.REVIEW) as connection:
                if before is None:
                    row = {"workspace": workspace, "journey": journey, **after._asdict()}
                    connection.execute(insert(review_reminders).values(row))
                else:
                    same = (of.due == before.due) & (of.told == before.told) & (of.next_at == before.next_at)
                    done = connection.execute(update(review_reminders).where(mine & same).values(after._asdict()))
                    if done.rowcount != 1:
                        return False
                keep_letters(connection, letters)
        except IntegrityError:
            return False
        return True

    def put_off(self, workspace: str, journey: str, step: str, until: int) -> None:
        """Ask about a step's cells again only after an instant."""
        row = {"workspace": workspace, "journey": journey, "step": step}
        with self._database.writing(CommitPoint.REVIEW) as connection:
            put(connection, review_put_offs, [row | {"until": until}], ("until",))

    def put_offs(self, workspace: str, journey: str) -> Mapping[str, int]:
        """Return until when each step was put off."""
        of = review_put_offs.c
        query = select(of.step, of.until).where(of.workspace == workspace, of.journey == journey)
        with self._database.reading() as connection:
            return {row.step: row.until for row in connection.execute(query)}

    def touched(self, workspace: str, journey: str) -> Mapping[str, int]:
        """Return when somebody last changed each step on the page, by key; "" is the journey as a whole."""
        of = journey_edits.c
        query = select(of.at, of.edit).where(
            of.workspace == workspace, of.journey == journey, of.undone.is_(None), of.done == 1
        )
        found: dict[str, int] = {}
        with self._database.reading() as connection:
            for at, edit in connection.execute(query.order_by(of.number)):
                found |= dict.fromkeys(_steps_in(msgspec.json.decode(edit)), at) | {"": at}
        return found

    def forget(self, workspace: str, journey: str) -> None:
        """Drop what is known of a journey that is no more."""
        with self._database.writing(CommitPoint.REVIEW) as connection:
            for table in (review_reminders, review_put_offs):
                connection.execute(delete(table).where(table.c.workspace == workspace, table.c.journey == journey))


def _steps_in(edit: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of the steps an edit is about: those it names by their place, and those it adds."""
    for part in edit.get("edits", ()):
        yield from _steps_in(part)
    place: Sequence[str] = edit.get("place") or ()
    if len(place) > 1 and place[0] == "steps":
        yield str(place[1])
    stage = edit.get("stage")
    within = stage.get("steps", ()) if isinstance(stage, Mapping) else ()
    yield from (str(one.get("key", "")) for one in (edit.get("step"), *within) if isinstance(one, Mapping))
