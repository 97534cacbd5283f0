"""The tracker in a real browser, between a shop's pages and a collector on another origin."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.e2e.tracker_world import KEY, STUB, TrackerWorld, eventually

QUIET = 400
"""Milliseconds without a message that are taken for silence: twice what the tracker waits before it sends."""


@pytest.fixture
def world() -> Iterator[TrackerWorld]:
    made = TrackerWorld()
    yield made
    made.close()


@pytest.fixture
def tab(browser) -> Iterator[object]:
    """Return a page of a fresh profile; whatever a script throws there fails the test."""
    context = browser.new_context()
    thrown: list[str] = []
    context.on("weberror", lambda error: thrown.append(str(error.error)))
    page = context.new_page()
    page.thrown = thrown
    yield page
    context.close()
    assert thrown == []


def settle(world: TrackerWorld, tab: object, count: int, name: str = "page") -> None:
    """Wait for a number of messages and then for silence: no more may come."""
    eventually(lambda: len(world.of(name)) >= count, tab)
    tab.wait_for_timeout(QUIET)
    assert len(world.of(name)) == count


def test_a_page_view_arrives(world, tab) -> None:
    """One script tag is enough: the view comes once, as the Segment protocol says, without a preflight."""
    tab.goto(world.page("/sản-phẩm") + "?mau=do#danh-gia", referer="https://www.google.com/")
    settle(world, tab, 1)
    view, body = world.of("page")[0], world.bodies[0]
    assert body["writeKey"] == KEY
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", body["sentAt"])
    assert view["properties"]["path"] == "/s%E1%BA%A3n-ph%E1%BA%A9m"
    assert view["properties"]["url"] == world.shop + "/s%E1%BA%A3n-ph%E1%BA%A9m?mau=do"
    assert view["properties"]["title"] == "Trang /sản-phẩm"
    assert view["properties"]["first_source"] == "google.com"
    assert view["properties"]["first_medium"] == "referral"
    assert view["context"]["page"]["referrer"] == "https://www.google.com/"
    assert len(view["anonymousId"]) == 32
    assert "userId" not in view
    assert [(r.method, r.path) for r in world.requests] == [("POST", "/v1/b")]
    assert world.requests[0].content_type.startswith("text/plain")


def test_a_visitor_keeps_the_id(world, tab) -> None:
    """The same device is the same visitor on the next page and the next day; first and last touch are remembered."""
    tab.goto(world.page("/") + "?utm_source=zalo&utm_medium=cpc&utm_campaign=tet")
    settle(world, tab, 1)
    tab.goto(world.page("/gio-hang"))
    eventually(lambda: len(world.of("page")) == 2, tab)
    other = tab.context.new_page()
    other.goto(world.page("/lai") + "?utm_source=newsletter&utm_medium=email")
    eventually(lambda: len(world.of("page")) == 3, other)
    views = world.of("page")
    assert len({view["anonymousId"] for view in views}) == 1
    assert [view["properties"]["last_source"] for view in views] == ["zalo", "zalo", "newsletter"]
    assert {view["properties"]["first_campaign"] for view in views} == {"tet"}


def test_a_cleared_storage_does_not_lose_the_visitor(world, tab) -> None:
    """The cookie holds the id too."""
    tab.goto(world.page("/"))
    settle(world, tab, 1)
    tab.evaluate("localStorage.clear()")
    tab.goto(world.page("/hai"))
    eventually(lambda: len(world.of("page")) == 2, tab)
    assert len({view["anonymousId"] for view in world.of("page")}) == 1


def test_single_page_apps(world, tab) -> None:
    """Each route is one view: redirects, repeated and tidied addresses add none; the route before is the referrer."""
    tab.goto(world.page("/app") + "?utm_source=x")
    settle(world, tab, 1)
    tab.evaluate("history.replaceState({}, '', '/app'); history.pushState({}, '', '/app')")
    settle(world, tab, 1)
    tab.evaluate("history.pushState({}, '', '/cu'); history.replaceState({}, '', '/moi'); document.title = 'Mới'")
    settle(world, tab, 2)
    tab.evaluate("history.pushState({}, '', '/moi?trang=2')")
    settle(world, tab, 3)
    tab.evaluate("location.hash = '#/thanh-toan'")
    settle(world, tab, 4)
    tab.evaluate("history.back()")
    settle(world, tab, 5)
    views = [view["properties"] for view in world.of("page")]
    assert [view["path"] for view in views] == ["/app", "/moi", "/moi", "/moi", "/moi"]
    assert views[1]["title"] == "Mới"
    assert views[1]["referrer"] == f"{world.shop}/app"
    assert views[3]["url"] == f"{world.shop}/moi?trang=2#/thanh-toan"


def test_own_calls_of_page_do_not_double_views(world, tab) -> None:
    """A bare `page()` of a site that comes from another tool is the automatic view; a named one is told."""
    tab.goto(world.page("/", head=f"<script>{STUB} hanhtrinh.page()</script>"))
    settle(world, tab, 1)
    tab.evaluate("hanhtrinh.page()")
    tab.evaluate("hanhtrinh.page('Giỏ hàng', {items: 2})")
    settle(world, tab, 2)
    assert world.of("page")[1]["name"] == "Giỏ hàng"
    assert world.of("page")[1]["properties"]["items"] == 2


def test_a_click_that_leads_away_arrives(world, tab) -> None:
    """The page goes at once and the click is still told, with its text and its kind."""
    away = world.plain("/ngoai").replace("shop.localhost", "other.localhost")
    tab.goto(
        world.page("/", f'<a href="{away}?email=lan@example.com"><b> Xem   thêm </b></a><a id=own href="/hai">2</a>')
    )
    settle(world, tab, 1)
    tab.click("b")
    tab.wait_for_url("**/ngoai**")
    eventually(lambda: world.of("Link Clicked"), tab)
    click = world.of("Link Clicked")[0]["properties"]
    assert click == {"kind": "outgoing", "href": f"{away}?email=-", "text": "Xem thêm"}


def test_which_clicks_count(world, tab) -> None:
    """Downloads, calls and mails count, also with a page that stops the event; links inside the site do not."""
    links = (
        '<a href="/bang-gia.pdf">PDF</a><a href="tel:19001234">Gọi</a><a href="mailto:ho@shop.vn">Thư</a>'
        '<a href="#muc">Mục</a><a href="/trong">Trong</a><a href="javascript:0">js</a>'
    )
    stop = "<script>addEventListener('click', e => {e.preventDefault(); e.stopImmediatePropagation()})</script>"
    tab.goto(world.page("/", links + stop))
    settle(world, tab, 1)
    for link in tab.locator("a").all():
        link.click()
    settle(world, tab, 3, "Link Clicked")
    assert [m["properties"]["kind"] for m in world.of("Link Clicked")] == ["download", "call", "mail"]
    assert "ho@shop.vn" not in world.requests[-1].text


def test_forms_say_which_and_never_what(world, tab) -> None:
    """A sent form is told by id and name; no value of a field leaves the page, whatever the fields are called."""
    form = """<form id=dang-ky name=newsletter action=/xong><input name=id value=bi-mat-1>
        <input name=getAttribute value=bi-mat-2><input type=password name=name value=bi-mat-3>
        <button>Gửi</button></form>"""
    world.plain("/xong")
    tab.goto(world.page("/", form))
    settle(world, tab, 1)
    tab.evaluate("document.querySelector('button').click()")
    tab.wait_for_url("**/xong**")
    eventually(lambda: world.of("Form Submitted"), tab)
    assert world.of("Form Submitted")[0]["properties"] == {"form_id": "dang-ky", "form_name": "newsletter"}
    assert "bi-mat" not in "".join(request.text for request in world.requests)


def test_calls_before_the_script_is_there(world, tab) -> None:
    """The snippet's stub takes calls in, they are carried out in order, and the object stays the same."""
    head = (
        f"<script>{STUB} held = hanhtrinh; held.identify('lan', {{plan: 'gold'}}); held.track('Cart Viewed')</script>"
    )
    tab.goto(world.page("/", head=head))
    settle(world, tab, 1)
    tab.evaluate("held.track('Order Completed', {total: 250000})")
    eventually(lambda: world.of("Order Completed"), tab)
    assert [m["type"] for m in world.messages] == ["identify", "track", "page", "track"]
    assert {m["userId"] for m in world.messages} == {"lan"}
    assert world.messages[0]["traits"] == {"plan": "gold"}
    assert world.of("Order Completed")[0]["properties"] == {"total": 250000}


