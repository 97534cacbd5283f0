"""Sealing moves what waits to the lake, once, whoever dies in between; on either database."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from hanhtrinh.app import sealing as app_sealing
from hanhtrinh.app.sealing import Sealer, seal, seal_all
from hanhtrinh.errors import WorkspaceError
from hanhtrinh.events.event import Identified, Kind, Message
from hanhtrinh.ports.accounts import Space
from hanhtrinh.store import commit_points, lake_compaction, sealing
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.commit_points import CommitPoint, Moment
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.sealing import SqlSealing
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables import inbox as tables
from hanhtrinh.store.sql.tables import people
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.store.writable import WritableWorkspace

NOON = 1_795_348_800_000_000


class Place:
    """A workspace "w" with its inbox, and what can be seen of it."""

    def __init__(self, database: Database, home: Path) -> None:
        self.database = database
        self.store = WritableWorkspace.of(Workspace.create(home / "space"))
        self.sealing = SqlSealing(database)
        self.inbox = SqlInbox(database)
        self._sent = 0

    def send(self, count: int = 1, *, kind: Kind = "track", **body: object) -> list[bytes]:
        """Have messages accepted and return their keys."""
        keys = [(self._sent + i).to_bytes(16, "big") for i in range(count)]
        self._sent += count
        texts = [msgspec.json.encode({"event": "Đặt hàng", "userId": f"u{key[-1]}", **body}) for key in keys]
        messages = [
            Message(key=key, kind=kind, source="web", received_at=NOON, sent_at=None, body=text)
            for key, text in zip(keys, texts, strict=True)
        ]
        assert self.inbox.put("w", messages).result(30).new == count
        return keys

    def seal(self, limit: int = 100) -> int:
        return seal("w", self.store, self.sealing, now=NOON, limit=limit)

    def lake_ids(self) -> list[bytes]:
        return sorted(self.store.lake.scan(["id"]).collect()["id"].to_list())

    def tail_ids(self) -> list[bytes]:
        return sorted(message.key for message in self.inbox.tail("w", 0, 10**6)[0])

    def rows(self, table: object = tables.inbox) -> int:
        with self.database.reading() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.fixture
def place(both: Database, tmp_path: Path) -> Place:
    SqlAccounts(both).add_space(Space(id="w", slug="w", name="W", folder="space"), 1)
    return Place(both, tmp_path)


def test_sealed_messages_are_events_of_the_lake(place: Place) -> None:
    """What waited is in the lake under its own id, no longer in the tail, and still there to be looked at."""
    keys = place.send(5, properties={"giá": 12.5, "order": "a"})
    assert place.sealing.waiting() == {"w": 5}
    assert place.seal() == 5
    assert (place.lake_ids(), place.tail_ids(), place.sealing.waiting()) == (sorted(keys), [], {})
    assert place.store.lake.scan().collect()["p_giá"].to_list() == [12.5] * 5
    assert len(place.inbox.recent("w", None, 10)) == 5
    assert place.seal() == 0


def test_batches_are_as_large_as_asked_for(place: Place) -> None:
    """Sealing takes the oldest first, in batches, each one commit of the lake."""
    for _ in range(4):
        place.send(3)
    assert [place.seal(limit=6), place.seal(limit=4), place.seal(limit=1), place.seal()] == [6, 3, 3, 0]
    assert len(place.lake_ids()) == 12
    assert place.store.lake.version() == 2


def test_facts_are_kept_with_the_batch(place: Place) -> None:
    """Who is who, and what is known of people, is there as soon as the events are."""
    place.send(kind="identify", anonymousId="d1", traits={"city": "Huế"})
    place.seal()
    with place.database.reading() as connection:
        fact = connection.execute(select(people.facts.c.fact)).scalar_one()
    assert msgspec.json.decode(fact, type=Identified).known == "u0"
    assert place.rows(people.traits) >= 1
    assert place.lake_ids() == []


STAGES = [
    (point, moment)
    for point in (CommitPoint.SEAL_BEGIN, CommitPoint.SEAL_LAKE, CommitPoint.SEAL_END, CommitPoint.SEAL_CLEAR)
    for moment in ("before", "after")
]


@pytest.mark.parametrize(("point", "moment"), STAGES)
def test_an_interrupted_sealing_is_gone_on_with(
    place: Place, monkeypatch: pytest.MonkeyPatch, point: CommitPoint, moment: Moment
) -> None:
    """Stopped at any commit, the next one completes it: every event once, at any time in the lake or in the tail."""
    monkeypatch.setattr(sealing, "SHOWN_MESSAGES", 0)
    keys = place.send(4, kind="track", anonymousId="d1")

    def witness(passed: CommitPoint, when: Moment) -> None:
        if (passed, when) == (point, moment):
            raise InterruptedError

    monkeypatch.setattr(commit_points, "_witnesses", [witness])
    with pytest.raises(InterruptedError):
        place.sealing.clear("w", keep=0) if not place.seal() or point == CommitPoint.SEAL_CLEAR else None
    monkeypatch.setattr(commit_points, "_witnesses", [])
    assert set(place.lake_ids()) | set(place.tail_ids()) == set(keys)
    more = place.send(2)
    assert set(place.lake_ids()) | set(place.tail_ids()) == {*keys, *more}
    seal_all("w", place.store, place.sealing, now=NOON)
    assert place.lake_ids() == sorted([*keys, *more])
    assert place.tail_ids() == []
    assert place.rows(people.facts) == 4


def test_somebody_else_seals_too(place: Place) -> None:
    """Two that seal the same batch put it into the lake once and end it once."""
    keys = place.send(3)
    mine = place.sealing.begin("w", after=0, limit=10)
    assert place.seal() == 3
    assert mine is not None
    place.sealing.end("w", mine.number, [], list(mine.messages))
    assert place.lake_ids() == sorted(keys)
    assert place.tail_ids() == []


def test_a_new_database_beside_an_old_lake(place: Place) -> None:
    """Batch numbers go on after what the lake knows, so that nothing is taken for sealed that is not."""
    place.send(2)
    place.seal()
    with place.database.writing(CommitPoint.SEAL_END) as connection:
        connection.execute(tables.sealed.delete())
        connection.execute(tables.inbox.delete())
    keys = place.send(3)
    assert place.seal() == 3
    assert set(keys) < set(place.lake_ids())
    assert len(place.lake_ids()) == 5


def test_what_nobody_understands_is_set_aside(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message this version cannot understand stops nobody, is kept, and is tried again by the next version."""
    keys = place.send(3)
    understand = app_sealing.understand

    def strict(message: Message) -> object:
        if message.key == keys[1]:
            raise KeyError
        return understand(message)

    monkeypatch.setattr(app_sealing, "understand", strict)
    assert (place.seal(), place.seal()) == (3, 0)
    assert place.lake_ids() == sorted([keys[0], keys[2]])
    place.sealing.clear("w", keep=0)
    assert place.rows() == 1
    monkeypatch.undo()
    place.sealing.retry()
    assert place.seal() == 1
    assert place.lake_ids() == sorted(keys)


