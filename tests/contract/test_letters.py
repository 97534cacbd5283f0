"""Letters, wishes, alarms and reminders are kept alike on SQLite and PostgreSQL, and each is told once."""

import threading

import pytest
from msgspec.structs import replace

from hanhtrinh.measures.control_chart import Chart, Charted
from hanhtrinh.measures.drift import Drift, Side
from hanhtrinh.measures.results import Interval
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.drifting import Alarm
from hanhtrinh.ports.mail import Letter
from hanhtrinh.ports.reviewing import Reminder
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.drifts import SqlAlarms
from hanhtrinh.store.mails import SqlOutbox, SqlWishes
from hanhtrinh.store.reviews import SqlReviews

HOUR = 3_600_000_000


@pytest.fixture
def database(both):
    """A database with two workspaces."""
    for name in ("w", "v"):
        SqlAccounts(both).add_space(Space(id=name, slug=name, name=name, folder=f"spaces/{name}"), 1)
    return both


def letter(name="a", due=10, **given):
    """Return a letter."""
    values = {
        "workspace": "w",
        "kind": "drift",
        "to": "lan@example.com",
        "lang": "vi",
        "subject": "Lệch",
        "text": "chữ",
    }
    return Letter(id=name, created_at=1, due_at=due, **{**values, **given})


def drift(value=0.24, what="drop_off"):
    """Return a drift with its chart."""
    side = Side(value=value, n=80, interval=Interval(low=value - 0.05, high=value + 0.05, method="wilson"))
    day = Charted(day=2, n=80, value=value, average=value, low=0.3, high=0.32)
    return Drift(what=what, step="pay", since=2, before=replace(side, value=0.31), after=side,
                 chart=Chart(centre=0.31, dispersion=1.0, days=(day,), ratio=2.0, since=2))  # fmt: skip


def alarm(name="x", **given):
    """Return an alarm."""
    values = {"workspace": "w", "journey": "shop", "drift": drift(), "opened_at": 5, "changed_at": 5}
    return Alarm(id=name, **{**values, **given})


def test_a_letter_is_kept_once_and_claimed_by_one(database):
    """A letter put twice is kept once; whoever claims it has it alone until the lease is over, then it is due again."""
    outbox = SqlOutbox(database)
    assert outbox.put([letter(stop="secret"), letter("later", due=99)]) == 2
    assert outbox.put([letter()]) == 0
    first = outbox.claim(10, 50)
    assert [(one.id, one.stop, one.text, one.tries) for one in first] == [("a", "secret", "chữ", 1)]
    assert outbox.claim(49, 90) == []
    assert [(one.id, one.tries) for one in outbox.claim(50, 90)] == [("a", 2)]


def test_workspaces_take_turns(database):
    """A workspace that writes to thousands keeps no other's letters waiting; within each the oldest goes first."""
    outbox = SqlOutbox(database)
    outbox.put([letter(f"w{i}", due=i) for i in range(6)])
    outbox.put([letter("v0", due=8, workspace="v"), letter("v1", due=9, workspace="v")])
    assert [one.id for one in outbox.claim(10, 50, limit=4)] == ["w0", "v0", "w1", "v1"]


def test_many_carriers_share_the_letters(database):
    """However many claim at once, every letter is in one hand."""
    outbox = SqlOutbox(database)
    outbox.put([letter(f"l{i:02}") for i in range(20)])
    got = []

    def claim():
        while found := outbox.claim(10, 50, limit=3):
            got.extend(one.id for one in found)

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [f"l{i:02}" for i in range(20)]


def test_what_was_carried_keeps_no_words(database):
    """Carried and given-up letters are known by their subject; their words and stopping secret are gone."""
    outbox = SqlOutbox(database)
    outbox.put([letter("a", stop="one"), letter("b", stop="two"), letter("c", workspace="v")])
    outbox.claim(10, 50)
    outbox.carried("a", 20)
    outbox.give_up("b", 21, "refused_550")
    outbox.put_off("c", 70, "unreachable")
    assert {(one.id, one.state, one.error) for one in outbox.newest("w")} == {
        ("a", "sent", ""), ("b", "dead", "refused_550"),
    }  # fmt: skip
    assert [(one.state, one.due_at, one.error) for one in outbox.newest("v")] == [("waiting", 70, "unreachable")]
    assert outbox.claim(60, 90) == []
    assert (outbox.carried_since("w", 20), outbox.carried_since("w", 21)) == (1, 0)
    assert outbox.of_stop("one") == ("w", "lan@example.com", "drift")
    assert outbox.of_stop("") is None
    assert outbox.of_stop("three") is None
    assert outbox.sweep(before=100) == 2
    assert [one.id for one in outbox.claim(70, 90)] == ["c"]


