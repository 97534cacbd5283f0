"""Whose word counts: what is kept, held in memory and told of people, against going through all that was ever said."""

import json
from itertools import count

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.app.people.knowing import Knowing
from hanhtrinh.app.people.persons import traits_of
from hanhtrinh.collect import understand
from hanhtrinh.events.event import UNPROVEN, Consent, Message, Traits
from hanhtrinh.journey.rules import text_of
from hanhtrinh.people.said import consent_of, held
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.proofs import IdentitySecret
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.proofs import SqlProofs
from hanhtrinh.store.sealing_secrets import SecretBox
from hanhtrinh.store.sql.database import FILE, Database
from tests.contract.conftest import migrated_file
from tests.oracles import identity_twin

RAWS, NAMES = ["an", "bình", "~d"], ["plan", "email"]
NUMBER = count()
MESSAGES = st.builds(
    lambda user, device, traits, consent, proven, at: {
        "user": user, "device": device or user is None, "traits": traits, "consent": consent, "proven": proven,
        "at": 1_000_000_000_000_000 + at,
    },
    st.sampled_from(["an", "bình", None]), st.booleans(),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["a", "b", 3.0, None]), max_size=2),
    st.dictionaries(st.sampled_from(["ads", "mail"]), st.booleans(), max_size=2),
    st.booleans(), st.integers(0, 6),
)  # fmt: skip
WORDS = st.builds(
    lambda user, yes, plan, proven, at: {
        "user": user, "device": user is None, "traits": {"plan": "a"} if plan else {}, "consent": {"ads": yes},
        "proven": proven, "at": 1_000_000_000_000_000 + at,
    },
    st.sampled_from(["an", "an", None]), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 3),
)  # fmt: skip
DEEDS = st.lists(st.sampled_from(["arrive", "arrive", "seal", "look", "prove"]), max_size=30)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A database; each example has a workspace of its own in it."""
    home = tmp_path_factory.mktemp("origins")
    (home / FILE).write_bytes(migrated_file())
    made = Database.at(home)
    yield made
    made.close()


def workspace(database):
    """Return the name of a fresh workspace."""
    name = f"w{next(NUMBER)}"
    SqlAccounts(database).add_space(Space(id=name, slug=name, name=name, folder=name), 1)
    return name


def message(number, said):
    """Return what a page or a server says as an accepted message."""
    body = {"userId": said["user"], "anonymousId": "d" if said["device"] else None, "traits": said["traits"],
            "context": {"consent": {"categoryPreferences": said["consent"]}}}  # fmt: skip
    given = json.dumps({name: value for name, value in body.items() if value is not None}).encode()
    return Message(key=number.to_bytes(16, "big"), kind="identify", source="web", received_at=said["at"], sent_at=None,
                   body=given, flags=0 if said["proven"] else UNPROVEN)  # fmt: skip


def newest(facts, rank):
    """Return the newest of some (instant, value), None where there is none."""
    return max(facts, key=lambda one: (one[0], rank(one[1])), default=None)


def prove(database, space, home):
    """Let a workspace begin to prove identities, with a secret that ends at once."""
    secret = IdentitySecret(id=f"s{next(NUMBER)}", workspace=space, key="k", created_by="lan", created_at=1, ends_at=2)
    SqlProofs(database, SecretBox(home)).add(secret, "hi_a", 2)


def twin(facts, *, proving):
    """Return what holds of everybody: of each raw id the newest word of either kind; of those, where the workspace is
    proving identities, what is proven first.
    """
    found = {}
    for name in NAMES:
        words = {}
        for raw in RAWS:
            for proven in (False, True):
                mine = [f for f in facts if isinstance(f, Traits) and (f.person, f.proven) == (raw, proven)]
                word = newest([(f.at, f.values[name]) for f in mine if name in f.values], msgspec.json.encode)
                if word is not None:
                    words.setdefault(identity_twin.person_of(facts, raw, word[0]), []).append((proven, *word))
        for person, said in words.items():
            best = max(
                said, key=lambda one: (one[0] and proving, one[1], "" if one[2] is None else text_of(one[2]), one[0])
            )
            found.setdefault(person, {})[name] = best
    return found


@settings(deadline=None, max_examples=40)
@given(st.lists(MESSAGES, max_size=8), DEEDS)
def test_what_is_held_is_what_a_rebuild_finds(database, tmp_path_factory, said, deeds):
    """Whatever waits, is sealed, or was looked at in between: from the first secret on a proven word is never covered
    by one that is not; before it the newest holds.
    """
    space, people = workspace(database), SqlPeople(database)
    coming = [message(number, one) for number, one in enumerate(said)]
    arrived, sealed = [], 0
    live = Knowing(people, space, "UTC", lambda mark, most: (arrived[mark:], len(arrived)))
    for done, deed in enumerate([*deeds, *["arrive"] * len(said), "look", "seal", "look"]):
        if deed == "arrive" and coming:
            arrived.append(coming.pop(0))
        elif deed == "seal":
            people.keep(space, [fact for one in arrived[sealed:] for fact in understand(one).facts])
            sealed = len(arrived)
        elif deed == "prove":
            prove(database, space, tmp_path_factory.getbasetemp())
        elif deed == "look":
            facts = [fact for one in arrived for fact in understand(one).facts]
            expected = {
                person: {name: text_of(value) for name, (_, _, value) in traits.items() if value is not None}
                for person, traits in twin(facts, proving="prove" in deeds[:done]).items()
            }
            waiting = arrived[sealed:]
            rebuilt = Knowing(people, space, "UTC", lambda mark, most, left=waiting: (left[mark:], len(left)))
            for person in {*RAWS, *expected}:
                assert traits_of(live.now(), person) == expected.get(person, {})
                assert traits_of(rebuilt.now(), person) == expected.get(person, {})
    kept = people.known_of(space, RAWS)
    now, proving = live.now(), "prove" in deeds
    assert now.proving == proving
    for person, traits in held(now.said(kept, RAWS), now.identities.person_of, proving=proving).items():
        for name, one in traits.items():
            assert (one.proven, one.at, one.value) == twin(facts, proving=proving)[person][name]


@settings(deadline=None, max_examples=100)
@given(st.lists(WORDS, min_size=1, max_size=6), st.sampled_from([["an"], ["an", "~d"], ["~d"]]))
def test_consent_stands_as_going_through_every_word_says(database, said, raws):
    """With anything proven a yes must be, and a no counts until a proven yes; without, the newest word counts."""
    space, people = workspace(database), SqlPeople(database)
    facts = [fact for number, one in enumerate(said) for fact in understand(message(number, one)).facts]
    people.keep(space, facts)
    stands = consent_of(raws, [one.consents for one in people.known_of(space, raws)])
    mine = [fact for fact in facts if isinstance(fact, Traits | Consent) and fact.person in raws]
    strict = raws != ["~d"] and any(f.proven and (f.values if isinstance(f, Traits) else f.categories) for f in mine)
    words = [(f.at, f.categories["ads"], f.proven) for f in mine if isinstance(f, Consent)]
    counted = [word for word in words if word[2] or not word[1]] if strict else words
    last = newest([(at, yes) for at, yes, _ in counted], lambda yes: not yes)
    assert stands.keys() == {"ads" for _ in words}
    if words:
        assert stands["ads"].allowed == (None if last is None else last[1])
