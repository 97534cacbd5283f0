"""Editing a journey in the browser: what is saved, what is kept, who wins, and what can be taken back."""

import re

import msgspec
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


def form_of(world, who="minh", **asked):
    """Return a form's fields as a browser would send them back."""
    page = world.client(who, asked.pop("lang", "vi")).get(f"{MAP}/edit", params=asked).text
    hidden = re.findall(r'name="cell" value="([^"]*)"', page)
    cells = [cell.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&") for cell in hidden]
    return {"thing": asked.get("thing", "journey"), "key": asked.get("key", ""), "cell": cells}


def save(world, form, who="minh", **fields):
    """Send a form; fields are named `c0_text` for `c0.text`."""
    sent = {**form, **{name.replace("_", ".", 1): value for name, value in fields.items()}}
    return world.client(who).post(f"{MAP}/edit", data=sent)


def test_a_text_is_saved_and_everything_else_stays(shop) -> None:
    """One language of one text changes; comments, order and layout of the file stay as they were written."""
    before = text_of(shop)
    answer = save(shop, form_of(shop, thing="steps", key="visit", field="activity"), c0_text="Lướt xem hàng")
    assert answer.json()["said"] == "Đã lưu."
    assert journey_of(shop).steps[0].activity.vi == "Lướt xem hàng"
    assert journey_of(shop).steps[0].activity.en == "Has a look around"
    assert "# what people told us in March" in text_of(shop)
    changed = [a for a, b in zip(before.splitlines(), text_of(shop).splitlines(), strict=False) if a != b]
    assert "# Our shop. This line was written by hand and stays." not in changed


def test_lines_are_added_changed_and_dropped(shop) -> None:
    """Pain points are a list: a new one is added with its severity, an emptied one goes."""
    form = form_of(shop, thing="steps", key="visit", field="pains")
    save(shop, form, c0_text=["", "Chữ quá nhỏ", ""], c0_level=["3", "1", "2"])
    (pain,) = journey_of(shop).steps[0].pains
    assert (pain.text, pain.severity) == ("Chữ quá nhỏ", 1)


def test_a_feeling_has_words_and_a_score(shop) -> None:
    """Both are saved at once."""
    form = form_of(shop, thing="steps", key="cart", field="feeling")
    save(shop, form, c0_text="Phân vân", c0_level="-0.5")
    assert journey_of(shop).steps[1].feeling.score == -0.5
    assert journey_of(shop).steps[1].feeling.words == "Phân vân"


def test_the_journeys_own_texts(shop) -> None:
    """Name, scenario, goal and owner are one form and one edit."""
    form = form_of(shop)
    save(shop, form, c0_text="Tiệm Lan", c1_text="Khách ghé tiệm.", c2_text="", c3_text="Lan")
    journey = journey_of(shop)
    assert journey.name.vi == "Tiệm Lan"
    assert journey.scenario == "Khách ghé tiệm."
    assert journey.owner == "Lan"


def test_two_people_edit_one_cell(shop) -> None:
    """Who comes second gets both texts and nothing is written; saving again writes over what they were shown."""
    form = form_of(shop, thing="steps", key="visit", field="activity")
    save(shop, form, who="lan", c0_text="Của Lan")
    second = save(shop, form, c0_text="Của Minh")
    assert second.status_code == 409
    assert "Của Lan" in second.text
    assert "Của Minh" in second.text
    assert journey_of(shop).steps[0].activity.vi == "Của Lan"
    again = re.search(r'name="cell" value="([^"]*)"', second.text)[1].replace("&quot;", '"')
    save(shop, {**form, "cell": [again]}, c0_text="Của Minh")
    assert journey_of(shop).steps[0].activity.vi == "Của Minh"


def test_two_people_edit_two_cells(shop) -> None:
    """Different cells do not disturb each other, even where both forms were opened on the same version."""
    forms = [form_of(shop, thing="steps", key=key, field="owner") for key in ("visit", "cart")]
    for form, who in zip(forms, ("lan", "minh"), strict=True):
        save(shop, form, who=who, c0_text=who)
    assert [step.owner for step in journey_of(shop).steps[:2]] == ["lan", "minh"]


def test_a_file_edited_by_hand_is_the_truth(shop) -> None:
    """What an editor wrote on disk in the meantime is seen, kept, and not written over unseen."""
    form = form_of(shop, thing="steps", key="visit", field="activity")
    path = shop.home / "journeys" / "shop.yaml"
    path.write_text(text_of(shop).replace("Ghé xem hàng", "Viết tay"), encoding="utf-8")
    assert "Viết tay" in shop.client("minh").get(MAP).text
    answer = save(shop, form, c0_text="Trên trang")
    assert answer.status_code == 409
    assert journey_of(shop).steps[0].activity.vi == "Viết tay"


def test_a_step_is_added_moved_and_removed(shop) -> None:
    """A new step stands behind its neighbour with a key of its own; it can be moved over the edge of its stage."""
    client = shop.client("minh")
    act = {"thing": "steps", "key": "visit"}
    client.post(f"{MAP}/arrange", data={**act, "do": "add", "name": "Đọc đánh giá"})
    assert [step.key for step in journey_of(shop).steps] == ["visit", "doc-danh-gia", "cart", "pay"]
    client.post(f"{MAP}/arrange", data={"thing": "steps", "key": "doc-danh-gia", "do": "after"})
    assert [step.key for step in journey_of(shop).stages[1].steps] == ["doc-danh-gia", "cart", "pay"]
    client.post(f"{MAP}/arrange", data={"thing": "steps", "key": "doc-danh-gia", "do": "remove"})
    assert [step.key for step in journey_of(shop).steps] == ["visit", "cart", "pay"]


def test_removing_the_outcome_clears_what_refers_to_it(shop) -> None:
    """Nothing refers to nothing afterwards, and one step back everything is there again."""
    client = shop.client("minh")
    client.post(f"{MAP}/arrange", data={"thing": "steps", "key": "pay", "do": "remove"})
    assert journey_of(shop).outcome is None
    client.post(f"{MAP}/undo")
    assert journey_of(shop).outcome == "pay"
    assert [step.key for step in journey_of(shop).steps] == ["visit", "cart", "pay"]


def test_a_stage_is_added_with_a_first_step_and_removed_with_all(shop) -> None:
    """A stage without steps would not be seen; the last stage with steps stays."""
    client = shop.client("minh")
    client.post(f"{MAP}/arrange", data={"thing": "stages", "key": "buy", "do": "add", "name": "Sử dụng"})
    assert [stage.key for stage in journey_of(shop).stages] == ["look", "buy", "su-dung"]
    assert len(journey_of(shop).stages[2].steps) == 1
    client.post(f"{MAP}/arrange", data={"thing": "stages", "key": "su-dung", "do": "before"})
    assert [stage.key for stage in journey_of(shop).stages] == ["look", "su-dung", "buy"]
    for key in ("su-dung", "buy"):
        client.post(f"{MAP}/arrange", data={"thing": "stages", "key": key, "do": "remove"})
    last = client.post(f"{MAP}/arrange", data={"thing": "stages", "key": "look", "do": "remove"})
    assert last.status_code == 400
    assert [stage.key for stage in journey_of(shop).stages] == ["look"]


def test_everybody_takes_back_their_own_edits(shop) -> None:
    """Undo goes back through one's own edits, newest first, and leaves those of others."""
    for who, key in (("minh", "visit"), ("lan", "cart"), ("minh", "pay")):
        save(shop, form_of(shop, thing="steps", key=key, field="owner"), who=who, c0_text=who)
    client = shop.client("minh")
    answers = [client.post(f"{MAP}/undo").json() for _ in range(3)]
    assert [step.owner for step in journey_of(shop).steps] == ["", "lan", ""]
    assert [answer["undo"] for answer in answers] == [True, False, False]
    assert answers[2]["said"] == "Bạn không còn lần sửa nào để hoàn tác."


def test_what_somebody_else_changed_since_is_not_taken_back(shop) -> None:
    """Undo refuses, says what stands there now, and changes nothing."""
    save(shop, form_of(shop, thing="steps", key="visit", field="owner"), c0_text="minh")
    save(shop, form_of(shop, thing="steps", key="visit", field="owner"), who="lan", c0_text="lan")
    answer = shop.client("minh").post(f"{MAP}/undo", headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert "lan" in answer.json()["error"]["message"]
    assert journey_of(shop).steps[0].owner == "lan"


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"thing": "steps", "key": "visit", "field": "pains"}, {"c0_text": ["x"], "c0_level": ["9"]}),
        ({"thing": "steps", "key": "visit", "field": "activity"}, {"c0_text": "x" * 2_001}),
        ({"thing": "stages", "key": "buy", "field": "name"}, {"c0_text": " "}),
        ({"thing": "steps", "key": "cart", "field": "feeling"}, {"c0_text": "x", "c0_level": "7"}),
    ],
)
def test_what_a_cell_cannot_hold_comes_back(shop, asked, fields) -> None:
    """The form is given back with what was written and what is allowed; the file stays as it was."""
    before = text_of(shop)
    answer = save(shop, form_of(shop, **asked), **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert text_of(shop) == before


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"thing": "steps", "key": "visit", "cell": "{"},
        {"thing": "journey", "cell": msgspec.json.encode({"field": "key", "lang": "vi", "was": []}).decode()},
        {"thing": "steps", "key": "visit", "cell": "[" * 900},
    ],
)
def test_forms_that_are_none_of_ours_are_refused(shop, data) -> None:
    """Fields that cannot be edited here, broken and missing ones change nothing."""
    before = text_of(shop)
    assert shop.client("minh").post(f"{MAP}/edit", data=data).status_code in (400, 422)
    assert text_of(shop) == before


def test_edits_are_noted_without_their_words(shop) -> None:
    """The audit log tells who did what to which journey."""
    save(shop, form_of(shop, thing="steps", key="visit", field="owner"), c0_text="tên riêng")
    with shop.database.reading() as connection:
        rows = connection.execute(audit.select().where(audit.c.action == "journey.edited")).all()
    assert [(row.actor, row.object) for row in rows] == [("minh", "shop")]
    assert "tên riêng" not in rows[0].details


def test_a_removed_journey_lies_in_the_trash(shop) -> None:
    """Its page is gone, its file is not."""
    before = text_of(shop)
    shop.client("minh").post(f"{MAP}/remove")
    assert shop.client("minh").get(MAP).status_code == 404
    (kept,) = (shop.home / "journeys" / ".trash").iterdir()
    assert kept.read_text(encoding="utf-8") == before


def test_empty_lanes_are_shown_while_editing(shop) -> None:
    """Somebody who wants to write an opportunity finds the lane for it."""
    assert 'data-lane="opportunities"' not in shop.client("minh").get(MAP).text
    assert 'data-lane="opportunities"' in shop.client("minh").get(f"{MAP}?edit=1").text
