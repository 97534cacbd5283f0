"""What is kept of people, on every database."""

import itertools
import random

import pytest

from hanhtrinh.events.event import Aliased, Consent, Identified, Merged, Traits
from hanhtrinh.people.identity import fold
from hanhtrinh.people.said import Consents
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.people import Export, SavedSegment
from hanhtrinh.ports.proofs import IdentitySecret
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.proofs import SqlProofs
from hanhtrinh.store.sealing_secrets import SecretBox

HOUR = 3600 * 10**6


@pytest.fixture
def people(both):
    accounts = SqlAccounts(both)
    for key in ("nha-may", "tiem-khac"):
        accounts.add_space(Space(id=key, slug=key, name=key, folder=key), 1)
    return SqlPeople(both)


def test_facts_come_back_as_they_were_kept_once_each(people):
    """Keeping the same facts again changes nothing, and another workspace sees none of them."""
    facts = [
        Identified(anonymous="~máy-1", known="lan@x.vn", at=5),
        Aliased(previous="tạm", known="lan@x.vn", at=6),
        Merged(merge="m", into="lan@x.vn", person="hà", at=7, by="minh"),
        Merged(merge="m", into="lan@x.vn", person="hà", at=8, by="minh", undone=True),
    ]
    people.keep("nha-may", facts)
    people.keep("nha-may", reversed(facts))
    found, mark = people.facts("nha-may")
    assert sorted(map(repr, found)) == sorted(map(repr, facts))
    assert people.facts("nha-may", mark) == ([], mark)
    assert people.facts("tiem-khac") == ([], 0)
    assert people.merges("nha-may") == [fact for fact in found if isinstance(fact, Merged)]


def test_the_latest_instant_wins_whatever_the_order(people):
    """Traits and consent are kept by name; an older fact that arrives late changes only what nobody said later."""
    facts = [
        Traits(person="an", values={"city": "Huế", "age": 30.0}, at=2),
        Traits(person="an", values={"city": "Đà Nẵng", "vip": True}, at=3),
        Traits(person="an", values={"age": None}, at=4),
        Consent(person="an", categories={"ads": True}, at=2),
        Consent(person="an", categories={"ads": False}, at=3),
    ]
    for order in itertools.islice(itertools.permutations(facts), 0, 120, 17):
        people.keep("nha-may", order)
    (known,) = people.known_of("nha-may", ["an", "không có"])
    assert known.proven == {"city": ("Đà Nẵng", 3), "vip": (True, 3), "age": (None, 4)}
    assert known.consents.proven == {"ads": (False, 3)}


def test_what_nobody_vouched_for_is_kept_beside(people, both, tmp_path):
    """In any order: neither takes the other's place, and a refusal stays known beside a later yes. Of a company the
    newest holds, and what is vouched for once the workspace made an identity secret.
    """
    facts = [
        Traits(person="an", values={"plan": "gold"}, at=2),
        Traits(person="an", values={"plan": "silver", "city": "Huế"}, at=9, proven=False),
        Traits(person="an", values={"plan": "bronze"}, at=8, proven=False),
        Consent(person="an", categories={"ads": True}, at=2),
        Consent(person="an", categories={"ads": False}, at=3, proven=False),
        Consent(person="an", categories={"ads": True}, at=4, proven=False),
        Traits(person="an", values={"plan": "pro"}, at=1, account="acme"),
        Traits(person="an", values={"plan": "free", "seats": 3.0}, at=5, account="acme", proven=False),
    ]
    for order in itertools.islice(itertools.permutations(facts), 0, 40_320, 6_151):
        people.keep("nha-may", order)
    (known,) = people.known_of("nha-may", ["an"])
    assert known.proven == {"plan": ("gold", 2)}
    assert known.traits == {"plan": ("silver", 9), "city": ("Huế", 9)}
    assert known.consents == Consents({"ads": (True, 4)}, {"ads": (False, 3)}, {"ads": (True, 2)}, vouched=True)
    assert (people.proves("nha-may"), people.proves("tiem-khac")) == (False, False)
    assert people.account("nha-may", "acme") == {"plan": ("free", 5), "seats": (3.0, 5)}
    secret = IdentitySecret(id="a", workspace="nha-may", key="k", created_by="lan", created_at=1, ends_at=2)
    SqlProofs(both, SecretBox(tmp_path)).add(secret, "hi_a", 2)
    assert (people.proves("nha-may"), people.proves("tiem-khac")) == (True, False)
    assert people.account("nha-may", "acme") == {"plan": ("pro", 1), "seats": (3.0, 5)}


