"""The shell in a real browser: menus, language, look, a phone; nothing a content security policy would complain of."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.serving import Served, at_rest, opened, until
from tests.web.world import world_at

_TELL = """() => new MutationObserver(() => told(document.querySelector(".opening")?.textContent ?? ""))
  .observe(document.body, { childList: true, subtree: true })"""


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
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page).to_have_url(re.compile("/settings/team$"))
        page.locator(".rail-user").click()
        page.get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-look", "dark")
        expect(page).to_have_url(re.compile("/settings/team$"))
        expect(page.locator("body")).to_have_css("background-color", "rgb(22, 23, 27)")


def test_a_question_before_what_cannot_be_taken_back(browser, served):
    """Removing somebody asks first, by name; saying no leaves them where they are."""
    with opened(browser, served, lang="en") as page:
        page.goto(f"{served.address}/w/nha-may/settings/team")
        page.locator("button[popovertarget=remove-minh]").first.click()
        question = page.locator("#remove-minh")
        expect(question).to_contain_text("Remove Minh")
        question.get_by_role("button", name="Cancel").click()
        expect(question).not_to_be_visible()
        page.locator("button[popovertarget=remove-minh]").first.click()
        question.locator("button.danger").click()
        expect(page.get_by_text("Removed from the team.")).to_be_visible()
        expect(page.get_by_text("minh@example.com")).to_have_count(0)


def test_a_phone_has_its_bar_at_the_bottom(browser, served):
    """On a phone the areas stand at the bottom, nothing is wider than the screen."""
    with opened(browser, served, viewport={"width": 360, "height": 740}) as page:
        for part in ("team", "profile", "sessions", "audit", "workspace"):
            page.goto(f"{served.address}/w/nha-may/settings/{part}")
            assert page.evaluate("document.documentElement.scrollWidth") == 360, part
        bar = at_rest(page.locator(".rail"))
        assert bar["y"] + bar["height"] == 740


def test_a_page_that_takes_a_while_says_so(browser, served):
    """It is said on the page one is on, until the next is there, and gone when one goes back."""
    with opened(browser, served, lang="en") as page:
        page.goto(f"{served.address}/w/nha-may/settings/profile")
        held, told = [], []
        page.route("**/settings/team", lambda route: held.append(route))  # noqa: PLW0108
        page.expose_function("told", lambda words: told.append(words))  # noqa: PLW0108
        page.evaluate(_TELL)  # locators wait for a navigation that has begun
        page.get_by_role("link", name="Team").click(no_wait_after=True)
        until(lambda: page.wait_for_timeout(50) or "Opening, one moment …" in told)
        held[0].continue_()
        expect(page).to_have_url(re.compile("/settings/team$"))
        expect(page.locator(".opening")).to_have_count(0)
        page.go_back()
        expect(page.locator(".opening")).to_have_count(0)


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