def test_wishes_are_an_addresss_own(database):
    """What one address wants says nothing of another address or workspace; capitals make no other address."""
    wishes = SqlWishes(database)
    wishes.set("w", "Lan@example.com", {"drift": "none"})
    wishes.set("w", "lan@example.com", {"drift": "at_once", "review": "none"})
    assert wishes.said("w", "LAN@example.com") == {"drift": "at_once", "review": "none"}
    assert wishes.said("v", "lan@example.com") == {}
    assert wishes.said("w", "minh@example.com") == {}


def test_an_alarm_is_kept_with_its_letters(database):
    """A new alarm and the letter about it are there together; it opens, is acknowledged once, and closes."""
    alarms, outbox = SqlAlarms(database), SqlOutbox(database)
    alarms.keep([alarm()], [letter()])
    assert alarms.open_of("w", "shop") == [alarm()]
    assert alarms.open_of("v", "shop") == []
    assert [one.id for one in outbox.claim(10, 20)] == ["a"]
    assert alarms.acknowledge("w", "x", "minh", 9, 0.24)
    assert not alarms.acknowledge("w", "x", "lan", 10, 0.24)
    assert not alarms.acknowledge("v", "x", "lan", 10, 0.24)
    seen = alarms.get("w", "x")
    assert (seen.acknowledged_by, seen.seen_value, seen.asks) == ("minh", 0.24, False)
    alarms.keep([replace(seen, closed_at=11)])
    assert alarms.open_of("w", "shop") == []
    assert [one.id for one in alarms.between("w", 5, 6)] == ["x"]
    alarms.forget("w", "shop")
    assert alarms.get("w", "x") is None


def test_a_look_is_one_processs(database):
    """A journey is looked at by one process an hour, whichever asks first."""
    alarms = SqlAlarms(database)
    assert alarms.take_turn("w", "shop", 10 * HOUR, 9 * HOUR)
    assert not alarms.take_turn("w", "shop", 10 * HOUR, 9 * HOUR)
    assert alarms.take_turn("w", "shop", 11 * HOUR, 10 * HOUR)
    assert alarms.looked_at("w", "shop") == 11 * HOUR
    assert not alarms.take_turn("gone", "shop", 1, 0)


def test_a_digest_goes_out_once_a_day(database):
    """The digest of a day is kept once for an address, with its letter; that of an earlier day comes no more."""
    alarms, outbox = SqlAlarms(database), SqlOutbox(database)
    assert alarms.take_digest("w", "lan@example.com", "2026-11-22", [letter("one")])
    assert not alarms.take_digest("w", "lan@example.com", "2026-11-22", [letter("two")])
    assert not alarms.take_digest("w", "lan@example.com", "2026-11-21", [letter("old")])
    assert alarms.take_digest("w", "lan@example.com", "2026-11-23", [letter("next")])
    assert (alarms.digested("w"), alarms.digested("v")) == ({"lan@example.com": "2026-11-23"}, {})
    assert [one.id for one in outbox.claim(10, 20)] == ["next", "one"]


def test_a_reminder_is_told_once(database):
    """Of two who read the same reminder, one tells it; the other one's letter is not kept."""
    reviews, outbox = SqlReviews(database), SqlOutbox(database)
    first, second = Reminder("2026-11-22", 1, 70), Reminder("2026-11-22", 2, 80)
    assert reviews.tell("w", "shop", None, first, [letter("one")])
    assert not reviews.tell("w", "shop", None, first, [letter("again")])
    assert reviews.tell("w", "shop", first, second, [letter("two")])
    assert not reviews.tell("w", "shop", first, second, [letter("twice")])
    assert reviews.reminder("w", "shop") == second
    assert reviews.reminder("v", "shop") is None
    assert [one.id for one in outbox.claim(10, 20)] == ["one", "two"]


def test_what_is_put_off_is_put_off_per_step(database):
    """A step is asked about later by the newest word; a journey that is gone is forgotten."""
    reviews = SqlReviews(database)
    reviews.put_off("w", "shop", "pay", 10)
    reviews.put_off("w", "shop", "pay", 20)
    reviews.put_off("w", "other", "pay", 30)
    assert reviews.put_offs("w", "shop") == {"pay": 20}
    reviews.forget("w", "shop")
    assert (reviews.put_offs("w", "shop"), reviews.put_offs("w", "other")) == ({}, {"pay": 30})