def test_readers_ask_for_what_is_newer(people):
    """A change carries a growing mark; saying the same again is no change."""
    people.keep("nha-may", [Traits(person="an", values={"a": "1"}, at=1)])
    (first,) = people.known("nha-may")
    people.keep("nha-may", [Traits(person="an", values={"a": "1"}, at=1)])
    assert list(people.known("nha-may", first.change)) == []
    people.keep("nha-may", [Traits(person="bình", values={"a": "1"}, at=1)])
    assert [known.raw for known in people.known("nha-may", first.change)] == ["bình"]


def test_what_is_said_of_an_account_is_the_accounts(people):
    """A company's traits do not become those of the person who brought them."""
    people.keep("nha-may", [Traits(person="an", values={"plan": "pro"}, at=1, account="acme")])
    assert people.account("nha-may", "acme") == {"plan": ("pro", 1)}
    assert list(people.known("nha-may")) == []


def test_identifications_with_every_click_are_thinned_without_changing_who_is_who(people):
    """A device in one hand leaves a fact or two; a shared one keeps every change of hands."""
    facts = [Identified(anonymous="~d", known="an", at=i * HOUR // 10) for i in range(200)]
    facts += [Identified(anonymous="~d", known="bình", at=30 * HOUR)]
    facts += [Identified(anonymous="~d", known="an", at=(31 + i) * HOUR) for i in range(5)]
    shuffled = random.Random(1).sample(facts, len(facts))
    for start in range(0, len(shuffled), 20):
        people.keep("nha-may", shuffled[start : start + 20])
    kept, _ = people.facts("nha-may")
    assert len(kept) <= 6
    for time in range(-HOUR, 40 * HOUR, HOUR // 3):
        assert fold(kept).person_of("~d", time) == fold(facts).person_of("~d", time)


def test_segments_are_kept_replaced_and_forgotten(people):
    """A segment is known by its key."""
    first = SavedSegment(key="vip", name="Khách quý", rule={"trait": {"vip": True}}, created_by="lan", created_at=1)
    people.save_segment("nha-may", first)
    second = SavedSegment(key="vip", name="VIP", rule={"trait": {"vip": "x"}}, created_by="lan", created_at=1)
    people.save_segment("nha-may", second)
    assert people.segments("nha-may") == [second]
    people.remove_segment("nha-may", "vip")
    assert people.segments("nha-may") == []


def test_exports_speak_of_people_by_digest(people):
    """The list of exports says whom a file was about without naming them; workspaces have salts of their own."""
    digests = people.digests("nha-may", ["an@x.vn"])
    assert digests == people.digests("nha-may", ["an@x.vn"]) != people.digests("tiem-khac", ["an@x.vn"])
    people.note_export("nha-may", Export(id="e", at=3, by="lan", what="person.json", people=digests))
    assert people.exports("nha-may") == [Export(id="e", at=3, by="lan", what="person.json", people=digests)]


def test_what_was_proven_once_stays_so(people):
    """Whether anybody vouched for a device's user is kept; what is proven later replaces what was not."""
    here, device = "nha-may", "~d"
    unproven = [Identified(anonymous=device, known="an", at=i * HOUR, proven=False) for i in range(4)]
    people.keep(here, [*unproven, Identified(anonymous="~e", known="an", at=5, proven=False)])
    assert {(one.anonymous, one.proven) for one in people.facts(here)[0]} == {("~d", False), ("~e", False)}
    people.keep(here, [Identified(anonymous=device, known="an", at=2 * HOUR)])
    people.keep(here, [Identified(anonymous=device, known="bình", at=9 * HOUR, proven=False)])
    people.keep(here, [Identified(anonymous=device, known="an", at=4 * HOUR, proven=False)])
    found = sorted((one.anonymous, one.known, one.at // HOUR, one.proven) for one in people.facts(here)[0])
    assert found == [("~d", "an", 0, True), ("~d", "an", 4, True), ("~d", "bình", 9, False), ("~e", "an", 0, False)]
