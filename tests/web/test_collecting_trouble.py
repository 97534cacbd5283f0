"""The collection API in trouble: too much, too slow, broken off, and a disk that is full."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from hanhtrinh.collect.limits import MAX_BODY
from hanhtrinh.errors import StorageError
from hanhtrinh.events.event import Message
from hanhtrinh.ports.inbox import Busy, Receipt, Refusal
from hanhtrinh.web.collecting.buckets import Buckets
from hanhtrinh.web.collecting.options import CollectingOptions
from tests.web.collect_world import KEY, NOW, Door, track

SECOND = 10**6


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A collection API with low limits."""
    options = CollectingOptions(key_rate=50, address_rate=20, unknown_rate=1, body_seconds=0.05, room=MAX_BODY)
    made = Door(tmp_path / "home", options)
    yield made
    made.close()


class Failing:
    """An inbox that keeps nothing."""

    def __init__(self, error: Exception, at_once: bool) -> None:
        self.error, self.at_once = error, at_once

    def put(self, workspace: str, messages: Sequence[Message], refused: Sequence[Refusal] = ()) -> Future[Receipt]:
        """Fail, at once or later."""
        if self.at_once:
            raise self.error
        done: Future[Receipt] = Future()
        done.set_exception(self.error)
        return done


@pytest.mark.parametrize("body", [track(), {"event": "x"}])
@pytest.mark.parametrize(
    ("inbox", "code", "seconds"),
    [
        (Failing(StorageError("store.disk_full"), False), "collect.storage", "5"),
        (Failing(Busy(7), True), "collect.busy", "7"),
    ],
)
def test_nothing_can_be_kept(door: Door, body: dict[str, str], inbox: Failing, code: str, seconds: str) -> None:
    """A full disk or a queue that is too long is 503 with the time to wait, never a lost message behind a 200."""
    door.again(inbox)
    answer = door.post("/v1/t", body)
    assert (answer.status, answer.body["code"], answer.headers["retry-after"]) == (503, code, seconds)


def test_requests_of_one_address(door: Door) -> None:
    """An address may send twice its rate at once, then its rate; who is refused is told how long to wait."""
    answers = [door.post("/v1/m", b"") for _ in range(41)]
    assert [answer.status for answer in answers] == [200] * 40 + [429]
    assert answers[-1].headers["retry-after"] == "1"
    door.now += SECOND // 20
    assert [door.post("/v1/m", b"").status for _ in range(2)] == [200, 429]


def test_messages_of_one_key(door: Door) -> None:
    """A key may send twice its rate of messages at once; batches count by their messages, and nothing of a refused
    one is kept."""
    full = {"batch": [track() for _ in range(100)]}
    assert door.post("/v1/b", full).status == 200
    answer = door.post("/v1/t", track())
    assert (answer.status, answer.body["code"]) == (429, "collect.too_many_messages")
    assert len(door.messages()) == 100
    assert door.post("/v1/t", track(), key="hw_robots").status == 200
    door.now += SECOND
    assert [door.post("/v1/b", {"batch": [track()] * 50}).status, door.post("/v1/t", track()).status] == [200, 429]


def test_batches_larger_than_a_bucket(door: Door) -> None:
    """A batch of more messages than a key may ever send at once is taken when nothing else was, and paid for later."""
    assert door.post("/v1/b", {"batch": [track()] * 150}).status == 200
    door.now += SECOND
    assert door.post("/v1/t", track()).headers["retry-after"] == "1"
    door.now += SECOND
    assert door.post("/v1/t", track()).status == 200


def test_guessing_keys(door: Door) -> None:
    """Who tries keys is slowed down, and learns nothing more; those with a known key at the same address are not."""
    answers = [door.post("/v1/t", track(), key=f"hw_{i}").status for i in range(12)]
    assert answers == [401] * 10 + [429] * 2
    door.now += SECOND
    assert door.post("/v1/t", track()).status == 200
    assert [door.post("/v1/t", track(), key=f"hw_x{i}").status for i in range(2)] == [401, 429]
    assert door.post("/v1/t", track()).status == 200


def test_senders_that_go_away(door: Door) -> None:
    """Half a body is no message and gets no answer; its room is given back."""
    for _ in range(3):
        assert door.send("POST", "/v1/t", [b'{"event":"x",', None], KEY).status == 0
    assert door.messages() == []
    assert door.post("/v1/t", track()).status == 200


@pytest.mark.parametrize("parts", [[], [b'{"event":', b"..."]])
def test_slow_senders(door: Door, parts: list[bytes | None]) -> None:
    """A body that does not come to an end in time is given up."""
    answer = door.send("POST", "/v1/t", parts, KEY)
    assert (answer.status, answer.body["code"], answer.headers["connection"]) == (408, "collect.too_slow", "close")


def test_room_for_bodies(door: Door) -> None:
    """Bodies that are under way together may only take so much memory; the next sender is asked to wait."""
    room = door.collecting._room
    room.take(MAX_BODY - 10)
    answer = door.post("/v1/t", track(), Content_Length="11")
    assert (answer.status, answer.body["code"]) == (503, "collect.busy")
    room.give_back(MAX_BODY - 10)
    assert door.post("/v1/t", track(), Content_Length="11").status == 200
    assert room.taken == 0


def test_bodies_in_parts(door: Door) -> None:
    """A body may come in any number of parts."""
    assert door.send("POST", "/v1/t", [b'{"eve', b"", b'nt":"x","user', b'Id":"lan"}'], KEY).status == 200
    assert len(door.messages()) == 1


def test_clock_that_jumps(door: Door) -> None:
    """A clock that is set back by a day neither blocks senders nor keeps a revoked key alive."""
    assert door.post("/v1/t", track()).status == 200
    door.now = NOW - 86_400 * SECOND
    assert door.post("/v1/t", track()).status == 200
    door.sources.revoke_key("nha-may", "k-web", door.now)
    door.now += 5 * SECOND
    assert door.post("/v1/t", track()).status == 401


def test_many_buckets() -> None:
    """Buckets that are full again are forgotten, so that memory stays bounded; empty ones are not."""
    buckets = Buckets(1_000, 2)
    for i in range(60_000):
        buckets.take(f"name-{i}", 1, i)
        if i == 49_500:
            assert buckets.take("guilty", 2, i) == 0
        if i == 50_100:
            assert buckets.take("guilty", 2, i) > 0
    assert len(buckets._buckets) <= 50_000
