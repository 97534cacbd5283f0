"""The shell in a real browser: menus, language, look, a phone; nothing a content security policy would complain of."""

import pytest
from playwright.sync_api import sync_playwright

from tests.web.serving import Served, opened
from tests.web.world import world_at

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    """One Chromium for all tests of the module."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def served(tmp_path):
    """A world behind a socket."""
    world = world_at(tmp_path / "home")
    running = Served(world)
    yield running
    running.stop()
    world.database.close()


def test_menus_language_and_look(browser, served):
    """From the user's menu one changes the language and the look, and stays on the page."""
    with opened(browser, served, locale="vi-VN") as page:
        page.goto(f"{served.address}/w/nha-may/settings/team")
        page.get_by_role("button", name="Bạn", exact=False).last.click()
        page.get_by_role("button", name="English").click()
        page.wait_for_url("**/settings/team")
        assert page.locator("html").get_attribute("lang") == "en"
        page.locator(".rail-user").click()
        page.get_by_role("button", name="Dark").click()
        page.wait_for_url("**/settings/team")
        assert page.locator("html").get_attribute("data-look") == "dark"
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(22, 23, 27)"


def test_a_question_before_what_cannot_be_taken_back(browser, served):
    """Removing somebody asks first, by name; saying no leaves them where they are."""
    with opened(browser, served, lang="en") as page:
        page.goto(f"{served.address}/w/nha-may/settings/team")
        page.locator("button[popovertarget=remove-minh]").first.click()
        question = page.locator("#remove-minh")
        assert "Remove Minh" in question.inner_text()
        question.get_by_role("button", name="Cancel").click()
        assert not question.is_visible()
        page.locator("button[popovertarget=remove-minh]").first.click()
        question.locator("button.danger").click()
        page.get_by_text("Removed from the team.").wait_for()
        assert page.get_by_text("minh@example.com").count() == 0


def test_a_phone_has_its_bar_at_the_bottom(browser, served):
    """On a phone the areas stand at the bottom, nothing is wider than the screen."""
    with opened(browser, served, viewport={"width": 360, "height": 740}) as page:
        for part in ("team", "profile", "sessions", "audit", "workspace"):
            page.goto(f"{served.address}/w/nha-may/settings/{part}")
            assert page.evaluate("document.documentElement.scrollWidth") == 360, part
        bar = page.locator(".rail").bounding_box()
        assert bar["y"] + bar["height"] == 740


def test_everything_is_reached_by_keyboard(browser, served):
    """The first key leads past the rail, and each step of the keyboard is seen."""
    with opened(browser, served, lang="en") as page:
        page.goto(f"{served.address}/w/nha-may/settings/profile")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the content"
        for _ in range(12):
            page.keyboard.press("Tab")
            style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert style != "none", page.evaluate("document.activeElement.outerHTML")
