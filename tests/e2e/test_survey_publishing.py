"""What the map shows is chosen while a survey is opened; the builder shows what is edited: in Chromium."""

from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page, expect

from hanhtrinh.voice.surveys.model import Page as SurveyPage
from hanhtrinh.voice.surveys.model import Question
from tests.e2e import axe
from tests.e2e.live_server import LiveServer, live_server
from tests.web.living import INSTRUMENTS, with_shop
from tests.web.serving import at_rest, until
from tests.web.test_survey_on_map import STARS, SURVEY, journey_text, space_of

HOME = "/w/nha-may/voice/surveys/gio-hang"
PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True, "color_scheme": "dark"}
WHY = Question(key="why", kind="long", text="Vì sao?", about="liked")


@pytest.fixture
def server(tmp_path: Path):
    """A shop where seven people gave stars at the cart, and a survey about the cart that is not open yet."""
    with live_server(tmp_path) as server:
        living = with_shop(server.world)
        for i in range(7):
            living.happens(f"p{i}", "cart", ago=900 + i)
            living.happens(f"p{i}", "survey", ago=600 + i, instrument="stars", score=4.0)
        for one in INSTRUMENTS.values():
            server.world.services.instruments.ensure(space_of(server.world), STARS if one.key == "stars" else one)
        pages = (*SURVEY.pages, SurveyPage(key="p2", questions=(WHY,)))
        server.world.services.surveys.save(
            "nha-may", msgspec.structs.replace(SURVEY, pages=pages), 0, server.world.now, "minh"
        )
        yield server


def building(browser, server: LiveServer, lang: str = "vi", **context) -> Page:
    """Return the builder as Minh has it open."""
    made = browser.new_context(**(context or {"viewport": {"width": 1440, "height": 950}}))
    made.add_cookies(server.cookies("minh", lang, "dark" if context else "light"))
    page = made.new_page()
    page.goto(server.address + HOME)
    return page


def kept(server: LiveServer):
    return server.world.services.surveys.get("nha-may", "gio-hang")


@pytest.mark.parametrize(
    ("choice", "words"),
    [("series", "Tiếp tục chuỗi số đo đó"), ("show", "Vẽ câu “Giỏ hàng thế nào?”"), ("beside", "Vẫn vẽ câu hỏi kia")],
)
def test_the_map_shows_what_was_chosen(browser, server, choice: str, words: str) -> None:
    """Going on with a series, taking its place, standing beside it: each is one click, and so the map has it."""
    page = building(browser, server)
    page.get_by_role("button", name="Mở khảo sát").click()
    group = page.get_by_role("group", name="Từ nay")
    expect(page.locator(".sb-map")).to_contain_text("Đường cảm xúc hiện vẽ câu “Bạn chấm mấy sao?”")
    expect(group.get_by_role("radio", checked=True)).to_have_value("show")
    group.get_by_text(words).click()
    expect(group.get_by_role("radio", checked=True)).to_have_value(choice)
    assert axe.violations(page) == []
    page.get_by_role("button", name="Mở phiên bản 1").click()
    expect(page.get_by_role("status").first).to_contain_text("Khảo sát đã mở")
    asked = server.world.services.surveys.version("nha-may", "gio-hang", 1)
    own = {"series": "", "show": "instrument: gio-hang.liked", "beside": "instrument: stars"}[choice]
    until(lambda: own in journey_text(server.world))
    assert asked.questions[0].series == ("stars" if choice == "series" else "")
    assert kept(server).state == "open"
    page.context.close()


def test_opening_on_a_phone(browser, server) -> None:
    """On a small dark screen in English the choice is whole, within the screen, and works by keyboard."""
    page = building(browser, server, "en", **PHONE)
    opener = page.get_by_role("button", name="Publish").first
    opener.press("Enter")
    group = page.get_by_role("group", name="From now on")
    expect(group.locator(".pick")).to_have_count(3)
    boxes = [at_rest(one) for one in group.locator(".pick").all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 and box["height"] >= 24 for box in boxes)
    assert axe.violations(page) == []
    page.keyboard.press("Escape")
    expect(group).to_be_hidden()
    expect(opener).to_be_focused()
    assert kept(server).state == "draft"
    page.context.close()


def test_the_preview_follows_what_is_edited(browser, server) -> None:
    """Whoever opens a question of a later page sees it in the preview, marked, and what they write there at once."""
    page = building(browser, server)
    screen = page.locator("[data-sb-screen]")
    expect(screen.get_by_text("Giỏ hàng thế nào?")).to_be_visible()
    page.locator("#q-why > summary").click()
    expect(screen.locator(".sb-seen")).to_contain_text("Vì sao?")
    page.locator("#sb-pages-p2-questions-why-text").or_(page.locator("#sb-pages-p2-questions-why-text-vi")).fill(
        "Sao vậy?"
    )
    page.keyboard.press("Tab")
    expect(screen.get_by_text("Sao vậy?")).to_be_visible()
    page.locator("#q-liked > summary").click()
    expect(screen.locator(".sb-seen")).to_contain_text("Giỏ hàng thế nào?")
    page.context.close()
