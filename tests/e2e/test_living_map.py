"""The living map in a real browser, over a real socket: it moves, comes back, lets people type, opens its numbers."""

import pytest
from playwright import sync_api

from tests.e2e.editing import quiet
from tests.web.living import with_shop
from tests.web.serving import Served, opened, until
from tests.web.world import world_at

PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 1000}}


@pytest.fixture
def living(tmp_path):
    """Timelines of a few people, and their server (`living.served`)."""
    world = world_at(tmp_path / "home")
    made = with_shop(world)
    for i in range(6):
        made.happens(f"p{i}", "visit", ago=5_000 + i)
    made.happens("p1", "cart", ago=900)
    made.served = Served(world)
    made.world = world
    yield made
    made.served.stop()
    world.database.close()


def count(page, step):
    """Return how many passes the map shows at a step."""
    return page.locator(f'td[data-lane="people"][data-step="{step}"] .num.big')


def shows(page, step, text) -> None:
    """Wait until the map shows a number at a step."""
    sync_api.expect(count(page, step)).to_have_text(text)


def linked(page, state) -> None:
    """Wait until the page says how it is joined to the server."""
    sync_api.expect(page.locator("#map-page")).to_have_attribute("data-link", state)


GLOWS = """() => new MutationObserver(() => { window.glowed ||= Boolean(document.querySelector(".map .fresh")) })
    .observe(document.getElementById("map-page"), {subtree: true, childList: true, attributes: true})"""


def open_map(page, living, query="") -> None:
    """Open the map and wait until it lives."""
    page.goto(f"{living.served.address}/w/nha-may/maps/shop{query}")
    linked(page, "open")


def test_an_event_moves_the_open_map(browser, living) -> None:
    """The cell changes and glows for a while; the page was not loaded again, and readers are told which lane moved."""
    with opened(browser, living.served, **DESK) as page:
        open_map(page, living)
        shows(page, "cart", "1")
        page.evaluate(GLOWS)
        living.happens("p2", "cart", ago=30)
        shows(page, "cart", "2")
        until(lambda: page.evaluate("window.glowed"))
        sync_api.expect(page.locator("#map-said")).to_contain_text("Khách và rời bỏ")


def test_answers_move_the_curve_without_any_style_of_their_own(browser, living) -> None:
    """A new point finds its height by a class the page has a rule for already."""
    with opened(browser, living.served, **DESK) as page:
        open_map(page, living)
        for i in range(6):
            living.happens(f"p{i}", "response", ago=50, instrument="stars", score=float(1 + i % 2), asked_at="visit")
        point = page.locator('.points li[data-step="visit"] .pt')
        sync_api.expect(point).to_be_visible()
        place = "(one) => one.offsetTop / one.closest('.plot').clientHeight"
        until(lambda: 0.5 < point.evaluate(place) < 1)
        assert page.locator("#map-page [style]").count() == 0


def test_it_comes_back_after_the_server_did(browser, living) -> None:
    """While the server is away the page says so; once it is back the map catches up with what happened meanwhile."""
    with opened(browser, living.served, **DESK) as page:
        open_map(page, living)
        living.served.stop()
        linked(page, "lost")
        living.happens("p3", "cart", ago=20)
        living.served.start()
        shows(page, "cart", "2")
        linked(page, "open")
        quiet(page)


def test_signing_out_elsewhere_ends_it(browser, living) -> None:
    """A session that is over is shown no more of the map."""
    with opened(browser, living.served, **DESK) as page:
        open_map(page, living)
        living.world.services.accounts.end_sessions("lan")
        linked(page, "ended")
        page.goto("about:blank")
        quiet(page)  # what it still asked for was refused


def test_typing_is_not_disturbed(browser, living) -> None:
    """Other cells change around it; the text, its half-composed word, the cursor and the focus stay."""
    with opened(browser, living.served, **DESK) as page:
        open_map(page, living, "?edit=1")
        page.locator('td[data-lane="activity"][data-step="visit"]').dblclick()
        text = page.locator(".cell-edit textarea")
        text.fill("Khách gh")
        keyboard = page.context.new_cdp_session(page)
        keyboard.send("Input.imeSetComposition", {"text": "é", "selectionStart": 1, "selectionEnd": 1})
        living.happens("p2", "cart", ago=30)
        shows(page, "cart", "2")
        assert text.input_value() == "Khách ghé"
        assert text.evaluate("(one) => one === document.activeElement && one.selectionStart === 9")
        keyboard.send("Input.insertText", {"text": "é"})
        assert text.input_value() == "Khách ghé"


