"""Journeys as files, and what was done to them: nothing is written over unseen, everybody's edits are their own."""

import threading

import pytest
from msgspec import structs
from sqlalchemy.exc import IntegrityError

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


def meant(number, version="", **about):
    """Return a deed that leads from one version to the next."""
    return structs.replace(deed(number), base=f"v{number - 1}", version=version or f"v{number}", **about)


def ids(found):
    """Return the ids of deeds or traces."""
    return [one.id for one in found]


def test_a_deed_comes_back_as_it_was_meant(deeds) -> None:
    """With everything told of it; until it is confirmed it did not happen."""
    one = meant(
        1, name="Lan", tab="t", state="merged", answer="Merged.", other="Minh", places=("steps/cart/owner",),
        said={"vi": ("Đổi",), "en": ("Changed",)}, takes_back="d0", keys={"steps/a": "a-2"},
    )  # fmt: skip
    deeds.mean([one])
    assert deeds.found("w", "shop", ["d1"]) == {}
    deeds.settle("w", "shop", "v1")
    (found,) = deeds.found("w", "shop", ["d1", "d2"]).values()
    assert structs.replace(found, number=0) == one
    (trace,) = deeds.traces("w", "shop")
    assert (trace.id, trace.by, trace.name, trace.places, trace.keys) == ("d1", "lan", "Lan", one.places, one.keys)


def test_what_was_never_written_did_not_happen(deeds) -> None:
    """A deed that was meant for another version than the file has is dropped, and its id is free again."""
    deeds.mean([meant(1), structs.replace(meant(2), base="v0", version="v1")])
    deeds.settle("w", "shop", "v0")
    assert deeds.found("w", "shop", ["d1", "d2"]) == {}
    deeds.mean([meant(1), structs.replace(meant(2), base="v0", version="v1")])
    deeds.settle("w", "shop", "v1")
    deeds.settle("w", "shop", "elsewhere")
    assert set(deeds.found("w", "shop", ["d1", "d2"])) == {"d1", "d2"}


def test_an_id_is_used_once_in_a_journey(deeds) -> None:
    """The same id a second time is refused by the database itself; other journeys have ids of their own."""
    deeds.mean([meant(1)])
    with pytest.raises(IntegrityError):
        deeds.mean([meant(1)])
    deeds.mean([structs.replace(meant(1), journey="other")])


def test_deeds_are_read_in_order(deeds) -> None:
    """Forward from a number, backward from the newest; what changed nothing is no part of the history."""
    for one in (meant(1), meant(2, version="v1"), meant(3), meant(4), meant(5, version="v4", takes_back="d4")):
        deeds.mean([one])
        deeds.settle("w", "shop", one.version)
    assert ids(deeds.after("w", "shop", 0, 10)) == ["d1", "d3", "d4", "d5"]
    first = deeds.after("w", "shop", 0, 2)
    assert ids(deeds.after("w", "shop", first[-1].number, 10)) == ["d4", "d5"]
    newest = deeds.newest("w", "shop", None, 2)
    assert ids(newest) == ["d5", "d4"]
    assert ids(deeds.newest("w", "shop", newest[-1].number, 1)) == ["d3"]
    assert ids(deeds.traces("w", "shop", 3)) == ["d3", "d4", "d5"]


def test_deeds_of_a_removed_journey_are_forgotten(deeds) -> None:
    """Those of others stay."""
    deeds.mean([meant(1), structs.replace(meant(2), journey="other")])
    deeds.settle("w", "shop", "v1")
    deeds.settle("w", "other", "v2")
    deeds.forget("w", "shop")
    assert deeds.traces("w", "shop") == []
    assert ids(deeds.traces("w", "other")) == ["d2"]
