"""Priorities: the matrix and its table, one opportunity, its people and words, what shipping a solution did."""

import re

import pytest

from hanhtrinh.app.priorities.tickets import tickets
from hanhtrinh.journey.codec import read_journey
from tests.priorities import OPPORTUNITIES, QUOTE, SHOP, repaired_shop
from tests.web.living import with_shop

MAP = "/w/nha-may/maps/shop"
HOME = f"{MAP}/priorities"
JSON = {"accept": "application/json"}


@pytest.fixture
def shop(world):
    """The world with the repaired shop."""
    repaired_shop(world)
    return world


def text_of(world):
    """Return the journey's file."""
    return (world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8")


def journey_of(world):
    """Return the journey as its file has it."""
    return read_journey(text_of(world), "shop.yaml")


def tickets_of(world):
    """Return the opportunities as the file has them."""
    return tickets(journey_of(world))


def address(world, at=0):
    """Return the page of an opportunity."""
    one = tickets_of(world)[at]
    return f"{HOME}/{one.step.key}/{one.mark}"


def opportunity(world, at=0):
    """Return an opportunity as the file has it."""
    return tickets_of(world)[at].opportunity


def cell(page, value, effort):
    """Return what stands in a place of the matrix."""
    found = re.search(
        rf'<div class="pr-cell[^"]*" data-value="{value}" data-effort="{effort}">(.*?)</div>', page, re.DOTALL
    )
    assert found, (value, effort)
    return found[1]


def test_every_opportunity_stands_in_its_place_or_waits(shop) -> None:
    """A graded one is in its cell with its customers and evidence in words; one without grades waits in the tray."""
    page = shop.client("ha").get(HOME).text
    assert "Nói rõ phí giao" in cell(page, 5, 2)
    assert "890 khách · đo, mới" in cell(page, 5, 2)
    tray = page[page.index('id="pr-tray"') :]
    assert "Nhớ giỏ hàng" in tray[: tray.index("</aside>")]
    assert all(words in page for words in ("Làm ngay", "Dự án lớn", "Làm khi rảnh", "Để sau"))
    assert "Do now" in shop.client("ha", "en").get(HOME).text
    assert f'href="{HOME}"' in shop.client("ha").get(MAP).text


def test_a_bubble_that_was_moved_is_in_the_file(shop) -> None:
    """The script's grades are written into the YAML, hand-written lines stay, and the change can be taken back."""
    answer = shop.client("minh").post(address(shop, 1), data={"value": "4", "effort": "1"}, headers=JSON)
    assert answer.json() == {"mark": tickets_of(shop)[1].mark, "saved": True}
    assert (opportunity(shop, 1).value, opportunity(shop, 1).effort) == (4, 1)
    assert "# asked for by half of our callers" in text_of(shop)
    assert "Nhớ giỏ hàng" in cell(shop.client("ha").get(HOME).text, 4, 1)
    shop.client("minh").post(address(shop, 1), data={"value": "", "effort": ""}, headers=JSON)
    assert opportunity(shop, 1).value is None
    written = shop.services.desk.deeds.traces("nha-may", "shop")
    assert len(written) == 2


def test_the_table_grades_without_a_script(shop) -> None:
    """One list of the table sent as a form changes that grade alone and leads back to the table."""
    answer = shop.client("minh").post(address(shop), data={"effort": "5", "then": "board"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HOME}#pr-table")
    assert (opportunity(shop).value, opportunity(shop).effort) == (5, 5)


def test_the_table_is_put_in_order_and_filtered(shop) -> None:
    """Sorting by effort and choosing an owner, a state or a stage happen on the server."""
    shop.client("minh").post(address(shop, 1), data={"effort": "1"}, headers=JSON)
    rows = lambda page: re.findall(r'class="pr-link"[^>]*>([^<]*)<', page)  # noqa: E731
    client = shop.client("ha")
    assert rows(client.get(f"{HOME}?sort=effort").text) == ["Nhớ giỏ hàng", "Nói rõ phí giao"]
    assert rows(client.get(f"{HOME}?sort=value").text) == ["Nói rõ phí giao", "Nhớ giỏ hàng"]
    assert rows(client.get(f"{HOME}?owner=Minh").text) == ["Nói rõ phí giao"]
    assert rows(client.get(f"{HOME}?state=idea").text) == ["Nhớ giỏ hàng"]
    assert rows(client.get(f"{HOME}?stage=look").text) == []
    refused = client.get(f"{HOME}?sort=luck")
    assert refused.status_code == 400
    assert "luck" in refused.text


def test_viewers_look_and_do_not_touch(shop) -> None:
    """Who may not edit sees grades as numbers, no forms, no drag, and is refused."""
    page, one = (shop.client("ha").get(there).text for there in (HOME, address(shop)))
    assert 'method="post"' not in (page + one).split('id="main"', 1)[1].split("</main>")[0]
    assert "data-edits" not in page
    assert shop.client("ha").post(address(shop), data={"value": "1"}).status_code == 403


def test_an_opportunity_tells_whom_it_touches(shop) -> None:
    """Its page has those who met the step, left there, felt bad, and what the missed target costs."""
    page = shop.client("minh").get(f"{address(shop)}?period=all").text
    assert "<b>900</b><span>khách gặp bước này</span>" in page
    assert re.search(r"<b>\d+</b><span>lượt đi dừng lại ở đây</span>", page)
    assert "<b>336</b><span>khách nói là không vui</span>" in page
    assert "mục tiêu 20" in page
    assert "lượt đi ở lại" in page
    assert QUOTE in page


def test_people_are_listed_to_those_who_may_see_them(shop) -> None:
    """Who felt bad is a list of links for the owner and a count for a viewer; no other group can be asked for."""
    there = f"{address(shop)}/people?what=unhappy&period=all"
    assert re.search(r'href="/w/nha-may/people/[^"]+"', shop.client("lan").get(there).text)
    viewer = shop.client("ha").get(there).text
    assert "/w/nha-may/people/" not in viewer
    assert "Tên từng khách chỉ hiện" in viewer
    assert shop.client("lan").get(f"{address(shop)}/people?what=all").status_code == 400


def test_words_are_pinned_and_let_go(shop) -> None:
    """A pinned quote stands in the file once and first on the page; unpinned it is gone from the file."""
    there = f"{address(shop)}/quotes"
    for _ in range(2):
        shop.client("minh").post(there, data={"quote": QUOTE, "pinned": "1"})
    assert opportunity(shop).quotes == (QUOTE,)
    assert 'class="pr-quote pinned"' in shop.client("ha").get(address(shop)).text
    shop.client("minh").post(there, data={"quote": QUOTE, "pinned": ""})
    assert opportunity(shop).quotes == ()


def test_a_solution_comes_is_shipped_and_goes(shop) -> None:
    """Added with owner and day, marked as shipped today by one button, taken out again."""
    client, there = shop.client("minh"), f"{address(shop, 1)}/solutions"
    client.post(there, data={"text": "Lưu trên máy chủ", "state": "doing", "owner": "Hà", "due": "2026-12-24"})
    made = opportunity(shop, 1).solutions[0]
    assert (made.text, made.state, made.owner, made.due, made.shipped) == (
        "Lưu trên máy chủ", "doing", "Hà", "2026-12-24", "",
    )  # fmt: skip
    hidden = r'"was" value="([^"]+)"><input[^>]*"state" value="done"><input[^>]*"shipped" value="([^"]+)"'
    form = re.search(hidden, client.get(address(shop, 1)).text)
    assert form
    assert form[2] == "2026-11-22"
    client.post(there, data={"was": form[1], "state": "done", "shipped": form[2]})
    made = opportunity(shop, 1).solutions[0]
    assert (made.state, made.shipped, made.owner, made.due) == ("done", "2026-11-22", "Hà", "2026-12-24")
    assert "Còn sớm: so được từ 29/11/2026" in client.get(address(shop, 1)).text
    client.post(there, data={"was": form[1], "do": "remove"})
    assert opportunity(shop, 1).solutions == ()
    assert client.post(there, data={"was": form[1], "do": "remove"}).status_code == 404


def test_before_and_after_stand_on_the_page(shop) -> None:
    """Drop-off fell by thirty points beyond chance, with n, interval, the rest as context and no claim of a cause."""
    page = shop.client("ha", "en").get(f"{address(shop)}?period=all").text
    row = page[page.index("<b>Drop-off</b>") :]
    row = row[: row.index("</tr>")]
    assert "50.0%" in row
    assert "20.0%" in row
    assert "−30.0" in row
    assert "n\xa0=\xa0280" in row
    assert "better, beyond chance" in row
    assert "28 days on each side" in row
    assert "proves no cause" in page


def test_a_trend_is_marked_where_something_was_shipped(shop) -> None:
    """The door of the step's numbers draws a line on the day, names what it was and leads to its before and after."""
    client = shop.client("ha")
    page = client.get(f"{MAP}?period=90d").text
    row = re.search(r'<td[^>]*data-lane="people"[^>]*data-step="cart"[^>]*>(.*?)</td>', page, re.DOTALL)
    assert row
    number = re.findall(r'data-door="(\d+)"', row[1])[1]
    door = client.get(f"{MAP}/door/{number}?period=90d").text
    assert 'class="mark"' in door
    assert "<b>11/10/2026</b> Hiện phí trong giỏ" in door
    assert f'href="{address(shop)}#shipped"' in door
    assert "ra mắt 11/10/2026" in page
    visit = re.search(r'<td[^>]*data-lane="people"[^>]*data-step="visit"[^>]*>(.*?)</td>', page, re.DOTALL)
    assert visit
    first = re.findall(r'data-door="(\d+)"', visit[1])[0]
    other = client.get(f"{MAP}/door/{first}?period=90d").text
    assert 'class="mark"' not in other


def test_an_opportunity_is_added_and_said_otherwise(shop) -> None:
    """A new one gets a page of its own; saying it otherwise moves it to a new address, in this language alone."""
    client = shop.client("minh")
    made = client.post(HOME, data={"step": "pay", "text": "Trả góp"}, follow_redirects=False)
    assert made.headers["location"] == address(shop, 2)
    client.post(address(shop), data={"text": "Nói ngay phí giao"})
    assert (opportunity(shop).text.vi, opportunity(shop).text.en) == ("Nói ngay phí giao", "Say what delivery costs")
    assert client.get(made.headers["location"]).status_code == 200


def test_what_cannot_be_is_refused(shop) -> None:
    """Grades, days, states and texts that make no sense are refused with what is allowed, and nothing is written."""
    before, client = text_of(shop), shop.client("minh")
    solutions = f"{address(shop)}/solutions"
    for there, given, said in (
        (address(shop), {"value": "6"}, "6"),
        (address(shop), {"text": "  "}, "ít nhất một chữ"),
        (address(shop), {"owner": "x" * 201}, "201"),
        (solutions, {"text": "a", "shipped": "2026-02-30"}, "2026-02-30"),
        (solutions, {"text": "a", "state": "dreamt"}, "idea, planned, doing, done"),
        (solutions, {"text": ""}, "ít nhất một chữ"),
    ):
        answer = client.post(there, data=given, headers=JSON)
        assert answer.status_code == 400, given
        assert said in answer.text, given
    assert client.post(f"{HOME}/cart/0123456789", data={"value": "1"}, headers=JSON).status_code == 404
    assert text_of(shop) == before


def test_what_is_written_is_only_ever_text(shop) -> None:
    """Texts, owners, solutions and quotes that look like markup are shown as they were typed."""
    evil, client = '"><script>alert(1)</script>', shop.client("minh")
    client.post(f"{address(shop, 1)}/quotes", data={"quote": evil, "pinned": "1"})
    client.post(
        f"{address(shop, 1)}/solutions", data={"text": evil, "owner": evil, "state": "done", "shipped": "2026-10-01"}
    )
    client.post(address(shop, 1), data={"text": evil, "owner": evil})
    pages = [client.get(there).text for there in (HOME, address(shop, 1), MAP)]
    assert all("<script>alert" not in page for page in pages)


def test_equal_opportunities_are_told_apart(world) -> None:
    """Two that say the same at one step have addresses of their own, and the one that is meant is changed."""
    with_shop(
        world,
        SHOP.replace("{vi: Nhớ giỏ hàng, en: Remember the cart}", "{vi: Nói rõ phí giao, en: Say what delivery costs}"),
    )
    assert address(world, 1) == f"{address(world)}-2"
    world.client("minh").post(address(world, 1), data={"value": "1", "effort": "1"}, headers=JSON)
    assert (opportunity(world).value, opportunity(world, 1).value) == (5, 1)


def test_a_library_opportunity_is_changed_here_alone(world) -> None:
    """It says where else it is used; its solutions changed here are the journey's own, the library stays as it is."""
    library = (
        "format: hanhtrinh-library/1\nopportunities:\n  fees:\n    text: {vi: Phí rõ ràng, en: Clear fees}\n"
        "    solutions: [{text: Bảng phí, state: idea}]\n"
    )
    head, _, tail = SHOP.partition("format: hanhtrinh/1\n")
    used = f"{head}format: hanhtrinh/1\nlibrary: shared.yaml\n{tail}".replace(
        OPPORTUNITIES, "\n        opportunities: [{use: fees}]"
    )
    with_shop(world, used)
    folder = world.home / "journeys"
    (folder / "shared.yaml").write_text(library, encoding="utf-8")
    (folder / "other.yaml").write_text(
        used.replace("key: shop", "key: other").replace("Mua ở tiệm", "Mua qua điện thoại"), "utf-8"
    )
    page = world.client("minh").get(address(world)).text
    assert "Phí rõ ràng" in page
    assert "Mua qua điện thoại" in page
    was = re.search(r'name="was" value="([^"]+)"', page)
    assert was
    world.client("minh").post(f"{address(world)}/solutions", data={"was": was[1], "state": "doing"})
    own = opportunity(world)
    assert (own.use, own.text, own.solutions[0].text, own.solutions[0].state) == ("fees", "", "Bảng phí", "doing")
    assert (folder / "shared.yaml").read_text(encoding="utf-8") == library


def test_a_map_without_opportunities_or_data_says_so(world) -> None:
    """Nothing there: how to begin; nothing measured: no number is made up."""
    with_shop(world)
    assert "Chưa có cơ hội nào" in world.client("minh").get(HOME).text
    with_shop(world, SHOP)
    page = world.client("minh").get(address(world)).text
    assert "≈" not in page
    assert "Quanh ngày này bước chưa có số nào" in page
