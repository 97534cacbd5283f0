"""A map somebody works on stays before them while the server cannot draw it anew."""

import pytest
from playwright import sync_api

from tests.e2e.editing import quiet
from tests.web.living import with_shop
from tests.web.serving import Served, opened, until
from tests.web.world import world_at


@pytest.fixture
def served(tmp_path):
    """A map of a few people and its server."""
    world = world_at(tmp_path / "home")
    made = with_shop(world)
    made.happens("p1", "visit", ago=900)
    running = Served(world)
    yield running
    running.stop()
    world.database.close()


def test_a_map_that_cannot_be_drawn_anew_stays(browser, served) -> None:
    """While the database is away the page is answered 503: what is on the screen is kept, and asked for again."""
    with opened(browser, served, viewport={"width": 1440, "height": 1000}) as page:
        page.goto(f"{served.address}/w/nha-may/maps/shop")
        sync_api.expect(page.locator("#map-page")).to_have_attribute("data-link", "open")
        page.evaluate("window.mine = 1")
        asked = []

        def away(route) -> None:
            if route.request.resource_type == "fetch":
                asked.append(1)
                route.fulfill(status=503, content_type="text/html", body="<!doctype html><title>503</title>")
            else:
                route.continue_()

        page.route("**/w/nha-may/maps/shop?edit=1", away)
        page.locator("#edit-switch").click()
        until(lambda: asked)
        failed = page.locator("#map-page").get_attribute("data-label-failed")
        sync_api.expect(page.get_by_text(failed).first).to_be_attached()
        assert page.evaluate("window.mine") == 1
        assert page.locator('td[data-step="visit"]').count()
        quiet(page)
