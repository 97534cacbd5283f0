"""Alarms in the database: a look at a journey is a claimed row, an alarm and its letters are one transaction."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from hanhtrinh.measures.drift import Drift
from hanhtrinh.ports.drifting import Alarm
from hanhtrinh.ports.mail import Letter
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.mails import keep as keep_letters
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.drifts import drift_digests, drift_looks, drifts


class SqlAlarms:
    """`ports.drifting.Alarms` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_of(self, workspace: str, journey: str) -> Sequence[Alarm]:
        """Return the alarms of a journey that are not closed, by rank, then in the order they were opened."""
        query = select(drifts).where(drifts.c.workspace == workspace, drifts.c.journey == journey)
        with self._database.reading() as connection:
            rows = connection.execute(
                query.where(drifts.c.closed_at.is_(None)).order_by(drifts.c.opened_at, drifts.c.id)
            )
            found = [_alarm(row) for row in rows.mappings()]
        return sorted(found, key=lambda alarm: alarm.rank)

    def get(self, workspace: str, alarm: str) -> Alarm | None:
        """Return an alarm of a workspace."""
        with self._database.reading() as connection:
            query = select(drifts).where(drifts.c.workspace == workspace, drifts.c.id == alarm)
            row = connection.execute(query).mappings().first()
        return None if row is None else _alarm(row)

    def between(self, workspace: str, start: int, end: int) -> Sequence[Alarm]:
        """Return the alarms of a workspace opened in `start <= t < end`, closed ones too."""
        mine = (drifts.c.workspace == workspace) & (drifts.c.opened_at >= start) & (drifts.c.opened_at < end)
        with self._database.reading() as connection:
            rows = connection.execute(select(drifts).where(mine).order_by(drifts.c.opened_at, drifts.c.id)).mappings()
            return [_alarm(row) for row in rows]

    def keep(self, changed: Sequence[Alarm], letters: Sequence[Letter] = ()) -> None:
        """Keep new and changed alarms and the letters that tell of them, all or none."""
        if not changed and not letters:
            return
        with self._database.writing(CommitPoint.DRIFT) as connection:
            for alarm in changed:
                row = _row(alarm)
                done = connection.execute(update(drifts).where(drifts.c.id == alarm.id).values(row))
                if not done.rowcount:
                    connection.execute(insert(drifts).values(row))
            keep_letters(connection, letters)

    def acknowledge(self, workspace: str, alarm: str, by: str, now: int, value: float | None) -> bool:
        """Note that somebody has seen an alarm; False where there is none that asks."""
        asking = drifts.c.acknowledged_at.is_(None) & drifts.c.closed_at.is_(None)
        change = update(drifts).where(drifts.c.workspace == workspace, drifts.c.id == alarm, asking)
        with self._database.writing(CommitPoint.DRIFT) as connection:
            done = connection.execute(change.values(acknowledged_at=now, acknowledged_by=by, seen_value=value))
            return done.rowcount == 1

    def take_turn(self, workspace: str, journey: str, now: int, until: int) -> bool:
        """Claim the next look at a journey; False where somebody else has it, or it is not due before `until`."""
        mine = (drift_looks.c.workspace == workspace) & (drift_looks.c.journey == journey)
        try:
            with self._database.writing(CommitPoint.DRIFT) as connection:
                change = update(drift_looks).where(mine & (drift_looks.c.looked_at <= until)).values(looked_at=now)
                if connection.execute(change).rowcount:
                    return True
                if connection.execute(select(drift_looks.c.looked_at).where(mine)).first() is not None:
                    return False
                connection.execute(insert(drift_looks).values(workspace=workspace, journey=journey, looked_at=now))
        except IntegrityError:  # another process was faster, or the workspace is gone
            return False
        return True

    def looked_at(self, workspace: str, journey: str) -> int | None:
        """Return when a journey was last looked at."""
        mine = (drift_looks.c.workspace == workspace) & (drift_looks.c.journey == journey)
        with self._database.reading() as connection:
            return connection.execute(select(drift_looks.c.looked_at).where(mine)).scalar()

    def digested(self, workspace: str) -> Mapping[str, str]:
        """Return the day of the last digest of each address, as ISO text."""
        days = select(drift_digests.c.address, drift_digests.c.day).where(drift_digests.c.workspace == workspace)
        with self._database.reading() as connection:
            return {row.address: row.day for row in connection.execute(days)}

    def take_digest(self, workspace: str, address: str, day: str, letters: Sequence[Letter]) -> bool:
        """Keep one day's digest for one address, with its letters, once; False where it was kept before."""
        row = {"workspace": workspace, "address": address, "day": day}
        mine = (drift_digests.c.workspace == workspace) & (drift_digests.c.address == address)
        try:
            with self._database.writing(CommitPoint.DRIFT) as connection:
                if connection.execute(select(drift_digests.c.day).where(mine & (drift_digests.c.day >= day))).first():
                    return False
                connection.execute(delete(drift_digests).where(mine))
                connection.execute(insert(drift_digests).values(row))
                keep_letters(connection, letters)
        except IntegrityError:
            return False
        return True

    def forget(self, workspace: str, journey: str) -> None:
        """Drop what is known of a journey that is no more."""
        with self._database.writing(CommitPoint.DRIFT) as connection:
            for table in (drifts, drift_looks):
                connection.execute(delete(table).where(table.c.workspace == workspace, table.c.journey == journey))


def _row(alarm: Alarm) -> dict[str, object]:
    values = {name: getattr(alarm, name) for name in alarm.__struct_fields__}
    return values | {"drift": msgspec.json.encode(alarm.drift).decode()}


def _alarm(row: RowMapping) -> Alarm:
    return Alarm(**{**row, "drift": msgspec.json.decode(row["drift"], type=Drift)})
