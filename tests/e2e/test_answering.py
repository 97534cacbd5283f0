"""A survey answered on a phone, on a real server: branches, the back button, and the answer on the open map."""

import threading
from contextlib import ExitStack, contextmanager
from time import time

import msgspec
import pytest
import uvicorn
from playwright import sync_api

from hanhtrinh.access import Actor, digest
from hanhtrinh.app.answering.sharing import end_kiosk, handed, make_kiosk
from hanhtrinh.bootstrap import now
from hanhtrinh.bootstrap.running import opened
from hanhtrinh.events.event import Message
from hanhtrinh.i18n import say
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.settings import ServerSettings
from hanhtrinh.voice.surveys.model import Page
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, SESSION_COOKIE
from tests.e2e.every_kind import EVERY
from tests.ports import free_port
from tests.web.living import SHOP
from tests.web.serving import until
from tests.web.surveys_world import BRANCHING

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "locale": "vi-VN"}
DESK = {"viewport": {"width": 1440, "height": 1000}}
SPACE = Space(id="w", slug="w", name="Tiệm Hoa", folder=".")
SERVER = Actor(kind="server", id="test")
SURVEY = msgspec.structs.replace(BRANCHING, journey="shop", touchpoint="pay")


WAITING = """() => new Promise(done => { const asked = indexedDB.open(`hanhtrinh-kiosk ${location.pathname}`);
    asked.onsuccess = () => { const all = asked.result.transaction('answers').objectStore('answers').getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result.length) } } })"""


SHOWN = """() => JSON.stringify([...document.querySelectorAll('[data-kiosk-lang] :is(input, textarea, ol)')]
    .map(one => [one.name, one.value, one.checked, one.matches('ol') && one.textContent]))"""


class Live:
    """A running server with an open survey: `address`, `services`, `code` of its link."""

    def __init__(self, services, address):
        self.services, self.address = services, address
        services.surveys.save("w", SURVEY, 0, now(), "lan")
        services.surveys.publish("w", SURVEY.key, now(), "lan")
        self.code = handed(SERVER, SPACE, services.answering, SURVEY.key).link.code

    def happens(self, person, event, number):
        """Let somebody do something a minute ago."""
        body = {"type": "track", "event": event, "userId": person}
        message = Message(key=number.to_bytes(16, "big"), kind="track", source="web", received_at=now() - 60_000_000,
                          sent_at=None, body=msgspec.json.encode(body))  # fmt: skip
        self.services.inbox.put("w", [message]).result(60)

    def finished(self):
        """Return the finished responses."""
        return [one for one in self.services.responses.of_survey("w", SURVEY.key) if one.finished_at]


