"""What a server learns beside requests: from corrections of texts, when somebody asks or enough new ones came.

Learning looks texts up in the timelines, so it runs where those are held.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog

from hanhtrinh.app.jobs import Tell, Worker
from hanhtrinh.app.looping import Loop
from hanhtrinh.app.themes.learning import KIND, do_learn, learn_when_due
from hanhtrinh.bootstrap.beside import job_failed, safely
from hanhtrinh.errors import NotFound
from hanhtrinh.ports.jobs import Job
from hanhtrinh.web.services import Services

LOOK_SECONDS = 600.0
"""How often it is looked whether anything new can be learned."""
_log = structlog.get_logger("hanhtrinh.learning")


class Learning:
    """A worker for learning, and a look from time to time whether there is any to do."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._worker = Worker(services.people_desk.jobs, {KIND: self._learn}, services.clock, job_failed(_log))
        self._loop = Loop("learning", self._look, LOOK_SECONDS)

    def start(self) -> None:
        """Work until closed."""
        self._worker.start()
        self._loop.start()

    def close(self, seconds: float = 5.0) -> None:
        """Work no more."""
        self._loop.close(seconds)
        self._worker.close(seconds)

    def _learn(self, job: Job, tell: Tell) -> Mapping[str, Any]:
        space = self._services.accounts.space_by_id(job.workspace)
        if space is None:
            raise NotFound("access.no_workspace")
        return do_learn(space, self._services.themes, tell)

    def _look(self) -> bool:
        for space in self._services.accounts.spaces():
            if self._loop.closing:
                break
            safely(_log, "learning", "look", partial(learn_when_due, space, self._services.themes))
        return False
