"""Logging contacts on a small phone in a real browser, with and without a connection."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.live_server import LiveServer, live_server
from tests.e2e.tracker_world import eventually
from tests.unit.app.test_contacts import JOURNEY

HERE = "/w/nha-may/contacts"
SMALL = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def server(tmp_path) -> Iterator[LiveServer]:
    with live_server(tmp_path / "home") as running:
        (tmp_path / "home" / "journeys" / "shop.yaml").write_text(JOURNEY, encoding="utf-8")
        yield running


@pytest.fixture
def phone(browser, server) -> Iterator[object]:
    """A phone of 360 pixels, signed in as Minh, on the page, whose worker is ready; nothing may be thrown on it."""
    context = browser.new_context(**SMALL)
    context.add_cookies(server.cookies("minh"))
    thrown: list[str] = []
    context.on("weberror", lambda error: thrown.append(str(error.error)))
    page = context.new_page()
    page.goto(server.address + HERE)
    kept = "navigator.serviceWorker.ready"
    kept += ".then(() => caches.open('contacts-1')).then((c) => c.keys()).then((k) => k.length)"
    eventually(lambda: page.evaluate(kept) >= 4, page)
    yield page
    context.close()
    assert thrown == []


def stored(server) -> list[dict]:
    return [json.loads(m.body) for m in reversed(server.world.services.recent.recent("nha-may", "contacts", 100))]


def states(phone) -> list[str]:
    """Return the states of the contacts on this device, as shown."""
    return phone.locator("#recent li").evaluate_all("(all) => all.map((one) => one.className)")


def test_two_taps(phone, server) -> None:
    """Kind, log: the contact is stored; nobody is asked for anything more."""
    phone.tap("text=Quầy")
    phone.tap("#log")
    eventually(lambda: states(phone) == ["sent"], phone)
    (body,) = stored(server)
    assert (body["event"], body["properties"]["channel"]) == ("store_visit", "store")
    assert body["anonymousId"].startswith("contact-")


def test_everything_that_can_be_said(phone, server) -> None:
    """Person, face and note are stored; once sent the device forgets who it was about."""
    phone.tap("text=Quầy")
    phone.fill("#f-person", "0901 234 567")
    phone.tap(".face >> nth=4")
    phone.fill("#f-note", "đổi size <b>L</b>")
    phone.tap("#log")
    eventually(lambda: states(phone) == ["sent"], phone)
    event, answer = stored(server)
    assert (event["userId"], event["properties"]["note"]) == ("0901234567", "đổi size <b>L</b>")
    assert answer["properties"]["score"] == 2
    kept = phone.evaluate("JSON.stringify(localStorage)")
    assert "0901" not in kept
    assert "size" not in kept


def test_without_a_connection(phone, server) -> None:
    """The page opens, contacts are kept through a reload, and all arrive once the connection is back, each once.

    What is sent is stopped besides: at a reload Chromium lets one through before it knows again that it is offline.
    """
    phone.context.set_offline(True)
    phone.route("**/contacts", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    for _ in range(2):
        phone.tap("text=Quầy")
        phone.tap("#log")
    eventually(lambda: states(phone) == ["waiting", "waiting"], phone)
    expect(phone.locator(".connection")).to_contain_text("2")
    phone.reload()
    eventually(lambda: states(phone) == ["waiting", "waiting"], phone)
    assert stored(server) == []
    phone.unroute_all(behavior="wait")
    phone.context.set_offline(False)
    eventually(lambda: states(phone) == ["sent", "sent"], phone)
    assert len(stored(server)) == 2
    expect(phone.locator(".connection")).to_have_class("connection good")


def test_the_server_goes_away_and_comes_back(phone, server) -> None:
    """The connection is there and nobody answers: nothing is lost, nothing comes twice, the page still opens."""
    server.down()
    phone.tap("text=Quầy")
    phone.tap("#log")
    phone.reload()
    eventually(lambda: states(phone) == ["waiting"], phone)
    server.up()
    phone.reload()
    eventually(lambda: states(phone) == ["sent"], phone)
    assert len(stored(server)) == 1


def test_an_answer_that_is_lost(phone, server) -> None:
    """The server stored it and the phone did not hear so: it sends again, and it is one contact."""
    lost: list[int] = []

    def lose(route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.route("**/contacts", lose)
    phone.tap("text=Quầy")
    phone.tap("#log")
    eventually(lambda: lost, phone)
    eventually(lambda: states(phone) == ["waiting"], phone)
    phone.evaluate("dispatchEvent(new Event('online'))")
    eventually(lambda: states(phone) == ["sent"], phone)
    assert lost == [200]
    assert len(stored(server)) == 1


def test_a_session_that_ended(phone, server) -> None:
    """What is logged afterwards waits on the device, the page says what to do, and is not kept for who comes next."""
    phone.context.clear_cookies()
    phone.tap("text=Quầy")
    phone.tap("#log")
    eventually(lambda: phone.locator(".connection a").count() == 1, phone)
    eventually(lambda: states(phone) == ["waiting"], phone)
    phone.goto(server.address + HERE)
    assert "/sign-in" in phone.url
    kept = "caches.open('contacts-1').then((c) => c.match(location.origin + '/w/nha-may/contacts')).then((r) => !r)"
    eventually(lambda: phone.evaluate(kept), phone)
    phone.context.add_cookies(server.cookies("minh"))
    phone.goto(server.address + HERE)
    eventually(lambda: states(phone) == ["sent"], phone)
    assert len(stored(server)) == 1


def test_what_the_map_forgot(phone, server) -> None:
    """A kind that is gone is refused with words and can be removed; it holds up nothing else."""
    (server.world.home / "journeys" / "shop.yaml").write_text(JOURNEY.replace("store_visit", "visit"), "utf-8")
    phone.tap("text=Quầy")
    (server.world.home / "journeys" / "shop.yaml").unlink()
    phone.tap("#log")
    eventually(lambda: states(phone) == ["refused"], phone)
    expect(phone.locator("#recent .why")).to_contain_text("shop/counter")
    phone.tap("#recent button")
    eventually(lambda: states(phone) == [], phone)


@pytest.mark.parametrize(("lang", "look"), [("vi", "light"), ("en", "dark")])
def test_it_fits_a_small_phone(browser, server, lang, look) -> None:
    """Nothing is wider than 360 pixels, buttons are large enough for a thumb, and nothing leaves the server."""
    context = browser.new_context(**SMALL)
    context.add_cookies(server.cookies("minh", lang, look))
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.address + HERE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("Math.min(...[...document.querySelectorAll('.kind')].filter((b) => b.offsetHeight)"
                         ".map((b) => b.offsetHeight))") >= 48  # fmt: skip
    page.tap(".kind >> nth=0")
    eventually(lambda: page.evaluate("document.querySelector('.sheet').scrollWidth") in range(1, 361), page)
    eventually(lambda: page.evaluate("document.querySelector('#log').getBoundingClientRect().bottom") <= 640, page)
    assert [url for url in asked if not url.startswith((server.address, "data:"))] == []
    context.close()
