"""Files sent with answers, in `survey-files/` of the workspace folder under random names; what they are stands in the
database. Nothing serves that folder.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.answering import SentFile
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.files import storage_errors, write_atomically
from hanhtrinh.store.keeping import chunks
from hanhtrinh.store.picture_cleaning import cleaned
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.responses import survey_files as table
from hanhtrinh.store.sql.tables.responses import survey_responses as responses
from hanhtrinh.values import MICROSECONDS

FOLDER = "survey-files"
MOST_SPACE = 2 * 2**30
_ID = re.compile(r"[0-9a-f]{32,64}")
_SWEPT = 5_000


class FolderSentFiles:
    """`ports.answering.SentFiles` in the folders of the workspaces of a server, `most_space` bytes a workspace."""

    def __init__(self, database: Database, home: Path, most_space: int = MOST_SPACE) -> None:
        self._database, self._home, self._most_space = database, home, most_space

    def keep(self, space: Space, file: SentFile, data: bytes) -> SentFile:
        """Keep a file and return it as it is kept: pictures as nothing but their pixels."""
        if file.type.startswith("image/"):
            data = cleaned(data, file.name).large
            file = msgspec.structs.replace(file, type="image/webp", name=f"{file.name.rpartition('.')[0]}.webp")
        file = msgspec.structs.replace(file, bytes=len(data))
        self._find_room(space, file)
        path = self._path(space, file.id)
        # The row first: a file nobody knows is one to be deleted.
        with self._database.writing(CommitPoint.RESPONSE) as connection:
            connection.execute(insert(table).values(msgspec.structs.asdict(file)))
        try:
            with storage_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path, data)
                os.utime(path, (file.at / MICROSECONDS, file.at / MICROSECONDS))  # of a nameless answer: its day
        except BaseException:
            self.drop(space, [file.id])
            raise
        return file

    def get(self, space: Space, id: str) -> tuple[SentFile, bytes] | None:
        """Return a file; None where there is none."""
        with self._database.reading() as connection:
            query = select(table).where(table.c.workspace == space.id, table.c.id == id)
            row = connection.execute(query).mappings().first()
        path = None if row is None else self._path(space, id)
        return (SentFile(**row), path.read_bytes()) if row is not None and path and path.is_file() else None

    def drop(self, space: Space, ids: Sequence[str]) -> None:
        """Delete files: first what is known of them, so that none is known that is not there."""
        with self._database.writing(CommitPoint.RESPONSE) as connection:
            for some in chunks(ids):
                connection.execute(delete(table).where(table.c.workspace == space.id, table.c.id.in_(some)))
        for id in ids:
            self._path(space, id).unlink(missing_ok=True)

    def sweep(self, space: Space, before: int) -> int:
        """Delete files from before an instant that no response names any more; return how many."""
        with self._database.reading() as connection:
            gone = _unnamed(connection, space.id, before)
        self.drop(space, gone)
        return len(gone) + remove_unknown_files(self._database, space.id, self._home / space.folder)

    def _path(self, space: Space, id: str) -> Path:
        if not _ID.fullmatch(id):
            raise InputError("answering.no_file")
        return self._home / space.folder / FOLDER / id

    def _find_room(self, space: Space, file: SentFile) -> None:
        with self._database.reading() as connection:
            query = select(func.coalesce(func.sum(table.c.bytes), 0)).where(table.c.workspace == space.id)
            used = int(connection.execute(query).scalar_one())
        if used + file.bytes > self._most_space:
            raise InputError("answering.no_room")


def remove_unknown_files(database: Database, workspace: str, folder: Path) -> int:
    """Delete files of a workspace's folder that the database knows nothing of: those of erased responses, and what a
    crash left; return how many."""
    there = [path for path in (folder / FOLDER).glob("*") if _ID.fullmatch(path.name)]
    with database.reading() as connection:
        known = set(connection.execute(select(table.c.id).where(table.c.workspace == workspace)).scalars())
    gone = [path for path in there if path.name not in known]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def erase_files(connection: Connection, workspace: str, gone: Sequence[str]) -> list[str]:
    """Forget the files of responses that are erased; return their names, for whoever deletes them on disk."""
    found: list[str] = []
    for some in chunks(gone):
        mine = (table.c.workspace == workspace) & table.c.response.in_(some)
        found += connection.execute(select(table.c.id).where(mine)).scalars()
        connection.execute(delete(table).where(mine))
    return found


def _unnamed(connection: Connection, workspace: str, before: int) -> list[str]:
    """Return files no response names: the answer was changed, or never kept."""
    mine = (responses.c.workspace == workspace) & (responses.c.id == table.c.response)
    named = select(responses.c.id).where(mine, responses.c.answers.contains(table.c.id)).exists()
    old = select(table.c.id).where(table.c.workspace == workspace, table.c.at < before, ~named)
    return list(connection.execute(old.limit(_SWEPT)).scalars())
