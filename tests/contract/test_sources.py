"""Sources, keys, their counts and the audit log keep their promises on both databases."""

from concurrent.futures import Future

import msgspec
import pytest
from sqlalchemy import select

from hanhtrinh.access import Actor, Right
from hanhtrinh.errors import InputError
from hanhtrinh.events.event import Message
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Receipt, Refusal
from hanhtrinh.ports.sources import QUARTER, Key, Source, SourceSettings
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.activity import KEPT_QUARTERS, CountingInbox, SqlActivities
from hanhtrinh.store.audit import SqlAudit
from hanhtrinh.store.sources import SqlSources
from hanhtrinh.store.sql.tables.accounts import audit
from hanhtrinh.store.sql.tables.sources import keys

NOON = 1_795_348_800_000_000
WHOLE = "hs_0123456789abcdef"


@pytest.fixture
def database(both):
    """A database with two workspaces."""
    accounts = SqlAccounts(both)
    for name in ("nha-may", "tiem-khac"):
        accounts.add_space(Space(id=name, slug=name, name=name, folder=name), NOON)
    return both


def source(key: str = "web", workspace: str = "nha-may", **more) -> Source:
    return Source(workspace=workspace, key=key, name="Cửa hàng", platform="html", created_at=NOON, **more)


def a_key(kind: str = "secret", workspace: str = "nha-may", id: str = "k1", **more) -> Key:
    given = {"name": "Máy quét", "source": None, "shown": WHOLE[:8], "scopes": frozenset({Right.LOG_CONTACTS})} | more
    return Key(id=id, workspace=workspace, kind=kind, created_by="lan", created_at=NOON, **given)


def message(source: str = "web", at: int = NOON, key: bytes = b"0" * 16) -> Message:
    return Message(key=key, kind="track", source=source, received_at=at, sent_at=None, body=b"{}")


def test_sources_are_kept_by_workspace(database) -> None:
    """What is kept comes back whole, in its own workspace only; a key is taken once."""
    store = SqlSources(database)
    kept = source(settings=SourceSettings(origins=("https://shop.vn",), needs_consent=True))
    store.add_source(kept)
    store.add_source(source(workspace="tiem-khac"))
    assert store.sources("nha-may") == [kept]
    assert store.source("tiem-khac", "web") != kept
    with pytest.raises(InputError):
        store.add_source(source())
    changed = msgspec.structs.replace(kept, name="Khác", settings=SourceSettings(count_bots=True))
    store.change_source(changed)
    assert store.source("nha-may", "web") == changed
    assert store.source("tiem-khac", "web") == source(workspace="tiem-khac")


def test_a_secret_key_acts_until_it_is_revoked(database) -> None:
    """The whole key gives an actor with its scopes in its workspace; nothing stored gives the key away."""
    store = SqlSources(database)
    store.add_key(a_key(), WHOLE)
    actor = store.actor_of_secret_key(WHOLE)
    assert actor == Actor(kind="key", id="k1", name="Máy quét", rights={"nha-may": frozenset({Right.LOG_CONTACTS})})
    assert store.actor_of_secret_key(WHOLE + "0") is None
    with database.reading() as connection:
        assert WHOLE not in str(connection.execute(select(keys)).all())
    assert not store.revoke_key("tiem-khac", "k1", NOON)
    assert store.revoke_key("nha-may", "k1", NOON)
    assert not store.revoke_key("nha-may", "k1", NOON)
    assert store.actor_of_secret_key(WHOLE) is None
    assert store.keys("nha-may")[0].revoked_at == NOON


def test_a_write_key_stands_for_its_source(database) -> None:
    """It opens no more than that: it is no secret key, and a secret key is no write key."""
    store = SqlSources(database)
    store.add_source(source(settings=SourceSettings(keep_addresses=True)))
    store.add_key(a_key("write", id="w1", source="web", shown="hw_1", scopes=frozenset()), "hw_1")
    store.add_key(a_key(), WHOLE)
    sender = store.sender("hw_1")
    assert (sender.workspace, sender.source, sender.settings.keep_addresses) == ("nha-may", "web", True)
    assert store.actor_of_secret_key("hw_1") is None
    assert store.sender(WHOLE) is None
    assert store.sender("") is None
    store.revoke_key("nha-may", "w1", NOON)
    assert store.sender("hw_1") is None


def test_deeds_are_written_down(database) -> None:
    """The audit log holds who did what, when, with its details."""
    SqlAudit(database, lambda: NOON).note(Actor(kind="user", id="lan"), "nha-may", "source.added", "web", {"n": 1})
    with database.reading() as connection:
        row = connection.execute(select(audit)).one()
    assert (row.workspace, row.at, row.actor_kind, row.actor) == ("nha-may", NOON, "user", "lan")
    assert (row.action, row.object, row.details) == ("source.added", "web", '{"n":1}')


def test_counts_add_up(database) -> None:
    """By source, ever and by quarter of an hour; another process adds to the same rows."""
    first, second = SqlActivities(database), SqlActivities(database)
    first.add("nha-may", {"web": 5}, {"web": 1}, NOON)
    first.add("nha-may", {"web": 2}, {}, NOON + QUARTER)
    second.add("nha-may", {"pos": 1}, {}, NOON)
    second.add("nha-may", {"web": 3}, {}, NOON - 10 * QUARTER)
    second.add("tiem-khac", {"web": 9}, {}, NOON)
    second.flush()
    found = first.of("nha-may", NOON - QUARTER)
    web = found["web"]
    assert (web.accepted, web.refused, web.last_at) == (10, 1, NOON + QUARTER)
    assert web.quarters == {NOON // QUARTER: (5, 1), NOON // QUARTER + 1: (2, 0)}
    assert found["pos"].accepted == 1
    assert found.keys() == {"web", "pos"}
    first.add("nha-may", {"web": 1}, {}, NOON + (KEPT_QUARTERS + 2) * QUARTER)
    later = first.of("nha-may", 0)["web"]
    assert later.accepted == 11
    assert len(later.quarters) == 1
    first.close()
    second.close()


class Recording:
    """An inbox that answers as it is told."""

    def __init__(self, answer: Receipt | Exception) -> None:
        self.answer = answer

    def put(self, workspace, messages, refused=()):
        future: Future[Receipt] = Future()
        if isinstance(self.answer, Exception):
            future.set_exception(self.answer)
        else:
            future.set_result(self.answer)
        return future


def test_only_what_became_durable_is_counted(database) -> None:
    """Messages known already and calls that failed count nothing."""
    activities = SqlActivities(database)
    refusal = Refusal("web", "collect.no_event", {}, b"", NOON)
    CountingInbox(Recording(Receipt(2, 1)), activities).put("nha-may", [message()] * 3, [refusal])
    CountingInbox(Recording(OSError()), activities).put("nha-may", [message()] * 50)
    web = activities.of("nha-may", 0)["web"]
    assert (web.accepted, web.refused) == (2, 1)
    activities.close()


def test_counts_of_a_workspace_that_is_gone_are_dropped(database) -> None:
    """They hold nothing up."""
    activities = SqlActivities(database)
    activities.add("gone", {"web": 1}, {}, NOON)
    activities.flush()
    activities.add("nha-may", {"web": 1}, {}, NOON)
    assert activities.of("nha-may", 0)["web"].accepted == 1
    activities.close()