def test_a_newer_version_goes_on_with_an_older_ones_batch(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an older version died between the lake and the end, what only the newer understands is not lost."""
    keys = place.send(3)
    understand = app_sealing.understand

    def strict(message: Message) -> object:
        if message.key == keys[1]:
            raise KeyError
        return understand(message)

    def witness(passed: CommitPoint, when: Moment) -> None:
        if (passed, when) == (CommitPoint.SEAL_LAKE, "after"):
            raise InterruptedError

    monkeypatch.setattr(app_sealing, "understand", strict)
    monkeypatch.setattr(commit_points, "_witnesses", [witness])
    with pytest.raises(InterruptedError):
        place.seal()
    monkeypatch.undo()
    assert seal_all("w", place.store, place.sealing, now=NOON) == 4
    assert place.lake_ids() == sorted(keys)


def test_sealing_waits_for_an_import(place: Place) -> None:
    """While somebody else writes to the lake the inbox holds on; afterwards sealing goes on."""
    keys = place.send(2)
    with place.store.writing("import"), pytest.raises(WorkspaceError):
        place.seal()
    assert place.tail_ids() == sorted(keys)
    assert place.seal() == 2
    assert place.lake_ids() == sorted(keys)


def test_only_the_newest_sealed_messages_stay(place: Place) -> None:
    """Of what is sealed only as many messages are kept as people look at; nothing that waits is ever cleared."""
    for _ in range(6):
        place.send(2)
    seal_all("w", place.store, place.sealing, now=NOON)
    waiting = place.send(2)
    place.sealing.clear("w", keep=5)
    assert place.rows() == 4
    place.sealing.clear("w", keep=0)
    assert place.tail_ids() == sorted(waiting)
    assert place.rows() == 1


def test_the_sealer_seals_what_is_due(place: Place) -> None:
    """A full batch is sealed at the next beat, a small one after some beats, trouble in one workspace is told."""
    SqlAccounts(place.database).add_space(Space(id="v", slug="v", name="V", folder="v"), 1)
    place.inbox.put("v", [Message(key=bytes(16), kind="track", source="", received_at=0, sent_at=None, body=b"{}")])
    told: list[str] = []

    def store_of(workspace: str) -> WritableWorkspace:
        if workspace == "v":
            raise OSError
        return place.store

    sealer = Sealer(
        place.sealing, store_of, lambda: NOON, messages=3, seconds=3, on_error=lambda name, _: told.append(name)
    )  # fmt: skip
    place.send(3)
    sealer.beat()
    assert len(place.lake_ids()) == 3
    place.send(1)
    sealer.beat()
    sealer.beat()
    assert len(place.lake_ids()) == 3
    sealer.beat()
    assert len(place.lake_ids()) == 4
    assert set(told) == {"v"}


def test_small_files_are_joined(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small files become one with the same events; the number of the newest batch stays known."""
    monkeypatch.setattr(lake_compaction, "MANY", 4)
    keys: list[bytes] = []
    for i in range(5):
        keys += place.send(2, properties={f"p{i}": i, "place": "Đà Nẵng"})
        place.seal()
    before = place.store.lake.scan().collect().sort("id")
    assert place.store.lake.compact(NOON)
    lake = place.store.lake
    assert len(lake.snapshot.files) == 1
    assert lake.scan().collect().sort("id").equals(before)
    assert lake.batch("inbox:w") == 5
    assert not lake.compact(NOON)
    keys += place.send(1)
    assert place.seal() == 1
    assert place.lake_ids() == sorted(keys)
