"""Long work in the background: one worker takes queued jobs and runs each by its kind."""

from collections.abc import Callable, Mapping
from typing import Any

from hanhtrinh.app.looping import Loop
from hanhtrinh.errors import HanhtrinhError, StorageError
from hanhtrinh.ports.jobs import Job, Jobs, State

Tell = Callable[[Mapping[str, Any]], None]
Work = Callable[[Job, Tell], Mapping[str, Any]]
"""Does a job, telling how far it is; returns its result. `Tell` raises `Stopped` when somebody asked to stop."""
_LOOK_SECONDS = 1.0


class Stopped(Exception):
    """Somebody asked for the job to be stopped, or the server is going down."""


class Worker:
    """Runs jobs one after the other in a thread of its own; `wake` makes it look at once."""

    def __init__(
        self, jobs: Jobs, kinds: Mapping[str, Work], clock: Callable[[], int], failed: Callable[[Job, Exception], None]
    ) -> None:
        self._jobs, self._kinds, self._clock, self._failed = jobs, dict(kinds), clock, failed
        self._loop = Loop("jobs", self.run_one, _LOOK_SECONDS)
        self._ended: tuple[str, State, Mapping[str, Any]] | None = None

    def start(self) -> None:
        """Take up what a dead worker left, then work until closed."""
        self._jobs.put_back(tuple(self._kinds), self._clock())
        self._loop.start()

    def wake(self) -> None:
        """Look for work now."""
        self._loop.wake()

    def close(self, seconds: float = 10.0) -> None:
        """Stop after the current step; a job under way is taken up again at the next start."""
        self._loop.close(seconds)

    def run_one(self) -> bool:
        """Do the oldest job that waits; False when none does."""
        self._note_end()
        job = self._jobs.claim(tuple(self._kinds), self._clock())
        if job is None:
            return False
        self._ended = self._done(job)
        self._note_end()
        return True

    def _done(self, job: Job) -> tuple[str, State, Mapping[str, Any]] | None:
        """Do a job and return how it ended; None for one that is taken up again at the next start."""
        try:
            return job.id, "done", self._kinds[job.kind](job, lambda progress: self._tell(job, progress))
        except Stopped:
            return None if self._loop.closing else (job.id, "cancelled", {})
        except HanhtrinhError as error:
            return job.id, "failed", {"error": _explained(error)}
        except Exception as error:  # whatever a job meets, the next one must run
            self._failed(job, error)
            return job.id, "failed", {"error": {"vi": "", "en": ""}}

    def _note_end(self) -> None:
        """Note how the last job ended; while the database is away that waits, and the next job with it."""
        ended, self._ended = self._ended, None
        if ended is None:
            return
        try:
            self._jobs.finish(*ended, self._clock())
        except StorageError:
            self._ended = ended
            raise

    def _tell(self, job: Job, progress: Mapping[str, Any]) -> None:
        try:
            goes_on = self._jobs.tell(job.id, progress, self._clock())
        except StorageError:  # the database is away: how far the job is can be said later
            goes_on = True
        if self._loop.closing or not goes_on:
            raise Stopped


def _explained(error: HanhtrinhError) -> dict[str, str]:
    return {"vi": error.message("vi"), "en": error.message("en")}
