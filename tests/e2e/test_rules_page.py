"""The rule editor in a real browser: beside the map, where numbers move while the rule is edited, and on its own."""

import re

import pytest
from playwright import sync_api

from hanhtrinh.journey.codec import read_journey
from tests.web.living import with_shop
from tests.web.serving import Served, held_back, opened, until
from tests.web.world import world_at

DESK = {"viewport": {"width": 1440, "height": 1000}}
PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def shop(tmp_path):
    """A shop where people visit and search, some put into the cart; with its server."""
    world = world_at(tmp_path / "home")
    living = with_shop(world)
    for i in range(6):
        living.happens(f"p{i}", "visit", ago=5_000 + i, p_path="/")
        living.happens(f"p{i}", "search", ago=4_000 + i, p_path="/tìm-kiếm")
    living.happens("p1", "cart", ago=900, p_path="/gio-hang")
    world.served = Served(world)
    yield world
    world.served.stop()
    world.database.close()


def journey_of(world):
    """Return the journey as its file has it."""
    return read_journey((world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8"), "shop.yaml")


def expects(place):
    """Expect something of a place on the page, with patience."""
    return sync_api.expect(place)


def open_beside(page, world, step="cart"):
    """Open the editor from the head of a step while the map is edited."""
    page.goto(f"{world.served.address}/w/nha-may/maps/shop?edit=1&period=all")
    expects(page.locator("#map-page")).to_have_attribute("data-link", "open")
    page.locator(f'.rule-pen[data-rule-step="{step}"]').click()
    expects(page.locator("#rule-sheet .rule-numbers dd").first).to_have_text("1")


def draft_at(page, step):
    """Return what the map would show at a step with the draft."""
    return page.locator(f'td[data-lane="people"][data-step="{step}"] .draft-value')


def test_the_map_moves_while_the_rule_is_edited_and_shows_it_when_saved(browser, shop):
    """A value is chosen from the data; counts and the step's number move; saved, the map says it by itself."""
    with opened(browser, shop.served, who="minh", **DESK) as page:
        open_beside(page, shop)
        before = journey_of(shop)
        page.locator("#rule-sheet [data-values]").click()
        page.locator('#rule-sheet [role=option][data-value="search"]').click()
        expects(page.locator("#rule-sheet .rule-chip")).to_have_count(2)
        expects(page.locator("#rule-sheet .rule-numbers dd").first).to_have_text("7")
        expects(draft_at(page, "cart")).to_contain_text("→ 6")
        assert journey_of(shop) == before
        page.locator("#rule-sheet .rule-ends .btn.main").click()
        expects(page.locator("#rule-sheet")).not_to_be_visible()
        number = page.locator('td[data-lane="people"][data-step="cart"] .num.big')
        expects(number).to_have_text("6")
        expects(page.locator(".draft-value")).to_have_count(0)
        until(lambda: journey_of(shop).touchpoints["cart"].match == {"event": ["cart", "search"]})


def test_cancel_leaves_no_trace(browser, shop):
    """Escape ends the draft: the map shows only what is, the file is as it was, the focus is back where it began."""
    with opened(browser, shop.served, who="minh", **DESK) as page:
        open_beside(page, shop)
        before = journey_of(shop)
        page.fill("#rule-sheet [data-values]", "search")
        expects(draft_at(page, "cart")).to_contain_text("→ 6")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        expects(page.locator("#rule-sheet")).not_to_be_visible()
        expects(page.locator(".draft-value")).to_have_count(0)
        expects(page.locator('.rule-pen[data-rule-step="cart"]')).to_be_focused()
        assert journey_of(shop) == before


def test_by_keyboard_alone(browser, shop):
    """Arrows and Enter choose a value, a condition is added and removed; the focus is never lost."""
    with opened(browser, shop.served, who="minh", **DESK) as page:
        page.goto(f"{shop.served.address}/w/nha-may/maps/shop/rules/cart")
        expects(page.locator(".rule-numbers dd").first).to_have_text("1")
        page.locator("[data-values]").focus()
        expects(page.locator("[role=option]").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expects(page.locator(".rule-chip")).to_have_count(2)
        expects(page.locator("[data-values]")).to_be_focused()
        page.locator(".rule-add").first.focus()
        page.keyboard.press("Enter")
        expects(page.locator(".rule-test")).to_have_count(2)
        expects(page.locator('[name="p.0.1"]')).to_be_focused()
        page.locator(".rule-gone").last.focus()
        page.keyboard.press("Enter")
        expects(page.locator(".rule-test")).to_have_count(1)


def test_values_are_found_without_marks(browser, shop):
    """`tim` finds `/tìm-kiếm`, among the events the other conditions allow."""
    with opened(browser, shop.served, who="minh", **DESK) as page:
        page.goto(f"{shop.served.address}/w/nha-may/maps/shop/rules/~new")
        page.select_option('[name="p.0.0"]', "path")
        page.locator('[name="v.0.0"]').press_sequentially("TIM")
        page.locator('[role=option][data-value="/tìm-kiếm"]').click()
        expects(page.locator(".rule-numbers dd").first).to_have_text("6")


def test_what_is_typed_while_the_form_is_drawn_anew_stays(browser, shop):
    """Whoever types faster than the server answers loses no letter, and is offered values for all of them."""
    with opened(browser, shop.served, who="minh", **DESK) as page:
        page.goto(f"{shop.served.address}/w/nha-may/maps/shop/rules/~new")
        held = held_back(page, re.compile(r"/form\?"))
        with page.expect_request(re.compile(r"/form\?")):
            page.select_option('[name="p.0.0"]', "path")
        field = page.locator('[name="v.0.0"]')
        field.press_sequentially("tim")
        field.evaluate("(one) => { one.old = true }")
        held[0].continue_()
        until(lambda: field.evaluate("(one) => !one.old"))
        expects(field).to_have_value("tim")
        page.locator('[role=option][data-value="/tìm-kiếm"]').click()
        expects(page.locator(".rule-numbers dd").first).to_have_text("6")


def test_an_event_on_no_step_is_adopted(browser, shop):
    """From the list of what is on no step a new step is made; the map has it."""
    with opened(browser, shop.served, who="minh", **DESK) as page:
        page.goto(f"{shop.served.address}/w/nha-may/maps/shop/rules")
        page.locator(".adopt summary").first.click()
        page.fill(".adopt-ways [name=name]", "Tìm kiếm")
        page.select_option(".adopt-ways [name=after]", "visit")
        page.locator(".adopt-ways .btn.main").click()
        expects(page.locator(".notice.good")).to_be_visible()
        page.goto(f"{shop.served.address}/w/nha-may/maps/shop?period=all")
        expects(page.locator('td[data-lane="people"][data-step="tim-kiem"] .num.big')).to_have_text("6")


@pytest.mark.parametrize("path", ["rules", "rules/cart", "rules/~new"])
def test_nothing_is_wider_than_a_phone(browser, shop, path):
    """At 360 pixels no page of rules scrolls sideways."""
    with opened(browser, shop.served, who="minh", **PHONE) as page:
        page.goto(f"{shop.served.address}/w/nha-may/maps/shop/{path}")
        if path != "rules":
            expects(page.locator(".rule-map")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
