"""The inbox keeps what it accepts, once, and says so only when it is durable; on either database."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait

import pytest

from hanhtrinh.errors import StorageError
from hanhtrinh.events.event import Message
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Busy, Receipt, Refusal
from hanhtrinh.store import commit_points, inbox, parcels
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.commit_points import CommitPoint, Moment
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.seen_runs import SeenRuns
from hanhtrinh.store.seen_sweep import DAY_MICROSECONDS, sweep_seen
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.errors import away
from tests.contract.messages import NOON, message


@pytest.fixture
def database(both: Database) -> Database:
    """A database with two workspaces."""
    for name in ("w", "v"):
        SqlAccounts(both).add_space(Space(id=name, slug=name, name=name, folder=name), 1)
    return both


@pytest.fixture
def box(database: Database) -> Iterator[SqlInbox]:
    """An inbox of that database."""
    made = SqlInbox(database)
    yield made
    made.close()


def put(box: SqlInbox, *messages: Message, workspace: str = "w") -> Receipt:
    return box.put(workspace, messages).result(30)


def keys(box: SqlInbox, workspace: str = "w") -> list[bytes]:
    return [message.key for message in box.tail(workspace, 0, 10**6)[0]]


def test_what_is_accepted_is_there(box: SqlInbox, database: Database) -> None:
    """A message comes back as it was given, also to another process."""
    given = message(body=b'{"event":"\xc4\x91\xe1\xba\xb7t h\xc3\xa0ng\\u0000"}')
    assert put(box, given) == Receipt(new=1, known=0)
    again = SqlInbox(Database(database.engine))
    assert again.tail("w", 0, 10)[0] == [given]
    again.close()


def test_known_messages_are_not_kept_twice(box: SqlInbox, database: Database) -> None:
    """The same message is known: in one request, in a later one, in another process; not in another workspace."""
    assert put(box, message(1), message(2), message(1)) == Receipt(new=2, known=1)
    assert put(box, message(2), message(3)) == Receipt(new=1, known=1)
    other = SqlInbox(Database(database.engine))
    assert put(other, message(3), message(4)) == Receipt(new=1, known=1)
    other.close()
    assert put(box, message(4), message(5)) == Receipt(new=1, known=1)
    assert put(box, message(1), workspace="v") == Receipt(new=1, known=0)
    assert keys(box) == [message(key).key for key in (1, 2, 3, 4, 5)]


def test_messages_that_meet_in_one_group(box: SqlInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two senders of the same message at the same time: one is told it is new, the other that it is known."""
    held = threading.Event()
    original = SqlInbox._serve
    monkeypatch.setattr(SqlInbox, "_serve", lambda self, group: (held.wait(30), original(self, group))[1])
    first = box.put("w", [message()])
    puts = [box.put("w", [message(7), message(8)]) for _ in range(5)]
    held.set()
    assert first.result(30).new == 1
    assert sorted(done.result(30) for done in puts) == [Receipt(0, 2)] * 4 + [Receipt(2, 0)]
    assert len(keys(box)) == 3


def test_many_senders(box: SqlInbox, database: Database) -> None:
    """Whatever many senders in two processes send at once, some of it twice, is there once, in one order for all."""
    other = SqlInbox(Database(database.engine))
    found: list[Message] = []

    def send(to: SqlInbox, start: int) -> None:
        for i in range(start, start + 400, 20):
            put(to, *(message(key) for key in range(i, i + 40)))

    def follow() -> None:
        after = 0
        while len(found) < 2_220:
            new, after = box.tail("w", after, 37)
            found.extend(new)

    senders = [threading.Thread(target=send, args=(to, start)) for to in (box, other) for start in range(0, 2_000, 200)]
    follower = threading.Thread(target=follow)
    for thread in (follower, *senders):
        thread.start()
    for thread in senders:
        thread.join(60)
    follower.join(60)
    other.close()
    assert sorted(message.key for message in found) == [key.to_bytes(16, "big") for key in range(2_220)]


def test_the_tail_goes_on_where_it_ended(box: SqlInbox) -> None:
    """Reading in any portions gives every message once; a watermark stays where nothing is new."""
    for size in (1, 5, 3, 7):
        put(box, *(message() for _ in range(size)))
    for portion in (1, 2, 4, 100):
        found, after = [], 0
        while new := box.tail("w", after, portion)[0]:
            assert len(new) <= portion
            found += new
            after = box.tail("w", after, portion)[1]
        assert [one.key for one in found] == keys(box)
        assert box.tail("w", after, portion) == ([], after)


