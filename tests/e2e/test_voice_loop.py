"""The whole loop on the demo: a survey built in the browser, asked at checkout and by real e-mail, answered, seen on
the map, its unhappy customers answered, and asked again.

Everything is the demo's own server; only the minute between two rounds of letters is not waited for.
"""

import http.server
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest
import uvicorn
from playwright.sync_api import expect

from hanhtrinh.access import Actor
from hanhtrinh.app.sources import SourceDesk
from hanhtrinh.bootstrap.asking import AskingRounds
from hanhtrinh.bootstrap.casing import CaseWatch
from hanhtrinh.bootstrap.demonstrating import prepared
from hanhtrinh.bootstrap.running import opened
from hanhtrinh.cli import main
from hanhtrinh.ports.proofs import IdentitySecret
from hanhtrinh.settings import ServerSettings
from tests.ports import free_port
from tests.smtp import post_office
from tests.web.serving import until

SECRET = "hi_of-the-shop"  # noqa: S105 - made for this test
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
SERVER = Actor(kind="server", id="test")
VOICE = "/w/nha-may/voice"


@dataclass
class Demo:
    """The demo's server on this machine: `enter` lets the owner in, `key` is its website's."""

    address: str
    enter: str
    key: str
    services: object
    post: object

    def rounds(self) -> None:
        """Do now what is done every minute."""
        AskingRounds(self.services).make()
        watch = CaseWatch(self.services)
        watch._slowly(self.services.accounts.space("nha-may"))
        self.services.wake_postman()

    def sends(self, *batch) -> None:
        """Let the shop's own server say what happened."""
        at = datetime.now(UTC).isoformat()
        messages = [{"timestamp": at, "messageId": f"loop-{at}-{i}", **one} for i, one in enumerate(batch)]
        taken = httpx.post(f"{self.address}/v1/batch", json={"batch": messages}, auth=(self.key, SECRET), timeout=60)
        assert taken.status_code == 200, taken.text

    def letter(self, to: str, number: int = 1):
        """Wait for the so-many-th letter to an address and return it."""

        def found():
            return [one for one in self.post.messages if str(one["to"]) == to]

        until(lambda: len(found()) >= number)
        return found()[number - 1]


@pytest.fixture
def demo(tmp_path):
    """The demo company, made by its command and served with real e-mail."""
    folder = tmp_path / "demo"
    assert main(["demo", "--people", "1500", "--no-serve", "--workspace", str(folder), "--lang", "vi"]) == 0
    with post_office() as post:
        port = free_port()
        settings = ServerSettings(home=folder, port=port, address=f"http://127.0.0.1:{port}",
                                  smtp_url=f"smtp://127.0.0.1:{post.port}", mail_from="cskh@nha-may.vn")  # fmt: skip
        with opened(settings) as running:
            token, _ = prepared(running, settings, folder / "exports", "vi", 1)
            web = uvicorn.Server(uvicorn.Config(running.asgi, port=port, log_config=None, lifespan="off",
                                                timeout_graceful_shutdown=1))  # fmt: skip
            thread = threading.Thread(target=web.run, daemon=True)
            thread.start()
            until(lambda: web.started)
            yield Demo(
                settings.address, f"{settings.address}/enter/{token}", key_of(running.services), running.services, post
            )
            web.should_exit = True
            thread.join(20)


def key_of(services) -> str:
    """Return the write key of the demo's website, whose server has a secret to prove its customers by."""
    (source,) = services.sources.sources(services.accounts.space("nha-may").id)
    desk = SourceDesk(services.sources, services.audit)
    key = desk.write_key(SERVER, services.accounts.space("nha-may").id, source.key)
    secret = IdentitySecret(id="shop", workspace=key.workspace, key=key.id, created_by="lan", created_at=1)
    services.proofs.add(secret, SECRET, 1)
    return key.shown


@contextmanager
def shop_page(demo: Demo):
    """Serve the page a customer sees after ordering, with the two scripts the install page names."""
    scripts = "".join(f"<script async src='{demo.address}/{name}.js?key={demo.key}'></script>"
                      for name in ("hanhtrinh", "survey"))  # fmt: skip
    head = f"<!doctype html><html lang=vi><meta charset=utf-8><title>Nhà Mây</title>{scripts}"
    page = f"{head}<h1>Cảm ơn bạn đã đặt hàng</h1>"

    class Shop(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_):
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/cam-on"
        server.shutdown()


def build(page) -> None:
    """Build a survey about checkout from a blank sheet, asked on the page and by e-mail, and open it."""
    page.goto(f"{page.home}{VOICE}/surveys")
    page.get_by_role("button", name="Khảo sát mới").click()
    page.get_by_label("Tên").fill("Thanh toán có ổn không")
    with page.expect_navigation():
        page.get_by_role("button", name="Bắt đầu từ trang trắng").click()
    for kind, key in (("Hài lòng (CSAT)", "satisfied"), ("Đoạn văn", "words")):
        page.get_by_role("button", name="Thêm câu hỏi").first.click()
        page.get_by_role("button", name=kind).locator("visible=true").click()
        expect(page.locator(f"#q-{key}")).to_have_attribute("open", "")
    page.locator("#sb-pages-p1-questions-words-text-vi").fill("Điều gì làm bạn chưa hài lòng?")
    page.locator("#sb-pages-p1-questions-words-text-en").fill("What fell short?")
    page.locator("#sb-asking > summary").click()
    page.locator("#sb-journey").select_option("nha-may")
    page.locator("#sb-touchpoint").select_option("checkout")
    page.locator("#sb-asking-on_page").check()
    page.locator("#sb-asking-by_mail").check()
    for group in ("on_page", "by_mail"):
        page.locator(f'#sb-asking [data-sb-ticks="asking/{group}/steps"] input[value="checkout"]').check()
    page.locator("#sb-asking-by_mail-delay").select_option("0")
    page.locator("#sb-asking-priority").select_option("9")
    expect(page.locator("[data-sb-state]")).to_contain_text("đã được lưu")
    page.get_by_role("button", name="Mở khảo sát").click()
    page.get_by_label(re.compile("Vẽ câu .*khảo sát này")).check()
    page.get_by_role("button", name="Mở phiên bản 1").click()
    expect(page.get_by_role("status").first).to_contain_text("Khảo sát đã mở")


