"""Priorities in a real browser: bubbles placed by mouse, finger and keys; a solution shipped; its trend and numbers."""

import pytest
from playwright import sync_api

from hanhtrinh.app.priorities.tickets import tickets
from hanhtrinh.journey.codec import read_journey
from tests.e2e import axe
from tests.priorities import SHOP, repaired_shop
from tests.web.serving import Served, at_rest, held_back, opened, until
from tests.web.world import world_at

expect = sync_api.expect
MAP = "/w/nha-may/maps/shop"
HOME = f"{MAP}/priorities"
DESK = {"viewport": {"width": 1440, "height": 1000}}
PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def shop(tmp_path):
    """The repaired shop behind a real socket; nothing says yet that something was shipped."""
    world = world_at(tmp_path / "home")
    repaired_shop(world, text=SHOP.replace("state: done, shipped: '2026-10-11'", "state: doing"))
    served = Served(world)
    yield served
    served.stop()
    world.database.close()


def opportunity(shop, at):
    """Return an opportunity as the file has it."""
    text = (shop.world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8")
    return tickets(read_journey(text, "shop.yaml"))[at].opportunity


def graded(shop, at):
    """Return the grades the file has."""
    return opportunity(shop, at).value, opportunity(shop, at).effort


def middle(locator):
    """Return the middle of what is on the screen."""
    box = at_rest(locator)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def place(page, value, effort):
    """Return a place of the matrix."""
    return page.locator(f'.pr-cell[data-value="{value}"][data-effort="{effort}"]')


def drag(page, bubble, to) -> None:
    """Drag by mouse, as a hand does."""
    start, end = middle(bubble), middle(to)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def test_bubbles_are_placed_by_mouse_and_keyboard(browser, shop) -> None:
    """Dragged from the tray, moved by arrows, taken back by a button: each time the file says so."""
    with opened(browser, shop, "minh", "en", **DESK) as page:
        page.goto(f"{shop.address}{HOME}")
        bubble = page.locator(".pr-bubble", has_text="Remember the cart")
        drag(page, bubble, place(page, 4, 3))
        expect(place(page, 4, 3).locator(".pr-bubble")).to_contain_text("Remember the cart")
        until(lambda: graded(shop, 1) == (4, 3))
        expect(page.locator(".pr-none")).to_be_visible()
        expect(page.locator("tr", has_text="Remember the cart").locator('[data-grade="effort"]')).to_have_value("3")
        bubble.locator("a").focus()
        for key in ("ArrowUp", "ArrowLeft", "ArrowLeft"):
            page.keyboard.press(key)
        expect(place(page, 5, 1).locator(".pr-bubble a")).to_be_focused()
        expect(page.locator("#pr-said")).to_have_text("Placed: value 5, effort 1")
        until(lambda: graded(shop, 1) == (5, 1))
        page.locator(".pr-toast button").click()  # there once the server has said so
        until(lambda: graded(shop, 1) == (4, 3))
        page.locator("tr", has_text="Say what delivery costs").locator('[data-grade="value"]').select_option("2")
        until(lambda: graded(shop, 0) == (2, 2))
        expect(place(page, 2, 2).locator(".pr-bubble")).to_have_count(1)
        assert page.url.endswith("/priorities")


def test_undo_takes_back_what_was_done_last(browser, shop) -> None:
    """Moved again before the server has kept the first place: it keeps both in their order, and undo is of the last."""
    with opened(browser, shop, "minh", "en", **DESK) as page:
        page.goto(f"{shop.address}{HOME}")
        held = held_back(page, "**/priorities/cart/*")
        bubble = page.locator(".pr-bubble", has_text="Say what delivery costs")
        drag(page, bubble, place(page, 1, 5))
        expect(place(page, 1, 5).locator(".pr-bubble")).to_have_count(1)
        bubble.locator("a").press("ArrowUp")
        expect(page.locator("#pr-said")).to_have_text("Placed: value 2, effort 5")
        page.wait_for_timeout(600)
        held[0].continue_()
        page.locator(".pr-toast button").click()
        expect(page.locator(".pr-toast")).to_contain_text("Placed: value 1, effort 5")
    assert graded(shop, 0) == (1, 5)


def test_a_bubble_that_could_not_be_kept_goes_back(browser, shop) -> None:
    """Without a connection the bubble returns to its place and the page says so."""
    with opened(browser, shop, "minh", "en", **DESK) as page:
        page.goto(f"{shop.address}{HOME}")
        page.route("**/priorities/cart/*", lambda route: route.fulfill(status=503, json={"error": {"message": "Busy"}}))
        bubble = page.locator(".pr-bubble", has_text="Say what delivery costs")
        drag(page, bubble, place(page, 1, 5))
        expect(page.locator(".pr-toast")).to_contain_text("Busy")
        expect(place(page, 5, 2).locator(".pr-bubble")).to_have_count(1)
        page.complaints[:] = [said for said in page.complaints if "503" not in said]
    assert graded(shop, 0) == (5, 2)


def test_a_finger_places_a_bubble_on_a_phone(browser, shop) -> None:
    """Touch drags without scrolling the page away, and the page is no wider than the phone."""
    with opened(browser, shop, "minh", **PHONE) as page:
        page.goto(f"{shop.address}{HOME}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        bubble = page.locator(".pr-cell .pr-bubble")
        bubble.scroll_into_view_if_needed()
        start, end = middle(bubble.locator("a")), middle(place(page, 3, 4))
        touch = page.context.new_cdp_session(page)
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start[0], "y": start[1]}]})
        for share in (0.3, 0.7, 1.0):
            at = {"x": start[0] + (end[0] - start[0]) * share, "y": start[1] + (end[1] - start[1]) * share}
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        until(lambda: graded(shop, 0) == (3, 4))