@contextmanager
def served(home):
    """Give the real server over a fresh folder, behind a real socket."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        running = stack.enter_context(opened(ServerSettings(home=home, port=port, address=address)))
        services = running.services
        lan = User(id="lan", email="lan@example.com", name="Lan", password="", language="vi", created_at=now())
        services.accounts.add_space(SPACE, now())
        services.accounts.add_user(lan)
        services.accounts.add_member("w", "lan", "owner", now())
        services.accounts.open_session(digest("token-lan"), "lan", now(), now() + 10**12)
        (home / "journeys").mkdir(exist_ok=True)
        (home / "journeys" / "shop.yaml").write_text(SHOP, encoding="utf-8")
        server = uvicorn.Server(uvicorn.Config(running.asgi, port=port, log_config=None, lifespan="off", ws="none",
                                               timeout_graceful_shutdown=1))  # fmt: skip
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until(lambda: server.started)
        yield Live(services, address)
        server.should_exit = server.force_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """A server many answer on, one after the other."""
    with served(tmp_path_factory.mktemp("answering") / "home") as found:
        yield found


@pytest.fixture
def untouched(tmp_path):
    """A server nobody has answered on yet."""
    with served(tmp_path / "home") as found:
        yield found


def visitor(browser, live, who="", **context):
    """Return a page that complains of nothing and asks no other server."""
    made = browser.new_context(**context)
    cookies = {LANGUAGE_COOKIE: "vi", SESSION_COOKIE: f"token-{who}"} if who else {}
    made.add_cookies([{"name": name, "value": value, "url": live.address} for name, value in cookies.items()])
    page = made.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda r: r.url.startswith(live.address) or page.complaints.append(r.url))
    return page


def turn(page, words):
    """Press a button that leads to another page, and be there."""
    with page.expect_navigation():
        page.get_by_role("button", name=words).tap()


def frozen(page):
    """Let time stand still on what is opened next: it goes on by `page.clock.run_for` alone."""
    page.clock.install(time=time() - 3_600)
    page.clock.pause_at(time())


def test_an_answer_on_a_phone_moves_the_open_map(browser, untouched):
    """An unhappy one is asked why, goes back, forward, finishes; the emotion at the step appears while one looks."""
    live = untouched
    live.happens("p1", "visit", 1)
    live.happens("p1", "purchase", 2)
    until(lambda: live.services.people.parts(SPACE).event_count == 2)
    board = visitor(browser, live, "lan", **DESK)
    board.goto(f"{live.address}/w/w/maps/shop")
    sync_api.expect(board.locator("#map-page")).to_have_attribute("data-link", "open")
    sync_api.expect(board.locator('.points li[data-step="pay"] .pt')).to_have_count(0)
    page = visitor(browser, live, **PHONE)
    page.goto(f"{live.address}/q/{live.code}")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    sizes = page.locator(".sv-num").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().width)")
    assert min(sizes) >= 40
    page.locator("input[value='2']").tap()
    page.wait_for_timeout(1_000)  # quicker than anybody reads is a machine's pace
    turn(page, "Tiếp tục")
    page.get_by_role("textbox").fill("Giao hàng chậm")
    turn(page, "Tiếp tục")
    page.get_by_label("Cửa hàng").check()
    page.go_back()
    sync_api.expect(page.get_by_role("textbox")).to_have_value("Giao hàng chậm")
    turn(page, "Quay lại")
    sync_api.expect(page.locator("input[value='2']")).to_be_checked()
    turn(page, "Tiếp tục")
    turn(page, "Tiếp tục")
    page.get_by_label("Cửa hàng").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi câu trả lời").tap()
    sync_api.expect(page.get_by_text("Hiện không có mạng.")).to_be_visible()
    page.context.set_offline(False)
    turn(page, "Gửi câu trả lời")
    sync_api.expect(page.get_by_role("heading")).to_have_text("Cảm ơn bạn!")
    sync_api.expect(page.locator(".sv-text")).to_have_text("Rất tiếc vì điểm 2.")
    assert page.context.cookies() == []
    (response,) = live.finished()
    assert response.answers == {"like": 2.0, "why": "Giao hàng chậm", "shop": "store"}
    sync_api.expect(board.locator('.points li[data-step="pay"] .pt')).to_be_visible()
    page.go_back()
    sync_api.expect(page.get_by_role("heading")).to_have_text("Cảm ơn bạn!")
    assert page.complaints == board.complaints == []
    page.context.close()
    board.context.close()


def test_a_kiosk_without_a_connection(browser, live):
    """It goes on, shows nothing of the one before, and sends what waited, once, when there is a connection again."""
    token = make_kiosk(SERVER, SPACE, live.services.answering, SURVEY.key)
    before = len(live.finished())
    page = visitor(browser, live, **{**DESK, "locale": "vi-VN"})
    page.goto(f"{live.address}/kiosk/{token}")
    sync_api.expect(page.locator("html")).to_have_attribute("data-kiosk", "kept")
    page.context.set_offline(True)
    for score in (10, 3):
        page.get_by_role("button", name="Bắt đầu").click()
        sync_api.expect(page.locator("input:checked")).to_have_count(0)
        page.locator(f"[data-kiosk-lang=vi] input[value='{score}']").check()
        page.get_by_role("button", name="Tiếp tục").click()
        if score == 3:
            page.get_by_role("textbox").fill("Bí mật")
            page.get_by_role("button", name="Tiếp tục").click()
        page.get_by_role("button", name="Gửi câu trả lời").click()
        sync_api.expect(page.locator("#kiosk-end")).to_be_visible()
        assert "Bí mật" not in page.locator("body").inner_text()
        page.reload()
    assert page.evaluate("getComputedStyle(document.querySelector('.sv-main')).display") == "flex"
    sync_api.expect(page.locator("#kiosk-queue")).to_have_text("2 câu trả lời chờ có mạng để gửi")
    assert len(live.finished()) == before
    page.context.set_offline(False)
    until(lambda: len(live.finished()) == before + 2)
    sync_api.expect(page.locator("#kiosk-queue")).to_have_text("")
    until(lambda: page.evaluate(WAITING) == 0)
    assert {one.channel for one in live.finished()[:2]} == {"kiosk"}
    assert page.complaints == []
    page.context.close()


QUESTIONS = tuple(msgspec.structs.replace(one, required=False) for page in EVERY.pages for one in page.questions)
EVERYTHING = msgspec.structs.replace(EVERY, key="kiosk-all", pages=(Page(key="p1", questions=QUESTIONS),))


def test_a_kiosk_shows_nothing_of_the_one_before(browser, live):
    """After a minute without a touch and twenty seconds more the first page is back, and every question is as it was
    before anybody came: no words, no tick, no order, nothing that could be undone."""
    live.services.surveys.save("w", EVERYTHING, 0, now(), "lan")
    live.services.surveys.publish("w", EVERYTHING.key, now(), "lan")
    token = make_kiosk(SERVER, SPACE, live.services.answering, EVERYTHING.key)
    page = visitor(browser, live, **{**PHONE, "locale": "vi-VN"})
    frozen(page)
    page.goto(f"{live.address}/kiosk/{token}")
    page.get_by_role("button", name="Bắt đầu").tap()
    sync_api.expect(page.locator("textarea:visible").first).to_be_visible()
    before = page.evaluate(SHOWN)
    page.get_by_role("button", name="Gửi câu trả lời").tap()
    sync_api.expect(page.locator(".sv-wrong:visible")).to_contain_text(["Bạn chưa trả lời câu nào"])
    page.locator("textarea:visible, input[type=text]:visible, input[type=email]:visible").evaluate_all(
        "all => all.forEach(one => {one.value = 'Bí mật'; one.dispatchEvent(new Event('input', {bubbles: true}))})"
    )
    for kind in ("radio", "checkbox"):
        page.locator(f"input[type={kind}]:visible").first.check(force=True)
    page.locator(".sv-press:visible").first.tap()
    assert page.evaluate(SHOWN) != before
    page.get_by_role("button", name="Gửi câu trả lời").tap()
    said = ["Hãy nhập một con số", "“Bí mật” không giống một địa chỉ e-mail"]
    sync_api.expect(page.locator(".sv-wrong:visible")).to_contain_text(said)
    page.clock.run_for(61_000)
    sync_api.expect(page.locator(".sv-still")).to_be_visible()
    page.clock.run_for(20_500)
    sync_api.expect(page.get_by_role("button", name="Bắt đầu")).to_be_visible()
    page.get_by_role("button", name="Bắt đầu").tap()
    sync_api.expect(page.locator("textarea:visible").first).to_be_visible()
    assert page.evaluate(SHOWN) == before
    assert page.evaluate(
        "[...document.querySelectorAll('input')].every(one => one.getAttribute('autocomplete') === 'off')"
    )
    assert page.complaints == []
    page.context.close()


def test_an_ended_kiosk_is_kept_no_longer(browser, live):
    """A kiosk whose link was taken back is gone at the next look, with the page the browser kept."""
    desk = live.services.answering
    token = make_kiosk(SERVER, SPACE, desk, SURVEY.key)
    page = visitor(browser, live, **DESK)
    page.goto(f"{live.address}/kiosk/{token}")
    sync_api.expect(page.locator("html")).to_have_attribute("data-kiosk", "kept")
    end_kiosk(SERVER, SPACE, desk, SURVEY.key)
    page.reload()
    sync_api.expect(page.get_by_role("button", name="Bắt đầu")).to_have_count(0)
    kept = "caches.open('hanhtrinh-kiosk').then(one => one.match(location.pathname)).then(Boolean)"
    until(lambda: page.evaluate(kept) is False)
    page.context.close()


def test_an_order_is_given_by_pressing(browser, untouched):
    """On a phone options are pressed one after the other and taken out again; what is missing is said, and the order
    arrives as it was pressed."""
    live, services = untouched, untouched.services
    order = [one for one in QUESTIONS if one.key in ("order", "grid")]
    survey = msgspec.structs.replace(EVERY, key="xep", pages=(Page(key="p1", questions=tuple(order)),))
    services.surveys.save("w", survey, 0, now(), "lan")
    services.surveys.publish("w", survey.key, now(), "lan")
    page = visitor(browser, live, **{**PHONE, "viewport": {"width": 320, "height": 568}})
    page.goto(f"{live.address}/q/{handed(SERVER, SPACE, services.answering, survey.key).link.code}")
    row, numbers = page.locator(".sv-press"), page.locator(".sv-press b")
    sync_api.expect(numbers).to_have_text(["", "", "", ""])
    sync_api.expect(page.locator(".sv-move:visible, [name='order:ranked']:visible")).to_have_count(0)
    for at in (2, 0, 3):
        row.nth(at).tap()
    sync_api.expect(numbers).to_have_text(["2", "", "1", "3"])
    row.nth(2).tap()
    sync_api.expect(numbers).to_have_text(["1", "", "", "2"])
    sync_api.expect(row.nth(2)).to_have_attribute("aria-pressed", "false")
    sizes = page.locator(".sv-press, .sv-mx-cell").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(one => Math.min(one.width, one.height))"
    )
    assert min(sizes) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.wait_for_timeout(1_000)  # quicker than anybody reads is a machine's pace
    with page.expect_navigation():
        page.get_by_role("button", name="Gửi câu trả lời").tap()
    sync_api.expect(page.locator("[data-sv-q=order] .sv-wrong")).to_be_visible()
    sync_api.expect(numbers).to_have_text(["1", "2", "", ""])  # what was pressed comes first now
    first = page.locator(".sv-press .sv-rank-name span").all_inner_texts()
    row.nth(3).tap()
    row.nth(2).tap()
    sync_api.expect(row.nth(2)).to_have_attribute("aria-label", f"“{first[2]}” ở vị trí 4 trên 4")
    page.get_by_role("button", name="Gửi câu trả lời").tap()
    sync_api.expect(page.get_by_role("heading")).to_have_text("Cảm ơn bạn!")
    (response,) = services.responses.of_survey("w", survey.key)
    ranked = next(one for one in order if one.key == "order")
    keys = {say(one.text, "vi"): one.key for one in ranked.options}
    assert response.answers == {"order": [keys[first[at]] for at in (0, 1, 3, 2)]}
    assert page.complaints == []
    page.context.close()


def test_every_kind_without_scripts(browser, untouched):
    """Where scripts are off each kind is an ordinary form: what is missing or wrong is said in its place, all that was
    given stays, the order is moved by buttons, a file is kept, and the answers arrive as with scripts."""
    live, services = untouched, untouched.services
    services.surveys.save("w", EVERY, 0, now(), "lan")
    services.surveys.publish("w", EVERY.key, now(), "lan")
    page = visitor(browser, live, **{**PHONE, "java_script_enabled": False})
    page.goto(f"{live.address}/q/{handed(SERVER, SPACE, services.answering, EVERY.key).link.code}")
    page.wait_for_timeout(1_000)  # quicker than anybody reads is a machine's pace

    def on(button=None):
        with page.expect_navigation():
            (button or page.locator(".sv-main")).click()

    for name, value in (("nps", "7"), ("ces1", "2"), ("ces2", "6"), ("five", "4"), ("ten", "9")):
        page.locator(f"input[name='{name}'][value='{value}']").check()
    for value in ("pack", "price", "site"):
        page.locator(f"input[name='many'][value='{value}']").check()
    page.locator("input[name='one'][value='other']").check()
    on()
    wrong = page.locator(".sv-bad").evaluate_all
    sync_api.expect(page.locator(".sv-errors li")).to_have_count(2)
    sync_api.expect(page.locator("input[name='nps'][value='7']")).to_be_checked()
    sync_api.expect(page.locator("input[name='many']:checked")).to_have_count(3)
    page.locator("input[name='many'][value='site']").uncheck()
    page.locator("input[name='csat'][value='4']").check()
    page.locator("input[name='one:other']").fill("Mùi hương")
    on(page.get_by_role("button", name="English"))
    sync_api.expect(page.get_by_role("group", name="How satisfied are you?")).to_be_visible()
    assert page.locator("input[name='one:other']").input_value() == "Mùi hương"
    on(page.get_by_role("button", name="Tiếng Việt"))
    on()
    sync_api.expect(page.get_by_text("Trang 2 trên 2")).to_be_visible()
    on(page.locator("li", has_text="Trang web").get_by_role("button").first)
    assert page.locator(".sv-rank-name span").all_inner_texts()[2] == "Trang web"
    page.get_by_label("Vì sao bạn chọn điểm đó?").fill("Giao chậm\nnhưng ngon")
    page.get_by_label("Mỗi năm bạn mua mấy lần?").fill("hai")
    page.get_by_label("E-mail").fill("an@@example.vn")
    page.locator("input[name='grid/ship'][value='so']").check()
    page.locator("input[type=file]").set_input_files(
        {"name": "sen.txt", "mimeType": "text/plain", "buffer": "Hộp bị móp".encode()}
    )
    on()
    said = page.locator(".sv-errors li").all_inner_texts()
    assert [one.split("?")[0].split(":")[0] for one in said] == [
        "Bạn đồng ý đến đâu với các nhận định sau", "Một từ về chúng tôi", "Mỗi năm bạn mua mấy lần",
        "Chúng tôi liên hệ lại với bạn bằng cách nào", "Tôi đồng ý để Tiệm Trà Sen gọi lại trong tuần này.",
    ]  # fmt: skip
    assert wrong("all => all.length") == 5
    assert page.get_by_label("Vì sao bạn chọn điểm đó?").input_value() == "Giao chậm\nnhưng ngon"
    assert page.get_by_label("Mỗi năm bạn mua mấy lần?").input_value() == "hai"
    assert page.get_by_label("E-mail").input_value() == "an@@example.vn"
    assert page.locator("input[name='grid/ship'][value='so']").is_checked()
    assert page.locator(".sv-rank-name span").all_inner_texts()[2] == "Trang web"
    sync_api.expect(page.locator(".sv-kept")).to_contain_text("sen.txt")
    for row, value in (("pack", "yes"), ("price", "never")):
        page.locator(f"input[name='grid/{row}'][value='{value}']").check()
    page.get_by_label("Một từ về chúng tôi?").fill("Thơm")
    page.get_by_label("Mỗi năm bạn mua mấy lần?").fill("2,5")
    page.get_by_label("Bạn nhận hàng ngày nào?").fill("2026-11-20")
    page.get_by_label("E-mail").fill("an@example.vn")
    page.locator("input[name='who:consent']").check()
    page.locator("input[name='ok']").check()
    with page.expect_navigation():
        page.get_by_label("Một từ về chúng tôi?").press("Enter")  # goes on, as the button does
    sync_api.expect(page.get_by_role("heading")).to_have_text("Cảm ơn bạn!")
    (response,) = services.responses.of_survey("w", EVERY.key)
    given = dict(response.answers)
    assert given.pop("pic")["name"] == "sen.txt"
    assert given == {
        "nps": 7.0, "csat": 4.0, "ces1": 2.0, "ces2": 6.0, "five": 4.0, "ten": 9.0, "one": "other:Mùi hương",
        "many": ["pack", "price"], "grid": {"ship": "so", "pack": "yes", "price": "never"},
        "order": ["ship", "pack", "site", "price"], "word": "Thơm", "story": "Giao chậm\nnhưng ngon", "sum": 2.5,
        "day": "2026-11-20", "who": {"email": "an@example.vn"}, "ok": True,
    }  # fmt: skip
    page.context.close()
