"""Editing a journey through commands: what is saved and kept, what can be taken back, what is removed."""

import pytest

from hanhtrinh.journey.codec import read_journey
from hanhtrinh.store.sql.tables.accounts import audit
from tests.web.living import with_shop

MAP = "/w/nha-may/maps/shop"


@pytest.fixture
def shop(world):
    """The world with the shop's journey."""
    with_shop(world)
    return world


def text_of(world):
    """Return the journey's file as it stands."""
    return (world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8")


def journey_of(world):
    """Return the journey as its file has it."""
    return read_journey(text_of(world), "shop.yaml")


def act(world, number, who="minh", **command):
    """Send one command under an id of its own; return its answer."""
    sent = {"id": f"command-{number}", "base": "", "command": command}
    answer = world.client(who).post(f"{MAP}/commands", json={"tab": "t", "sent": [sent]})
    return answer.json()["answers"][0]


def write(world, number, place, was, given, who="minh"):
    """Write lines at a place; a line is its words, or its words and a level."""
    thing, key, field = place.split("/", 2)
    lines = [
        [{"text": o} if isinstance(o, str) else {"text": o[0], "level": o[1]} for o in side] for side in (was, given)
    ]
    return act(
        world, number, who, do="write", thing=thing, key=key, field=field, lang="vi", was=lines[0], given=lines[1]
    )


def back(world, number, other, who="minh"):
    """Take a command back."""
    return act(world, number, who, do="take_back", id=f"command-{other}")


def test_a_text_is_saved_and_everything_else_stays(shop) -> None:
    """One language of one text changes; comments, order and layout of the file stay as they were written."""
    before = text_of(shop)
    assert write(shop, 1, "steps/visit/activity", ["Ghé xem hàng"], ["Lướt xem hàng"])["state"] == "done"
    assert journey_of(shop).steps[0].activity.vi == "Lướt xem hàng"
    assert journey_of(shop).steps[0].activity.en == "Has a look around"
    assert "# what people told us in March" in text_of(shop)
    changed = [a for a, b in zip(before.splitlines(), text_of(shop).splitlines(), strict=False) if a != b]
    assert "# Our shop. This line was written by hand and stays." not in changed


def test_lines_are_added_changed_and_dropped(shop) -> None:
    """Pain points are a list: a new one is added with its severity, one that is not given goes."""
    write(shop, 1, "steps/visit/pains", [("Trang tải chậm", "3")], [("Chữ quá nhỏ", "1"), ("Rối", "2")])
    found = journey_of(shop).steps[0].pains
    assert [(getattr(pain.text, "vi", pain.text), pain.severity) for pain in found] == [("Chữ quá nhỏ", 1), ("Rối", 2)]


def test_two_people_edit_one_cell(shop) -> None:
    """Who comes second takes nothing away: both texts stand there, and the answer says whose the other one is."""
    write(shop, 1, "steps/cart/activity", [""], ["Của Lan"], who="lan")
    answer = write(shop, 2, "steps/cart/activity", [""], ["Của Minh"])
    assert answer["state"] == "both_kept"
    assert all(words in str(journey_of(shop).steps[1].activity) for words in ("Lan", "Minh"))


def test_two_people_edit_two_cells(shop) -> None:
    """Different cells do not disturb each other."""
    for number, (who, key) in enumerate((("lan", "visit"), ("minh", "cart"))):
        assert write(shop, number, f"steps/{key}/owner", [""], [who], who=who)["state"] == "done"
    assert [step.owner for step in journey_of(shop).steps[:2]] == ["lan", "minh"]


def test_a_file_edited_by_hand_is_the_truth(shop) -> None:
    """What somebody wrote on disk in the meantime is seen and kept beside what comes from the page."""
    path = shop.home / "journeys" / "shop.yaml"
    path.write_text(text_of(shop).replace("Ghé xem hàng", "Viết tay"), encoding="utf-8")
    assert "Viết tay" in shop.client("minh").get(MAP).text
    write(shop, 1, "steps/visit/activity", ["Ghé xem hàng"], ["Trên trang"])
    assert "Viết tay" in journey_of(shop).steps[0].activity.vi


def test_a_step_is_added_moved_and_removed(shop) -> None:
    """A new step stands behind its neighbour; it can be moved over the edge of its stage."""
    act(shop, 1, do="add_step", key="doc", stage="look", after="visit", name="Đọc đánh giá")
    assert [step.key for step in journey_of(shop).steps] == ["visit", "doc", "cart", "pay"]
    act(shop, 2, do="move_step", key="doc", stage="buy", after=None)
    assert [step.key for step in journey_of(shop).stages[1].steps] == ["doc", "cart", "pay"]
    act(shop, 3, do="remove", thing="steps", key="doc")
    assert [step.key for step in journey_of(shop).steps] == ["visit", "cart", "pay"]


def test_removing_the_outcome_clears_what_refers_to_it(shop) -> None:
    """Nothing refers to nothing afterwards, and taken back everything is there again."""
    act(shop, 1, do="remove", thing="steps", key="pay")
    assert journey_of(shop).outcome is None
    back(shop, 2, 1)
    assert journey_of(shop).outcome == "pay"
    assert [step.key for step in journey_of(shop).steps] == ["visit", "cart", "pay"]


def test_everybody_takes_back_their_own_edits(shop) -> None:
    """One takes back one's own deeds, newest first, and leaves those of others."""
    for number, (who, key) in enumerate((("minh", "visit"), ("lan", "cart"), ("minh", "pay")), 1):
        write(shop, number, f"steps/{key}/owner", [""], [who], who=who)
    assert [back(shop, number, other)["state"] for number, other in ((4, 3), (5, 1), (6, 2))] == [
        "done",
        "done",
        "refused",
    ]
    assert [step.owner for step in journey_of(shop).steps] == ["", "lan", ""]


@pytest.mark.parametrize(
    ("place", "given"),
    [
        ("steps/visit/pains", [("x", "9")]),
        ("steps/visit/activity", ["x" * 2_001]),
        ("stages/buy/name", [" "]),
        ("steps/cart/score", [("", "7")]),
    ],
)
def test_what_a_cell_cannot_hold_is_refused(shop, place, given) -> None:
    """The answer says what is wrong; the file stays as it was."""
    before = text_of(shop)
    answer = write(shop, 1, place, [""], given)
    assert answer["state"] == "refused"
    assert answer["said"]
    assert text_of(shop) == before


def test_edits_are_noted_without_their_words(shop) -> None:
    """The audit log tells who did what to which journey."""
    write(shop, 1, "steps/visit/owner", [""], ["tên riêng"])
    with shop.database.reading() as connection:
        rows = connection.execute(audit.select().where(audit.c.action == "journey.edited")).all()
    assert [(row.actor, row.object) for row in rows] == [("minh", "shop")]
    assert "tên riêng" not in rows[0].details


def test_a_removed_journey_lies_in_the_trash(shop) -> None:
    """Its page is gone, its file is not; nor is there anything left of it to be taken back."""
    before = text_of(shop)
    write(shop, 1, "steps/visit/owner", [""], ["Lan"])
    back(shop, 2, 1)
    shop.client("minh").post(f"{MAP}/remove")
    assert shop.client("minh").get(MAP).status_code == 404
    (kept,) = (shop.home / "journeys" / ".trash").iterdir()
    assert kept.read_text(encoding="utf-8") == before
    assert shop.services.desk.deeds.traces("nha-may", "shop") == []


def test_empty_lanes_are_shown_while_editing(shop) -> None:
    """Somebody who wants to write an opportunity finds the lane for it."""
    assert 'data-lane="opportunities"' not in shop.client("minh").get(MAP).text
    assert 'data-lane="opportunities"' in shop.client("minh").get(f"{MAP}?edit=1").text