def test_large_requests_are_split(box: SqlInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """More messages than one parcel takes go into several, in order."""
    monkeypatch.setattr(parcels, "MAX_MESSAGES", 3)
    given = [message() for _ in range(8)]
    put(box, *given)
    assert keys(box) == [one.key for one in given]
    assert parcels.MAX_MESSAGES < 2**16


def test_recent_messages(box: SqlInbox) -> None:
    """The newest come first, of one source where one is asked for."""
    given = [message(source="web" if i % 2 else "shop") for i in range(10)]
    for one in given:
        put(box, one)
    assert box.recent("w", None, 3) == given[:-4:-1]
    assert box.recent("w", "shop", 2) == [given[8], given[6]]
    assert box.recent("v", None, 3) == []


def test_refused_messages_are_kept_for_a_while(box: SqlInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was refused can be looked at, newest first; only so many are kept, and of a long one the beginning."""
    monkeypatch.setattr(inbox, "KEPT_REFUSALS", 5)
    refused = [Refusal("web", "collect.too_large", {"size": i}, b"x" * 9_000, NOON) for i in range(8)]
    box.put("w", [message()], refused[:4]).result(30)
    box.put("w", [], refused[4:]).result(30)
    box.put("v", [], refused[:1]).result(30)
    found = box.rejected("w", None, 10)
    assert [one.params["size"] for one in found] == [7, 6, 5, 4, 3]
    assert found[0].body == b"x" * inbox.KEPT_BODY_BYTES
    assert box.rejected("w", "shop", 10) == []
    assert len(box.rejected("v", "web", 10)) == 1


def test_too_much_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """When more waits than fits into memory, senders are asked to come back; what was taken is kept."""
    held = threading.Event()
    original = SqlInbox._serve
    monkeypatch.setattr(SqlInbox, "_serve", lambda self, group: (held.wait(30), original(self, group))[1])
    box = SqlInbox(database, waiting_bytes=4_000)
    taken: list[Future[Receipt]] = []
    with pytest.raises(Busy) as busy:
        taken.extend(box.put("w", [message(body=b"x" * 700)]) for _ in range(20))
    assert busy.value.seconds >= 1
    held.set()
    wait(taken, 30)
    assert len(keys(box)) == len(taken) >= 4
    assert put(box, message()).new == 1
    assert box.waiting_bytes == 0 or put(box, message()).new == 1
    box.close()
    with pytest.raises(Busy):
        box.put("w", [message()])


def test_a_request_larger_than_the_memory_is_taken_alone(database: Database) -> None:
    """A request is never refused for ever because of its own size."""
    box = SqlInbox(database, waiting_bytes=1_000)
    assert put(box, message(body=b"x" * 5_000)).new == 1
    box.close()


def test_one_that_cannot_be_written_harms_nobody_else(box: SqlInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends to a workspace that is gone gets the error; the others of the group are kept."""
    held = threading.Event()
    original = SqlInbox._serve
    monkeypatch.setattr(SqlInbox, "_serve", lambda self, group: (held.wait(30), original(self, group))[1])
    first = box.put("w", [message()])
    good, bad, last = box.put("w", [message()]), box.put("gone", [message()]), box.put("v", [message()])
    held.set()
    assert [done.result(30).new for done in (first, good, last)] == [1, 1, 1]
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        bad.result(30)


def test_a_failed_commit_keeps_nothing_and_recovers(box: SqlInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the database refuses, the sender is told and may send again; nothing of the first try is left."""
    failing = [True]

    def witness(point: CommitPoint, moment: Moment) -> None:
        if point == CommitPoint.INBOX and moment == "before" and failing[0]:
            raise away(full, "hanhtrinh")

    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    monkeypatch.setattr(commit_points, "_witnesses", [witness])
    put_again = message(9)
    with pytest.raises(StorageError, match="full"):
        put(box, put_again)
    assert keys(box) == []
    failing[0] = False
    assert put(box, put_again) == Receipt(new=1, known=0)
    assert keys(box) == [put_again.key]


def days_later(days: float) -> int:
    return NOON + int(days * DAY_MICROSECONDS)


def arrive(box: SqlInbox, *days: float) -> None:
    for day in days:
        put(box, message(at=days_later(day)))


def filled_runs(box: SqlInbox) -> None:
    """Make what is seen leave the memory: on SQLite keys are swept by whole runs."""
    if isinstance(box._seen, SeenRuns):
        if box._seen._merging is not None:
            wait([box._seen._merging], 30)
        box._seen._run_keys = 1


def is_known(box: SqlInbox, key: int, day: float) -> bool:
    return put(box, message(key, at=days_later(day))).known == 1


def test_duplicates_are_known_for_seven_days(box: SqlInbox, database: Database) -> None:
    """A key is known for at least seven days, and forgotten some time after."""
    filled_runs(box)
    put(box, message(1))
    filled_runs(box)
    arrive(box, 1, 2, 3, 4, 5, 6, 7)
    sweep_seen(database, days_later(7))
    assert is_known(box, 1, 7)
    arrive(box, 8, 9)
    filled_runs(box)
    assert sweep_seen(database, days_later(9)) > 0
    assert not is_known(box, 1, 9)


@pytest.mark.parametrize("jumps", [(30,), (30, 0), (-30, 0), (1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1), (-400, 400, -400, 0)])
def test_a_clock_that_jumps_forgets_nothing(box: SqlInbox, database: Database, jumps: tuple[int, ...]) -> None:
    """Whatever the clock does, a key is known when its message comes again the same day or the next."""
    for run, day in enumerate(jumps):
        filled_runs(box)
        put(box, message(100 + run, at=days_later(day)))
        arrive(box, day)
        sweep_seen(database, days_later(day))
        assert all(is_known(box, 100 + earlier, day) for earlier in range(run + 1))
    sweep_seen(database, days_later(1))
    assert all(is_known(box, 100 + run, 1) for run in range(len(jumps)))
