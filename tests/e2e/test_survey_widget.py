"""The survey widget on a shop's page in Chromium, with the real tracker and the real server."""

import msgspec
import pytest
from playwright.sync_api import expect

from hanhtrinh.i18n import Localized
from hanhtrinh.voice.asking.budget import Budget
from hanhtrinh.voice.surveys.model import OnPage, Option, Page, Question, Survey, When
from hanhtrinh.voice.surveys.model import Test as Asked
from tests.e2e.axe import violations
from tests.e2e.live_server import live_server
from tests.e2e.tracker_world import TrackerWorld, eventually
from tests.e2e.widget_shop import asked_after, shop_page, visit, visitor
from tests.web.asking_world import SURVEY, asking_world, generous, messages, opened
from tests.web.serving import at_rest

CART = "<h1>Giỏ hàng</h1><p><a href='/khac'>Tiếp tục xem hàng</a></p><button id=b>Mua</button>"
FIELDS = Survey(
    key="du-loai", name=Localized(vi="Đủ loại câu hỏi", en="Every kind"), languages=("vi", "en"), journey="shop",
    pages=(Page(key="p", questions=(
        Question(key="csat", kind="csat", text="Hài lòng?"), Question(key="ces2", kind="ces2", text="Dễ không?"),
        Question(key="stars", kind="rating", text="Mấy sao?", high=10),
        Question(key="tea", kind="choices", text="Uống gì?", other=True,
                 options=(Option(key="sen", text="Sen"), Option(key="nhai", text="Nhài"))),
        Question(key="grid", kind="matrix", text="Từng việc",
                 rows=(Option(key="a", text="Giao"), Option(key="b", text="Gói")),
                 options=(Option(key="bad", text="Chưa được"), Option(key="good", text="Tốt"))),
        Question(key="order", kind="ranking", text="Xếp thứ tự",
                 options=(Option(key="x", text="Giá"), Option(key="y", text="Vị"))),
        Question(key="short", kind="short", text="Một từ", help="Ngắn thôi."),
        Question(key="n", kind="number", text="Bao nhiêu?"),
        Question(key="day", kind="date", text="Ngày nào?",
                 show=When(all=(Asked(of="n", op="at_least", values=(2.25,)),))),
        Question(key="who", kind="contact", text="Liên hệ", fields=("name", "email", "phone")),
        Question(key="ok", kind="consent", text="Được gọi lại?"), Question(key="pic", kind="file", text="Ảnh"),
    )),),
    asking=msgspec.structs.replace(SURVEY.asking, on_page=OnPage(place="inline")),
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with an open survey."""
    with live_server(tmp_path_factory.mktemp("widget")) as live:
        asking_world(live.world)
        yield live


@pytest.fixture(scope="module")
def shop(server):
    """A shop's site whose pages bear nothing but the two scripts: no style, no other connection."""
    made = TrackerWorld()
    at = server.address
    policy = f"default-src 'none'; script-src {at}; connect-src {at}; style-src 'none'; form-action 'none'"
    for path in ("/gio-hang", "/khac"):
        made.pages[path] = shop_page(server, CART, headers={"content-security-policy": policy})
    made.pages["/trong-trang"] = shop_page(server, "<h1>Tiệm</h1><div data-hanhtrinh-survey='du-loai'></div>")
    yield made
    made.close()


@pytest.fixture
def tab(browser):
    """A fresh visitor's tab."""
    with visitor(browser) as page:
        yield page


def responses(server, survey="sau-mua"):
    """Return the finished responses, newest first."""
    found = server.world.services.responses.of_survey("nha-may", survey)
    return [one for one in found if one.finished_at is not None]


def asked_so_far(server):
    """Return how often somebody was asked."""
    return sum(one.get("event") == "Survey Asked" for one in messages(server.world))


def test_step_to_response(server, shop, tab):
    """A step tracked on the page brings the box; what is answered there is stored, and asked no second time."""
    opened(server.world)
    server.world.services.askings.set_budget("nha-may", Budget(), 1, "lan")
    before, told = len(responses(server)), asked_so_far(server)
    visit(tab, f"{shop.shop}/gio-hang")
    tab.evaluate("hanhtrinh.track('purchase', {value: 320000})")
    box = tab.get_by_role("dialog")
    expect(box).to_be_visible()
    expect(box.get_by_role("heading")).to_have_text("Sau khi mua")
    assert tab.evaluate("document.activeElement.tagName") == "BODY"
    assert violations(tab) == []
    box.get_by_role("button", name="Tiếp tục").click()
    expect(box.get_by_text("Bạn vui lòng trả lời câu này.")).to_be_visible()
    box.get_by_role("radio", name="3", exact=True).check()
    box.get_by_role("button", name="Tiếp tục").click()
    expect(box.get_by_text("Vì sao là 3?")).to_be_visible()
    box.get_by_role("textbox").first.fill("Giao chậm <b>quá</b>")
    box.get_by_label("Thời gian giao").check()
    assert violations(tab) == []
    box.get_by_role("button", name="Gửi").click()
    expect(box.get_by_text("Cảm ơn bạn!").first).to_be_visible()
    assert len(responses(server)) == before + 1
    response = responses(server)[0]
    assert response.answers == {"recommend": 3.0, "why": "Giao chậm <b>quá</b>", "reason": "delivery"}
    assert response.step == "pay"
    assert response.person == "~" + tab.evaluate("JSON.parse(localStorage.hanhtrinh).a")
    eventually(lambda: asked_so_far(server) == told + 1, tab)
    box.get_by_role("button", name="Đóng").last.click()
    visit(tab, f"{shop.shop}/gio-hang")
    tab.evaluate("hanhtrinh.track('purchase')")
    tab.wait_for_timeout(900)
    expect(tab.get_by_role("dialog")).to_have_count(0)


def test_keyboard_and_focus(server, shop, tab):
    """The box is reached and filled by keyboard; Escape closes it and gives the focus back."""
    opened(server.world)
    generous(server.world)
    visit(tab, f"{shop.shop}/gio-hang")
    tab.locator("#b").focus()
    tab.evaluate("hanhtrinh.track('purchase')")
    box = tab.get_by_role("dialog")
    expect(box).to_be_visible()
    tab.keyboard.press("Tab")
    tab.keyboard.press("ArrowRight")
    expect(box.get_by_role("radio", checked=True)).to_have_count(1)
    tab.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(tab.locator("#b")).to_be_focused()


def test_goes_on_on_the_next_page(server, shop, tab):
    """What was begun on one page goes on where it was on the next; nothing answered is lost."""
    opened(server.world)
    generous(server.world)
    visit(tab, f"{shop.shop}/gio-hang")
    tab.evaluate("hanhtrinh.track('purchase')")
    box = tab.get_by_role("dialog")
    box.get_by_role("radio", name="5", exact=True).check()
    box.get_by_role("button", name="Tiếp tục").click()
    expect(box.get_by_text("Vì sao là 5?")).to_be_visible()
    visit(tab, f"{shop.shop}/khac")
    expect(tab.get_by_role("dialog").get_by_text("Vì sao là 5?")).to_be_visible()
    before = len(responses(server))
    tab.get_by_role("button", name="Gửi").click()
    eventually(lambda: len(responses(server)) == before + 1, tab)


def test_offline_answers_are_sent_later(server, shop, tab):
    """Without a connection the answers wait, also for the next page, and are sent once when it is back."""
    opened(server.world)
    generous(server.world)
    visit(tab, f"{shop.shop}/gio-hang")
    tab.evaluate("hanhtrinh.track('purchase')")
    box = tab.get_by_role("dialog")
    box.get_by_role("radio", name="10", exact=False).last.check()
    before = len(responses(server))
    tab.context.set_offline(True)
    box.get_by_role("button", name="Gửi").click()
    expect(box.get_by_text("Hiện không có kết nối.")).to_be_visible()
    assert len(responses(server)) == before
    tab.route("**/v1/asking/answer", lambda route: route.abort())
    tab.context.set_offline(False)
    visit(tab, f"{shop.shop}/khac")
    expect(box.get_by_text("Hiện không có kết nối.")).to_be_visible()
    tab.unroute("**/v1/asking/answer")
    expect(box.get_by_text("Cảm ơn bạn!").first).to_be_visible()
    eventually(lambda: len(responses(server)) == before + 1, tab)


def test_leaving_is_asked_once(server, shop, tab):
    """After the configured step, and only then, whoever moves out at the top is asked why; once."""
    survey = Survey(
        key="vi-sao", name="Vì sao chưa mua hôm nay?", journey="shop",
        pages=(Page(key="p", questions=(Question(key="reason", kind="choice", text="Lý do chính?", options=(
            Option(key="price", text="Giá"), Option(key="fee", text="Phí phát sinh"))),)),),
        asking=msgspec.structs.replace(SURVEY.asking, on_page=OnPage(steps=("cart",), leaving=True)),
    )  # fmt: skip
    opened(server.world, survey)
    generous(server.world)
    before = len(responses(server, "vi-sao"))
    visit(tab, f"{shop.shop}/gio-hang")
    leave = "document.dispatchEvent(new MouseEvent('mouseout', {clientY: -1, relatedTarget: null, bubbles: true}))"
    tab.wait_for_timeout(500)
    tab.evaluate(leave)
    tab.evaluate("hanhtrinh.track('cart')")
    tab.wait_for_timeout(700)
    expect(tab.get_by_role("dialog")).to_have_count(0)
    asked_after(tab, lambda: tab.evaluate(leave))
    box = tab.get_by_role("dialog")
    expect(box.get_by_role("heading")).to_have_text("Vì sao chưa mua hôm nay?")
    box.get_by_label("Phí phát sinh").check()
    box.get_by_role("button", name="Gửi").click()
    expect(box.get_by_text("Cảm ơn").first).to_be_visible()  # what is not answered for the page goes on on the next
    eventually(lambda: len(responses(server, "vi-sao")) == before + 1, tab)
    response = responses(server, "vi-sao")[0]
    assert (response.answers, response.step) == ({"reason": "fee"}, "cart")
    visit(tab, f"{shop.shop}/gio-hang")
    tab.evaluate("hanhtrinh.track('cart')")
    tab.wait_for_timeout(600)
    tab.evaluate(leave)
    tab.wait_for_timeout(400)
    expect(tab.get_by_role("dialog")).to_have_count(0)
    server.world.services.surveys.set_state("nha-may", "vi-sao", "closed", server.world.now)


def test_small_phone(server, shop, browser):
    """At 320 px nothing is cut off and every answer is large enough for a finger."""
    opened(server.world)
    generous(server.world)
    phone = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "color_scheme": "dark"}
    with visitor(browser, **phone) as tab:
        visit(tab, f"{shop.shop}/gio-hang")
        tab.evaluate("hanhtrinh.track('purchase')")
        box = tab.get_by_role("dialog")
        expect(box).to_be_visible()
        at_rest(box)
        measure = "all => all.map(one => one.getBoundingClientRect()).map(r => [r.left, r.right, r.width, r.height])"
        sizes = box.locator(".scale span").evaluate_all(measure)
        assert len(sizes) == 11
        assert all(left >= 0 and right <= 320 and width >= 24 and height >= 44 for left, right, width, height in sizes)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        assert violations(tab) == []


