"""A collection API to test against: two workspaces with sources, a real inbox on SQLite, a clock that stands still.

`Door.send` is one HTTP request without a network: the parts of its body arrive one after another, as they would.
"""

import asyncio
import atexit
import base64
import gzip
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from hanhtrinh.collect import understand
from hanhtrinh.events.event import Message, Understood
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Refusal
from hanhtrinh.ports.sources import Key, Source, SourceSettings
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.sources import SqlSources
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables import METADATA
from hanhtrinh.web.collecting.endpoint import Collecting
from hanhtrinh.web.collecting.options import CollectingOptions

NOW = 1_795_348_800_000_000
"""The instant the clock stands at: 2026-11-22T12:00:00Z."""
KEY = "hw_web"
"""The write key of the source `web` in the workspace `nha-may`; other sources' keys are `hw_` and their name."""
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
SOURCES: dict[str, SourceSettings] = {
    "web": SourceSettings(),
    "locked": SourceSettings(origins=("https://shop.vn", "https://*.shop.vn")),
    "addresses": SourceSettings(keep_addresses=True),
    "consent": SourceSettings(needs_consent=True),
    "robots": SourceSettings(count_bots=True),
}


@cache
def fresh() -> Path:
    """Return a folder with a database of sources, which is copied for every test."""
    home = Path(tempfile.mkdtemp(prefix="hanhtrinh-collect-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    make_sources(home)
    return home


def make_sources(home: Path) -> None:
    """Make a database with the sources, each with the key `hw_<name>`."""
    database = Database.at(home)
    METADATA.create_all(database.engine)
    accounts, sources = SqlAccounts(database), SqlSources(database)
    for workspace, names in (("nha-may", SOURCES), ("tiem-khac", {"other": SourceSettings()})):
        accounts.add_space(Space(id=workspace, slug=workspace, name=workspace, folder=workspace), NOW)
        for name, settings in names.items():
            sources.add_source(
                Source(workspace=workspace, key=name, name=name, platform="html", settings=settings, created_at=1)
            )
            key = Key(
                id=f"k-{name}", workspace=workspace, kind="write", name=name, source=name, shown=f"hw_{name}",
                scopes=frozenset(), created_by="lan", created_at=1,
            )  # fmt: skip
            sources.add_key(key, f"hw_{name}")
    database.close()


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass
class Door:
    """A collection API and what it writes to."""

    home: Path
    options: CollectingOptions = field(default_factory=CollectingOptions)
    now: int = NOW
    seeds: int = 0
    inbox: Any = None

    def __post_init__(self) -> None:
        shutil.copytree(fresh(), self.home)
        self.database = Database.at(self.home)
        self.sources = SqlSources(self.database)
        self.kept = SqlInbox(self.database)
        self.collecting = self.again()

    def again(self, inbox: Any = None) -> Collecting:
        """Return a collection API over the same database, as after a new start."""
        self.collecting = Collecting(
            inbox=inbox or self.kept,
            key_book=self.sources,
            clock=lambda: self.now,
            seed=self._seed,
            address="https://track.shop.vn",
            options=self.options,
        )
        return self.collecting

    def _seed(self) -> bytes:
        self.seeds += 1
        return self.seeds.to_bytes(8, "big")

    def post(self, path: str, body: Any, *, key: str | None = KEY, **headers: str) -> Answer:
        """Send one POST; a body that is not bytes is sent as JSON. Underscores in names of headers are dashes."""
        return self.send("POST", path, [body if isinstance(body, bytes) else json.dumps(body).encode()], key, headers)

    def send(
        self,
        method: str,
        path: str,
        parts: list[bytes | None],
        key: str | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        """Send one request whose body arrives in parts; None is where the sender goes away."""
        given = {name.replace("_", "-").lower().encode(): value.encode() for name, value in headers.items()}
        if key is not None:
            given[b"authorization"] = b"Basic " + base64.b64encode(f"{key}:".encode())
        return asyncio.run(self._send(method, path, parts, list(given.items())))

    async def _send(self, method: str, path: str, parts: list[bytes | None], headers: list[Any]) -> Answer:
        waiting, sent = list(parts), []

        async def receive() -> dict[str, Any]:
            if not waiting:
                await asyncio.Event().wait()
            part = waiting.pop(0)
            if part is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": part, "more_body": bool(waiting) or parts[-1] == b"..."}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": method, "path": path, "headers": headers, "client": ("203.0.113.7", 5)}
        await self.collecting(scope, receive, send)
        if not sent:
            return Answer(0, {}, None)
        start, body = sent
        names = {name.decode(): value.decode() for name, value in start["headers"]}
        assert names.get("content-length", "0") == str(len(body["body"]))
        return Answer(start["status"], names, json.loads(body["body"]) if body["body"] else None)

    def messages(self, workspace: str = "nha-may") -> list[Message]:
        """Return what was accepted, oldest first."""
        return list(self.kept.tail(workspace, 0, 10_000)[0])

    def understood(self) -> list[Understood]:
        """Return what was accepted as it is understood."""
        return [understand(message) for message in self.messages()]

    def refused(self, workspace: str = "nha-may") -> list[Refusal]:
        """Return what was refused, oldest first."""
        return list(reversed(self.kept.rejected(workspace, None, 10_000)))

    def close(self) -> None:
        """Stop writing."""
        self.kept.close()
        self.database.close()


def packed(body: Any) -> bytes:
    """Return a JSON body packed by gzip."""
    return gzip.compress(json.dumps(body).encode())


def track(**more: Any) -> dict[str, Any]:
    """Return a sound message of type track."""
    return {"type": "track", "event": "Order Completed", "userId": "lan", **more}
