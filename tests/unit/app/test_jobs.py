"""The worker goes on when the database it is told by was away."""

import pytest

from hanhtrinh.app.jobs import Worker
from hanhtrinh.errors import StorageError
from hanhtrinh.ports.jobs import Job


class Jobs:
    """One queued job, and a database that may be away."""

    def __init__(self) -> None:
        self.away, self.ended, self.queued = False, [], [job("one"), job("two")]

    def _there(self) -> None:
        if self.away:
            raise StorageError("storage.database_refuses", database="d", detail="")

    def claim(self, kinds, now):
        self._there()
        return self.queued.pop(0) if self.queued else None

    def tell(self, id, progress, now):
        self._there()
        return True

    def finish(self, id, state, result, now):
        self._there()
        self.ended.append((id, state))


def job(id: str) -> Job:
    return Job(id=id, workspace="w", kind="k", state="running", asked={}, by="lan", created_at=0, changed_at=0)


def test_what_became_of_a_job_is_noted_later() -> None:
    """A job that ended while the database was away does not stay under way: its end is noted before the next begins."""
    jobs = Jobs()

    def work(one, tell):
        jobs.away = True
        return {}

    worker = Worker(jobs, {"k": work}, lambda: 0, lambda job, error: None)
    with pytest.raises(StorageError):
        worker.run_one()
    with pytest.raises(StorageError):
        worker.run_one()
    jobs.away = False
    with pytest.raises(StorageError):
        worker.run_one()
    assert (jobs.ended, len(jobs.queued)) == ([("one", "done")], 0)


def test_progress_that_cannot_be_noted_stops_nothing() -> None:
    """A long job goes on while the database is away for a moment: how far it is can be said later."""
    jobs = Jobs()

    def work(one, tell):
        jobs.away = True
        tell({"done": 1})
        jobs.away = False
        tell({"done": 2})
        return {}

    assert Worker(jobs, {"k": work}, lambda: 0, lambda job, error: None).run_one()
    assert jobs.ended == [("one", "done")]
