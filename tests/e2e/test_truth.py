"""A map's truth in a real browser: a drift is seen, opened and acknowledged, stale cells are walked through, a letter
arrives over real SMTP.
"""

from dataclasses import replace

import msgspec
import pytest
from playwright import sync_api

from hanhtrinh.app.drifting.looking import look_at
from hanhtrinh.app.mailing.carrying import carry_due
from hanhtrinh.channels.email import SmtpMailer, server_of
from hanhtrinh.ports.accounts import Space
from tests.drifting import TEXT, drifting_shop
from tests.smtp import post_office
from tests.web.serving import Served, opened, until
from tests.web.world import world_at

DESK = {"viewport": {"width": 1440, "height": 1000}}
SPACE = Space(id="nha-may", slug="nha-may", name="Nhà Mây", folder=".")


@pytest.fixture
def served(tmp_path):
    """A shop that drifted, last reviewed in summer, behind a real socket; with e-mail set up."""
    world = world_at(tmp_path / "home")
    world.now -= 8 * 3_600_000_000
    drifting_shop(world, text=TEXT.replace("owner: Minh", "owner: Minh\nreviewed: '2026-08-01'\nreview_period: 30d"))
    settings = msgspec.structs.replace(
        world.services.settings, smtp_url="smtp://127.0.0.1:1", mail_from="map@example.com", address="http://map.test"
    )
    world.services = replace(world.services, settings=settings)
    world.services.wishes.set("nha-may", "minh@example.com", {"drift": "at_once"})
    look_at(world.services.drifts, SPACE, "shop")
    world.services = replace(world.services, settings=msgspec.structs.replace(settings, address=""))
    made = Served(world)
    yield made
    made.stop()
    world.database.close()


def test_a_drift_is_opened_and_acknowledged_on_the_map(browser, served) -> None:
    """The sign at the cell opens its chart and table by keyboard; "got it" takes every sign of it away."""
    with opened(browser, served, "minh", "en", **DESK) as page:
        page.goto(f"{served.address}/w/nha-may/maps/shop")
        chip = page.locator('td[data-lane="people"][data-step="visit"] .drift-chip')
        sync_api.expect(chip).to_contain_text("drifted since")
        sync_api.expect(page.locator("#map-page")).to_have_attribute("data-link", "open")
        chip.focus()
        page.keyboard.press("Enter")
        door = page.locator("#door")
        sync_api.expect(door.locator("svg.drift-chart")).to_be_visible()
        door.locator("summary").click()
        sync_api.expect(door.locator("table.data tbody tr").first).to_be_visible()
        door.get_by_role("button", name="Got it").click()
        sync_api.expect(page.locator(".notice").first).to_contain_text("Noted")
        sync_api.expect(chip).to_have_count(0)


def test_the_evidence_switch_names_every_cell(browser, served) -> None:
    """Switched on, each cell's grade is a word and a coloured corner, and stays so over a reload."""
    with opened(browser, served, "ha", "en", **DESK) as page:
        page.goto(f"{served.address}/w/nha-may/maps/shop")
        sign = page.locator('td[data-lane="activity"][data-step="visit"] .ev-sign')
        sync_api.expect(sign).to_have_attribute("title", "Evidence: assumed")
        word = "(one) => getComputedStyle(one, '::after').content"
        assert "assumed" not in sign.evaluate(word)
        page.locator("details.menu:has(#signs-shown) > summary").click()
        page.locator("#signs-shown").check()
        until(lambda: "assumed" in sign.evaluate(word))
        page.reload()
        sync_api.expect(page.locator("#signs-shown")).to_be_checked()


def test_stale_cells_are_walked_through(browser, served) -> None:
    """From the sign at a cell through the steps one by one, until none asks any more."""
    with opened(browser, served, "minh", "en", **DESK) as page:
        page.goto(f"{served.address}/w/nha-may/maps/shop")
        page.locator('td[data-lane="activity"][data-step="visit"] .ask-review').click()
        card = page.locator("#review-card")
        sync_api.expect(card).to_contain_text("Has a look around")
        for _ in range(2):
            card.get_by_role("button", name="Still right").click()
            sync_api.expect(page.locator(".notice")).to_contain_text("still right")
        card.get_by_role("button", name="Ask later").click()
        sync_api.expect(page.locator(".empty")).to_contain_text("No cell asks to be reviewed")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_the_letter_about_it_arrives(browser, served) -> None:
    """What waits in the outbox goes out over SMTP and opens as the letter it is."""
    world = served.world
    with post_office() as post:
        mailer = SmtpMailer(server_of(f"smtp://127.0.0.1:{post.port}"), "map@example.com", lambda letter: "")
        assert carry_due(world.services.outbox, mailer, lambda: world.now) >= 1
    (message,) = post.messages
    assert message["to"] == "minh@example.com"
    html = next(part for part in message.iter_parts() if part.get_content_type() == "text/html").get_content()
    page = browser.new_page(viewport={"width": 360, "height": 700})
    page.set_content(html)
    assert page.locator("a.go").get_attribute("href") == "http://map.test/w/nha-may/maps/shop"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
