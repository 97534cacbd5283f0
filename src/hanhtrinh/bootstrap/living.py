"""Wiring of living maps: the folder, the database and child processes behind each workspace's timelines."""

import os
import subprocess
import sys

import msgspec
import structlog

from hanhtrinh.app.live.registry import LiveRegistry
from hanhtrinh.bootstrap import now, threads
from hanhtrinh.bootstrap.frame_child import URL, AskedBeside, known_in
from hanhtrinh.bootstrap.metering import Tails, TimedHistory
from hanhtrinh.errors import StorageError
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import Beside
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Inbox
from hanhtrinh.ports.live import LiveSpace
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.workspace import Workspace

CHILD = "hanhtrinh.bootstrap.frame_child"
_log = structlog.get_logger("hanhtrinh.live")


def registry(settings: ServerSettings, database: Database, inbox: Inbox, tails: Tails) -> LiveRegistry:
    """Return the living maps of a server's workspaces; `tails` sees how far they have read."""
    people = SqlPeople(database)

    def open_space(space: Space) -> LiveSpace:
        children = Children(settings, space)
        workspace = Workspace.open(settings.home / space.folder)
        history = TimedHistory(workspace, lambda: known_in(people, space.id), children.build, children.beside)
        history.seconds = tails.metrics.rebase_seconds
        return LiveSpace(
            history=history,
            facts=lambda after: people.facts(space.id, after),
            tail=tails.of(space.id, inbox),
            clock=now,
        )

    return LiveRegistry(open_space, threads(), _failed)


class Children:
    """The child processes of one workspace."""

    def __init__(self, settings: ServerSettings, space: Space) -> None:
        self._settings, self._space = settings, space

    def build(self) -> None:
        """Have a generation built; StorageError when that failed."""
        self._run("build")

    def beside(self, journey: Journey, question: MapQuestion, as_of: int) -> Beside:
        """Have what stands beside a map read; StorageError when that failed."""
        answer = self._run("beside", msgspec.json.encode(AskedBeside(journey, question, as_of)))
        return msgspec.json.decode(answer, type=Beside)

    def _run(self, what: str, asked: bytes = b"") -> bytes:
        place = str(self._settings.home), self._space.folder, self._space.id
        environment = os.environ | {URL: self._settings.database_url}
        command = [sys.executable, "-m", CHILD, what, *place]
        done = subprocess.run(command, input=asked, capture_output=True, env=environment, check=False)
        if done.returncode != 0:
            detail = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise StorageError("live.child_failed", what=what, code=done.returncode, detail=detail)
        return done.stdout


def _failed(where: str, error: BaseException) -> None:
    _log.error("live_failed", where=where, error=type(error).__name__, code=getattr(error, "key", None))
