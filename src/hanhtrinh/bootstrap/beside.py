"""What runs beside requests and goes wrong: it is noted, and keeps nothing else waiting."""

import traceback
from collections.abc import Callable
from typing import Any, TypeVar

from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.ports.jobs import Job

T = TypeVar("T")


def safely(log: Any, what: str, where: str, work: Callable[[], T]) -> T | None:
    """Do a part of some work and return what came of it; None where it went wrong, which is noted."""
    try:
        return work()
    except HanhtrinhError as error:
        log.info(f"{what}_skipped", where=where, code=error.key)
    except Exception as error:
        failed(log, what, where, error)
    return None


def failed(log: Any, what: str, where: str, error: Exception) -> None:
    """Note what nobody foresaw."""
    frames = traceback.extract_tb(error.__traceback__)  # places alone: messages may hold what customers said
    places = [f"{frame.name}:{frame.lineno}" for frame in frames[-4:]]
    log.error(f"{what}_failed", where=where, error=type(error).__name__, places=places)


def job_failed(log: Any) -> Callable[[Job, Exception], None]:
    """Return what notes a job that failed."""
    return lambda job, error: log.error("job_failed", job=job.id, kind=job.kind, error=type(error).__name__)
