"""Accounts keep their promises on SQLite and on PostgreSQL alike."""

import threading

import pytest

from hanhtrinh.access import Right
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import ABSOLUTE, DAY, IDLE, Invitation, Space, User
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.audit import SqlAudit

NOON = 1_795_348_800_000_000
HOUR = DAY // 24


def user(name: str, email: str = "") -> User:
    """Return somebody who is not stored yet."""
    return User(
        id=name,
        email=email or f"{name}@example.com",
        name=name,
        password=f"hash of {name}",
        language="vi",
        created_at=NOON,
    )


def space(name: str) -> Space:
    """Return a workspace that is not stored yet."""
    return Space(id=name, slug=name, name=name, folder=name)


def offer(token: str, role: str = "editor", email: str = "minh@example.com") -> Invitation:
    """Return an invitation to `shop`."""
    return Invitation(
        token=token, workspace="shop", email=email, role=role, invited_by="lan", created_at=NOON,
        expires_at=NOON + 7 * DAY,
    )  # fmt: skip


@pytest.fixture
def accounts(both):
    """Lan owns the workspace `shop`."""
    made = SqlAccounts(both)
    assert made.found(user("lan"), space("shop"), NOON)
    return made


def test_only_the_first_founds(accounts):
    """Whoever comes second founds nothing: no user, no workspace."""
    assert not accounts.found(user("tu"), space("other"), NOON)
    assert (accounts.users(), accounts.user("tu"), accounts.space("other")) == (1, None, None)


def test_an_email_is_taken_once(accounts):
    """Two users cannot have one address."""
    with pytest.raises(InputError, match=r"lan@example\.com"):
        accounts.add_user(user("lan2", "lan@example.com"))
    assert accounts.user_by_email("lan@example.com").id == "lan"


def test_a_slug_is_taken_once(accounts):
    """Two workspaces cannot have one address."""
    with pytest.raises(InputError, match="shop"):
        accounts.add_space(Space(id="x", slug="shop", name="Shop", folder="x"), NOON)


def test_the_last_owner_stays(accounts):
    """A workspace is never left without an owner, neither by removal nor by another role."""
    for role in (None, "editor"):
        with pytest.raises(InputError, match="owner"):
            accounts.change_role("shop", "lan", role)
    accounts.add_user(user("minh"))
    accounts.add_member("shop", "minh", "owner", NOON)
    assert accounts.change_role("shop", "lan", "viewer") == "owner"
    assert [(m.user.id, m.role) for m in accounts.members("shop")] == [("lan", "viewer"), ("minh", "owner")]


