"""Living maps over a real inbox, lake and frame, on either database: accepted is seen, sealed or not, once."""

import time

import msgspec
import polars as pl
import pytest

from hanhtrinh.app.live.registry import LiveRegistry
from hanhtrinh.app.sealing import seal_all
from hanhtrinh.bootstrap import living
from hanhtrinh.bootstrap.metering import Tails
from hanhtrinh.events.event import Merged, Message
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.ports.accounts import Space
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store import live_history
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.frames import newest_generation, open_frame
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.known_facts import known_of
from hanhtrinh.store.lake_compaction import compact
from hanhtrinh.store.lake_writer import append
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.sealing import SqlSealing
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.store.writable import WritableWorkspace
from hanhtrinh.web.metrics import Metrics
from tests.unit.app.live.test_maps import JOURNEY

ALL = MapQuestion()
SPACE = Space(id="w", slug="w", name="W", folder="space")


class Server:
    """The parts of a server that living maps are made of."""

    def __init__(self, home, url, database):
        self.home, self.database = home, database
        self.settings = ServerSettings(home=home, database_url=url)
        self.store = WritableWorkspace.of(Workspace.create(home / SPACE.folder))
        SqlAccounts(database).add_space(SPACE, 0)
        self.inbox, self.sealing = SqlInbox(database), SqlSealing(database)
        self.sent = 0
        self.registry = self.start()

    def start(self) -> LiveRegistry:
        tails = Tails(Metrics(), lambda: time.time_ns() // 1_000)
        return living.registry(self.settings, self.database, self.inbox, tails)

    def restart(self):
        self.registry.close()
        self.registry = self.start()

    def send(self, event, **body):
        self.sent += 1
        text = msgspec.json.encode({"event": event, **body})
        at = time.time_ns() // 1_000
        key = (self.sent * 0x9E3779B97F4A7C15 % 2**64).to_bytes(8, "big") + self.sent.to_bytes(8, "big")
        message = Message(key=key, kind="track", source="web", received_at=at, sent_at=None, body=text)
        assert self.inbox.put("w", [message]).result(30).new == 1

    def seal(self):
        seal_all("w", self.store, self.sealing, now=0)

    def told(self):
        """Return (people, events, completed) of the map, after a tick."""
        maps = self.registry.of(SPACE)
        maps.tick()
        found = maps.readings(JOURNEY, ALL)
        return found.people, found.events, found.completed


@pytest.fixture
def live(url, tmp_path):
    """A server over each kind of database."""
    database = Database.at(tmp_path, url)
    migrate(database)
    made = Server(tmp_path, url, database)
    yield made
    made.registry.close()
    made.inbox.close()
    database.close()


def test_an_event_is_seen_once_from_acceptance_to_restart(live):
    """Waiting, sealed, after a restart and on another base: the same numbers."""
    assert live.told() == (0, 0, 0)
    live.send("a", anonymousId="d1")
    assert live.told() == (1, 1, 0)
    live.send("b", anonymousId="d1", userId="lan")
    assert live.told() == (1, 2, 1)
    live.seal()
    assert live.told() == (1, 2, 1)
    live.send("a", userId="minh")
    live.restart()
    assert live.told() == (2, 3, 1)
    live.registry.of(SPACE).rebase()
    assert live.told() == (2, 3, 1)
    live.seal()
    assert live.told() == (2, 3, 1)


def test_a_merge_by_the_team_joins_and_its_undoing_parts(live):
    """A fact that comes past the inbox is taken in as well."""
    live.send("a", userId="lan")
    live.send("b", userId="minh")
    live.seal()
    assert live.told() == (2, 2, 1)
    people = SqlPeople(live.database)
    people.keep("w", [Merged(merge="m", into="lan", person="minh", at=1, by="ha")])
    assert live.told() == (1, 2, 1)
    people.keep("w", [Merged(merge="m", into="lan", person="minh", at=1, by="ha", undone=True)])
    assert live.told() == (2, 2, 1)


def rows(first, count):
    """Return lake rows of an import, of people of their own."""
    ids = [(first + i).to_bytes(16, "big") for i in range(count)]
    return pl.DataFrame(
        {
            "id": ids,
            "person": [f"p{first + i}" for i in range(count)],
            "time": pl.Series([10**15] * count).cast(LAKE_SCHEMA["time"]),
            "event": ["a"] * count,
            "source": ["file"] * count,
        }
    )


def test_what_others_do_to_the_lake_is_seen(live):
    """An import by another process, files joined into larger ones, a source replaced: each is told as it is."""
    live.send("a", userId="lan")
    live.told()
    for i in range(30):
        append(live.store.lake, iter([rows(100 + i, 1)]), schema={}, now=0)
    assert live.told()[:2] == (31, 31)
    assert compact(live.store.lake, 0)
    assert live.told()[:2] == (31, 31)
    maps = live.registry.of(SPACE)
    assert not maps.outgrown()
    append(live.store.lake, iter([rows(500, 2)]), schema={}, now=0, replace_source="file")
    maps.tick()
    assert maps.outgrown()
    maps.rebase()
    assert live.told()[:2] == (3, 3)


def test_a_large_base_is_built_by_a_child(live, monkeypatch):
    """The child reads the same database and leaves a generation; when it cannot, the old one serves on."""
    monkeypatch.setattr(live_history, "BUILT_HERE_ROWS", 0)
    live.send("a", anonymousId="d1")
    live.send("b", anonymousId="d1", userId="lan")
    live.seal()
    assert live.told() == (1, 2, 1)
    found = newest_generation(Workspace.open(live.store.path))
    assert found.frame.people.to_list() == ["lan"]
    assert found.facts > 0
    with live.store.building_frame(), pytest.raises(Exception, match="ended with code"):
        live.registry.of(SPACE).rebase()
    assert live.told() == (1, 2, 1)


def test_a_command_knows_who_is_who(live):
    """A map drawn from the folder counts a device and its user as one person, as the server does."""
    live.send("b", anonymousId="d1", userId="lan")
    live.send("a", anonymousId="d1")
    live.seal()
    if not live.database.sqlite:
        pytest.skip("facts in PostgreSQL are not in the folder")
    workspace = Workspace.open(live.store.path)
    assert open_frame(workspace, known=known_of(workspace)).people.to_list() == ["lan"]
    assert live.told() == (1, 2, 1)
    assert newest_generation(workspace).frame.generation == live.registry.of(SPACE).parts().base.generation
