"""A low score by the API opens a case while the board is looked at; the team hears of it, answers, and resolves it."""

import base64
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time

import httpx
import pytest
import uvicorn
from playwright.sync_api import expect

from hanhtrinh.access import RIGHTS, Actor, digest
from hanhtrinh.app.cases.handling import list_cases
from hanhtrinh.app.cases.ruling import save_rule, switch_rule
from hanhtrinh.bootstrap import now
from hanhtrinh.bootstrap.running import opened
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.ports.cases import CaseSettings, Wanted
from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.ports.webhooks import Hook
from hanhtrinh.settings import ServerSettings
from hanhtrinh.voice.cases.model import CaseRule, LowScore
from hanhtrinh.web.cases.board_page import REFRESH_MILLISECONDS
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, SESSION_COOKIE
from tests.ports import free_port
from tests.smtp import post_office
from tests.unit.channels.test_webhook import SECRET, listening
from tests.web.living import SHOP
from tests.web.serving import until

LAN = Actor(kind="user", id="lan", name="Lan", rights={"w": RIGHTS["owner"]})
NPS = Instrument(key="nps", kind="nps", low=0, high=10)
SPACE = Space(id="w", slug="nha-may", name="Nhà Mây", folder=".")


@dataclass
class House:
    """A whole server on this machine."""

    address: str
    services: object
    post: object
    hooked: object

    def says(self, person, score, text, **traits):
        """Let the shop's server send who somebody is and what they answered."""
        at = datetime.now(UTC).isoformat()
        who = {"userId": person, "timestamp": at, "messageId": f"{person}-{at}"}
        answer = {"instrument": "nps", "score": score, "text": text, "asked_at": "pay"}
        batch = [
            {**who, "type": "identify", "traits": traits, "messageId": f"{person}-{at}-who"},
            {**who, "type": "track", "event": "Survey Answered", "properties": answer},
        ]
        key = base64.b64encode(b"hw_e2e:").decode()
        taken = httpx.post(
            f"{self.address}/v1/batch", json={"batch": batch}, headers={"authorization": f"Basic {key}"}, timeout=60
        )
        assert taken.status_code == 200, taken.text

    def cases(self):
        return list_cases(LAN, SPACE, self.services.cases, Wanted())[0]


