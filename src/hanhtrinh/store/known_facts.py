"""Who is who in a workspace folder that a server keeps its database beside: for commands, which open no server.

Reads the SQLite file with the standard library alone, so that drawing a map loads no database toolkit. Facts kept in
PostgreSQL are not seen here: a command then takes every raw id for a person.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from hanhtrinh.events.event import Fact
from hanhtrinh.people.identity import fold
from hanhtrinh.store.frames import NOBODY, Known
from hanhtrinh.store.workspace import Workspace

DATABASE = "hanhtrinh.db"
_DEPTH = 4
_FACTS = (
    "SELECT facts.id, facts.fact FROM facts JOIN workspaces ON workspaces.id = facts.workspace "
    "WHERE workspaces.folder = ? ORDER BY facts.id"
)
_decode = msgspec.json.Decoder(Fact).decode


def known_of(workspace: Workspace) -> Known:
    """Return who is who in a workspace, nobody where no server's database stands beside or above it."""
    path = workspace.path.resolve()
    home = home_of(path)
    if home is None:
        return NOBODY
    rows = _rows(home / DATABASE, path.relative_to(home).as_posix())
    return Known(rows[-1][0], fold(_decode(fact) for _, fact in rows).persons) if rows else NOBODY


def home_of(path: Path) -> Path | None:
    """Return the home of the server that keeps a workspace's folder (resolved): where its database's file stands."""
    return next((one for one in (path, *path.parents[:_DEPTH]) if (one / DATABASE).is_file()), None)


def _rows(file: Path, folder: str) -> list[tuple[int, str]]:
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(_FACTS, (folder,)).fetchall()
    except sqlite3.Error:  # a database of another kind or version: commands do without it
        return []
