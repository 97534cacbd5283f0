"""Sealing at once what a workspace has accepted, before something looks for all there is of a person."""

import time

from hanhtrinh.app.sealing import seal_all
from hanhtrinh.bootstrap import now
from hanhtrinh.errors import WorkspaceError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.sealing import SqlSealing
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.store.writable import WritableWorkspace

_WAIT_SECONDS, _LOOK_SECONDS = 10.0, 0.1


def settle(settings: ServerSettings, database: Database, space: Space) -> None:
    """Seal all that waits; WorkspaceError when somebody else (an import) goes on writing for too long."""
    store = WritableWorkspace.of(Workspace.open(settings.home / space.folder))
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            seal_all(space.id, store, SqlSealing(database), now=now())
            return
        except WorkspaceError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_LOOK_SECONDS)
