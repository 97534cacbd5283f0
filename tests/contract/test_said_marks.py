"""Marks at answers and drafts of replies keep their promises on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.erasing import Owned
from hanhtrinh.ports.said import Change, Template
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.row_erasing import erase_rows
from hanhtrinh.store.said import SqlMarks

NOON = 1_795_348_800_000_000


@pytest.fixture
def marks(both):
    """Marks over a database with two workspaces."""
    accounts = SqlAccounts(both)
    for name in ("nha-may", "tiem-khac"):
        accounts.add_space(Space(id=name, slug=name, name=name, folder=name), NOON)
    return SqlMarks(both)


def test_a_change_leaves_the_rest_as_it_was(marks):
    """State, assignee and tags are noted apart; each remembers who changed it last, and when."""
    marks.change("nha-may", {"a1": "p1", "a2": "p2"}, Change(state="read", add=("giao hàng", "gấp")), NOON, "lan")
    marks.change("nha-may", {"a1": "p1"}, Change(assignee="minh", drop=("gấp",)), NOON + 1, "minh")
    found = marks.of("nha-may", ["a1", "a2", "a3"])
    assert set(found) == {"a1", "a2"}
    one = found["a1"]
    assert (one.state, one.assignee, one.tags, one.changed_at, one.by) == (
        "read", "minh", ("giao hàng",), NOON + 1, "minh",
    )  # fmt: skip
    assert marks.of("tiem-khac", ["a1"]) == {}
    assert marks.tags("nha-may") == {"giao hàng": 2, "gấp": 1}


def test_what_many_note_at_once_is_noted_by_all(marks):
    """Eight colleagues tag one answer at the same moment: it has eight tags."""
    tags = [f"t{n}" for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda tag: marks.change("nha-may", {"a1": "p1"}, Change(add=(tag,)), NOON, tag), tags))
    assert marks.of("nha-may", ["a1"])["a1"].tags == tuple(tags)


def test_what_is_done_stays_done_when_it_is_read(marks):
    """Opening an answer that is done does not open it again; setting it to new does."""
    marks.change("nha-may", {"a1": "p1"}, Change(state="done"), NOON, "lan")
    marks.change("nha-may", {"a1": "p1"}, Change(state="read"), NOON, "lan")
    assert marks.of("nha-may", ["a1"])["a1"].state == "done"
    marks.change("nha-may", {"a1": "p1"}, Change(state="new"), NOON, "lan")
    assert marks.of("nha-may", ["a1"])["a1"].state == "new"


def test_answers_are_found_by_what_is_noted(marks):
    """By state, assignee and tag, alone and together, of one workspace."""
    marks.change("nha-may", {"a1": "p"}, Change(state="done", assignee="lan", add=("x",)), NOON, "lan")
    marks.change("nha-may", {"a2": "p"}, Change(state="read", add=("xy",)), NOON, "lan")
    marks.change("tiem-khac", {"a3": "p"}, Change(state="done", add=("x",)), NOON, "lan")
    assert marks.where("nha-may", states=("read", "done")) == {"a1", "a2"}
    assert marks.where("nha-may", tag="x") == {"a1"}
    marks.change("nha-may", {"a4": "p", "a5": "p"}, Change(add=('"50%_"', "Giá")), NOON, "lan")
    assert marks.where("nha-may", tag='"50%_"') == marks.where("nha-may", tag="Giá") == {"a4", "a5"}
    assert marks.where("nha-may", tag="giá") == marks.where("nha-may", tag="%") == frozenset()
    assert marks.where("nha-may", assignee="lan", states=("read",)) == frozenset()


def test_templates_are_kept_by_name(marks):
    """One is replaced by its id, others stay; what is removed is gone."""
    for name, id in (("Xin lỗi", "t1"), ("Cảm ơn", "t2")):
        marks.keep_template("nha-may", Template(id=id, name=name, lang="vi", text="Chào {name}"))
    marks.keep_template("nha-may", Template(id="t1", name="Xin lỗi vì trễ", lang="vi", text="Chào"))
    assert [one.name for one in marks.templates("nha-may")] == ["Cảm ơn", "Xin lỗi vì trễ"]
    marks.remove_template("nha-may", "t1")
    marks.remove_template("tiem-khac", "t2")
    assert [one.id for one in marks.templates("nha-may")] == ["t2"]


def test_notes_go_with_the_person(marks, both):
    """Whoever is erased takes along what was noted at what they said; others lose nothing."""
    marks.change("nha-may", {"a1": "p1", "a2": "p2"}, Change(add=("x",)), NOON, "lan")
    with both.writing(CommitPoint.ERASURE) as connection:
        counts = erase_rows(connection, "nha-may", [Owned("p1")], [])
    assert counts["said_marks"] == 1
    assert set(marks.of("nha-may", ["a1", "a2"])) == {"a2"}


def test_a_zero_character_is_no_fault_of_the_server(marks, both):
    """PostgreSQL keeps none in a text: whoever sends one is told so, in a form as in a search."""
    for send in (
        lambda: marks.keep_template("nha-may", Template(id="t", name="a", lang="vi", text="Chào\0")),
        lambda: marks.where("nha-may", assignee="\0"),
    ):
        if both.sqlite:
            send()
            continue
        with pytest.raises(InputError) as caught:
            send()
        assert caught.value.key == "storage.zero"