def allow(page) -> None:
    """Let people be asked often, and at night: the test does not know what time it is."""
    page.goto(f"{page.home}{VOICE}/asking")
    page.get_by_role("button", name="Đổi ngân sách").first.click()
    for name, value in {"most": "50", "days": "30", "apart": "0", "rest": "0", "email_most": "50", "email_days": "30",
                        "quiet_from": "00:00", "quiet_to": "00:00"}.items():  # fmt: skip
        page.locator(f'.asking-form [name="{name}"]').fill(value)
    with page.expect_navigation():
        page.locator("#asking-budget form button[type=submit]").last.click()


def answer(tab, face: int, words: str = "") -> None:
    """Choose a face of the hosted page (1 the unhappiest), say why, and send it."""
    tab.locator(f'input[name="satisfied"][value="{face}"]').check(force=True)
    if words:
        tab.locator('textarea[name="words"]').fill(words)
    tab.get_by_role("button", name="Gửi câu trả lời").click()
    expect(tab.get_by_text("Cảm ơn").first).to_be_visible()


def link_in(letter, address: str) -> str:
    """Return where a letter's question is answered."""
    return re.search(re.escape(address) + r"/a/[^\s\"<>]+", letter.get_body(("plain",)).get_content())[0]


def test_built_asked_answered_repaired(demo, browser):
    """A survey is built, asked by page and letter, answered; the map moves; a case is answered, and asked again."""
    desk = browser.new_context(viewport={"width": 1440, "height": 950}, locale="vi-VN")
    page = desk.new_page()
    page.goto(demo.enter)
    page.home = demo.address
    allow(page)
    build(page)
    shown = desk.new_page()
    shown.goto(f"{demo.address}/w/nha-may/maps/nha-may?period=7d")
    felt = shown.locator('td[data-lane="satisfaction"][data-step="checkout"]')
    expect(shown.locator("#map-page")).to_have_attribute("data-link", "open")
    before = felt.inner_text()

    with shop_page(demo) as shop:
        visitor = browser.new_context(user_agent=CHROME, locale="vi-VN")
        tab = visitor.new_page()
        tab.goto(shop)
        tab.wait_for_function("window.hanhtrinh && hanhtrinh.asked")
        tab.evaluate("hanhtrinh.identify('kh-thu', {email: 'thu@example.vn', name: 'Trần Thu'})")
        tab.evaluate("hanhtrinh.track('purchase', {value: 320000})")
        box = tab.get_by_role("dialog")
        expect(box).to_be_visible()
        box.get_by_role("radio").first.check(force=True)
        box.get_by_role("textbox").first.fill("Trả tiền lỗi ba lần, quá bực mình")
        box.get_by_role("button", name="Gửi").click()
        expect(box.get_by_text("Cảm ơn").first).to_be_visible()
    expect(felt).not_to_have_text(before)
    expect(shown.locator("#map-page")).to_contain_text("Thanh toán")

    demo.sends(
        {"type": "identify", "userId": "kh-mai", "traits": {"email": "mai@example.vn", "name": "Lê Mai"}},
        {"type": "track", "userId": "kh-mai", "event": "purchase", "properties": {"value": 450_000}},
    )
    until(lambda: demo.rounds() or [one for one in demo.post.messages if str(one["to"]) == "mai@example.vn"])
    phone = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, locale="vi-VN").new_page()
    phone.goto(link_in(demo.letter("mai@example.vn"), demo.address))
    answer(phone, 4)
    space = demo.services.accounts.space("nha-may")
    kept = demo.services.surveys.all(space.id)[0].key
    every = demo.services.responses.of_survey
    until(lambda: [one.channel for one in every(space.id, kept) if one.finished_at].count("email") == 1)

    def opened_case() -> bool:
        demo.rounds()
        page.goto(f"{demo.address}{VOICE}/cases?view=list")
        return page.get_by_role("link", name="Trần Thu").count() > 0

    until(opened_case)
    with page.expect_navigation():
        page.get_by_role("link", name="Trần Thu").first.click()
    expect(page.locator(".case-said")).to_contain_text("Trả tiền lỗi ba lần")
    page.get_by_label("Bắt đầu từ").select_option(index=1)
    page.locator("#reply").get_by_role("button", name="Gửi").click()
    expect(page.locator("#case-history")).to_contain_text("thu@example.vn")
    assert "Thu" in demo.letter("thu@example.vn").get_body(("plain",)).get_content()
    reask = page.locator("#reask")
    reask.locator('[name="survey"]').select_option(kept)
    reask.locator('[name="days"]').fill("0")
    reask.locator("form button").last.click()
    page.get_by_role("button", name="Đóng", exact=True).last.click()
    expect(page.locator("#close")).not_to_contain_text("Vì sao")

    until(lambda: demo.rounds() or len([one for one in demo.post.messages if str(one["to"]) == "thu@example.vn"]) > 1)
    phone.goto(link_in(demo.letter("thu@example.vn", 2), demo.address))
    answer(phone, 5, "Lần này trả tiền được ngay, cảm ơn shop")

    def heard() -> bool:
        demo.rounds()
        page.reload()
        return "tốt hơn trước" in page.locator("#reask").inner_text()

    until(heard)
