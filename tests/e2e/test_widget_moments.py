"""When the survey widget asks, what it asks the server for, and that no site's style sheet breaks it: in Chromium."""

from contextlib import ExitStack

import msgspec
import pytest
from playwright.sync_api import expect

from hanhtrinh.voice.surveys.model import OnPage, Option, Page, Question, Survey
from tests.e2e.axe import violations
from tests.e2e.live_server import live_server
from tests.e2e.tracker_world import TrackerWorld, eventually
from tests.e2e.widget_shop import DESK, PHONE, asked_after, shop_page, visit, visitor
from tests.web.asking_world import SURVEY, asking_world, generous, opened

WHY = Survey(
    key="vi-sao", name="Vì sao chưa mua hôm nay?", journey="shop",
    pages=(Page(key="p", questions=(Question(key="reason", kind="choice", text="Lý do chính?", options=(
        Option(key="price", text="Giá"), Option(key="fee", text="Phí phát sinh"))),)),),
    asking=msgspec.structs.replace(SURVEY.asking, on_page=OnPage(steps=("cart",), leaving=True)),
)  # fmt: skip
RUDE = """
* { font-size: 40px !important; box-sizing: content-box; line-height: 3 !important; color: #0f0 !important;
    letter-spacing: 1em; text-transform: uppercase; float: left }
button, input, label, section, form, h2 { display: none !important }
html > div, body > div, div { display: none !important; opacity: .1 !important; position: static !important }
:root, * { --accent: #0f0; --paper: #0f0; --ink: #0f0 !important }
body { transform: scale(.5); filter: blur(1px) }
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server whose workspace asks."""
    with live_server(tmp_path_factory.mktemp("moments")) as live:
        asking_world(live.world)
        generous(live.world)
        yield live


@pytest.fixture(scope="module")
def shop(server):
    """A shop with a long page, a short one, and one whose style sheet is rude."""
    made = TrackerWorld()
    long = "".join(f"<p>Trà {n}</p>" for n in range(200))
    inline = "<article data-hanhtrinh-survey=trong></article>"
    made.pages = {
        "/": shop_page(server, f"<h1>Tiệm</h1><input id=tim aria-label=Tìm>{long}"),
        "/xa": shop_page(server, f"{long}{long}<div data-hanhtrinh-survey=sau-mua></div>"),
        "/tho": shop_page(server, f"<h1>Tiệm</h1>{inline}", head=f"<style>{RUDE}</style>"),
    }
    yield made
    made.close()


@pytest.fixture
def come(shop, browser):
    """Open a page as a new visitor, once all its scripts work."""
    with ExitStack() as visitors:

        def opening(path="/", *, frozen=False, **context):
            page = visitors.enter_context(visitor(browser, **context))
            visit(page, shop.shop + path, frozen=frozen)
            return page

        yield opening


def only(server, survey, **asking):
    """Let one survey be open and no other."""
    for one in server.world.services.surveys.all("nha-may"):
        server.world.services.surveys.set_state("nha-may", one.key, "closed", server.world.now)
    opened(server.world, survey, **asking)


def in_cart(page):
    """Do what the survey on leaving waits for."""
    page.evaluate("hanhtrinh.track('cart')")
    page.wait_for_timeout(150)


def test_pages_that_trigger_nothing_ask_nothing(server, shop, come):
    """The configuration comes once and is kept; the server decides only when a trigger is met, on no other page."""
    only(server, SURVEY, on_page=OnPage(steps=("pay",), pages=("/kh[aá]c*", "/t?"), delay=60))
    page = come()
    page.evaluate("hanhtrinh.track('searched')")
    for _ in range(3):
        page.goto(shop.shop + "/")
        eventually(lambda: page.evaluate("Boolean(window.hanhtrinh && hanhtrinh.asked)"), page)
    page.wait_for_timeout(300)
    assert set(page.asked) == {"config"}
    kept = "performance.getEntriesByType('resource').find(one => one.name.includes('asking/config')).transferSize"
    assert page.evaluate(kept) == 0
    page.clock.install()
    page.evaluate("hanhtrinh.track('purchase')")
    page.clock.run_for(30_000)
    assert "look" not in page.asked
    page.clock.run_for(30_000)
    expect(page.get_by_role("dialog")).to_be_visible()
    eventually(lambda: [one for one in page.asked if one != "config"] == ["look", "offer", "seen"], page)