def test_a_shipped_solution_is_on_the_trend_and_tells_before_and_after(browser, shop) -> None:
    """Done offers today, the real day is written instead; the page compares, the door draws the line and leads back."""
    with opened(browser, shop, "minh", "en", **DESK) as page:
        page.goto(f"{shop.address}{HOME}")
        with page.expect_navigation():
            page.locator(".pr-link", has_text="Say what delivery costs").click()
        solution = page.locator(".pr-solutions > li").first
        solution.locator("summary").click()
        solution.get_by_label("State").select_option("done")
        shipped = solution.get_by_label("Shipped on")
        expect(shipped).to_have_value("2026-11-22")
        shipped.fill("2026-10-11")
        solution.get_by_role("button", name="Save").click()
        expect(page.locator("#shipped")).to_contain_text("better, beyond chance")
        row = page.locator(".pr-effects tr", has_text="Drop-off")
        for text in ("50.0%", "20.0%", "−30.0"):
            expect(row).to_contain_text(text)
        until(lambda: opportunity(shop, 0).solutions[0].shipped == "2026-10-11")
        page.goto(f"{shop.address}{MAP}")
        expect(page.locator('td[data-lane="opportunities"][data-step="cart"] .shipped')).to_contain_text(
            "shipped 11 Oct 2026"
        )
        page.locator('td[data-lane="people"][data-step="cart"] [data-door]').nth(1).click()
        expect(page.locator("#door .spark .mark")).to_have_count(1)
        page.locator("#door .ships a").click()
        expect(page.locator("#shipped h3")).to_contain_text("Hiện phí trong giỏ")


@pytest.mark.parametrize(("look", "size"), [("light", DESK), ("dark", DESK), ("light", PHONE)])
def test_axe_finds_nothing(browser, shop, look, size) -> None:
    """The matrix and an opportunity with its before and after, by day, by night and on a phone."""
    path = shop.world.home / "journeys" / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    with opened(browser, shop, "minh", "vi", color_scheme=look, **size) as page:
        page.goto(f"{shop.address}{HOME}")
        assert axe.violations(page) == []
        page.locator(".pr-link").first.click()
        expect(page.locator("#shipped")).to_be_visible()
        page.locator(".pr-solutions summary").first.click()
        assert axe.violations(page) == []
        page.complaints.clear()


def test_an_open_map_follows(browser, shop) -> None:
    """Hà's map shows the rocket as soon as Minh says that the solution is live; her lane leads to the priorities."""
    with opened(browser, shop, "ha", "en", **DESK) as hers, opened(browser, shop, "minh", "en", **DESK) as his:
        hers.goto(f"{shop.address}{MAP}")
        cell = hers.locator('td[data-lane="opportunities"][data-step="cart"]')
        expect(cell).to_contain_text("Hiện phí trong giỏ")
        expect(hers.locator("#map-page")).to_have_attribute("data-link", "open")
        his.goto(f"{shop.address}{HOME}")
        with his.expect_navigation():
            his.locator(".pr-link", has_text="Say what delivery costs").click()
        his.get_by_role("button", name="Shipped today").first.click()
        expect(his.locator(".pr-live")).to_contain_text("22 Nov 2026")
        expect(cell.locator(".shipped")).to_contain_text("shipped 22 Nov 2026")
        hers.locator('tr[data-lane="opportunities"] .lane-way').click()
        expect(hers.locator("#pr-board")).to_be_visible()
