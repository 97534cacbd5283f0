"""A server that is killed at commit points, again and again, while clients send until they are heard.

Run as a program it is a supervisor: it loads everything once and then forks one server process after the other, each
told where to die, the last one told nothing. Servers are the real thing: the collection API over HTTP, the inbox, the
sealer, the lake; only batches, runs and files are small, so that every commit point comes soon.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

from hanhtrinh.app import sealing as app_sealing
from hanhtrinh.app.sealing import Sealer
from hanhtrinh.bootstrap import now
from hanhtrinh.bootstrap.killing import VARIABLE, die_where_told
from hanhtrinh.events.event import Message, Understood
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.store import lake_compaction, seen_runs
from hanhtrinh.store import sealing as store_sealing
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.commit_points import CommitPoint, Moment
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.sealing import SqlSealing
from hanhtrinh.store.seen_runs import SeenRuns
from hanhtrinh.store.sources import SqlSources
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.store.writable import WritableWorkspace
from hanhtrinh.web.collecting.endpoint import Collecting
from hanhtrinh.web.collecting.options import CollectingOptions

KEY = "hw_live"
Kill = tuple[CommitPoint, Moment, int]
DEADLINE = 120
ROOT = Path(__file__).parents[2]


class Config(msgspec.Struct):
    """What a supervisor is told."""

    home: str
    url: str
    port: int
    kills: list[str]


def prepare(home: Path, url: str) -> None:
    """Make the database, a workspace "w" and a source with a write key."""
    Workspace.create(home / "space")
    database = Database.at(home, url)
    migrate(database)
    SqlAccounts(database).add_space(Space(id="w", slug="w", name="W", folder="space"), 1)
    sources = SqlSources(database)
    sources.add_source(Source(workspace="w", key="live", name="Live", platform="html", created_at=1))
    scopes: frozenset[Any] = frozenset()
    sources.add_key(
        Key(
            id="k", workspace="w", kind="write", name="k", source="live", shown=KEY, scopes=scopes, created_by="lan",
            created_at=1,
        ),
        KEY,
    )  # fmt: skip
    database.close()


def supervise(config: Config) -> int:
    """Let servers live and die as planned; says on stdout how each ended."""
    for number, kill in enumerate([*config.kills, ""]):
        pid = os.fork()
        if not pid:
            serve(config, kill, last=number == len(config.kills))
        signal.signal(signal.SIGTERM, lambda *_, pid=pid: os.kill(pid, signal.SIGTERM))
        _, status = os.waitpid(pid, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(f"{'killed' if killed else 'ended'} {kill}\n")
        sys.stdout.flush()
        if not killed:
            return 0 if not kill else 1
    return 0


def serve(config: Config, kill: str, *, last: bool) -> None:
    """Be one server, in a process of its own."""
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again once it has stopped
    os.environ[VARIABLE] = kill
    die_where_told()
    make_small(last)
    database = Database.at(Path(config.home), config.url)
    inbox, stop = SqlInbox(database), threading.Event()
    store = WritableWorkspace.of(Workspace.open(Path(config.home) / "space"))
    sealer = Sealer(SqlSealing(database), lambda _: store, now, messages=200, seconds=1, on_error=tell)
    beating = threading.Thread(target=sealer.run, args=(stop,))
    beating.start()
    door = Collecting(
        inbox=inbox, key_book=SqlSources(database), clock=now, seed=lambda: os.urandom(8), options=CollectingOptions()
    )
    uvicorn.run(door, host="127.0.0.1", port=config.port, log_level="error", lifespan="off")
    stop.set()
    beating.join()
    inbox.close()
    os._exit(0)


def tell(workspace: str, error: Exception) -> None:
    sys.stderr.write(f"{workspace}: {error!r}\n")


def make_small(last: bool) -> None:
    """Make everything that happens now and then happen often; all but the last server find some messages odd."""
    store_sealing.SHOWN_MESSAGES = 20
    lake_compaction.MANY = 3
    SeenRuns.__init__.__defaults__ = (40,)
    seen_runs.PART_KEYS = 8
    understand = app_sealing.understand

    def strict(message: Message) -> Understood:
        if b'"odd"' in message.body and not last:
            raise ValueError("odd")
        return understand(message)

    app_sealing.understand = strict


class Servers:
    """A supervisor under way, and what clients heard from its servers."""

    def __init__(self, home: Path, url: str, kills: list[Kill]) -> None:
        self.home, self.url = home, url
        self._stderr = (home / "stderr").open("wb")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.kills = [":".join(map(str, kill)) for kill in kills]
        told = msgspec.json.encode(Config(str(home), url, self.port, self.kills)).decode()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.live_server", told],
            stdout=subprocess.PIPE, stderr=self._stderr, text=True, cwd=ROOT,
        )  # fmt: skip
        self.ended: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            # What servers log stands there too.
            self.ended += (line.strip() for line in lines if line.startswith(("killed ", "ended ")))

    @property
    def survived(self) -> bool:
        """Tell whether all planned deaths have been died."""
        return len(self.ended) >= len(self.kills) or self.process.poll() is not None

    def stop(self) -> None:
        """Stop gracefully."""
        self.process.terminate()
        try:
            self.process.wait(DEADLINE)
        finally:
            self.process.kill()
            self._reader.join()
            self._stderr.close()

    def stored(self) -> Counter[int]:
        """Return how often each numbered message is in the lake or waits in the inbox."""
        database = Database.at(self.home, self.url)
        lake = Workspace.open(self.home / "space").lake
        found = (
            Counter(int(number) for number in lake.scan(["p_n"]).collect()["p_n"]) if lake.version() >= 0 else Counter()
        )
        # What was set aside has not been lost: it waits for a server that understands it.
        SqlSealing(database).retry()
        waiting, _ = SqlInbox(database).tail("w", 0, 10**6)
        found.update(int(json.loads(message.body)["properties"]["n"]) for message in waiting)
        database.close()
        return found


@contextmanager
def servers(home: Path, url: str, kills: list[Kill]) -> Iterator[Servers]:
    """Give servers over a fresh workspace that die as planned."""
    prepare(home, url)
    made = Servers(home, url, kills)
    try:
        yield made
    finally:
        made.stop()


class Client(threading.Thread):
    """Sends numbered messages, each until it is heard, and some of them again; `heard` are those with a 200.

    `answers` counts what the server said, 0 for nothing.
    """

    def __init__(self, port: int, first: int, seed: int) -> None:
        super().__init__()
        self.heard: set[int] = set()
        self.answers: Counter[int] = Counter()
        self.enough = threading.Event()
        self._port, self._next, self._random = port, first, random.Random(seed)

    def run(self) -> None:
        while not self.enough.is_set():
            numbers = list(range(self._next, self._next + self._random.randint(1, 8)))
            self._next = numbers[-1] + 1
            if self.heard and self._random.random() < 0.3:
                numbers.append(self._random.choice(sorted(self.heard)))
            self._until_heard(numbers)
            # Slower than the sealer, so that every part of the way is under way at every moment.
            self.enough.wait(0.03)

    def _until_heard(self, numbers: list[int]) -> None:
        body = json.dumps({"batch": [self._message(number) for number in numbers]}).encode()
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            answer = self._send(body)
            self.answers[answer] += 1
            if answer == 200:
                self.heard.update(numbers)
                return
            time.sleep(0.02)
        raise TimeoutError(numbers)

    def _message(self, number: int) -> dict[str, Any]:
        event = "odd" if number % 50 == 7 else "Xem hàng"
        identity = {"anonymousId": f"d{number % 30}", "userId": f"u{number % 10}"}
        return {"type": "track", "messageId": f"m{number}", "event": event, "properties": {"n": number}, **identity}

    def _send(self, body: bytes) -> int:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=DEADLINE)
        credentials = b64encode(f"{KEY}:".encode()).decode()
        try:
            headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}
            connection.request("POST", "/v1/batch", body, headers)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()


@contextmanager
def clients(port: int, count: int = 3, seed: int = 1) -> Iterator[list[Client]]:
    """Give clients that send until the block ends, and have been heard to the end then."""
    made = [Client(port, number * 10**6, seed + number) for number in range(count)]
    for client in made:
        client.start()
    try:
        yield made
    finally:
        for client in made:
            client.enough.set()
        for client in made:
            client.join(DEADLINE)


if __name__ == "__main__":
    sys.exit(supervise(msgspec.json.decode(sys.argv[1], type=Config)))