def test_two_owners_who_remove_each_other(accounts):
    """Of two owners who remove each other at the same time one stays."""
    accounts.add_user(user("minh"))
    accounts.add_member("shop", "minh", "owner", NOON)
    together, refused = threading.Barrier(2), []

    def remove(name: str) -> None:
        together.wait()
        try:
            accounts.change_role("shop", name, None)
        except InputError:
            refused.append(name)

    threads = [threading.Thread(target=remove, args=(name,)) for name in ("lan", "minh")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert [member.user.id for member in accounts.members("shop")] == refused


def test_a_session_knows_its_user_and_rights(accounts):
    """A live session gives the user with what they may do where; an unknown one nobody."""
    accounts.open_session("t", "lan", NOON, NOON + IDLE, "Firefox")
    found, actor = accounts.session("t", NOON)
    assert (found.id, actor.rights["shop"]) == ("lan", frozenset(Right))
    assert accounts.session("other", NOON) is None


def test_a_session_ends_unused(accounts):
    """A session that is not used for its idle time is over."""
    accounts.open_session("t", "lan", NOON, NOON + IDLE)
    assert accounts.session("t", NOON + IDLE - 1) is not None
    accounts.open_session("u", "lan", NOON, NOON + IDLE)
    assert accounts.session("u", NOON + IDLE) is None


def test_a_session_in_use_lives_on_until_its_end(accounts):
    """Use prolongs a session, and nothing prolongs it beyond its longest life."""
    accounts.open_session("t", "lan", NOON, NOON + IDLE)
    at = NOON
    while at + 10 * DAY < NOON + ABSOLUTE:
        at += 10 * DAY
        assert accounts.session("t", at) is not None
    assert accounts.session("t", NOON + ABSOLUTE) is None


def test_sessions_are_listed_and_ended(accounts):
    """A user sees their live sessions, ends one or all others, and nobody else's."""
    accounts.add_user(user("minh"))
    for token, who in (("a", "lan"), ("b", "lan"), ("c", "lan"), ("d", "minh")):
        accounts.open_session(token, who, NOON, NOON + IDLE)
    accounts.end_session("lan", "d")
    accounts.end_session("lan", "a")
    assert {one.token for one in accounts.sessions("lan", NOON)} == {"b", "c"}
    assert accounts.end_sessions("lan", but="b") == 1
    assert [one.token for one in accounts.sessions("lan", NOON)] == ["b"]
    assert accounts.session("d", NOON) is not None


def test_an_invitation_is_good_once(accounts):
    """An invitation gives its place to the first who takes it, and is gone then."""
    accounts.add_invitation(offer("t"))
    assert accounts.accept("t", user("minh"), NOON, new=True).role == "editor"
    assert accounts.accept("t", user("tu"), NOON, new=True) is None
    assert [(m.user.id, m.role) for m in accounts.members("shop")] == [("lan", "owner"), ("minh", "editor")]
    assert accounts.user("tu") is None


def test_an_invitation_grows_old_and_is_withdrawn(accounts):
    """What is too old or was taken back cannot be accepted; a newer one for the same address replaces the older."""
    accounts.add_invitation(offer("old"))
    assert accounts.invitation("old", NOON + 7 * DAY) is None
    accounts.add_invitation(offer("new"))
    assert [one.token for one in accounts.invitations("shop", NOON)] == ["new"]
    assert accounts.withdraw("shop", "new").email == "minh@example.com"
    assert accounts.accept("new", user("minh"), NOON, new=True) is None


def test_an_invitation_never_lowers_a_role(accounts):
    """Who owns a workspace and takes an invitation to view stays its owner."""
    accounts.add_invitation(offer("t", "viewer", "lan@example.com"))
    accounts.accept("t", accounts.user("lan"), NOON, new=False)
    assert [(m.user.id, m.role) for m in accounts.members("shop")] == [("lan", "owner")]


def test_attempts_are_counted_by_bucket_and_time(accounts):
    """Attempts count in their buckets and are forgotten with time or when told."""
    assert accounts.attempt(["a", "b"], NOON, NOON - HOUR) == [1, 1]
    assert accounts.attempt(["a"], NOON + HOUR // 2, NOON - HOUR // 2) == [2]
    assert accounts.attempt(["a"], NOON + 2 * HOUR, NOON + HOUR) == [1]
    accounts.forget_attempts("b")
    assert accounts.attempt(["b"], NOON, NOON - HOUR) == [1]


def test_the_audit_log_is_read_back(both, accounts):
    """Deeds come newest first, by area and actor, with what members did to their own accounts."""
    log = SqlAudit(both, lambda: NOON)
    accounts.open_session("t", "lan", NOON, NOON + IDLE)
    lan = accounts.session("t", NOON)[1]
    log.note(lan, "shop", "team.invited", "minh@example.com", {"role": "editor"})
    log.note(lan, None, "account.signed_in", "lan")
    log.note(lan, "elsewhere", "team.invited", "x")
    found = log.deeds("shop")
    assert [deed.action for deed in found] == ["account.signed_in", "team.invited"]
    assert found[1].details == {"role": "editor"}
    assert [deed.action for deed in log.deeds("shop", area="team")] == ["team.invited"]
    assert log.deeds("shop", actor="minh") == []
    assert log.deeds("shop", before=found[0].id)[0].action == "team.invited"
    assert log.areas("shop") == ["account", "team"]
