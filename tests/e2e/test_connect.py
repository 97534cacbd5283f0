"""Connecting a site as a new user does: make a source, paste the code, click around, watch it arrive and land."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from playwright.sync_api import expect

from tests.e2e.live_server import LiveServer, live_server
from tests.e2e.tracker_world import TrackerWorld, eventually

HERE = "/w/nha-may/sources"
PERSON = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
"""A browser somebody sits at: one without a screen is taken for a robot."""
EVIL = "<img src=x onerror=document.title='pwned'>"
JOURNEY = """
format: hanhtrinh/1
key: shop
name: Mua ở shop
touchpoints:
  product: {name: Trang sản phẩm, match: {event: page, path: {prefix: /ao-dai}}}
  order: {name: Đặt hàng, match: {event: Order Completed}}
stages:
  - key: s
    name: S
    phase: before
    steps: [{key: look, name: Xem áo, touchpoint: product}, {key: b, touchpoint: order}]
"""


@pytest.fixture
def server(tmp_path) -> Iterator[LiveServer]:
    with live_server(tmp_path / "home") as running:
        (tmp_path / "home" / "journeys" / "shop.yaml").write_text(JOURNEY, encoding="utf-8")
        yield running


@pytest.fixture
def shop() -> Iterator[TrackerWorld]:
    made = TrackerWorld()
    yield made
    made.close()


@pytest.fixture
def lan(browser, server) -> Iterator[object]:
    """Lan's browser; whatever is thrown or complained about on a page fails the test."""
    context = browser.new_context(locale="vi", viewport={"width": 1440, "height": 900})
    context.add_cookies(server.cookies("lan"))
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    yield page
    context.close()
    assert complaints == []


def connect(lan, server, name: str) -> str:
    """Make a source through its pages and return the code to paste."""
    lan.goto(server.address + HERE)
    lan.click("a:has-text('Kết nối trang web')")
    lan.fill("#f-name", name)
    lan.click("button:has-text('Tạo nguồn')")
    return unescape(lan.inner_text("#code-0"))


def test_from_nothing_to_the_map(lan, server, shop, browser) -> None:
    """The waiting box turns green by itself, and the debugger says at which step each event landed, as it comes."""
    code = connect(lan, server, "Shop")
    assert "Đang chờ" in lan.inner_text("#arrival")
    visitor = browser.new_context(user_agent=PERSON).new_page()
    visitor.goto(shop.plain("/ao-dai", f"<!doctype html><title>Áo dài</title>{code}"))
    eventually(lambda: "Đã kết nối" in lan.inner_text("#arrival"), lan)
    with lan.expect_navigation():
        lan.click("#arrival a")
    eventually(lambda: lan.locator("#seen .landing").count() == 1, lan)
    expect(lan.locator("#seen .landing")).to_contain_text("Xem áo")
    lan.click("#seen summary >> nth=0")
    visitor.evaluate("hanhtrinh.track('Order Completed', {total: 250000})")
    visitor.evaluate("hanhtrinh.track('Không ở đâu')")
    eventually(lambda: lan.locator("#seen li").count() == 3, lan)
    expect(lan.locator("#seen details[open]")).to_have_count(1)
    expect(lan.locator("#seen .where.off")).to_have_count(1)
    visitor.context.close()


def test_hostile_events_in_the_debugger(lan, server, shop, browser) -> None:
    """What a page sends is text: names, properties, referrers and campaigns, also as they come in live."""
    code = connect(lan, server, EVIL)
    lan.goto(f"{server.address}{HERE}/live")
    visitor = browser.new_context(user_agent=PERSON).new_page()
    visitor.goto(shop.plain("/x", f"<!doctype html><title>{EVIL}</title>{code}") + f"?utm_source={EVIL}")
    visitor.wait_for_function("window.hanhtrinh && hanhtrinh.claimed")
    visitor.evaluate(
        "(evil) => { hanhtrinh.identify(evil, {[evil]: evil}); hanhtrinh.track(evil, {[evil]: evil}) }", EVIL
    )
    eventually(lambda: lan.locator("#seen li:not(.nothing)").count() == 3, lan)
    assert lan.locator("#seen img").count() == 0
    assert "pwned" not in lan.title()
    lan.goto(server.address + HERE)
    assert lan.locator("main img").count() == 0
    visitor.context.close()


def test_the_tracker_and_the_collection_api_understand_each_other(lan, server, shop, browser) -> None:
    """Consent of the source holds the tracker back; a person is known after identify; nothing is refused."""
    code = connect(lan, server, "Shop")
    lan.goto(f"{server.address}{HERE}/shop/settings")
    lan.check("input[name=needs_consent]")
    with lan.expect_navigation():
        lan.click("button:has-text('Lưu')")
    key = re.search(r"hw_\w+", code)[0]
    assert server.world.services.key_book.sender(key).settings.needs_consent
    visitor = browser.new_context(user_agent=PERSON).new_page()
    visitor.goto(shop.plain("/ao-dai", f"<!doctype html><title>Áo</title>{code}"))
    visitor.wait_for_function("window.hanhtrinh && hanhtrinh.claimed")
    visitor.evaluate("hanhtrinh.identify('KH001', {name: 'Lan'})")
    recent = server.world.services.recent
    visitor.wait_for_timeout(400)
    assert recent.recent("nha-may", None, 10) == []
    visitor.evaluate("hanhtrinh.consent(true)")
    eventually(lambda: len(recent.recent("nha-may", None, 10)) == 2, visitor)
    assert recent.rejected("nha-may", None, 10) == []
    visitor.context.close()
