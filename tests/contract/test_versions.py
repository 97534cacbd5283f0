"""Snapshots of journeys on every database: what is kept comes back, in order, and nothing leaks."""

import hashlib
import zlib

import msgspec
import pytest

from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.versions import Texts, Told, Version
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.sql.tables.journeys import journey_edits
from hanhtrinh.store.sql.tables.versions import journey_versions
from hanhtrinh.store.versions import SqlVersions
from hanhtrinh.values import Period

READINGS = MapReadings(
    journey="shop", as_of=9, zone="Asia/Ho_Chi_Minh", period=Period(), segment=None, data_from=1, data_to=9, events=3,
    people=2, passes=2, completed=1, left=0, open=1, off_map_events=0, conversion=None, funnel=None, sales_cycle=None,
    journey_voice=(), stages=(), steps=(), edges=(),
)  # fmt: skip


@pytest.fixture
def versions(both):
    """Snapshots in a database with two workspaces."""
    for slug in ("w", "v"):
        SqlAccounts(both).add_space(Space(id=slug, slug=slug, name=slug, folder=slug), 1)
    return SqlVersions(both)


def version(number, journey="shop", workspace="w", **more):
    """Return a snapshot taken at an instant."""
    text = hashlib.sha256(f"text {number}".encode()).hexdigest()
    return Version(
        id=f"{workspace}-{journey}-{number}", workspace=workspace, journey=journey, at=number, kind="auto",
        text_version=text, **more,
    )  # fmt: skip


def kept(versions, number, readings=None, **more):
    """Keep a snapshot and return it."""
    made = version(number, numbers=readings is not None, **more)
    versions.add(made, Texts(text=f"text {number}", library="shared" if number % 2 else None), readings)
    return made


def test_what_is_kept_comes_back(versions) -> None:
    """Names, texts, sentences and numbers are what they were."""
    told = Told(since="x", count=4, vi=("Bước ‘Giỏ hàng’ đã được thêm.",), en=("Step ‘Cart’ was added.",))
    made = kept(versions, 7, READINGS, name="Trước Tết", note="giữ lại", by=("lan", "minh"), told=told)
    assert versions.one("w", "shop", made.id) == made
    assert versions.texts("w", "shop", made.id) == Texts(text="text 7", library="shared")
    assert versions.readings("w", "shop", made.id) == READINGS
    assert versions.text_of("w", "shop", made.text_version) == "text 7"


def test_a_list_is_newest_first_and_can_be_turned_over(versions) -> None:
    """A page begins where the one before ended."""
    made = [kept(versions, number) for number in (1, 2, 3, 4)]
    assert list(versions.list("w", "shop")) == made[::-1]
    first = versions.list("w", "shop", limit=2)
    assert list(versions.list("w", "shop", before=first[-1].at, limit=2)) == [made[1], made[0]]
    assert versions.newest("w", "shop") == made[3]
    assert versions.newest("w", "other") is None


def test_a_snapshot_is_of_one_journey_of_one_workspace(versions) -> None:
    """Whoever knows an id of somewhere else gets nothing, and cannot name or drop it."""
    made = kept(versions, 1, READINGS)
    for workspace, journey in (("v", "shop"), ("w", "other")):
        assert versions.one(workspace, journey, made.id) is None
        assert versions.texts(workspace, journey, made.id) is None
        assert versions.readings(workspace, journey, made.id) is None
        assert versions.text_of(workspace, journey, made.text_version) is None
        versions.name(workspace, journey, made.id, "mine", "")
    versions.drop("v", [made.id])
    assert list(versions.list("w", "shop")) == [made]


def test_a_name_makes_a_snapshot_a_named_one(versions) -> None:
    """Its kind changes with it, and everything else stays."""
    made = kept(versions, 1)
    versions.name("w", "shop", made.id, "Bản tháng 11", "đã duyệt")
    named = msgspec.structs.replace(made, kind="named", name="Bản tháng 11", note="đã duyệt")
    assert versions.one("w", "shop", made.id) == named


def test_what_is_dropped_is_gone_and_what_is_told_anew_is_new(versions) -> None:
    """The others stay as they are."""
    made = [kept(versions, number) for number in (1, 2, 3)]
    versions.drop("w", [made[1].id])
    versions.tell("w", made[2].id, Told(since="1", count=9))
    assert [(one.id, one.told.count) for one in versions.list("w", "shop")] == [(made[2].id, 9), (made[0].id, 0)]


def test_numbers_of_another_program_are_none(versions, both) -> None:
    """A form this program cannot read is not shown as something else."""
    made = kept(versions, 1, READINGS)
    with both.engine.begin() as connection:
        connection.execute(journey_versions.update().values(readings=zlib.compress(b'{"format": "other"}')))
    assert versions.readings("w", "shop", made.id) is None


def test_the_last_good_text_is_one_a_journey(versions) -> None:
    """A newer one takes the place of the older."""
    assert versions.good("w", "shop") is None
    versions.keep_good("w", "shop", "1", Texts(text="one"), 1)
    versions.keep_good("w", "shop", "2", Texts(text="two", library="shared"), 2)
    versions.keep_good("w", "other", "3", Texts(text="three"), 3)
    assert versions.good("w", "shop") == ("2", Texts(text="two", library="shared"))
    made = kept(versions, 5)
    versions.forget_good("w", "shop")
    assert versions.good("w", "shop") is None
    assert versions.newest("w", "shop") == made
    assert versions.good("w", "other") is not None


def test_who_changed_a_journey_is_told_once_each(versions, both) -> None:
    """Those before the instant are not among them."""
    columns = journey_edits.c.keys()
    for number, by in enumerate(("ha", "lan", "minh", "lan", "tu")):
        row = {"id": f"d{number}", "workspace": "w", "journey": "shop", "by": by, "at": number, "edit": "{}"}
        row |= {"inverse": "{}", "done": int(by != "tu"), "base": "", "version": "", "takes_back": "", "about": "{}"}
        with both.engine.begin() as connection:
            connection.execute(journey_edits.insert().values({k: v for k, v in row.items() if k in columns}))
    assert list(versions.authors("w", "shop", 0)) == ["lan", "minh"]