def test_another_user_is_another_visitor(world, tab) -> None:
    """Two people who share a device do not get one id; `reset` begins afresh; alias and group go out as they are."""
    tab.goto(world.page("/"))
    settle(world, tab, 1)
    tab.evaluate("""hanhtrinh.identify('lan'); hanhtrinh.identify('minh'); hanhtrinh.group('cty', {size: 5});
        hanhtrinh.alias('minh-2', 'minh'); hanhtrinh.reset(); hanhtrinh.track('Sau đó')""")
    eventually(lambda: world.of("Sau đó"), tab)
    first, lan, minh, group, alias, after = world.messages
    assert first["anonymousId"] == lan["anonymousId"] != minh["anonymousId"] != after["anonymousId"]
    assert (group["groupId"], group["traits"], group["userId"]) == ("cty", {"size": 5}, "minh")
    assert (alias["userId"], alias["previousId"]) == ("minh-2", "minh")
    assert "userId" not in after


def test_offline_then_online(world, tab) -> None:
    """What happens without a connection arrives when it is back, once."""
    tab.goto(world.page("/"))
    settle(world, tab, 1)
    tab.context.set_offline(True)
    tab.evaluate("hanhtrinh.track('Trong hầm xe')")
    tab.wait_for_timeout(QUIET)
    assert world.of("Trong hầm xe") == []
    tab.context.set_offline(False)
    settle(world, tab, 1, "Trong hầm xe")


