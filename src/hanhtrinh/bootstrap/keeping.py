"""Wiring of backup and restore."""

from importlib.metadata import version
from pathlib import Path

from hanhtrinh.bootstrap import now
from hanhtrinh.store.backup import Manifest, backup, restore, workspaces_under
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.workspace import Workspace


def backup_to(home: Path, url: str, target: Path) -> tuple[Manifest, int]:
    """Back a server's folder and database up into a file; return what is in it and how many workspaces there are."""
    Workspace.open(home)
    database = Database.at(home, url)
    try:
        # A folder that was never served has no tables yet.
        migrate(database)
        return backup(home, database, target, now=now(), version=version("hanhtrinh")), len(workspaces_under(home))
    finally:
        database.close()


def restore_from(file: Path, home: Path, url: str) -> Manifest:
    """Restore a backup into an empty folder and database."""
    return restore(file, home, url)