def test_a_survey_below_is_fetched_when_it_comes_near(server, come):
    """A survey in the page that nobody scrolls to costs no request and asks nobody."""
    only(server, SURVEY, on_page=OnPage(place="inline"))
    page = come("/xa")
    page.wait_for_timeout(200)
    assert page.asked == ["config"]
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.get_by_role("heading", name="Sau khi mua").scroll_into_view_if_needed()
    eventually(lambda: page.asked == ["config", "offer", "seen"], page)


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_sitting_idle_is_leaving(server, come, device):
    """45 seconds without a move ask; each move begins them anew, and nothing is asked before."""
    only(server, WHY)
    page = come(frozen=True, **device)
    page.evaluate("hanhtrinh.track('cart')")
    page.clock.run_for(44_000)
    page.keyboard.press("Shift")
    page.clock.run_for(44_000)
    assert "look" not in page.asked
    eventually(lambda: page.clock.run_for(1_500) or "look" in page.asked, page)
    eventually(lambda: page.clock.run_for(100) or page.get_by_role("dialog").count(), page)
    expect(page.get_by_role("dialog").get_by_text("Lý do chính?")).to_be_visible()


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_coming_back_to_a_page_that_was_put_away(server, come, device):
    """Who looked at something else is asked on coming back, not while nobody sees the page."""
    only(server, WHY)
    page = come(**device)
    in_cart(page)
    seen = "(state) => {Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});" \
           "Object.defineProperty(document, 'hidden', {value: state === 'hidden', configurable: true});" \
           "document.dispatchEvent(new Event('visibilitychange'))}"  # fmt: skip
    page.evaluate(seen, "hidden")
    page.wait_for_timeout(200)
    assert "look" not in page.asked
    asked_after(page, lambda: [page.evaluate(seen, state) for state in ("hidden", "visible")])
    expect(page.get_by_role("dialog").get_by_text("Lý do chính?")).to_be_visible()


@pytest.mark.parametrize("way", ["flick", "back"])
def test_leaving_on_a_phone(server, come, way):
    """Where there is no mouse: a quick flick back up after reading, and going back within the page, ask; reading and
    scrolling up slowly do not."""
    only(server, WHY)
    page = come(**PHONE)
    in_cart(page)
    if way == "flick":
        for y in (700, 1600, 1500, 1400):
            page.evaluate("(y) => scrollTo(0, y)", y)
            page.wait_for_timeout(350)
        assert "look" not in page.asked
        asked_after(page, lambda: [page.evaluate("(y) => scrollTo(0, y)", y) or page.wait_for_timeout(50)
                                   for y in (1_400, 900)])  # fmt: skip
    else:
        page.evaluate("history.pushState({}, '', '/#b')")
        page.wait_for_timeout(200)
        assert "look" not in page.asked
        asked_after(page, lambda: page.evaluate("history.pushState({}, '', '/#c')") or page.go_back())
    expect(page.get_by_role("dialog").get_by_text("Lý do chính?")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []


def test_rude_style_sheets_break_nothing(server, come):
    """A site's style sheet, however rude, changes neither the box nor the survey in the page; nor do they the site."""
    only(server, msgspec.structs.replace(SURVEY, key="trong"), on_page=OnPage(place="inline"))
    opened(server.world, on_page=OnPage())
    page = come("/tho")
    box = page.get_by_role("dialog")
    expect(box).to_be_visible()
    look = """one => {const s = getComputedStyle(one), r = one.getBoundingClientRect();
              return [s.fontSize, s.color, s.textTransform, r.width >= 24, r.right <= innerWidth]}"""
    assert box.locator(".scale span").first.evaluate(look) == ["16px", "rgb(32, 36, 46)", "none", True, True]
    assert box.get_by_role("button", name="Tiếp tục").evaluate(look)[:2] == ["16px", "rgb(255, 255, 255)"]
    assert box.bounding_box()["width"] == 420
    inline = page.locator("[data-hanhtrinh-survey] section")
    assert inline.evaluate("one => getComputedStyle(one).fontSize") == "16px"
    assert page.locator("h1").evaluate("one => getComputedStyle(one).fontSize") == "40px"


def test_keys_stay_in_the_box(server, come):
    """What is typed is no shortcut of the site's; Escape gives the focus back to where one came from."""
    only(server, SURVEY, on_page=OnPage())
    page = come()
    page.evaluate("window.keys = []; document.addEventListener('keydown', (event) => keys.push(event.key))")
    box = page.get_by_role("dialog")
    expect(box).to_be_visible()
    page.locator("#tim").focus()
    box.get_by_role("radio", name="3", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(page.locator("#tim")).to_be_focused()
    assert page.evaluate("keys.length") == 0
