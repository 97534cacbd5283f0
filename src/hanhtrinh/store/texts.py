"""What workspaces teach about texts, in the database."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, Row, Select, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from hanhtrinh.ports.texts import KeptModel, KeptTaxonomy, ModelKind
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.keeping import chunks, put
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.texts import text_corrections, text_models, text_themes
from hanhtrinh.voice.text.correcting import Correction

_VERSIONS = 50
"""Older versions of a workspace's themes are dropped."""


class SqlTexts:
    """`ports.texts.Texts` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def taxonomy(self, workspace: str) -> KeptTaxonomy | None:
        """Return the newest version of the themes."""
        with self._database.reading() as connection:
            row = connection.execute(_themes(workspace).limit(1)).first()
        return None if row is None else _taxonomy(row)

    def taxonomies(self, workspace: str) -> Sequence[KeptTaxonomy]:
        """Return the versions that are kept, newest first."""
        with self._database.reading() as connection:
            return [_taxonomy(row) for row in connection.execute(_themes(workspace))]

    def put_taxonomy(self, workspace: str, text: str, before: int, at: int, by: str) -> KeptTaxonomy | None:
        """Keep a text as the version after `before`; None where somebody else was faster."""
        version, of = before + 1, text_themes.c
        try:
            with self._database.writing(CommitPoint.TEXTS) as connection:
                row = connection.execute(_themes(workspace).limit(1)).first()
                if (row.version if row else 0) != before:
                    return None
                values = {"workspace": workspace, "version": version, "text": text, "at": at, "by": by}
                connection.execute(insert(text_themes).values(values))
                old = (of.workspace == workspace) & (of.version <= version - _VERSIONS)
                connection.execute(delete(text_themes).where(old))
        except IntegrityError:
            return None
        return KeptTaxonomy(version, text, at, by)

    def corrections(self, workspace: str) -> Mapping[str, Correction]:
        """Return what people corrected, by the digest of the text, in the order it was last said."""
        of = text_corrections.c
        query = select(of.digest, of.themes, of.feeling).where(of.workspace == workspace).order_by(of.number)
        with self._database.reading() as connection:
            return {digest: _correction(themes, feeling) for digest, themes, feeling in connection.execute(query)}

    def correct(self, workspace: str, digest: str, correction: Correction | None, at: int, by: str) -> None:
        """Keep a correction in the place of one of the same text; None takes it back."""
        with self._database.writing(CommitPoint.TEXTS) as connection:
            if correction is None:
                _drop(connection, workspace, [digest])
                return
            themes = None if correction.themes is None else _written(correction)
            row = {
                "workspace": workspace, "digest": digest, "number": _newest(connection, workspace) + 1,
                "themes": themes, "feeling": correction.feeling, "at": at, "by": by,
            }  # fmt: skip
            put(connection, text_corrections, [row], ("number", "themes", "feeling", "at", "by"))

    def drop_corrections(self, workspace: str, digests: Collection[str]) -> int:
        """Forget corrections, and return how many there were."""
        with self._database.writing(CommitPoint.TEXTS) as connection:
            return sum(_drop(connection, workspace, some) for some in chunks(list(digests)))

    def model(self, workspace: str, kind: ModelKind) -> KeptModel | None:
        """Return what was learned last."""
        of = text_models.c
        query = select(of.kind, of.model, of.n, of.used, of.report, of.at)
        with self._database.reading() as connection:
            row = connection.execute(query.where(of.workspace == workspace, of.kind == kind)).first()
        return None if row is None else KeptModel(row.kind, bytes(row.model), row.n, row.used, row.report, row.at)

    def put_model(self, workspace: str, model: KeptModel) -> None:
        """Keep a model in the place of the last of its kind."""
        with self._database.writing(CommitPoint.TEXTS) as connection:
            row = {"workspace": workspace, **model._asdict()}
            put(connection, text_models, [row], ("model", "n", "used", "report", "at"))

    def drop_model(self, workspace: str, kind: ModelKind) -> None:
        """Forget what was learned."""
        of = text_models.c
        with self._database.writing(CommitPoint.TEXTS) as connection:
            connection.execute(delete(text_models).where(of.workspace == workspace, of.kind == kind))

    def turn(self, workspace: str) -> tuple[int, ...]:
        """Return something small that is another one after every change."""
        with self._database.reading() as connection:
            found: list[int] = []
            for table in (text_themes, text_corrections, text_models):
                query = select(func.count(), func.max(table.c.at)).where(table.c.workspace == workspace)
                found += [value or 0 for value in connection.execute(query).one()]
        return tuple(found)


def _written(correction: Correction) -> str:
    """Return the themes as JSON: their keys; with what the text feels about each where that was said of any."""
    keys = correction.themes or ()
    feels = dict(correction.apart)
    return msgspec.json.encode({key: feels.get(key) for key in keys} if feels else keys).decode()


def _correction(themes: str | None, feeling: float | None) -> Correction:
    said = None if themes is None else msgspec.json.decode(themes)
    if not isinstance(said, dict):
        return Correction(None if said is None else tuple(said), feeling)
    return Correction(tuple(said), feeling, tuple((key, felt) for key, felt in said.items() if felt is not None))


def _themes(workspace: str) -> Select[tuple[int, str, int, str]]:
    of = text_themes.c
    query = select(of.version, of.text, of.at, of.by).where(of.workspace == workspace)
    return query.order_by(of.version.desc())


def _taxonomy(row: Row) -> KeptTaxonomy:  # type: ignore[type-arg]
    return KeptTaxonomy(row.version, row.text, row.at, row.by)


def _newest(connection: Connection, workspace: str) -> int:
    of = text_corrections.c
    return connection.execute(select(func.max(of.number)).where(of.workspace == workspace)).scalar() or 0


def _drop(connection: Connection, workspace: str, digests: Sequence[str]) -> int:
    of = text_corrections.c
    return connection.execute(
        delete(text_corrections).where(of.workspace == workspace, of.digest.in_(digests))
    ).rowcount
