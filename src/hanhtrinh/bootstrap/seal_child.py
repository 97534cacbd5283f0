"""The child of `bootstrap.sealing_apart`: seals what the server accepted, so that intake keeps a processor to itself.

It is told where by the first line of its input and tells by lines of its output how much waits, what it sealed and what
went wrong. The line `stop` ends it after the batch under way. The end of its input means that the server is gone: then
it ends at once, wherever it is; sealing is made for that. So it does when nothing has waited for ten minutes.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from hanhtrinh.app.sealing import BATCH_MESSAGES, WAIT_SECONDS, Sealer
from hanhtrinh.bootstrap import now
from hanhtrinh.bootstrap.killing import die_where_told
from hanhtrinh.bootstrap.watched_sealing import WatchedSealing
from hanhtrinh.errors import NotFound
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.sealing import SqlSealing
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.store.writable import WritableWorkspace

STOP = b"stop\n"
_QUIET_BEATS = 600
"""Looks at an empty inbox, one a second, after which the child gives its memory back."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the child is told: the server's folder and database, and when a batch is due."""

    home: str
    url: str
    messages: int = BATCH_MESSAGES
    seconds: int = WAIT_SECONDS


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the child says: how many messages wait, a batch that was sealed and its seconds, or a failure."""

    waiting: int | None = None
    sealed: int | None = None
    seconds: float = 0
    failure: str = ""
    code: str | None = None


Say = Callable[[Said], None]


def workspaces(home: Path, database: Database) -> Callable[[str], WritableWorkspace]:
    """Return what opens the folder of a workspace, by its id."""
    accounts = SqlAccounts(database)

    def store_of(workspace: str) -> WritableWorkspace:
        space = accounts.space_by_id(workspace)
        if space is None:
            raise NotFound("access.no_workspace")
        return WritableWorkspace.of(Workspace.open(home / space.folder))

    return store_of


class _Child:
    """A sealer that tells what it does, and gives up when nothing waits for long."""

    def __init__(self, told: Told, say: Say) -> None:
        self._say = say
        self._waiting, self._quiet = -1, 0
        self.stop, self.idle = threading.Event(), False
        self._database = Database.at(Path(told.home), told.url)
        self._sealing = WatchedSealing(SqlSealing(self._database), self._waits, self._sealed)
        store_of = workspaces(Path(told.home), self._database)
        self._sealer = Sealer(
            self._sealing, store_of, now, messages=told.messages, seconds=told.seconds, on_error=self._failed
        )

    def run(self) -> None:
        """Seal until told to stop or until nothing waits any more; then the process ends."""
        try:
            self._sealer.run(self.stop)
            if self.idle:
                with suppress(Exception):
                    self._sealing.forget(now())
            self._database.close()
        except BaseException as error:
            self._say(Said(failure=type(error).__name__))
            os._exit(1)
        os._exit(0)

    def _waits(self, messages: int) -> None:
        if messages != self._waiting:
            self._waiting = messages
            self._say(Said(waiting=messages))
        self._quiet = 0 if messages else self._quiet + 1
        if self._quiet >= _QUIET_BEATS:
            self.idle = True
            self.stop.set()

    def _sealed(self, messages: int, seconds: float) -> None:
        self._say(Said(sealed=messages, seconds=seconds))

    def _failed(self, _workspace: str, error: Exception) -> None:
        self._say(Said(failure=type(error).__name__, code=getattr(error, "key", None)))


def main() -> int:
    """Seal until the server says stop, or is gone."""
    for number in (signal.SIGINT, signal.SIGTERM):  # they are the server's to obey; it says stop
        signal.signal(number, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(5)
    die_where_told()
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever a library prints must not stand among the lines

    def say(said: Said) -> None:
        try:
            output.write(msgspec.json.encode(said) + b"\n")
        except OSError:
            os._exit(1)

    child = _Child(msgspec.json.decode(sys.stdin.buffer.readline(), type=Told), say)
    sealing = threading.Thread(target=child.run, name="sealing")
    sealing.start()
    if sys.stdin.buffer.readline() != STOP:
        os._exit(1)
    child.stop.set()
    sealing.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