def test_side_tab(server, shop, tab):
    """A tab at the side opens the survey when somebody wants it, and takes the focus there."""
    opened(server.world, on_page=OnPage(place="side", pages=("/gio-*",)))
    generous(server.world)
    visit(tab, f"{shop.shop}/gio-hang")
    button = tab.get_by_role("button", name="Sau khi mua")
    button.click()
    expect(tab.get_by_role("dialog")).to_be_visible()
    eventually(lambda: tab.evaluate("Boolean(document.activeElement.closest('[data-hanhtrinh-widget]'))"), tab)
    tab.keyboard.press("Escape")
    expect(button).to_be_focused()
    assert violations(tab) == []


def test_every_kind_in_the_page(server, shop, tab):
    """A survey in the page draws every kind of question, and its answers arrive as they were given."""
    opened(server.world, FIELDS)
    generous(server.world)
    before = len(responses(server, "du-loai"))
    visit(tab, f"{shop.shop}/trong-trang")
    form = tab.locator("[data-hanhtrinh-widget]")
    expect(form.get_by_role("heading")).to_have_text("Đủ loại câu hỏi")
    assert violations(tab) == []
    form.get_by_role("group", name="Hài lòng?").get_by_role("radio", name="4", exact=True).check()
    form.get_by_role("group", name="Dễ không?").get_by_role("radio", name="7").check()
    form.get_by_role("group", name="Mấy sao?").get_by_role("radio", name="10").check()
    form.get_by_role("checkbox", name="Nhài").check()
    form.get_by_role("checkbox", name="Khác", exact=True).check()
    form.get_by_label("Ghi rõ bằng lời của bạn").fill("Trà đá")
    form.get_by_role("group", name="Giao").get_by_label("Tốt").check()
    price, taste = form.locator(".rank").nth(0), form.locator(".rank").nth(1)
    price.click()  # changed one's mind: what is pressed again is in no place
    taste.focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Space")
    tab.keyboard.press("Space")
    expect(price).to_have_accessible_name("Giá: vị trí 2/2")
    expect(taste).to_have_attribute("aria-pressed", "true")
    expect(form.get_by_text("2/2").first).to_be_visible()
    form.get_by_label("Một từ").fill("thơm")
    form.get_by_label("Bao nhiêu?").fill("2,5")
    form.get_by_label("Bao nhiêu?").press("Tab")
    form.get_by_label("Ngày nào?").fill("2026-11-20")
    form.get_by_label("Tên của bạn").fill("An")
    form.get_by_label("E-mail").fill("an@example.vn")
    form.get_by_role("checkbox", name="Tôi đồng ý", exact=True).check()
    form.get_by_role("button", name="Gửi").click()
    expect(form.get_by_text("Cảm ơn bạn!").first).to_be_visible()
    response, *rest = responses(server, "du-loai")
    assert len(rest) == before
    assert response.answers == {
        "csat": 4.0, "ces2": 7.0, "stars": 10.0, "tea": ["nhai", "other:Trà đá"], "grid": {"a": "good"},
        "order": ["y", "x"], "short": "thơm", "n": 2.5, "day": "2026-11-20",
        "who": {"name": "An", "email": "an@example.vn"},
        "ok": True,
    }  # fmt: skip
