"""A small server to test against: Lan owns a workspace, Minh edits in it, Tú belongs to another one.

`World.client("lan")` is a test client signed in as that person (no name: nobody). The clock stands still until moved.
"""

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from litestar.testing import TestClient

from hanhtrinh.access import Role, digest
from hanhtrinh.bootstrap.serving import services
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables import METADATA
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, SESSION_COOKIE, VISIT_COOKIE
from hanhtrinh.web.security import HEADER, csrf_of
from tests.web.apps import app_over

NOON = 1_795_348_800_000_000
"""The instant the clock of a test starts at: 2026-11-22T12:00:00Z."""
CAST: tuple[tuple[str, str, str, Role], ...] = (
    ("lan", "Lan", "nha-may", "owner"),
    ("minh", "Minh", "nha-may", "editor"),
    ("ha", "Hà", "nha-may", "viewer"),
    ("tu", "Tú", "tiem-khac", "owner"),
)


@dataclass
class World:
    """A server's parts, and its clock."""

    home: Path
    database: Database
    now: int = NOON
    _clients: dict[str, TestClient] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings = ServerSettings(home=self.home)
        self.services = replace(services(settings, self.database), clock=lambda: self.now)
        self.app = app_over(self.services)

    def furnish(self) -> None:
        """Bring the cast and its two workspaces."""
        accounts = self.services.accounts
        for slug, folder in (("nha-may", "."), ("tiem-khac", "spaces/tiem-khac")):
            accounts.add_space(Space(id=slug, slug=slug, name=slug, folder=folder), self.now)
            Workspace.create(self.home / folder, language="vi")
        for key, name, slug, role in CAST:
            email = f"{key}@example.com"
            user = User(id=key, email=email, name=name, password="", language="vi", created_at=self.now)
            accounts.add_user(user)
            accounts.add_member(slug, key, role, self.now)
            accounts.open_session(digest(f"token-{key}"), key, self.now, self.now + 10**15)

    def client(self, who: str = "", lang: str = "vi") -> TestClient:
        """Return a client of the server, signed in as one of the cast; it proves that its forms are ours."""
        secret = f"token-{who}" if who else "visit"
        cookies = {LANGUAGE_COOKIE: lang, SESSION_COOKIE if who else VISIT_COOKIE: secret}
        client = TestClient(self.app, cookies=cookies, raise_server_exceptions=False)
        client.headers[HEADER] = csrf_of(secret)
        return client


@cache
def _furnished() -> dict[str, bytes | None]:
    """Return what a fresh server's folder holds, made once a process: files with their content, folders with None."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        database = Database.at(home)
        METADATA.create_all(database.engine)
        World(home, database).furnish()
        database.close()
        paths = sorted(home.rglob("*"))
        return {str(path.relative_to(home)): path.read_bytes() if path.is_file() else None for path in paths}


def world_at(home: Path) -> World:
    """Return a fresh server over SQLite in a folder."""
    home.mkdir(parents=True, exist_ok=True)
    for name, content in _furnished().items():
        if content is None:
            (home / name).mkdir(exist_ok=True)
        else:
            (home / name).write_bytes(content)
    return World(home, Database.at(home))