def test_a_broken_server_is_tried_again(world, tab) -> None:
    """503 and 429 lose nothing, even when the visitor leaves and comes back another time."""
    world.status = 503
    tab.goto(world.page("/"))
    tab.wait_for_timeout(QUIET)
    tab.goto(world.plain("/khac"))
    world.status = 429
    tab.goto(world.page("/hai"))
    tab.wait_for_timeout(QUIET)
    world.status = 200
    eventually(lambda: len(world.of("page")) == 2, tab)
    eventually(lambda: tab.evaluate("localStorage.getItem('hanhtrinh_queue')") is None, tab)
    assert [m["properties"]["path"] for m in world.of("page")] == ["/", "/hai"]


def test_a_refused_message_is_not_sent_for_ever(world, tab) -> None:
    """After 400 the queue is empty: the same message would be refused again."""
    world.status = 400
    with tab.expect_response(lambda one: one.status == 400):
        tab.goto(world.page("/"))
    eventually(lambda: tab.evaluate("localStorage.getItem('hanhtrinh_queue')") is None, tab)
    world.status = 200
    tab.wait_for_timeout(QUIET)
    assert world.messages == []


def test_a_long_queue_goes_in_bites(world, tab) -> None:
    """Every request is small enough to outlive the page, in bytes of Vietnamese text too."""
    tab.goto(world.page("/"))
    settle(world, tab, 1)
    tab.evaluate("for (let i = 0; i < 24; i++) hanhtrinh.track('Ghi ' + i, {text: 'ế'.repeat(2500)})")
    eventually(lambda: len(world.of("track")) == 24, tab)
    assert max(len(request.text.encode()) for request in world.requests) < 64_000


def test_storage_blocked(world, tab) -> None:
    """In a frame without any storage it works for as long as the page is there."""
    world.page("/trong")
    tab.goto(world.plain("/ngoai", '<!doctype html><iframe sandbox="allow-scripts" src="/trong"></iframe>'))
    eventually(lambda: world.of("page"), tab)
    frame = tab.frames[1]
    assert frame.evaluate("(() => {try {localStorage; return 'open'} catch {return 'blocked'}})()") == "blocked"
    frame.evaluate("hanhtrinh.track('Trong khung')")
    eventually(lambda: world.of("Trong khung"), tab)
    assert len({m["anonymousId"] for m in world.messages}) == 1


def test_a_hostile_host_page(world, tab) -> None:
    """Polluted prototypes, a frozen console, an element with our name and a strict policy disturb nothing."""
    head = """<script src="/hostile.js"></script>"""
    world.pages["/hostile.js"] = (
        """Object.prototype.extra = 'x'; Object.prototype.mode = 'nonsense';
        Object.prototype.signal = 5; Array.prototype.more = () => 1; Array.prototype.toJSON = () => 'broken';
        Object.freeze(console); window.onerror = () => { window.failed = true }""",
        {"content-type": "text/javascript"},
    )
    policy = f"default-src 'none'; script-src 'self' {world.collector}; connect-src {world.collector}"
    body = "<form id=hanhtrinh></form>"
    tab.goto(world.page("/", body, head=head, headers={"content-security-policy": policy}))
    eventually(lambda: world.of("page"), tab)
    assert "extra" not in json.dumps(world.messages)
    assert tab.evaluate("window.failed") is None
    assert tab.evaluate("JSON.stringify([1])") == '"broken"'


def test_nothing_is_thrown_at_the_page(world, tab) -> None:
    """Wrong calls, values that are no JSON and a blocked connection are swallowed; good calls go on."""
    tab.goto(world.page("/"))
    settle(world, tab, 1)
    tab.evaluate("""() => { const loop = {}; loop.self = loop; hanhtrinh.track('Vòng', loop); hanhtrinh.track();
        hanhtrinh.track(null, 5); hanhtrinh.identify(); hanhtrinh.push(null); hanhtrinh.push(['nothing']);
        hanhtrinh.push([]); hanhtrinh.track('Lớn', {n: 10n}); hanhtrinh.page(1, 2, 3, 4); history.pushState({}, '');
        hanhtrinh.group(); }""")
    tab.evaluate("hanhtrinh.push(['track', 'Tốt'])")
    eventually(lambda: world.of("Tốt"), tab)
    assert [m.get("event") for m in world.of("track")] == ["Tốt"]


