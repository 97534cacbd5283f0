"""Wiring of erasures: the job that does them, over the database and folders of a server."""

from collections.abc import Mapping
from typing import Any

from hanhtrinh.app.jobs import Tell, Work
from hanhtrinh.app.people.erasing import erase
from hanhtrinh.errors import NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.jobs import Job
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.erasing import FolderErasing
from hanhtrinh.store.sql.database import Database
from hanhtrinh.web.services import Services


def erasure_work(settings: ServerSettings, database: Database, services: Services) -> Work:
    """Return what does the erasures of a server."""
    erasing = FolderErasing(database, settings.home)

    def forget(space: Space) -> None:
        services.people.forget(space)
        services.begin_anew(space)

    def work(job: Job, tell: Tell) -> Mapping[str, Any]:
        space = services.accounts.space_by_id(job.workspace)
        if space is None:
            raise NotFound("access.no_workspace")
        return erase(job, tell, erasing, space, services.clock, forget)

    return work
