"""Journeys as files, and what was done to them: nothing is written over unseen, everybody's edits are their own."""

import threading

import pytest

from hanhtrinh.errors import FileUnusable
from hanhtrinh.journey.edits import ChangeField
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import Deed, Overtaken
from hanhtrinh.store import commit_points
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.journeys import JourneyFolder, SqlDeeds
from hanhtrinh.store.workspace import Workspace

SPACE = Space(id="w", slug="w", name="W", folder=".")


@pytest.fixture
def folder(tmp_path):
    """The journeys of a fresh workspace."""
    Workspace.create(tmp_path, language="vi")
    return JourneyFolder(tmp_path)


@pytest.fixture
def deeds(both):
    """Deeds in a database with one workspace."""
    SqlAccounts(both).add_space(SPACE, 1)
    return SqlDeeds(both)


def deed(number, by="lan", journey="shop"):
    """Return something somebody did."""
    edit = ChangeField(field=("name",), old=str(number), new=str(number + 1))
    inverse = ChangeField(field=("name",), old=str(number + 1), new=str(number))
    return Deed(id=f"d{number}", workspace="w", journey=journey, by=by, at=number, edit=edit, inverse=inverse)


def test_what_is_put_is_there(folder) -> None:
    """A file comes back as it was written, with the version it was given."""
    put = folder.put(SPACE, "shop", "key: shop\n", None)
    got = folder.get(SPACE, "shop")
    assert got.text == "key: shop\n"
    assert got.version == put.version
    assert folder.keys(SPACE) == ["shop"]
    assert folder.get(SPACE, "other") is None


def test_a_stale_text_is_not_written(folder) -> None:
    """Both texts come with the refusal, and the file stays; so does a new file where there is one already."""
    first = folder.put(SPACE, "shop", "one", None)
    folder.put(SPACE, "shop", "two", first.version)
    for base in (first.version, None):
        with pytest.raises(Overtaken) as met:
            folder.put(SPACE, "shop", "mine", base)
        assert (met.value.mine, met.value.found.text) == ("mine", "two")
    assert folder.get(SPACE, "shop").text == "two"


def test_a_file_changed_by_hand_has_another_stamp(folder, tmp_path) -> None:
    """Whoever watches the stamp learns of it without reading the file."""
    folder.put(SPACE, "shop", "one", None)
    before = folder.stamp(SPACE, "shop")
    assert folder.stamp(SPACE, "shop") == before
    (tmp_path / "journeys" / "shop.yaml").write_text("by hand", encoding="utf-8")
    assert folder.stamp(SPACE, "shop") != before
    (tmp_path / "journeys" / "shop.yaml").unlink()
    assert folder.stamp(SPACE, "shop") is None


@pytest.mark.parametrize("key", ["../workspace", "a/b", "A", "", ".trash", "x" * 65, "a.b", "%2e%2e"])
def test_a_key_is_no_path(folder, key) -> None:
    """Nothing outside of the folder is read or written."""
    assert folder.get(SPACE, key) is None
    assert folder.stamp(SPACE, key) is None
    with pytest.raises(FileUnusable):
        folder.put(SPACE, key, "x", None)


def test_one_of_many_writers_wins(folder) -> None:
    """Of texts made from one version one is written, the others are refused."""
    base = folder.put(SPACE, "shop", "zero", None).version
    won = []

    def write(name):
        try:
            folder.put(SPACE, "shop", name, base)
            won.append(name)
        except Overtaken:
            pass

    threads = [threading.Thread(target=write, args=(str(i),)) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [folder.get(SPACE, "shop").text] == won


def test_a_removed_file_lies_in_the_trash(folder, tmp_path) -> None:
    """It is no journey any more and can be taken back by hand; a changed one is not removed unseen."""
    version = folder.put(SPACE, "shop", "one", None).version
    folder.put(SPACE, "shop", "two", version)
    with pytest.raises(Overtaken):
        folder.remove(SPACE, "shop", version, 5)
    lies = folder.remove(SPACE, "shop", folder.get(SPACE, "shop").version, 5)
    assert lies.read_text(encoding="utf-8") == "two"
    assert folder.keys(SPACE) == []


def test_every_write_passes_its_commit_point(folder, monkeypatch) -> None:
    """A test that kills at commit points finds those of journeys."""
    passed = []
    monkeypatch.setattr(commit_points, "_witnesses", [lambda point, moment: passed.append((point, moment))])
    version = folder.put(SPACE, "shop", "one", None).version
    folder.remove(SPACE, "shop", version, 5)
    assert passed == [(CommitPoint.JOURNEY, "before"), (CommitPoint.JOURNEY, "after")] * 2


def test_the_newest_deed_is_the_first_to_be_taken_back(deeds) -> None:
    """Each user has their own, by journey; what was taken back comes no more."""
    for one in (deed(1), deed(2, by="minh"), deed(3), deed(4, journey="other")):
        deeds.add(one)
    assert deeds.last("w", "shop", "lan") == deed(3)
    deeds.take_back("w", "d3")
    assert deeds.last("w", "shop", "lan") == deed(1)
    assert deeds.last("w", "shop", "minh") == deed(2, by="minh")
    deeds.forget("w", "shop")
    assert deeds.last("w", "shop", "lan") is None
    assert deeds.last("w", "other", "lan") == deed(4, journey="other")
