"""Comments keep their promises on both databases."""

import msgspec
import pytest

from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.comments import Comment
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.comments import SqlComments

NOON = 1_795_348_800_000_000


@pytest.fixture
def comments(both):
    """Comments over a database with two workspaces."""
    accounts = SqlAccounts(both)
    for name in ("nha-may", "tiem-khac"):
        accounts.add_space(Space(id=name, slug=name, name=name, folder=name), NOON)
    return SqlComments(both)


def a_comment(id: str, *, thread: str = "", at: int = NOON, **more) -> Comment:
    given = {"workspace": "nha-may", "journey": "mua", "place": "cell/activity/cart", "label": "Giỏ · Hoạt động"}
    return Comment(id=id, thread=thread or id, by="lan", at=at, text="Có nên bỏ bước này?", **(given | more))


def test_threads_come_back_as_they_were_said(comments):
    """Comments of a journey come oldest first, with all they say, and no other journey's or workspace's."""
    said = [a_comment("b", at=NOON + 2), a_comment("a", at=NOON + 1), a_comment("c", thread="b", at=NOON + 3)]
    for one in (*said, a_comment("d", journey="khac"), a_comment("e", workspace="tiem-khac")):
        comments.add(one, [])
    assert list(comments.of_journey("nha-may", "mua")) == [said[1], said[0], said[2]]
    assert comments.get("nha-may", "b") == said[0]
    assert comments.get("tiem-khac", "b") is None


def test_whoever_is_named_is_told_once(comments):
    """Mentions are unseen until they are looked at; a text that is changed does not make seen ones new."""
    comments.add(a_comment("a"), ["minh", "ha"])
    comments.add(a_comment("b", at=NOON + 1), ["minh"])
    assert (comments.unseen("nha-may", "minh"), comments.unseen("nha-may", "ha")) == (2, 1)
    assert comments.unseen("tiem-khac", "minh") == 0
    assert [one.comment.id for one in comments.mentions("nha-may", "minh", 10)] == ["b", "a"]
    comments.see("nha-may", "minh", NOON + 5)
    assert comments.unseen("nha-may", "minh") == 0
    changed = msgspec.structs.replace(a_comment("a"), text="Khác", edited_at=NOON + 6)
    comments.rewrite(changed, ["minh", "tu"])
    assert comments.get("nha-may", "a") == changed
    assert [comments.unseen("nha-may", user) for user in ("minh", "ha", "tu")] == [0, 0, 1]
    assert [one.seen_at for one in comments.mentions("nha-may", "minh", 10)] == [NOON + 5, NOON + 5]


def test_settled_and_open_again(comments):
    """A thread says who settled it and when, until it is open again; nobody settles another workspace's."""
    comments.add(a_comment("a"), [])
    comments.resolve("tiem-khac", "a", "tu", NOON)
    assert comments.get("nha-may", "a").resolved_at is None
    comments.resolve("nha-may", "a", "minh", NOON + 1)
    found = comments.get("nha-may", "a")
    assert (found.resolved_by, found.resolved_at) == ("minh", NOON + 1)
    comments.resolve("nha-may", "a", None, None)
    assert comments.get("nha-may", "a") == a_comment("a")


def test_taken_out(comments):
    """With the first comment goes its thread and who was named there; an answer goes alone."""
    for one in (a_comment("a"), a_comment("b", thread="a"), a_comment("c", thread="a"), a_comment("d")):
        comments.add(one, ["minh"])
    comments.remove("tiem-khac", "a")
    comments.remove("nha-may", "b")
    assert {one.id for one in comments.of_journey("nha-may", "mua")} == {"a", "c", "d"}
    comments.remove("nha-may", "a")
    assert {one.id for one in comments.of_journey("nha-may", "mua")} == {"d"}
    assert comments.unseen("nha-may", "minh") == 1
    comments.forget("nha-may", "mua")
    assert not comments.of_journey("nha-may", "mua")
    assert comments.unseen("nha-may", "minh") == 0
