"""Erasure in every place of a workspace: database, lake, frames, files (`ports.erasing.Erasing`)."""

import csv
import io
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import msgspec
import polars as pl
from sqlalchemy import insert, select

from hanhtrinh.errors import WorkspaceError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.erasing import Owned
from hanhtrinh.ports.people import Erasure
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.files import storage_errors, write_atomically
from hanhtrinh.store.keeping import forgotten_in
from hanhtrinh.store.lake_erasing import erase_events
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.row_erasing import blank_job, erase_rows, has_word, refuse_rows
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.people import erasures, segments
from hanhtrinh.store.survey_files import remove_unknown_files
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.store.writable import WritableWorkspace

_WAIT_SECONDS, _LOOK_SECONDS = 600.0, 0.1
_SHORTEST_WORD = 4
"""Words shorter than this stand in too much to be looked for in texts."""


class FolderErasing:
    """`ports.erasing.Erasing` over a database and the folders of a server's workspaces."""

    def __init__(self, database: Database, home: Path, *, wait_seconds: float = _WAIT_SECONDS) -> None:
        self._database, self._home, self._wait = database, home, wait_seconds

    def refuse(self, space: Space, owned: Sequence[Owned]) -> None:
        """Let no such events in again, nor facts of their raw ids and instants."""
        with self._database.writing(CommitPoint.ERASURE) as connection:
            refuse_rows(connection, space.id, owned)
        with self._database.reading() as connection:
            gone = forgotten_in(connection, space.id)
        with self._writing(space) as workspace:
            gone.save(workspace.path)

    def clear_rows(self, space: Space, owned: Sequence[Owned], words: Sequence[str]) -> dict[str, int]:
        """Take a person out of the database."""
        with self._database.writing(CommitPoint.ERASURE) as connection:
            return erase_rows(connection, space.id, owned, _long(words))

    def clear_lake(self, space: Space, owned: Sequence[Owned]) -> dict[str, int]:
        """Take events out of the lake, its old files and its history."""
        with self._writing(space) as workspace:
            return {"events": erase_events(workspace.lake, owned)}

    def clear_files(self, space: Space, words: Sequence[str]) -> dict[str, int]:
        """Take a person out of frames, caches, files of imports and answers, and of what imports refused."""
        with self._writing(space) as workspace, self._waiting(workspace.building_frame):
            return {
                "survey_files": remove_unknown_files(self._database, space.id, workspace.path),
                "frames": _remove_all(workspace.frame_path),
                "senses": _remove_all(workspace.senses_path),
                "uploads": _remove_all(workspace.path / "uploads"),
                "refused_lines": sum(_clear_lines(file, _long(words)) for file in _files(workspace.rejects_path)),
            }

    def mentions(self, space: Space, words: Sequence[str], texts: Sequence[str]) -> list[str]:
        """Return what still speaks of the person and is for people to judge."""
        workspace, words = self._open(space), _long(words)
        found = [
            f"journeys/{file.relative_to(workspace.journeys_path).as_posix()}"
            for file in _files(workspace.journeys_path)
            if has_word(file.read_bytes(), [*words, *_long(texts)])
        ]
        with self._database.reading() as connection:
            rules = connection.execute(
                select(segments.c.key, segments.c.name, segments.c.rule).where(segments.c.workspace == space.id)
            ).all()
        found += [f"segment {row.key}" for row in rules if has_word(f"{row.name} {row.rule}", words)]
        return found + _columns_with(workspace, words)

    def exported(self, space: Space, raws: Sequence[str]) -> list[str]:
        """Return the exports the person was part of."""
        people = SqlPeople(self._database)
        mine = set(people.digests(space.id, raws))
        return [f"{one.id} {one.what}" for one in people.exports(space.id) if not one.people or mine & set(one.people)]

    def finish(self, space: Space, job: str, erasure: Erasure) -> None:
        """Note that an erasure is done, and take what it was told out of its job."""
        report = msgspec.json.encode(erasure.report).decode()
        row = {"id": erasure.id, "workspace": space.id, "at": erasure.at, "by": erasure.by, "report": report}
        with self._database.writing(CommitPoint.ERASURE) as connection:
            known = connection.execute(select(erasures.c.id).where(erasures.c.id == erasure.id)).first()
            if known is None:
                connection.execute(insert(erasures).values(row))
            blank_job(connection, job, erasure.report)

    def scrub(self) -> None:
        """Overwrite what was deleted from the database, on disk."""
        self._database.scrub()

    def _open(self, space: Space) -> WritableWorkspace:
        return WritableWorkspace.of(Workspace.open(self._home / space.folder))

    @contextmanager
    def _writing(self, space: Space) -> Iterator[WritableWorkspace]:
        """Hold the right to write; waits while events are being put into the lake."""
        workspace = self._open(space)
        with self._waiting(lambda: workspace.writing("erasure")), storage_errors(workspace.path):
            yield workspace

    @contextmanager
    def _waiting(self, lock: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
        """Hold a lock that somebody else may have for a while; WorkspaceError when they do not give it back."""
        deadline = time.monotonic() + self._wait
        with ExitStack() as held:
            while True:
                try:
                    held.enter_context(lock())
                    break
                except WorkspaceError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(_LOOK_SECONDS)
            yield


def _long(words: Sequence[str]) -> list[str]:
    return [word for word in words if len(word) >= _SHORTEST_WORD]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def _remove_all(folder: Path) -> int:
    """Delete everything in a folder and return how many files that were."""
    count = len(_files(folder))
    if folder.is_dir():
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return count


def _clear_lines(file: Path, words: Sequence[str]) -> int:
    """Take the lines of a rejects file that have one of the words out of it; return how many they were."""
    data = file.read_bytes()
    if not has_word(data, words):
        return 0
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"), newline="")))
    kept = [row for row in rows if not any(has_word(cell, words) for cell in row)]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(kept)
    write_atomically(file, b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace"))
    return len(rows) - len(kept)


def _columns_with(workspace: Workspace, words: Sequence[str]) -> list[str]:
    """Return, for each text column of the lake, how many events of others have one of the words in it."""
    lake = workspace.lake
    texts = [name for name, kind in lake.schema.items() if kind == pl.String() and name != "person"]
    if not words or lake.version() < 0:
        return []
    counts = lake.scan(texts).select(
        pl.col(name).str.contains_any(list(words), ascii_case_insensitive=True).sum() for name in texts
    )
    found = counts.collect().row(0)
    return [f"lake {name}: {count}" for name, count in zip(texts, found, strict=True) if count]
