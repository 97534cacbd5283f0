"""What customers say, through a real server: sent by the API, it is in the inbox, and its theme on the open map."""

import re
from datetime import UTC, datetime, timedelta

import httpx
from playwright import sync_api

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.store.workspace import Workspace
from tests.e2e.test_serve import csrf, server, started
from tests.web.living import SHOP

STARS = Instrument(key="said.review", kind="csat", low=1, high=5)


def ago(hours):
    """Return when something happened."""
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def review(person, text, score, id, at, key):
    """Return a review as a message: of the same id, edited, where the message has another one."""
    about = {"instrument": "said.review", "score": score, "text": text, "said_kind": "review", "said_id": id}
    return {
        "type": "track", "event": "Survey Answered", "userId": person, "messageId": key, "timestamp": at,
        "properties": {**about, "asked_at": "cart"},
    }  # fmt: skip


def test_a_review_appears_in_the_inbox_and_its_theme_on_the_open_map(browser, tmp_path):
    """The map that was open before shows the theme without being loaded again; an edited review counts as it is now;
    in the inbox e ends the first one by key.
    """
    home = tmp_path / "home"
    workspace = Workspace.create(home, language="en")
    workspace.save_instruments({"said.review": STARS})
    workspace.journeys_path.mkdir(exist_ok=True)
    (workspace.journeys_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    with server("serve", "--workspace", home, "--port", "0", home=home) as running:
        link = running.link()
        address = link.partition("/start")[0]
        with httpx.Client(base_url=address, follow_redirects=False, timeout=60) as client:
            space = started(client, link)
            proof = {"x-csrftoken": csrf(client.get(f"{space}/settings/team"))}
            form = {"name": "Web", "platform": "html"}
            connected = client.post(f"{space}/sources/connect", data=form, headers=proof)
            key = re.search(r"hw_[0-9a-f]+", client.get(connected.headers["location"]).text)[0]

            def send(*batch):
                assert client.post("/v1/batch", json={"batch": list(batch), "writeKey": key}).status_code == 200

            visits = [
                {"type": "track", "event": "cart", "userId": f"k{n}", "messageId": f"v{n}",
                 "timestamp": ago(49)}
                for n in range(3)
            ]  # fmt: skip
            send(*visits)
            cookies = [{"name": name, "value": value, "url": address} for name, value in client.cookies.items()]
            context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 1000})
            context.add_cookies(cookies)
            page = context.new_page()
            page.goto(f"{address}{space}/maps/shop?period=all")
            cart = page.locator('td[data-lane="said"][data-step="cart"]')
            sync_api.expect(page.locator("#map-page")).to_have_attribute("data-link", "open")
            page.evaluate("window.stayed = true")
            send(
                review("k0", "Giao hàng quá chậm, rất bực mình", 1, "r0", ago(48), "a"),
                review("k1", "Shop giao hàng trễ hẹn", 2, "r1", ago(48), "b"),
            )
            sync_api.expect(cart.locator(".saying-chip", has_text="Giao hàng")).to_contain_text("2 người")
            send(review("k1", "Nhân viên nhiệt tình", 5, "r1", ago(24), "c"))
            sync_api.expect(cart.locator(".saying-chip", has_text="Giao hàng")).to_contain_text("1 người")
            page.goto(f"{address}{space}/voice/responses")
            items = page.locator(".said-item")
            sync_api.expect(items).to_have_count(2)
            sync_api.expect(items.nth(0)).to_contain_text("Nhân viên nhiệt tình")
            sync_api.expect(page.locator("main")).not_to_contain_text("trễ hẹn")
            page.get_by_label("Dùng phím một chữ").uncheck()
            page.reload()
            sync_api.expect(page.get_by_label("Dùng phím một chữ")).not_to_be_checked()
            page.keyboard.press("j")
            sync_api.expect(page.locator(".said-at")).to_have_count(0)
            page.get_by_label("Dùng phím một chữ").check()
            page.keyboard.press("j")
            page.keyboard.press("e")
            sync_api.expect(page.locator(".said-item.said-done")).to_have_count(1)
            sync_api.expect(page.locator(".said-item.said-done")).to_contain_text("Nhân viên nhiệt tình")
            context.close()
        assert running.stop() == 0
