"""What proves identities is kept on both databases: secrets encrypted, addresses by who vouched for them."""

import pytest
from sqlalchemy import insert, select, text

from hanhtrinh.collect.proving import Proof
from hanhtrinh.events.event import Consent, Traits
from hanhtrinh.people.said import consent_of, held
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.proofs import IdentitySecret
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.proofs import SqlProofs
from hanhtrinh.store.sealing_secrets import SecretBox
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.sql.tables.people import traits
from hanhtrinh.store.sql.tables.proofs import identity_secrets

NOON = 1_795_348_800_000_000


def in_two_workspaces(database):
    """Return a database with two workspaces."""
    for name in ("nha-may", "tiem-khac"):
        SqlAccounts(database).add_space(Space(id=name, slug=name, name=name, folder=name), NOON)
    return database


def secret(id, key="k", workspace="nha-may", at=1):
    """Return a secret's row."""
    return IdentitySecret(id=id, workspace=workspace, key=key, created_by="lan", created_at=at)


def test_secrets_overlap_and_end(both, tmp_path):
    """A new secret leaves the others their time, never more than they had; each key has its own."""
    store = SqlProofs(in_two_workspaces(both), SecretBox(tmp_path))
    store.add(secret("a", at=1), "hi_a", 10)
    store.add(secret("b", at=2), "hi_b", 20)
    store.add(secret("c", at=3), "hi_c", 30)
    store.add(secret("d", "other"), "hi_d", 5)
    assert sorted(store.of("nha-may", "k"), key=str) == sorted(
        [Proof("hi_a", 20), Proof("hi_b", 30), Proof("hi_c")], key=str
    )
    assert store.of("tiem-khac", "k") == ()
    assert store.end("nha-may", "k", 25) == 1
    assert [(one.id, one.ends_at) for one in store.all("nha-may") if one.key == "k"] == [
        ("a", 20), ("b", 25), ("c", None),
    ]  # fmt: skip
    with both.reading() as connection:
        assert not any("hi_" in kept for kept in connection.execute(select(identity_secrets.c.secret)).scalars())
    (tmp_path / "elsewhere").mkdir()
    assert SqlProofs(both, SecretBox(tmp_path / "elsewhere")).of("nha-may", "k") == ()


def test_the_newest_proven_address_counts(both):
    """In whatever order they come; what nobody proved, and other workspaces' people, are no address."""
    people = SqlPeople(in_two_workspaces(both))

    def says(at, value, person="an", workspace="nha-may", **more):
        people.keep(workspace, [Traits(person=person, values={"email": value}, at=at, **more)])

    says(20, "new@x.vn")
    says(10, "old@x.vn")
    says(30, "page@x.vn", proven=False)
    says(99, "other@x.vn", workspace="tiem-khac")
    says(25, "device@x.vn", person="~d")
    assert people.address("nha-may", ["an"]) == (20, "new@x.vn")
    assert people.address("nha-may", ["an", "~d"]) == (25, "device@x.vn")
    (known,) = people.known_of("nha-may", ["an"])
    assert (known.traits["email"], known.proven["email"]) == (("page@x.vn", 30), ("new@x.vn", 20))
    says(40, None)
    assert people.address("nha-may", ["an"]) == (40, "")
    assert people.address("nha-may", ["nobody"]) == (0, "")


@pytest.mark.parametrize("many", [3, 4_001])
def test_what_was_known_before_counts_as_proven(url, tmp_path, many):
    """The step to proven addresses takes over every address there is, without knowing where it came from."""
    database = Database.at(tmp_path, url)
    migrate(database, "0014")
    said = '{"email":["%s@x.vn",7],"name":["A",7]}'
    with database.writing(CommitPoint.MIGRATION) as connection:
        columns = "(id, slug, name, folder, created_at) VALUES ('w', 'w', 'w', 'w', 1)"
        connection.execute(text(f"INSERT INTO workspaces {columns}"))
        rows = [
            {"workspace": "w", "person": f"p{n}", "traits": said % n if n else "{}", "consent": "{}", "known_at": 1,
             "change": 1}
            for n in range(many)
        ]  # fmt: skip
        connection.execute(insert(traits), rows)
    migrate(database)
    people = SqlPeople(database)
    assert people.address("w", [f"p{many - 1}"]) == (7, f"{many - 1}@x.vn")
    assert people.address("w", ["p0"]) == (0, "")
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM addresses WHERE at = 7")).scalar_one() == many - 1
    database.close()


def test_what_was_known_before_holds_until_somebody_vouches(url, tmp_path):
    """The step to origins freezes nothing: a page still changes what it said, and a confirmed word replaces it."""
    database = Database.at(tmp_path, url)
    migrate(database, "0019")
    old = {"workspace": "w", "known_at": 1, "change": 1, "traits": '{"plan":["a",7]}'}
    with database.writing(CommitPoint.MIGRATION) as connection:
        columns = "(id, slug, name, folder, created_at) VALUES ('w', 'w', 'w', 'w', 1)"
        connection.execute(text(f"INSERT INTO workspaces {columns}"))
        for person, said in (("an", '{"mail":[false,7],"ads":[true,7]}'), ("[false,", '{"[false,":[true,7]}')):
            connection.execute(insert(traits).values(old | {"person": person, "consent": said}))
    migrate(database)
    people = SqlPeople(database)

    def plan():
        (known,) = people.known_of("w", ["an"])
        stands = consent_of(["an"], [known.consents])
        plan = held(known.said, lambda raw, at: raw, proving=True)["an"]["plan"].value
        return plan, stands["mail"].allowed, stands["ads"].allowed

    assert plan() == ("a", False, True)
    people.keep("w", [Traits(person="an", values={"plan": "b"}, at=8, proven=False)])
    assert plan()[0] == "b"
    people.keep("w", [Traits(person="an", values={"plan": "c"}, at=3)])
    people.keep("w", [Consent(person="an", categories={"mail": True}, at=9, proven=False)])
    assert plan() == ("c", False, None)
    database.close()
