"""Sources and keys in the database."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from hanhtrinh.access import Actor, Right, digest
from hanhtrinh.errors import InputError
from hanhtrinh.ports.collecting import Sender
from hanhtrinh.ports.sources import Key, Source, SourceSettings
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.sources import keys, sources


class SqlSources:
    """`ports.sources.Sources` and `ports.collecting.KeyBook` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sources(self, workspace: str) -> Sequence[Source]:
        """Return the sources of a workspace, oldest first."""
        here = select(sources).where(sources.c.workspace == workspace)
        with self._database.reading() as connection:
            rows = connection.execute(here.order_by(sources.c.created_at, sources.c.key)).mappings()
            return [_source(row) for row in rows]

    def source(self, workspace: str, key: str) -> Source | None:
        """Return one source of a workspace."""
        with self._database.reading() as connection:
            row = connection.execute(select(sources).where(_is(workspace, key))).mappings().first()
        return None if row is None else _source(row)

    def add_source(self, source: Source) -> None:
        """Keep a new source; InputError where the workspace has one with its key."""
        row = {"workspace": source.workspace, "key": source.key, "created_at": source.created_at, **_changing(source)}
        try:
            with self._database.writing(CommitPoint.SOURCES) as connection:
                connection.execute(insert(sources).values(row))
        except IntegrityError as error:
            raise InputError("sources_page.key_taken", given=source.key) from error

    def change_source(self, source: Source) -> None:
        """Keep another name, platform or settings of a source."""
        with self._database.writing(CommitPoint.SOURCES) as connection:
            connection.execute(update(sources).where(_is(source.workspace, source.key)).values(_changing(source)))

    def keys(self, workspace: str) -> Sequence[Key]:
        """Return the keys of a workspace, oldest first, revoked ones too."""
        here = select(keys).where(keys.c.workspace == workspace)
        with self._database.reading() as connection:
            rows = connection.execute(here.order_by(keys.c.created_at, keys.c.id)).mappings()
            return [_key(row) for row in rows]

    def add_key(self, key: Key, whole: str) -> None:
        """Keep a new key: of the whole of it only the SHA-256."""
        row = {name: getattr(key, name) for name in key.__struct_fields__}
        row["scopes"] = msgspec.json.encode(sorted(key.scopes)).decode()
        with self._database.writing(CommitPoint.KEYS) as connection:
            connection.execute(insert(keys).values(**row, digest=digest(whole)))

    def revoke_key(self, workspace: str, key: str, now: int) -> bool:
        """Make a key useless from now on; tell whether it was of use until now."""
        live = (keys.c.workspace == workspace) & (keys.c.id == key) & keys.c.revoked_at.is_(None)
        with self._database.writing(CommitPoint.KEYS) as connection:
            return bool(connection.execute(update(keys).where(live).values(revoked_at=now)).rowcount)

    def actor_of_secret_key(self, whole: str) -> Actor | None:
        """Return who acts with a secret key; None for one that is unknown or revoked."""
        live = (keys.c.digest == digest(whole)) & (keys.c.kind == "secret") & keys.c.revoked_at.is_(None)
        with self._database.reading() as connection:
            row = connection.execute(select(keys).where(live)).mappings().first()
        if row is None:
            return None
        key = _key(row)
        return Actor(kind="key", id=key.id, name=key.name, rights={key.workspace: key.scopes})

    def sender(self, write_key: str) -> Sender | None:
        """Return what a write key stands for, None for one that is unknown or revoked; StorageError where the database
        cannot be reached."""
        live = (keys.c.digest == digest(write_key)) & (keys.c.kind == "write") & keys.c.revoked_at.is_(None)
        same = (sources.c.workspace == keys.c.workspace) & (sources.c.key == keys.c.source)
        query = select(sources, keys.c.id.label("key_id")).join(keys, same).where(live)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        source = _source(row)
        return Sender(workspace=source.workspace, source=source.key, settings=source.settings, key=row["key_id"])


def _is(workspace: str, key: str) -> Any:
    return (sources.c.workspace == workspace) & (sources.c.key == key)


def _changing(source: Source) -> dict[str, str]:
    settings = msgspec.json.encode(source.settings).decode()
    return {"name": source.name, "platform": source.platform, "settings": settings}


def _source(row: RowMapping) -> Source:
    fields = {name: row[name] for name in Source.__struct_fields__}
    return Source(**fields | {"settings": msgspec.json.decode(row["settings"], type=SourceSettings)})


def _key(row: RowMapping) -> Key:
    fields = {name: row[name] for name in Key.__struct_fields__ if name != "scopes"}
    return Key(**fields, scopes=frozenset(Right(scope) for scope in msgspec.json.decode(row["scopes"])))
