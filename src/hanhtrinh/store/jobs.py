"""Jobs in the database: claimed by conditional update, so that one worker has each."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import msgspec
from sqlalchemy import RowMapping, delete, insert, select, update

from hanhtrinh.ports.jobs import ENDED, Job, State
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.jobs import jobs

_JSON = ("asked", "progress", "result")


class SqlJobs:
    """`ports.jobs.Jobs` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, job: Job) -> None:
        """Keep a new job."""
        row = {name: getattr(job, name) for name in job.__struct_fields__}
        with self._database.writing(CommitPoint.JOBS) as connection:
            connection.execute(insert(jobs).values(row | {name: _json(row[name]) for name in _JSON}))

    def get(self, workspace: str, job: str) -> Job | None:
        """Return a job of a workspace."""
        with self._database.reading() as connection:
            query = select(jobs).where(jobs.c.workspace == workspace, jobs.c.id == job)
            row = connection.execute(query).mappings().first()
        return None if row is None else _job(row)

    def of(self, workspace: str, kind: str, limit: int) -> Sequence[Job]:
        """Return a workspace's jobs of a kind, newest first."""
        query = select(jobs).where(jobs.c.workspace == workspace, jobs.c.kind == kind)
        with self._database.reading() as connection:
            ordered = query.order_by(jobs.c.created_at.desc(), jobs.c.id).limit(limit)
            return [_job(row) for row in connection.execute(ordered).mappings()]

    def claim(self, kinds: Sequence[str], now: int) -> Job | None:
        """Return the oldest queued job of some kinds, now running and nobody else's; None when nothing waits."""
        waiting = select(jobs).where(jobs.c.state == "queued", jobs.c.kind.in_(kinds))
        with self._database.reading() as connection:
            rows = connection.execute(waiting.order_by(jobs.c.created_at, jobs.c.id).limit(8)).mappings().all()
        return next(
            (_job(row, state="running") for row in rows if self._move(row["id"], "queued", "running", now)), None
        )

    def _move(self, job: str, before: State, after: State, now: int) -> bool:
        change = update(jobs).where(jobs.c.id == job, jobs.c.state == before).values(state=after, changed_at=now)
        with self._database.writing(CommitPoint.JOBS) as connection:
            return connection.execute(change).rowcount == 1

    def tell(self, job: str, progress: Mapping[str, Any], now: int) -> bool:
        """Note how far a running job is; return False when it has been asked to stop."""
        change = update(jobs).where(jobs.c.id == job, jobs.c.state == "running")
        with self._database.writing(CommitPoint.JOBS) as connection:
            done = connection.execute(change.values(progress=_json(progress), changed_at=now))
            return done.rowcount == 1

    def finish(self, job: str, state: State, result: Mapping[str, Any], now: int) -> None:
        """Note how a job ended."""
        change = update(jobs).where(jobs.c.id == job, jobs.c.state.not_in(ENDED))
        with self._database.writing(CommitPoint.JOBS) as connection:
            connection.execute(change.values(state=state, result=_json(result), changed_at=now))

    def ask_to_stop(self, workspace: str, job: str, now: int) -> bool:
        """Ask for a job to be stopped: a queued one is cancelled at once; False when it had ended."""
        found = self.get(workspace, job)
        if found is None or found.ended:
            return False
        return self._move(job, "queued", "cancelled", now) or self._move(job, "running", "cancelling", now)

    def change(self, workspace: str, job: str, state: State, asked: Mapping[str, Any], now: int) -> None:
        """Give a job that has not begun another state and other things to do."""
        mine = (jobs.c.workspace == workspace) & (jobs.c.id == job)
        with self._database.writing(CommitPoint.JOBS) as connection:
            values = {"state": state, "asked": _json(asked), "changed_at": now}
            connection.execute(update(jobs).where(mine & jobs.c.state.not_in(("running", "cancelling"))).values(values))

    def put_back(self, kinds: Sequence[str], now: int) -> int:
        """Queue again what was running when its worker died; return how many. Called before work begins."""
        lost = jobs.c.kind.in_(kinds) & (jobs.c.state == "running")
        stopping = jobs.c.kind.in_(kinds) & (jobs.c.state == "cancelling")
        with self._database.writing(CommitPoint.JOBS) as connection:
            connection.execute(update(jobs).where(stopping).values(state="cancelled", changed_at=now))
            return connection.execute(update(jobs).where(lost).values(state="queued", changed_at=now)).rowcount

    def remove(self, workspace: str, job: str) -> None:
        """Forget a job that has ended."""
        mine = (jobs.c.workspace == workspace) & (jobs.c.id == job) & jobs.c.state.in_(ENDED)
        with self._database.writing(CommitPoint.JOBS) as connection:
            connection.execute(delete(jobs).where(mine))


def _json(value: Mapping[str, Any]) -> str:
    return msgspec.json.encode(value).decode()


def _job(row: RowMapping, **changed: Any) -> Job:
    values = dict(row) | {name: msgspec.json.decode(row[name]) for name in _JSON} | changed
    if values["state"] not in get_args(State):
        raise ValueError(values["state"])
    return Job(**values)
