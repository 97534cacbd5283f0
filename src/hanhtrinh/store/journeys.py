"""Journeys as files of the workspace folder, and what was done to them in the database."""

import hashlib
import os
import re
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, delete, insert, select, update

from hanhtrinh.app.journey_files import read_bytes
from hanhtrinh.errors import FileUnusable
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.edits import Edit
from hanhtrinh.journey.yaml_text import decode_text
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import About, Deed, JourneyText, Overtaken, State, Trace
from hanhtrinh.store.commit_points import CommitPoint, passing
from hanhtrinh.store.files import storage_errors, write_atomically
from hanhtrinh.store.leads import Leads
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.journeys import journey_edits
from hanhtrinh.store.sql.tables.shares import shares
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import MICROSECONDS

FOLDER, TRASH = "journeys", ".trash"
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class JourneyFolder:
    """`ports.journeys.Journeys` over the `journeys` folder of each workspace below a server's home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._writer = threading.Lock()
        self._leads = Leads()

    def about(self, space: Space) -> About:
        """Return what the workspace's folder says about it."""
        workspace = Workspace.open(self._home / space.folder)
        return About(workspace.time_zone, workspace.instruments())

    def keys(self, space: Space) -> Sequence[str]:
        """Return the names of the files there are; a file whose name is no key is not looked at."""
        folder = self._folder(space)
        found = (path.stem for path in folder.glob("*.yaml")) if folder.is_dir() else ()
        return sorted(key for key in found if _KEY.fullmatch(key))

    def get(self, space: Space, key: str) -> JourneyText | None:
        """Return a file, None where there is none."""
        path = self.path(space, key)
        if path is None:
            return None
        changed, data = path.stat().st_mtime_ns // 1000, read_bytes(path)
        return JourneyText(
            key=key, path=path, text=decode_text(data, path.name), version=_version(data), changed_at=changed
        )

    def path(self, space: Space, key: str) -> Path | None:
        """Return where a file is, None where there is none of that name."""
        path = self._path(space, key)
        return path if path is not None and path.is_file() else None

    def stamp(self, space: Space, key: str) -> object:
        """Return size, time and number of the file, and of what it takes from; whether there is what opens from it."""
        path = self._path(space, key)
        return self._leads.stamp(path) if path else None

    def put(self, space: Space, key: str, text: str, base: str | None) -> JourneyText:
        """Write a file in one step where it still has the version it was made from."""
        path = self._path(space, key)
        if path is None:
            raise FileUnusable("draft.bad_key", given=key)
        with self._writer:
            found = self._as_it_is(space, key)
            if (found.version if found else None) != base:
                raise Overtaken(text, found)
            with storage_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
            passing(CommitPoint.JOURNEY, "before")
            write_atomically(path, text.encode())
            _settle(path.parent)
            passing(CommitPoint.JOURNEY, "after")
        return JourneyText(
            key=key, path=path, text=text, version=_version(text.encode()), changed_at=path.stat().st_mtime_ns // 1000
        )

    def remove(self, space: Space, key: str, base: str, now: int) -> Path:
        """Move a file into the trash folder under its name and the time it was moved."""
        with self._writer:
            found = self._as_it_is(space, key)
            if found is None or found.version != base:
                raise Overtaken("", found)
            trash = found.path.parent / TRASH
            stamp = datetime.fromtimestamp(now / MICROSECONDS, UTC).strftime("%Y%m%dT%H%M%S%fZ")
            target = trash / f"{key}.{stamp}.yaml"
            with storage_errors(target):
                trash.mkdir(exist_ok=True)
                passing(CommitPoint.JOURNEY, "before")
                found.path.replace(target)
                _settle(found.path.parent)
                passing(CommitPoint.JOURNEY, "after")
        return target

    def _as_it_is(self, space: Space, key: str) -> JourneyText | None:
        """Return the file even where it is no text any more: its version alone tells that it changed."""
        try:
            return self.get(space, key)
        except FileUnusable:
            path = self._folder(space) / f"{key}.yaml"
            return JourneyText(key=key, path=path, text="", version=_version(path.read_bytes()), changed_at=0)

    def _folder(self, space: Space) -> Path:
        return self._home / space.folder / FOLDER

    def _path(self, space: Space, key: str) -> Path | None:
        return self._folder(space) / f"{key}.yaml" if _KEY.fullmatch(key) else None