def test_a_policy_that_forbids_sending(world, tab) -> None:
    """Where the page may not talk to the collector, it does not notice the tracker."""
    policy = f"script-src {world.collector}; connect-src 'none'"
    tab.goto(world.page("/", headers={"content-security-policy": policy}))
    eventually(lambda: tab.evaluate("window.hanhtrinh && !!hanhtrinh.track"), tab)
    tab.evaluate("hanhtrinh.track('Không tới')")
    tab.wait_for_timeout(QUIET)
    assert world.messages == []


def test_included_twice(world, tab) -> None:
    """Two tags are one tracker: one view, one click, and no other global."""
    plain = world.plain("/plain")
    tab.goto(plain)
    before = set(tab.evaluate("Object.keys(window)"))
    second = f'<script async src="{world.collector}/hanhtrinh.js?key={KEY}&again"></script>'
    tab.goto(world.page("/", '<a href="tel:1">Gọi</a>', head=second))
    tab.click("a")
    settle(world, tab, 1, "Link Clicked")
    assert len(world.of("page")) == 1
    assert set(tab.evaluate("Object.keys(window)")) - before == {"hanhtrinh"}


def test_hostile_addresses_stay_text(world, tab) -> None:
    """Markup in a campaign or a referrer is data; secrets and e-mail addresses in addresses are taken out."""
    evil = "<img src=x onerror=pwned=1>"
    tab.goto(
        world.page("/") + f"?utm_source={evil}&reset_token=s3cret&q=lan@example.com", referer="https://evil.example/<b>"
    )
    eventually(lambda: world.of("page"), tab)
    view = world.of("page")[0]
    assert view["properties"]["first_source"] == evil
    assert tab.evaluate("window.pwned") is None
    assert "s3cret" not in json.dumps(view)
    assert "lan@example.com" not in json.dumps(view)
    assert "reset_token=-&q=-" in view["properties"]["url"]


@pytest.mark.parametrize("way", ["the source", "the tag", "the browser"])
def test_nothing_before_consent(world, tab, way) -> None:
    """Where consent is asked for, nothing is sent or stored before it, and nothing is lost once it is given."""
    world.needs_consent = way == "the source"
    if way == "the browser":
        tab.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {get: () => true})")
    tab.goto(world.page("/", options="&consent=required" if way == "the tag" else ""))
    eventually(lambda: tab.evaluate("window.hanhtrinh && !!hanhtrinh.track"), tab)
    tab.evaluate("hanhtrinh.track('Trước')")
    tab.wait_for_timeout(QUIET)
    assert world.messages == []
    assert tab.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    tab.evaluate("hanhtrinh.consent({analytics: true, marketing: false})")
    settle(world, tab, 1)
    assert [m["type"] for m in world.messages] == ["page", "track"]
    tab.evaluate("hanhtrinh.track('Sau')")
    eventually(lambda: world.of("Sau"), tab)
    assert world.of("Sau")[0]["context"]["consent"] == {"categoryPreferences": {"analytics": True, "marketing": False}}


def test_consent_withdrawn(world, tab) -> None:
    """A no is told to the server once, takes everything from the device, and is kept to on the next page."""
    tab.goto(world.page("/"))
    settle(world, tab, 1)
    tab.evaluate("hanhtrinh.consent(true)")
    tab.evaluate("hanhtrinh.consent(false)")
    eventually(lambda: world.of("identify"), tab)
    assert world.of("identify")[0]["context"]["consent"] == {"categoryPreferences": {"analytics": False}}
    left = "[JSON.stringify(localStorage), document.cookie]"
    eventually(lambda: tab.evaluate(left) == ['{"hanhtrinh":"{\\"c\\":0}"}', ""], tab)
    tab.goto(world.page("/hai"))
    tab.evaluate("hanhtrinh.track('Không')")
    tab.wait_for_timeout(QUIET)
    assert len(world.messages) == 2
    tab.evaluate("hanhtrinh.consent(true)")
    eventually(lambda: len(world.of("page")) == 2, tab)
    assert len({m["anonymousId"] for m in world.of("page")}) == 2


def test_pages_can_be_left_to_the_site(world, tab) -> None:
    """With `pages=off` only what the site tells is told."""
    tab.goto(world.page("/", options="&pages=off"))
    eventually(lambda: tab.evaluate("window.hanhtrinh && !!hanhtrinh.track"), tab)
    tab.evaluate("history.pushState({}, '', '/hai'); hanhtrinh.track('Một')")
    settle(world, tab, 1, "Một")
    assert len(world.messages) == 1


def test_a_page_from_the_browsers_memory_is_a_view(world, tab) -> None:
    """Going back shows the page again: from memory or loaded anew, it is one more view."""
    tab.goto(world.page("/"))
    settle(world, tab, 1)
    tab.goto(world.plain("/khac"))
    tab.go_back()
    settle(world, tab, 2)
