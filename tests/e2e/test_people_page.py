"""People's pages in a real browser: the list follows what is typed, the builder counts while somebody chooses."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.people_world import with_people
from tests.web.serving import Served, opened
from tests.web.world import world_at


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server with four people."""
    world = world_at(tmp_path_factory.mktemp("people") / "home")
    with_people(world)
    made = Served(world)
    yield made
    made.stop()
    world.database.close()


def test_the_list_follows_what_is_typed(browser, served):
    """No button, no reload: two letters, without their marks, leave one person; the address can be shared."""
    with opened(browser, served) as page:
        page.goto(f"{served.address}/w/nha-may/people")
        page.fill("#f-q", "gam")
        expect(page.locator("#found tbody tr")).to_have_count(1)
        expect(page.locator("#found tbody b")).to_have_text("Trần Thị Gấm")
        expect(page).to_have_url(re.compile(r"\?q=gam$"))


def test_a_segment_is_counted_while_it_is_built(browser, served):
    """A row is added in place, the number follows, nothing typed is lost, and the saved segment stands in the list."""
    with opened(browser, served, lang="en") as page:
        page.goto(f"{served.address}/w/nha-may/segments/new")
        page.fill("[name=name]", "Buyers")
        page.fill("[name='r0.trait']", "city")
        page.fill("[name='r0.value']", "Huế")
        expect(page.locator("#count .big")).to_have_text("1")
        page.click("button[value=did]")
        expect(page.locator("[name='r1.what']")).to_be_visible()
        expect(page.locator("[name='r0.value']")).to_have_value("Huế")
        page.select_option("[name=together]", "any")
        page.select_option("[name='r1.what']", "event:purchase")
        expect(page.locator("#count .big")).to_have_text("2")
        page.click(".ends button.main")
        expect(page.locator("ul.segments")).to_contain_text("Buyers")


@pytest.mark.parametrize("path", ["people", "segments", "segments/new", "people/records"])
def test_nothing_is_wider_than_a_phone(browser, served, path):
    """At 360 pixels no page of the area scrolls sideways."""
    with opened(browser, served, viewport={"width": 360, "height": 780}) as page:
        page.goto(f"{served.address}/w/nha-may/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
