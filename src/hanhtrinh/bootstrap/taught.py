"""Who reads a folder's texts for a command: as its team taught the server that keeps the folder."""

from pathlib import Path

from sqlalchemy import inspect

from hanhtrinh.app.themes.readers import Readers, shipped
from hanhtrinh.bootstrap import now
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.known_facts import home_of
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.texts import text_models
from hanhtrinh.store.texts import SqlTexts
from hanhtrinh.voice.text.reading import Reader


def reader_of(folder: Path) -> Reader:
    """Return who reads the texts of a workspace's folder: with its themes, what was learned from it, and what its
    people corrected, where a server keeps it (a database file in it, or in the server's home it lies in).

    Else, and of a server with PostgreSQL, the themes and words that ship. StorageError when the file cannot be read.
    """
    folder = folder.resolve()
    home = home_of(folder)
    return (home and _taught(home, folder)) or shipped()


def _taught(home: Path, folder: Path) -> Reader | None:
    database = Database.at(home)
    try:
        with database.reading() as connection:
            if not inspect(connection).has_table(text_models.name):  # an older server's
                return None
        spaces = SqlAccounts(database).spaces()
        mine = next((space for space in spaces if (home / space.folder).resolve() == folder), None)
        return None if mine is None else Readers(SqlTexts(database), now).of(mine)
    finally:
        database.close()
