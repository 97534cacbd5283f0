"""A draft taken piece by piece in a real browser: a first map, then a suggestion for it taken and taken back."""

from dataclasses import replace

import pytest
from playwright import sync_api

from hanhtrinh.journey.codec import read_journey
from tests.web.living import with_shop
from tests.web.serving import Served, opened, until
from tests.web.test_drafting import Patient
from tests.web.world import world_at

DESK = {"viewport": {"width": 1440, "height": 1000}}
DAY = 86_400


@pytest.fixture
def shop(tmp_path):
    """A shop where people see an ad, visit, put things into the cart and pay; with its server."""
    world = world_at(tmp_path / "home")
    living = with_shop(world)
    for i in range(40):
        who, day = f"p{i}", DAY * (i % 7 + 1)
        living.happens(who, "ad_click", ago=day + 9_000 - i)
        living.happens(who, "visit", ago=day + 8_000 - i)
        if i % 2:
            living.happens(who, "add_to_cart", ago=day + 6_000 - i)
            living.happens(who, "purchase", ago=day + 5_000 - i)
    world.services = replace(world.services, draft_memory=Patient())
    world.served = Served(world)
    yield world
    world.served.stop()
    world.database.close()


def journey_of(world, key):
    """Return a journey as its file has it."""
    return read_journey((world.home / "journeys" / f"{key}.yaml").read_text(encoding="utf-8"), key)


def expects(place):
    """Expect something of a place on the page, with patience."""
    return sync_api.expect(place)


def test_a_map_of_what_was_accepted_then_a_suggestion_taken_and_taken_back(browser, shop):
    """A step is refused, one renamed, both survive a reload; the map is made; a suggestion is taken and undone."""
    with opened(browser, shop.served, who="minh", lang="en", **DESK) as page:
        page.goto(f"{shop.served.address}/w/nha-may/begin")
        for way in (page.get_by_role("link", name="Let the data draw"), page.locator(".draft-way")):
            with page.expect_navigation():
                way.click()
        steps = page.locator("#draft-picture .mini-step")
        expects(steps).to_have_count(4)
        page.get_by_role("checkbox", name="Take Advertising", exact=True).uncheck()
        expects(steps).to_have_count(3)
        page.locator('[name="name.step:visit"]').fill("Looks around")
        expects(page.locator("#draft-picture")).to_contain_text("Looks around")
        page.reload()
        expects(page.get_by_role("checkbox", name="Take Advertising", exact=True)).not_to_be_checked()
        expects(page.locator("#draft-picture")).to_contain_text("Looks around")
        expects(steps).to_have_count(3)
        page.locator('[name="name.name"]').fill("First map")
        with page.expect_navigation():
            page.get_by_role("button", name="Make this map").click()
        expects(page.locator("#map-page")).to_be_visible()
        key = page.url.partition("/maps/")[2].partition("?")[0]
        made = journey_of(shop, key)
        assert [step.key for step in made.steps] == ["visit", "add_to_cart", "purchase"]
        assert made.touchpoints["visit"].name == "Looks around"

        page.goto(f"{shop.served.address}/w/nha-may/maps/{key}/draft")
        row = page.locator('[data-piece="add:ad"]')
        expects(row).to_contain_text("+40 events of 40 people on the map")
        row.get_by_role("button", name="Take: Advertising").click()
        expects(page.locator(".notice")).to_contain_text("Taken.")
        until(lambda: journey_of(shop, key).steps[0].key == "ad")
        page.get_by_role("button", name="Take it back").click()
        expects(page.locator(".notice")).to_contain_text("Taken back.")
        until(lambda: journey_of(shop, key) == made)


def test_a_refused_stage_takes_its_steps_along(browser, shop):
    """The small map loses the stage at once, its steps say what they lean on, and all come back with it."""
    with opened(browser, shop.served, who="minh", lang="en", **DESK) as page:
        page.goto(f"{shop.served.address}/w/nha-may/begin/draft?from=data")
        stages = page.locator("#draft-picture .mini-stage")
        expects(stages.first).to_be_visible()
        count = stages.count()
        box = page.get_by_role("checkbox", name="Take the stage").first
        box.uncheck()
        expects(stages).to_have_count(count - 1)
        expects(page.locator(".draft-row .draft-follows:visible").first).to_contain_text("leans on")
        box.check()
        expects(stages).to_have_count(count)
        expects(page.locator(".draft-follows:visible")).to_have_count(0)