@contextmanager
def running(home, post, hooked):
    """Give a server with a team, a map, a rule that is on, a webhook and a source."""
    port = free_port()
    settings = ServerSettings(home=home, port=port, address=f"http://127.0.0.1:{port}", private_webhooks=True,
                              smtp_url=f"smtp://127.0.0.1:{post.port}", mail_from="cskh@nha-may.vn")  # fmt: skip
    with opened(settings) as server:
        services = server.services
        _fill(home, services, hooked)
        config = uvicorn.Config(server.asgi, port=port, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        web = uvicorn.Server(config)
        thread = threading.Thread(target=web.run, daemon=True)
        thread.start()
        until(lambda: web.started)
        yield House(settings.address, services, post, hooked)
        web.should_exit = True
        thread.join(20)


def _fill(home, services, hooked):
    at, accounts = now(), services.accounts
    accounts.add_space(SPACE, at)
    accounts.add_user(User(id="lan", email="lan@nha-may.vn", name="Lan", password="", language="vi", created_at=at))
    accounts.add_member("w", "lan", "owner", at)
    accounts.open_session(digest("token-lan"), "lan", at, at + 10**13)
    services.sources.add_source(Source(workspace="w", key="shop", name="Shop", platform="html", created_at=at))
    services.sources.add_key(Key(id="k", workspace="w", kind="write", name="k", source="shop", shown="hw_…",
                                 scopes=frozenset(), created_by="lan", created_at=at), "hw_e2e")  # fmt: skip
    services.instruments.ensure(SPACE, NPS)
    (home / "journeys").mkdir(exist_ok=True)
    (home / "journeys" / "shop.yaml").write_text(SHOP, encoding="utf-8")
    services.hook_store.save(Hook(id="h", workspace="w", name="CRM", url=f"http://127.0.0.1:{hooked.server_port}/in",
                                  kinds=("case.opened", "case.closed"), secret=SECRET))  # fmt: skip
    services.case_store.save_settings("w", CaseSettings(reply_to="tra-loi@nha-may.vn"))
    rule = save_rule(LAN, SPACE, services.cases, CaseRule(id="", name="NPS thấp", condition=LowScore()))
    switch_rule(LAN, SPACE, services.cases, rule.id, on=True)


@pytest.fixture
def house(tmp_path):
    with post_office() as post, listening() as hooked, running(tmp_path, post, hooked) as made:
        yield made


@pytest.fixture
def page(house, browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    values = {SESSION_COOKIE: "token-lan", LANGUAGE_COOKIE: "en"}
    context.add_cookies([{"name": name, "value": value, "url": house.address} for name, value in values.items()])
    made = context.new_page()
    made.complaints = []
    made.on("console", lambda message: made.complaints.append(message.text) if message.type == "error" else None)
    made.on("pageerror", lambda error: made.complaints.append(str(error)))
    yield made
    complaints = made.complaints
    context.close()
    assert complaints == []


def to_of(message):
    return str(message["to"])


def test_an_unhappy_customer_is_answered(house, page):
    """From the score to the resolution: the card that appears by itself, alert, webhook, drag, keys, reply, closing."""
    house.says("gam", 9, "Tuyệt", email="gam@example.vn", name="Trần Thị Gấm")
    house.says("chi", 2, "Tệ quá", email="chi@example.vn", name="Lê Chi")
    until(lambda: len(house.cases()) == 1)
    page.clock.install()
    page.goto(f"{house.address}/w/nha-may/voice/cases")
    house.says("bao", 3, "Giao trễ ba ngày!", email="bao@example.vn", name="Bảo")
    card = page.locator(".case-card", has_text="Bảo")
    expect(card).to_be_visible()
    until(lambda: sorted(one.person for one in house.cases()) == ["bao", "chi"])
    until(lambda: len([one for one in house.post.messages if to_of(one) == "lan@nha-may.vn"]) >= 2)
    until(lambda: len(house.hooked.got) >= 2)
    assert all("webhook-signature" in headers for _, headers, _ in house.hooked.got)

    page.clock.pause_at(time() + 60)  # the board is not drawn anew while it is held
    looking = page.locator("#case-board[aria-busy]")
    expect(looking).to_have_count(0)
    card.drag_to(page.locator('.case-column[data-state="taken"]'))
    expect(page.locator('.case-column[data-state="taken"] .case-card', has_text="Bảo")).to_be_visible()
    chi = page.locator(".case-card", has_text="Lê Chi")
    choice = chi.locator("select")
    choice.select_option("waiting")
    for place in (choice.focus, choice.blur):  # what is chosen and not yet sent stays, and the board goes on looking
        place()
        with page.expect_response(lambda one: one.request.headers.get("x-part") == "case-board"):
            page.clock.run_for(REFRESH_MILLISECONDS)
        expect(looking).to_have_count(0)
    expect(choice).to_have_value("waiting")
    chi.get_by_role("button", name="Move").press("Enter")
    expect(page.locator('.case-column[data-state="waiting"] .case-card', has_text="Lê Chi")).to_be_visible()

    page.clock.resume()
    with page.expect_navigation():
        page.get_by_role("link", name="Bảo").click()
    expect(page.locator(".case-said blockquote")).to_have_text("Giao trễ ba ngày!")
    expect(page.locator(".case-timeline")).to_contain_text("Answered a survey")
    page.get_by_label("Begin with").select_option(index=1)
    page.get_by_role("button", name="Preview").click()
    with page.expect_response(lambda one: one.request.headers.get("x-part") == "case-history") as looked:
        page.clock.run_for(REFRESH_MILLISECONDS)  # what is shown is the answer to a form
    assert looked.value.ok
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#case-history")).to_contain_text("wrote to bao@example.vn")
    until(lambda: any(to_of(one) == "bao@example.vn" for one in house.post.messages))
    letter = next(one for one in house.post.messages if to_of(one) == "bao@example.vn")
    assert str(letter["reply-to"]) == "tra-loi@nha-may.vn"
    assert "Bảo" in letter.get_body(("plain",)).get_content()
    assert "{name}" not in letter.get_body(("plain",)).get_content()
    expect(page.locator("#case-history")).to_contain_text("sent ")

    page.get_by_label("Because").select_option("refunded")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#close")).to_contain_text("Refunded")
    until(lambda: len(house.hooked.got) >= 3)
    (closed,) = (one for one in house.cases() if one.person == "bao")
    assert (closed.state, closed.reason) == ("resolved", "refunded")
    assert closed.replied_at is not None
