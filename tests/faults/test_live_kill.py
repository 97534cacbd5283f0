"""Killed at every commit point of an event's way, while clients send until they are heard: nothing acknowledged is
lost, nothing is there twice."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hanhtrinh.store.commit_points import CommitPoint
from tests.contract import postgres
from tests.faults.live_server import DEADLINE, Client, Kill, Servers, clients, servers

EVENT_PATH = (
    CommitPoint.INBOX,
    CommitPoint.SEAL_BEGIN,
    CommitPoint.SEAL_LAKE,
    CommitPoint.SEAL_END,
    CommitPoint.SEAL_CLEAR,
    CommitPoint.LAKE_COMPACTION,
    CommitPoint.SEAL_RETRY,
    CommitPoint.SEEN_MERGE,
)
ONLY_SQLITE = {CommitPoint.SEEN_MERGE}
ONLY_SERVER = {CommitPoint.INBOX, CommitPoint.SEEN_MERGE}
"""Points the server passes itself; at all others its sealing child dies."""
EVERY = bool(os.environ.get("EVERY_KILL"))
"""Whether a sealing child dies before each commit too: between two commits nothing is kept, so that dying after one is
dying before the next; each child takes seconds to come up. `make faults` does both."""


def until(done: Callable[[], bool]) -> None:
    """Wait for a condition, with a deadline."""
    deadline = time.monotonic() + DEADLINE
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def outlive(running: Servers) -> None:
    """Wait until all have died that shall; the deadline is each one's own, for there are many."""
    while not running.survived:
        until(lambda died=running.died: running.survived or running.died > died)


def every_kill(*, nth: int = 1, sqlite: bool) -> list[Kill]:
    points = [point for point in EVENT_PATH if sqlite or point not in ONLY_SQLITE]
    return [(point, moment, nth) for point in points for moment in ("before", "after")]


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[postgres.Server]:
    with postgres.server() as server:
        yield server


def run(home: Path, url: str, kills: list[Kill], seed: int = 1) -> None:
    """Send while servers die as planned, and compare what was acknowledged with what is kept."""
    with servers(home, url, kills) as running:
        with clients(running.port, seed=seed) as sending:
            outlive(running)
            go_on(sending)
        compare(running, sending)
    assert sum(client.answers[0] for client in sending) >= len(kills) // 2


def go_on(sending: list[Client], more: int = 30) -> None:
    """Wait until clients have been heard some more."""
    enough = sum(len(client.heard) for client in sending) + more
    until(lambda: sum(len(client.heard) for client in sending) > enough)


def compare(running: Servers, sending: list[Client]) -> None:
    """Stop, and hold what was acknowledged against what is kept."""
    heard = set[int]().union(*(client.heard for client in sending))
    running.stop()
    stored = running.stored()
    said = (running.home / "stderr").read_text()[-2_000:]
    assert running.ended == [*(f"killed {kill}" for kill in running.kills), "ended"], said
    lost = sorted(heard - stored.keys())
    assert not lost, f"acknowledged and lost: {lost[:20]} of {len(heard)}; {said}"
    assert {number for number, times in stored.items() if times > 1} == set(), "kept twice"


def kill_children(home: Path, url: str) -> None:
    """Send while sealing children die, one at each commit point of theirs, and compare as `run` does."""
    all_of_them = [kill for kill in every_kill(sqlite=False) if kill[0] not in ONLY_SERVER]
    children = [kill for kill in all_of_them if EVERY or kill[1] == "after"]
    with servers(home, url, [], children) as running:
        with clients(running.port) as sending:
            go_on(sending)
            until(lambda: all(client.heard for client in sending))  # none is still told that nobody is there yet
            early = sum(client.answers[0] for client in sending)
            outlive(running)
            go_on(sending)
        compare(running, sending)
    assert running.buried == [f"child -9 {kill}" for kill in running.children]
    assert sum(client.answers[0] for client in sending) == early
    assert sum(client.answers[503] for client in sending) == 0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_at_every_commit_point(tmp_path: Path, request: pytest.FixtureRequest, kind: str) -> None:
    """Before and after each commit a server dies; clients send again until they are heard."""
    url = "" if kind == "sqlite" else request.getfixturevalue("postgres_server").fresh()
    run(tmp_path, url, every_kill(sqlite=kind == "sqlite"))


def test_the_sealing_child_is_killed_at_every_commit_point(tmp_path: Path) -> None:
    """The server goes on when what seals for it dies at any of its commits; senders notice nothing.

    On PostgreSQL `make faults` does the same (`tests.faults.run`).
    """
    kill_children(tmp_path, "")
