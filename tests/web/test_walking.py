"""Walking a journey in the browser: begun, each answer kept in the journey's file, gone on with, taken up."""

import re

import pytest

from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.model import WalkedStep
from tests.picture_files import drawn, saved
from tests.web.living import with_shop

MAP = "/w/nha-may/maps/shop"
JSON = {"accept": "application/json"}


@pytest.fixture
def shop(world):
    """The world with the shop's journey."""
    with_shop(world)
    return world


def journey_of(world):
    """Return the journey as its file has it."""
    return read_journey((world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8"), "shop.yaml")


def begin(world, who="minh", **given):
    """Begin a walk; return the address of its first step."""
    data = {"by": "Minh", "role": "Mai", "device": "Điện thoại", **given}
    answer = world.client(who).post(f"{MAP}/walk", data=data, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def note(world, address, who="minh", **given):
    """Answer a step as the page's script does."""
    return world.client(who).post(address, data=given, headers=JSON)


def test_a_walk_stands_in_the_file_from_its_first_step_on(shop) -> None:
    """Beginning writes who, when, as whom and on what; hand-written lines stay as they were."""
    assert begin(shop) == f"{MAP}/walk/walk-2026-11-22/visit"
    walk = journey_of(shop).walks["walk-2026-11-22"]
    assert (walk.by, walk.on, walk.role, walk.device) == ("Minh", "2026-11-22", "Mai", "Điện thoại")
    assert "# Our shop. This line was written by hand" in (shop.home / "journeys" / "shop.yaml").read_text()
    assert begin(shop).startswith(f"{MAP}/walk/walk-2026-11-22-2/")


def test_each_answer_is_kept_at_once_and_in_the_same_walk(shop) -> None:
    """Answers are written step by step, in the order of the map, and an answer given again takes the other's place."""
    address = begin(shop)
    pay = address.replace("/visit", "/pay")
    assert note(shop, pay, done="no", note="Thẻ bị từ chối").json() == {"saved": True}
    assert note(shop, address, done="yes", follows="yes", feeling="1.5").status_code == 201
    note(shop, address, done="yes", follows="no", feeling="-1", note="Lạc đường")
    walks = journey_of(shop).walks
    assert len(walks) == 1
    assert list(walks["walk-2026-11-22"].steps) == ["visit", "pay"]
    assert walks["walk-2026-11-22"].steps["visit"] == WalkedStep(follows=False, feeling=-1, note="Lạc đường")
    assert note(shop, address).json() == {"saved": False}


def test_a_walk_is_left_and_gone_on_with(shop) -> None:
    """The list shows how far it is; going on leads to the first step nothing was noted at; the form shows answers."""
    address = begin(shop)
    client = shop.client("minh")
    client.post(address, data={"done": "yes", "note": "Ổn", "go": "next"}, follow_redirects=False)
    page = client.get(f"{MAP}/walk").text
    total = len(journey_of(shop).steps)
    assert f"1 trên {total} bước" in page
    following = journey_of(shop).steps[1].key
    gone_on = client.get(f"{MAP}/walk/walk-2026-11-22/next", follow_redirects=False)
    assert gone_on.headers["location"] == address.replace("/visit", f"/{following}")
    shown = client.get(address).text
    assert re.search(r'name="done" value="yes" checked', shown)
    assert ">Ổn</textarea>" in shown


def test_forms_lead_on_and_back_without_script(shop) -> None:
    """Next goes to the following step, back to the one before, the last one to the end of the walk."""
    address, client = begin(shop), shop.client("minh")
    keys = [step.key for step in journey_of(shop).steps]

    def go(key, way):
        there = address.replace("/visit", f"/{key}")
        return client.post(there, data={"done": "yes", "go": way}, follow_redirects=False).headers["location"]

    assert go(keys[0], "next").endswith(keys[1])
    assert go(keys[1], "back").endswith(keys[0])
    assert go(keys[-1], "next") == f"{MAP}/walk/walk-2026-11-22"


def test_what_a_walk_found_is_on_the_page_and_on_the_map(shop) -> None:
    """A flag shows with its note and picture; one click makes it a pain point, and only once."""
    address = begin(shop).replace("/visit", "/pay")
    picture = shop.client("minh").post("/w/nha-may/pictures", content=saved(drawn(), "PNG")).json()["file"]
    note(shop, address, follows="no", note="Phí giao hiện ra bất ngờ", picture=picture)
    page = shop.client("minh").get(f"{MAP}/walk").text
    assert "Phí giao hiện ra bất ngờ" in page
    assert f"/w/nha-may/pictures/{picture}?small=1" in page
    assert "không nối tiếp" in page
    assert 'class="unnatural"' in shop.client("ha").get(MAP).text
    shop.client("minh").post(f"{address}/take", data={"what": "pains"})
    shop.client("minh").post(f"{address}/take", data={"what": "opportunities"})
    pay = journey_of(shop).steps[journey_of(shop).step_index["pay"]]
    assert [pain.text for pain in pay.pains].count("Phí giao hiện ra bất ngờ") == 1
    assert "đã có trên bản đồ" in shop.client("minh").get(f"{MAP}/walk").text


def test_a_flag_without_a_note_says_what_it_is(shop) -> None:
    """What is taken up without a note is called by what happened."""
    address = begin(shop).replace("/visit", "/pay")
    note(shop, address, done="no")
    shop.client("minh").post(f"{address}/take", data={"what": "opportunities"})
    pay = journey_of(shop).steps[journey_of(shop).step_index["pay"]]
    assert "Khách không làm được bước này" in [one.text for one in pay.opportunities]


def test_everybody_sees_and_only_editors_walk(shop) -> None:
    """A walk is written into the map: viewers read what was found and are told why they cannot begin one."""
    address = begin(shop)
    note(shop, address, follows="no", note="Ồ")
    page = shop.client("ha").get(f"{MAP}/walk").text
    assert "Ồ" in page
    assert "Người được sửa bản đồ" in page
    assert "/take" not in page
    assert shop.client("ha").get(address).status_code == 403
    assert note(shop, address, who="ha", note="x").status_code == 403
    assert shop.client("ha").get(f"{MAP}/walk/walk-2026-11-22").status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"feeling": "3"}, "không phải cảm xúc"),
        ({"feeling": "nan"}, "không phải cảm xúc"),
        ({"done": "maybe"}, "không phải câu trả lời"),
        ({"note": "x" * 2_001}, "2001"),
        ({"picture": "../../x.webp"}, "Không có ảnh"),
    ],
)
def test_what_is_no_answer_is_refused(shop, given, said) -> None:
    """An answer that cannot be kept is refused with what is allowed, and the walk stays as it was."""
    address = begin(shop)
    answer = note(shop, address, **given)
    assert answer.status_code == 400
    assert said in answer.text
    assert journey_of(shop).walks["walk-2026-11-22"].steps == {}


def test_what_is_not_there_is_not_found(shop) -> None:
    """A walk or step there is none of, any more, is said so."""
    address = begin(shop)
    assert note(shop, address.replace("/visit", "/gone"), note="x").status_code == 404
    assert note(shop, address.replace("walk-2026-11-22", "walk-none"), note="x").status_code == 404


def test_what_was_noted_is_only_ever_text(shop) -> None:
    """Notes, names and devices that look like markup are shown as they were typed."""
    evil = '"><script>alert(1)</script>'
    address = begin(shop, by=evil, role=evil, device=evil)
    note(shop, address, follows="no", note=evil)
    for page in (f"{MAP}/walk", address, f"{MAP}/walk/walk-2026-11-22", MAP):
        assert "<script>alert" not in shop.client("minh").get(page).text