def test_focus_and_place_stay_where_they_are(browser, living) -> None:
    """A number that is changed while it has the focus keeps it, and the page does not jump."""
    with opened(browser, living.served, **DESK) as page:
        open_map(page, living)
        number = page.locator('td[data-lane="people"][data-step="cart"] button.big')
        number.focus()
        page.evaluate("window.scrollTo(0, 300)")
        before = page.evaluate("window.scrollY")
        living.happens("p2", "cart", ago=30)
        shows(page, "cart", "2")
        sync_api.expect(number).to_be_focused()
        assert page.evaluate("window.scrollY") == before


def test_a_number_opens_to_its_people_by_keyboard(browser, living) -> None:
    """Enter opens, the people are there with their profiles, Escape closes, the focus goes back."""
    with opened(browser, living.served, who="minh", **DESK) as page:
        open_map(page, living)
        number = page.locator('td[data-lane="people"][data-step="visit"] button.big')
        number.focus()
        page.keyboard.press("Enter")
        door = page.locator("dialog.door")
        sync_api.expect(door).to_be_visible()
        sync_api.expect(door.get_by_role("link", name="p0", exact=True)).to_be_visible()
        page.keyboard.press("Escape")
        sync_api.expect(door).to_be_hidden()
        sync_api.expect(number).to_be_focused()


def test_a_viewer_sees_the_map_and_changes_nothing(browser, living) -> None:
    """There is nothing to edit with, and behind a number stands no name."""
    with opened(browser, living.served, who="ha", **DESK) as page:
        open_map(page, living)
        assert page.locator("#edit-switch").count() == 0
        page.locator('td[data-lane="people"][data-step="visit"] button.big').click()
        sync_api.expect(page.locator("dialog.door h2")).to_be_visible()
        assert page.locator("dialog.door a").count() == 0


def test_an_edit_is_seen_by_everybody_and_can_be_taken_back(browser, living) -> None:
    """Minh writes, Lan's open map shows it without loading; undo takes it back on both."""
    cell = 'td[data-lane="activity"][data-step="visit"]'
    with opened(browser, living.served, **DESK) as lan, opened(browser, living.served, who="minh", **DESK) as minh:
        open_map(lan, living)
        open_map(minh, living, "?edit=1")
        minh.locator(cell).dblclick()
        minh.locator(".cell-edit textarea").fill("Ghé xem đồ gốm")
        minh.keyboard.press("Control+Enter")
        sync_api.expect(minh.locator(f"{cell} p")).to_have_text("Ghé xem đồ gốm")
        sync_api.expect(lan.locator(f"{cell} p")).to_have_text("Ghé xem đồ gốm")
        minh.locator("[data-undo]").click()
        sync_api.expect(lan.locator(f"{cell} p")).to_have_text("Ghé xem hàng")


PAGES = ("/maps/shop", "/maps/shop?edit=1", "/journeys", "/begin", "/begin/template", "/begin/idea")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_fit_a_phone(browser, living, lang) -> None:
    """Nothing is wider than 360 pixels, in either language."""
    with opened(browser, living.served, lang=lang, **PHONE) as page:
        for path in PAGES:
            page.goto(f"{living.served.address}/w/nha-may{path}")
            page.wait_for_load_state("load")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_hidden_lanes_and_width_are_remembered(browser, living) -> None:
    """A lane that was hidden is hidden after a reload, and so is the chosen width."""
    with opened(browser, living.served, **DESK) as page:
        open_map(page, living)
        page.locator("details.menu summary").first.click()
        page.locator("#show-time").uncheck()
        sync_api.expect(page.locator("tr.lane-time")).to_be_hidden()
        page.locator("label:has(#width-roomy)").click()
        sync_api.expect(page.locator("#width-roomy")).to_be_checked()
        page.reload()
        sync_api.expect(page.locator("tr.lane-time")).to_be_hidden()
        sync_api.expect(page.locator("#width-roomy")).to_be_checked()


def test_another_period_is_one_choice_away(browser, living) -> None:
    """Choosing a period asks for it at once."""
    with opened(browser, living.served, **DESK) as page:
        open_map(page, living)
        page.locator("#ask-period").select_option("7d")
        page.wait_for_url("**period=7d**")
        linked(page, "open")
        shows(page, "visit", "6")
