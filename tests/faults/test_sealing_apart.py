"""Sealing in a process of its own: started when something waits, again when it dies, gone when the server is."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from hanhtrinh.bootstrap.seal_child import Told
from hanhtrinh.bootstrap.sealing_apart import COMMAND, SealingApart
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.sealing import SqlSealing
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.web.metrics import Metrics
from tests.contract.messages import message
from tests.faults.live_server import DEADLINE, prepare
from tests.faults.test_live_kill import until

BODY = json.dumps({"event": "Xem hàng", "userId": "u1"}).encode()


class Place:
    """A server's database with its inbox and sealing, and what is in the lake."""

    def __init__(self, home: Path) -> None:
        prepare(home, "")
        self.home, self.metrics = home, Metrics()
        self.database = Database.at(home)
        self.inbox = SqlInbox(self.database)
        told = Told(home=str(home), url="", messages=100, seconds=1)
        self.apart = SealingApart(told, SqlSealing(self.database), self.metrics, look_seconds=0.1)
        self.sent: list[bytes] = []

    def send(self, count: int = 10) -> None:
        given = [message(len(self.sent) + i, body=BODY) for i in range(count)]
        self.inbox.put("w", given).result(DEADLINE)
        self.sent += [one.key for one in given]

    def lake_ids(self) -> list[bytes]:
        lake = Workspace.open(self.home / "space").lake
        return sorted(lake.scan(["id"]).collect()["id"].to_list()) if lake.version() >= 0 else []

    def metric(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(f"hanhtrinh_{name}", labels) or 0.0


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.apart.close()
    made.inbox.close()
    made.database.close()


@contextmanager
def sending(place: Place) -> Iterator[None]:
    """Send until the block ends."""
    enough = threading.Event()

    def send() -> None:
        while not enough.wait(0.01):
            place.send()

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def test_a_killed_child_is_followed_by_another(place: Place) -> None:
    """Killed whenever it happens to be, while events arrive: what was accepted is sealed, each event once."""
    place.apart.start()
    with sending(place):
        for died in range(1, 4):
            before = len(place.lake_ids())
            until(lambda: len(place.lake_ids()) > before and place.apart.pid is not None)  # noqa: B023 - read at once
            pid = place.apart.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            until(lambda: place.metric("failures_total", where="sealing") == died)  # noqa: B023 - read at once
    until(lambda: not SqlSealing(place.database).waiting())
    assert place.lake_ids() == sorted(place.sent)
    assert place.metric("failures_total", where="sealing") == 3


def test_nothing_waits_and_no_child_is_there(place: Place) -> None:
    """A child comes with the first event; the server counts what it sealed and what waits; told to stop, it ends."""
    looked = threading.Event()
    place.metrics.inbox_unsealed.set = lambda _: looked.set()  # type: ignore[method-assign]
    place.apart.start()
    assert looked.wait(DEADLINE)
    assert place.apart.pid is None
    del place.metrics.inbox_unsealed.set
    place.send()
    until(lambda: place.metric("seal_seconds_count") >= 1)
    until(lambda: place.metric("inbox_unsealed") == 0)
    place.apart.close()
    assert place.apart.pid is None
    assert place.lake_ids() == sorted(place.sent)
    assert place.metric("failures_total", where="sealing") == 0


def test_a_child_ends_with_its_server(place: Place) -> None:
    """When the server is gone, however it went, its child's input ends, and so does the child."""
    told = msgspec.json.encode(Told(home=str(place.home), url=""))
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write(told + b"\n")
        child.stdin.flush()
        assert b"waiting" in child.stdout.readline()
        child.stdin.close()
        assert child.wait(DEADLINE) == 1


def test_a_child_that_cannot_start_is_tried_again_later(place: Place) -> None:
    """Each death makes the next start later, and all are counted; intake goes on."""
    place.apart._command = [COMMAND[0], "-c", "raise SystemExit(7)"]
    place.apart.start()
    place.send()
    until(lambda: place.metric("failures_total", where="sealing") >= 2)
    place.send()
    place.apart._command = list(COMMAND)
    until(lambda: not SqlSealing(place.database).waiting())
    assert place.lake_ids() == sorted(place.sent)


def test_whatever_happens_with_a_child_another_follows(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error nobody foresaw ends no looking: what waits is sealed by the next child."""
    spawn, tries = place.apart._spawn, []

    def spawns() -> object:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("nobody foresaw it")
        return spawn()

    monkeypatch.setattr(place.apart, "_spawn", spawns)
    place.send()
    place.apart.start()
    until(lambda: place.lake_ids() == sorted(place.sent))
    assert place.metric("failures_total", where="sealing") >= 1


def test_a_child_is_small() -> None:
    """It loads neither the web server nor the compiler of the measures: that would double its memory."""
    code = "import sys, hanhtrinh.bootstrap.seal_child; print(*{'numba', 'litestar', 'uvicorn'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
