"""Long work in the background: one worker takes queued jobs and runs each by its kind."""

from collections.abc import Callable, Mapping
from typing import Any

from hanhtrinh.app.looping import Loop
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.ports.jobs import Job, Jobs

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
        job = self._jobs.claim(tuple(self._kinds), self._clock())
        if job is None:
            return False
        self._do(job)
        return True

    def _do(self, job: Job) -> None:
        try:
            result = self._kinds[job.kind](job, lambda progress: self._tell(job, progress))
        except Stopped:
            if not self._loop.closing:
                self._jobs.finish(job.id, "cancelled", {}, self._clock())
        except HanhtrinhError as error:
            self._jobs.finish(job.id, "failed", {"error": _explained(error)}, self._clock())
        except Exception as error:  # whatever a job meets, the next one must run
            self._failed(job, error)
            self._jobs.finish(job.id, "failed", {"error": {"vi": "", "en": ""}}, self._clock())
        else:
            self._jobs.finish(job.id, "done", result, self._clock())

    def _tell(self, job: Job, progress: Mapping[str, Any]) -> None:
        if self._loop.closing or not self._jobs.tell(job.id, progress, self._clock()):
            raise Stopped


def _explained(error: HanhtrinhError) -> dict[str, str]:
    return {"vi": error.message("vi"), "en": error.message("en")}
