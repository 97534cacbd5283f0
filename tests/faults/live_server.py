"""A server that is killed at commit points, again and again, while clients send until they are heard.

Run as a program it is a supervisor: it loads everything once and then forks one server process after the other, each
told where to die, the last one told nothing. Servers are the real thing: the collection API over HTTP, the inbox, the
sealer in its own process, the lake; only batches, runs and files are small, so that every commit point comes soon. At a
commit point of sealing it is the sealing child that dies, and its server with it; the sealing children of the last
server may be told to die alone, one after the other.
"""

import json
import os
import random
import signal
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

from hanhtrinh.app import collecting
from hanhtrinh.app.sealing import seal_all
from hanhtrinh.bootstrap import now, seal_child
from hanhtrinh.bootstrap.killing import VARIABLE, die_where_told
from hanhtrinh.bootstrap.seal_child import Told
from hanhtrinh.bootstrap.sealing_apart import SealingApart
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.store import seen_runs
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
from hanhtrinh.web.metrics import Metrics
from tests.faults import live_sealer
from tests.ports import free_port

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
    children: list[str] = []
    forget: bool = False


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
    child = None if last else Forked()
    die_where_told()
    SeenRuns.__init__.__defaults__ = (40,)
    seen_runs.PART_KEYS = 8
    if config.forget:
        collecting.REMEMBERED_SECONDS = 0
    database = Database.at(Path(config.home), config.url)
    inbox, sealer = SqlInbox(database), Sealer(config, database, child)
    sealer.start()
    door = Collecting(
        inbox=inbox, key_book=SqlSources(database), clock=now, seed=lambda: os.urandom(8), options=CollectingOptions()
    )
    uvicorn.run(door, host="127.0.0.1", port=config.port, log_level="error", lifespan="off")
    sealer.close()
    inbox.close()
    os._exit(0)


class Forked:
    """A sealing child that is there at once, since everything is loaded; made before there are threads."""

    def __init__(self) -> None:
        asked, ask = os.pipe()
        answers, answer = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(ask)
            os.dup2(asked, 0)
            os.dup2(answer, 1)
            live_sealer.make_small(strict=True)
            os._exit(seal_child.main())
        os.close(asked)
        os.close(answer)
        self.stdin, self.stdout = os.fdopen(ask, "wb"), os.fdopen(answers, "rb")

    def wait(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


class Sealer(SealingApart):
    """Sealing in the child of a server that dies with it, or (the last server's) in children that die alone; all but
    the last of them find some messages odd."""

    def __init__(self, config: Config, database: Database, child: Forked | None) -> None:
        told = Told(home=config.home, url=config.url, messages=200, seconds=1)
        super().__init__(told, SqlSealing(database), Metrics(), look_seconds=0.1)
        self._forked, self._kills, self._kill = child, list(config.children), ""

    def _spawn(self) -> Any:
        return self._forked or super()._spawn()

    def _environment(self) -> dict[str, str]:
        self._kill = self._kills.pop(0) if self._kills else ""
        strict = "strict" if self._kill else "lenient"
        self._command = [sys.executable, "-m", "tests.faults.live_sealer", strict]
        return os.environ | {VARIABLE: self._kill}

    def _died(self, code: int) -> None:
        if self._forked:
            os.kill(os.getpid(), signal.SIGKILL)
        super()._died(code)
        sys.stdout.write(f"child {code} {self._kill}\n")
        sys.stdout.flush()


class Servers:
    """A supervisor under way, and what clients heard from its servers."""

    def __init__(self, home: Path, url: str, kills: list[Kill], children: list[Kill], *, forget: bool) -> None:
        self.home, self.url = home, url
        self._stderr = (home / "stderr").open("wb")
        self.port = free_port()
        self.kills = [":".join(map(str, kill)) for kill in kills]
        self.children = [":".join(map(str, kill)) for kill in children]
        told = msgspec.json.encode(Config(str(home), url, self.port, self.kills, self.children, forget)).decode()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.live_server", told],
            stdout=subprocess.PIPE, stderr=self._stderr, text=True, cwd=ROOT,
        )  # fmt: skip
        self.ended: list[str] = []
        self.buried: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            # What servers log stands there too.
            for line in lines:
                if line.startswith(("killed ", "ended ")):
                    self.ended.append(line.strip())
                elif line.startswith("child "):
                    self.buried.append(line.strip())

    @property
    def died(self) -> int:
        """How many have died so far."""
        return len(self.ended) + len(self.buried)

    @property
    def survived(self) -> bool:
        """Tell whether all planned deaths have been died."""
        died = len(self.ended) >= len(self.kills) and len(self.buried) >= len(self.children)
        return died or self.process.poll() is not None

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
        """Return how often each numbered message is in the lake, once what was under way has been gone on with."""
        database = Database.at(self.home, self.url)
        store, sealing = WritableWorkspace.of(Workspace.open(self.home / "space")), SqlSealing(database)
        # What was set aside has not been lost: it waits for a server that understands it.
        sealing.retry()
        seal_all("w", store, sealing, now=now())
        waiting, _ = SqlInbox(database).tail("w", 0, 10**6)
        database.close()
        assert not waiting
        return Counter(int(number) for number in store.lake.scan(["p_n"]).collect()["p_n"])


@contextmanager
def servers(
    home: Path, url: str, kills: list[Kill], children: list[Kill] | None = None, *, forget: bool = False
) -> Iterator[Servers]:
    """Give servers over a fresh workspace that die as planned, and so do the sealing children of the last.

    Those that `forget` ask the database whose a write key is with every request, as all do every few seconds.
    """
    prepare(home, url)
    made = Servers(home, url, kills, children or [], forget=forget)
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
