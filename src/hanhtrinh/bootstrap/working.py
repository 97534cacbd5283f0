"""Wiring of the worker: what each kind of job does."""

from collections.abc import Callable, Mapping
from typing import Any

import structlog

from hanhtrinh.app.imports import KIND as IMPORT
from hanhtrinh.app.imports import Importing, Joins
from hanhtrinh.app.jobs import Tell, Work, Worker
from hanhtrinh.bootstrap.beside import job_failed
from hanhtrinh.errors import NotFound
from hanhtrinh.ports.accounts import Accounts, Space
from hanhtrinh.ports.jobs import Job, Jobs

_log = structlog.get_logger("hanhtrinh.jobs")


def worker(
    jobs: Jobs,
    accounts: Accounts,
    imports: Importing,
    clock: Callable[[], int],
    more: Mapping[str, Work] | None = None,
    joins: Callable[[Space], Joins | None] = lambda space: None,
) -> Worker:
    """Return the worker of a server; `more` are further kinds of jobs, `joins` what imported letters may join."""

    def run_import(job: Job, tell: Tell) -> Mapping[str, Any]:
        space = accounts.space_by_id(job.workspace)
        if space is None:
            raise NotFound("access.no_workspace")
        return imports.run(space, job, tell, joins(space))

    return Worker(jobs, {IMPORT: run_import, **(more or {})}, clock, job_failed(_log))
