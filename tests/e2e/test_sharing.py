"""Sharing as people do it, in a real browser: a link with a password, opened on a phone, presented, taken away."""

import csv

import pytest
from playwright import sync_api

from tests.web.living import with_shop
from tests.web.serving import Served, opened, until
from tests.web.world import world_at

PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 1000}, "accept_downloads": True}
SHARE = "/w/nha-may/maps/shop/share?period=all"
MAGIC = {"pdf": b"%PDF-", "png": b"\x89PNG", "svg": b"<svg", "pptx": b"PK", "xlsx": b"PK", "html": b"<!doctype html>"}


@pytest.fixture
def served(tmp_path):
    """Nine people, six of them at the cart, and their server."""
    world = world_at(tmp_path / "home")
    living = with_shop(world)
    for i in range(9):
        living.happens(f"khach-{i}", "visit", ago=9_000 + i)
        living.happens(f"khach-{i}", "response", ago=8_000 + i, instrument="stars", score=4.0, asked_at="visit")
    for i in range(6):
        living.happens(f"khach-{i}", "cart", ago=900 + i)
    made = Served(world)
    made.world = world
    yield made
    made.stop()
    world.database.close()


def at_home(page, served, link):
    """Return a link as this server answers it."""
    return served.address + "/s/" + link.rpartition("/s/")[2]


def make_link(browser, served, *, password="", sites="") -> str:
    """Make a link by the form, as Lan does, and return it."""
    with opened(browser, served, lang="en", **DESK) as page:
        page.goto(served.address + SHARE)
        page.fill("#f-title", "Our autumn")
        page.fill("#f-password", password)
        page.fill("#f-sites", sites)
        page.check("input[name=downloads]")
        page.get_by_role("button", name="Make the link").click()
        link = page.locator("#share-address").inner_text()
        sync_api.expect(page.locator("svg.qr")).to_be_visible()
        page.complaints[:] = [said for said in page.complaints if "autocomplete" not in said]
    return at_home(page, served, link)


def swipe(page, start, end) -> None:
    """Draw a finger over the presentation."""
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start, "y": 300}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": end, "y": 302}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_link_with_a_password_on_a_phone(browser, served) -> None:
    """The password, the map, a number's door without people, and the presentation by swipe."""
    link = make_link(browser, served, password="mùa thu 9")  # noqa: S106 - a test's own
    made = browser.new_context(**PHONE, locale="en-US")
    page = made.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(link)
    assert "Our autumn" not in page.content()
    page.fill("#f-password", "mùa thu 9")
    with page.expect_navigation():
        page.get_by_role("button", name="Open").click()
    sync_api.expect(page.locator(".share-mark b")).to_have_text("Our autumn")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator('td[data-lane="people"][data-step="visit"] button.big').click()
    sync_api.expect(page.locator("dialog.door")).to_contain_text("9 of 9")
    assert page.locator("dialog.door a").count() == 0
    assert "khach-" not in page.content()
    page.keyboard.press("Escape")
    page.locator("[data-do=present]").click()
    title = page.locator("#show-title")
    sync_api.expect(title).to_have_text("Visit")
    swipe(page, 300, 60)
    sync_api.expect(title).to_have_text("Cart")
    swipe(page, 60, 300)
    sync_api.expect(title).to_have_text("Visit")
    page.keyboard.press("Escape")
    sync_api.expect(page.locator("dialog.show")).to_be_hidden()
    cookies = made.cookies()
    assert [cookie["name"] for cookie in cookies] == ["hanhtrinh_share"]
    assert cookies[0]["httpOnly"]
    assert complaints == []
    made.close()


def test_the_presentation_by_keyboard(browser, served) -> None:
    """First slide, steps, what stands out; Home, End, a jump by the curve; Escape gives the focus back to the page."""
    with opened(browser, served, lang="en", **DESK) as page:
        page.goto(served.address + "/w/nha-may/maps/shop?period=all")
        page.evaluate("document.documentElement.requestFullscreen = () => Promise.resolve()")
        page.locator("[data-do=present]").click()
        title, count = page.locator("#show-title"), page.locator(".show-count")
        sync_api.expect(title).to_have_text("Buying at the shop")
        page.keyboard.press("ArrowRight")
        sync_api.expect(title).to_have_text("Visit")
        sync_api.expect(page.locator(".tile.of-people")).to_contain_text("9")
        page.keyboard.press("PageDown")
        sync_api.expect(title).to_have_text("Cart")
        page.keyboard.press("End")
        sync_api.expect(count).to_have_text("5 / 5")
        page.keyboard.press("Home")
        sync_api.expect(count).to_have_text("1 / 5")
        page.locator("[data-go='3']").click()
        sync_api.expect(title).to_contain_text("Payment")
        sync_api.expect(title).to_be_focused()
        until(lambda: page.locator(".slide").evaluate("(one) => one.scrollHeight <= one.clientHeight + 1"))
        page.keyboard.press("Escape")
        sync_api.expect(page.locator("dialog.show")).to_be_hidden()


def test_every_export_from_the_page(browser, served, tmp_path) -> None:
    """Each entry of the menu saves a file that is what it says; a table holds the number the page shows."""
    with opened(browser, served, lang="en", **DESK) as page:
        page.goto(served.address + "/w/nha-may/maps/shop?period=all")
        menu = page.locator(".map-bar .downloads")
        menu.locator("summary").click()
        for form, magic in MAGIC.items():
            with page.expect_download() as coming:
                menu.locator(f'a[href*="/download/{form}"]').first.click()
            file = tmp_path / coming.value.suggested_filename
            coming.value.save_as(file)
            assert file.name.startswith("Buying at the shop")
            assert file.suffix == f".{form}"
            assert file.read_bytes().startswith(magic)
        sync_api.expect(menu.locator(".export-said")).to_have_text("Saved.")
        with page.expect_download() as coming:
            menu.locator('a[href*="/download/csv"]').click()
        coming.value.save_as(tmp_path / "t.csv")
        rows = list(csv.reader((tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()))
        assert any(cell.strip() == "9" or "9 " in cell for row in rows for cell in row)
        with page.expect_download() as coming:
            menu.get_by_role("button", name="XES").click()
        coming.value.save_as(tmp_path / "t.xes")
        assert b"<log" in (tmp_path / "t.xes").read_bytes()
        assert b"khach-" not in (tmp_path / "t.xes").read_bytes()


def test_an_embedded_map_tells_how_tall_it_is(browser, served) -> None:
    """To the site that may embed it; another one gets no frame at all."""
    link = make_link(browser, served, sites=served.address)
    made = browser.new_context(viewport={"width": 420, "height": 900})
    page = made.new_page()
    page.route(
        "**/outside", lambda route: route.fulfill(body="<iframe id=f width=360></iframe>", content_type="text/html")
    )
    page.goto(served.address + "/outside")
    heard = page.evaluate(
        """(address) => new Promise((told) => {
          addEventListener("message", (event) => told([event.origin, event.data]));
          document.getElementById("f").src = address;
        })""",
        link + "/embed",
    )
    assert heard[0] == served.address
    assert heard[1]["hanhtrinh"] == "height"
    assert heard[1]["height"] > 200
    until(lambda: page.frames[1].evaluate("document.documentElement.scrollWidth <= innerWidth"))
    page.route("http://other.example/", lambda r: r.fulfill(body="<iframe id=f></iframe>", content_type="text/html"))
    page.goto("http://other.example/")
    page.evaluate("(address) => { document.getElementById('f').src = address; }", link + "/embed")
    page.wait_for_timeout(500)
    assert page.frames[1].locator("table").count() == 0
    made.close()