def _version(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _settle(folder: Path) -> None:
    """Make a new name in a folder survive a power cut; Windows does so by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class _About(msgspec.Struct, omit_defaults=True):
    """What a row tells of a deed beside its edits."""

    name: str = ""
    tab: str = ""
    state: State = "done"
    answer: str = ""
    other: str = ""
    places: tuple[str, ...] = ()
    said: dict[Lang, tuple[str, ...]] = {}
    keys: dict[str, str] = {}


class SqlDeeds:
    """`ports.journeys.Deeds` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mean(self, deeds: Sequence[Deed]) -> None:
        """Keep what is about to be written."""
        with self._database.writing(CommitPoint.JOURNEY) as connection:
            connection.execute(insert(journey_edits), [_row(deed) for deed in deeds])

    def settle(self, workspace: str, journey: str, version: str) -> None:
        """Confirm what was meant for a version the file has, drop what was meant for another."""
        meant = _of(workspace, journey) & (journey_edits.c.done == 0)
        with self._database.reading() as connection:
            if connection.execute(select(journey_edits.c.number).where(meant).limit(1)).first() is None:
                return
        with self._database.writing(CommitPoint.JOURNEY) as connection:
            there = meant & (journey_edits.c.version == version)
            connection.execute(update(journey_edits).where(there).values(done=1))
            connection.execute(delete(journey_edits).where(meant))

    def found(self, workspace: str, journey: str, ids: Sequence[str]) -> Mapping[str, Deed]:
        """Return those of some deeds that were done, by id."""
        which = _of(workspace, journey) & (journey_edits.c.done == 1) & journey_edits.c.sent.in_(ids)
        with self._database.reading() as connection:
            return {row.sent: _deed(row) for row in connection.execute(select(journey_edits).where(which))}

    def traces(self, workspace: str, journey: str, limit: int = 2_000) -> Sequence[Trace]:
        """Return the newest deeds that changed something, in the order they were done."""
        columns = [journey_edits.c[name] for name in ("number", "sent", "by", "base", "version", "takes_back", "about")]
        query = select(*columns).where(_happened(workspace, journey)).order_by(journey_edits.c.number.desc())
        with self._database.reading() as connection:
            return [_trace(row) for row in reversed(connection.execute(query.limit(limit)).all())]

    def after(self, workspace: str, journey: str, number: int, limit: int) -> Sequence[Deed]:
        """Return the deeds that changed something behind a number."""
        later = _happened(workspace, journey) & (journey_edits.c.number > number)
        return self._deeds(select(journey_edits).where(later).order_by(journey_edits.c.number).limit(limit))

    def newest(self, workspace: str, journey: str, before: int | None, limit: int) -> Sequence[Deed]:
        """Return the deeds that changed something before a number, newest first."""
        which = _happened(workspace, journey)
        if before is not None:
            which &= journey_edits.c.number < before
        return self._deeds(select(journey_edits).where(which).order_by(journey_edits.c.number.desc()).limit(limit))

    def forget(self, workspace: str, journey: str) -> None:
        """Drop the deeds of a journey that is no more, and the links to it: another one may come to have its name."""
        with self._database.writing(CommitPoint.JOURNEY) as connection:
            connection.execute(delete(journey_edits).where(_of(workspace, journey)))
            links = (shares.c.workspace == workspace) & (shares.c.journey == journey)
            connection.execute(delete(shares).where(links))

    def _deeds(self, query: Select[Any]) -> list[Deed]:
        with self._database.reading() as connection:
            return [_deed(row) for row in connection.execute(query)]


def _of(workspace: str, journey: str) -> ColumnElement[bool]:
    return (journey_edits.c.workspace == workspace) & (journey_edits.c.journey == journey)


def _happened(workspace: str, journey: str) -> ColumnElement[bool]:
    """Return which deeds changed something, or took something back; what was there already makes no version."""
    done = (journey_edits.c.done == 1) & (journey_edits.c.sent.is_not(None))
    counts = (journey_edits.c.version != journey_edits.c.base) | (journey_edits.c.takes_back != "")
    return _of(workspace, journey) & done & counts


def _row(deed: Deed) -> dict[str, object]:
    about = _About(
        name=deed.name, tab=deed.tab, state=deed.state, answer=deed.answer, other=deed.other, places=deed.places,
        said=dict(deed.said), keys=dict(deed.keys),
    )  # fmt: skip
    return {
        "id": f"{deed.workspace}/{deed.journey}/{deed.id}", "sent": deed.id, "workspace": deed.workspace,
        "journey": deed.journey, "by": deed.by, "at": deed.at, "base": deed.base, "version": deed.version,
        "done": int(deed.base == deed.version), "takes_back": deed.takes_back,
        "edit": msgspec.json.encode(deed.edit).decode(), "inverse": msgspec.json.encode(deed.inverse).decode(),
        "about": msgspec.json.encode(about).decode(),
    }  # fmt: skip


def _deed(row: Row[Any]) -> Deed:
    about = msgspec.json.decode(row.about, type=_About)
    edit, inverse = (msgspec.json.decode(text, type=Edit) for text in (row.edit, row.inverse))
    return Deed(
        id=row.sent, workspace=row.workspace, journey=row.journey, by=row.by, at=row.at, edit=edit, inverse=inverse,
        base=row.base, version=row.version, takes_back=row.takes_back, number=row.number,
        **msgspec.structs.asdict(about),
    )  # fmt: skip


def _trace(row: Row[Any]) -> Trace:
    about = msgspec.json.decode(row.about, type=_About)
    return Trace(
        row.number, row.sent, row.by, about.name, about.tab, row.base, row.version, row.takes_back, about.places,
        about.keys,
    )  # fmt: skip
