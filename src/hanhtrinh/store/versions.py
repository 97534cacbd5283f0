"""Snapshots of journeys in the database (`ports.versions.Versions`)."""

import zlib
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, delete, insert, select, update

from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.versions import Texts, Told, Version
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.journeys import journey_edits
from hanhtrinh.store.sql.tables.versions import journey_good, journey_versions

_ALL = journey_versions.c
_LISTED = [column for column in _ALL if column.name not in ("texts", "readings")]


class SqlVersions:
    """Snapshots with their texts and readings compressed; lists are read without either."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, version: Version, texts: Texts, readings: MapReadings | None) -> None:
        """Keep a snapshot."""
        row = msgspec.structs.asdict(version) | {
            "by": _json(version.by), "told": _json(version.told), "texts": _packed(texts),
            "readings": None if readings is None else _packed(readings),
        }  # fmt: skip
        del row["numbers"]
        with self._database.writing(CommitPoint.JOURNEY) as connection:
            connection.execute(insert(journey_versions).values(row))

    def newest(self, workspace: str, journey: str) -> Version | None:
        """Return the newest snapshot of a journey."""
        return next(iter(self.list(workspace, journey, limit=1)), None)

    def list(
        self, workspace: str, journey: str, *, before: int | None = None, limit: int | None = None
    ) -> Sequence[Version]:
        """Return snapshots, newest first, those taken before an instant where one is given."""
        where = _of(workspace, journey) if before is None else _of(workspace, journey) & (_ALL.at < before)
        asked = select(*_LISTED, _ALL.readings.is_not(None).label("numbers")).where(where)
        with self._database.reading() as connection:
            found = connection.execute(asked.order_by(_ALL.at.desc(), _ALL.number.desc()).limit(limit)).all()
        return [_version(row) for row in found]

    def one(self, workspace: str, journey: str, version: str) -> Version | None:
        """Return a snapshot by its id."""
        asked = select(*_LISTED, _ALL.readings.is_not(None).label("numbers"))
        with self._database.reading() as connection:
            row = connection.execute(asked.where(_of(workspace, journey) & (_ALL.id == version))).first()
        return _version(row) if row is not None else None

    def texts(self, workspace: str, journey: str, version: str) -> Texts | None:
        """Return what a snapshot's files said."""
        found = self._cell(_ALL.texts, _of(workspace, journey) & (_ALL.id == version))
        return None if found is None else msgspec.json.decode(zlib.decompress(found), type=Texts)

    def readings(self, workspace: str, journey: str, version: str) -> MapReadings | None:
        """Return the numbers of that moment; None where there are none that this program can read."""
        found = self._cell(_ALL.readings, _of(workspace, journey) & (_ALL.id == version))
        try:
            return None if found is None else msgspec.json.decode(zlib.decompress(found), type=MapReadings)
        except msgspec.ValidationError:
            return None

    def text_of(self, workspace: str, journey: str, text_version: str) -> str | None:
        """Return a journey's text by its SHA-256."""
        found = self._cell(_ALL.texts, _of(workspace, journey) & (_ALL.text_version == text_version))
        return None if found is None else msgspec.json.decode(zlib.decompress(found), type=Texts).text

    def name(self, workspace: str, journey: str, version: str, name: str, note: str) -> None:
        """Give a snapshot a name and a note."""
        values = {"name": name, "note": note, "kind": "named"}
        self._change(_of(workspace, journey) & (_ALL.id == version), values)

    def tell(self, workspace: str, version: str, told: Told) -> None:
        """Keep what changed against the version before."""
        self._change((_ALL.workspace == workspace) & (_ALL.id == version), {"told": _json(told)})

    def drop(self, workspace: str, versions: Sequence[str]) -> None:
        """Drop snapshots by their ids."""
        here = (_ALL.workspace == workspace) & _ALL.id.in_(list(versions))
        with self._database.writing(CommitPoint.JOURNEY) as connection:
            connection.execute(delete(journey_versions).where(here))

    def forget_good(self, workspace: str, journey: str) -> None:
        """Drop the last good text of a journey that was removed."""
        with self._database.writing(CommitPoint.JOURNEY) as connection:
            connection.execute(delete(journey_good).where(_good_of(workspace, journey)))

    def authors(self, workspace: str, journey: str, after: int) -> Sequence[str]:
        """Return who changed a journey on its page after an instant, the first to do so first."""
        table = journey_edits.c
        theirs = (table.workspace == workspace) & (table.journey == journey) & (table.at > after) & (table.done == 1)
        with self._database.reading() as connection:
            found = connection.execute(select(table.by).where(theirs).order_by(table.number)).scalars().all()
        return list(dict.fromkeys(found))

    def keep_good(self, workspace: str, journey: str, text_version: str, texts: Texts, at: int) -> None:
        """Keep what a journey's files said when they could last be used."""
        row = {"text_version": text_version, "at": at, "texts": _packed(texts)}
        here = _good_of(workspace, journey)
        with self._database.writing(CommitPoint.JOURNEY) as connection:
            if not connection.execute(update(journey_good).where(here).values(row)).rowcount:
                connection.execute(insert(journey_good).values(row | {"workspace": workspace, "journey": journey}))

    def good(self, workspace: str, journey: str) -> tuple[str, Texts] | None:
        """Return what a journey's files said when they could last be used."""
        asked = select(journey_good.c.text_version, journey_good.c.texts).where(_good_of(workspace, journey))
        with self._database.reading() as connection:
            row = connection.execute(asked).first()
        return None if row is None else (row[0], msgspec.json.decode(zlib.decompress(row[1]), type=Texts))

    def _cell(self, column: ColumnElement[Any], where: ColumnElement[bool]) -> bytes | None:
        with self._database.reading() as connection:
            found = connection.execute(select(column).where(where).limit(1)).scalar()
        return None if found is None else bytes(found)

    def _change(self, where: ColumnElement[bool], values: dict[str, str]) -> None:
        with self._database.writing(CommitPoint.JOURNEY) as connection:
            connection.execute(update(journey_versions).where(where).values(values))


def _of(workspace: str, journey: str) -> ColumnElement[bool]:
    return (_ALL.workspace == workspace) & (_ALL.journey == journey)


def _good_of(workspace: str, journey: str) -> ColumnElement[bool]:
    return (journey_good.c.workspace == workspace) & (journey_good.c.journey == journey)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _packed(value: object) -> bytes:
    return zlib.compress(msgspec.json.encode(value), 6)


def _version(row: Any) -> Version:
    found = {str.__str__(name): value for name, value in row._mapping.items() if name != "number"}
    found["by"] = msgspec.json.decode(found["by"], type=tuple[str, ...])
    found["told"] = msgspec.json.decode(found["told"], type=Told)
    found["numbers"] = bool(found["numbers"])
    return msgspec.convert(found, Version)
