"""Where the server refuses: nothing that was typed is lost, and what went wrong is said. No server runs here."""

from playwright.sync_api import expect

from hanhtrinh.web import assets
from hanhtrinh.web.error_page import error_page
from tests.web.serving import until

PAGE = """<!doctype html><html><head><meta charset="utf-8"></head><body><main id="main">
<form id="letter" method="post" action="/letter" data-part="look">
<textarea name="reply">Chào chị</textarea>
<p><button name="do" value="look" formaction="/letter/look">Xem</button></p></form>
<div id="look"></div><div id="log" data-refresh="50">0</div>
</main><script type="module" src="/parts.js"></script></body></html>"""
BUILDER = """<!doctype html><html><body>
<div id="sb" data-sb-home="/survey" data-sb-stamp="1" data-sb-token="t"
data-sb-say-saving="…" data-sb-say-saved="Đã lưu">
<p data-sb-state><span></span></p><button data-sb-undo></button></div>
<div id="sb-findings"></div><div id="sb-head"></div>
<script type="module">import { edit, resume } from "/surveys-send.js"; resume(); window.edit = edit;</script>
</body></html>"""
KIOSK = """<!doctype html><html><body><p></p><script type="module">import { Queue } from "/kiosk-queue.js";
const told = (count) => { document.querySelector("p").textContent = count; };
window.queue = new Queue("/answers", told);</script></body></html>"""
KEPT = {"stamp": 2, "inverse": [], "findings": "<div id='sb-findings'></div>", "head": "<div id='sb-head'></div>"}
SLOWLY = str(error_page(429, "web.too_many", "Chậm lại một chút.", "vi").content)


def script(route):
    """Answer with one of our scripts."""
    name = route.request.url.rpartition("/")[2]
    route.fulfill(body=assets.assets()[name].data, content_type="text/javascript")


def test_what_was_typed_stays_where_the_server_refuses(browser):
    """A form whose answer is an error keeps the page, says why beside its button, and not twice; a look that fails is
    not gone to either: the next one brings what is new.
    """
    context, posts, looks = browser.new_context(), [], []

    def serve(route):
        request = route.request
        if request.url.endswith(".js"):
            return script(route)
        if request.method == "POST":
            posts.append(request)
            return route.fulfill(status=429, body=SLOWLY, content_type="text/html")
        if "x-part" not in request.headers:
            return route.fulfill(body=PAGE, content_type="text/html")
        looks.append(request)
        fresh = PAGE.replace(">0<", ">1<") if len(looks) > 3 else SLOWLY
        return route.fulfill(status=200 if len(looks) > 3 else 503, body=fresh, content_type="text/html")

    context.route("**/*", serve)
    page = context.new_page()
    page.goto("http://parts.test/page")
    page.get_by_role("textbox").fill("Chào chị Gấm, em xin lỗi.")
    for _ in range(2):
        page.get_by_role("button").click()
        expect(page.get_by_role("alert")).to_have_text("Chậm lại một chút.")
    expect(page.locator("#log")).to_have_text("1")
    expect(page.get_by_role("textbox")).to_have_value("Chào chị Gấm, em xin lỗi.")
    assert page.url == "http://parts.test/page"
    assert [one.url.rpartition("test")[2] for one in posts] == ["/letter/look", "/letter/look"]
    context.close()


def test_no_look_comes_between_a_form_and_its_answer(browser):
    """While a form is being sent its part does not ask for news: the form's own answer would be dropped for them."""
    context, posts = browser.new_context(), []
    form = '<form method="post" action="/log" data-part="log"><button>Gửi</button></form>'

    def serve(route):
        if route.request.url.endswith(".js"):
            return script(route)
        if route.request.method == "POST":
            return posts.append(route)
        return route.fulfill(body=PAGE.replace("</main>", f"{form}</main>"), content_type="text/html")

    context.route("**/*", serve)
    page = context.new_page()
    page.goto("http://parts.test/page")
    page.get_by_role("button", name="Gửi").click()
    until(lambda: page.evaluate("1") and posts)
    page.wait_for_timeout(400)
    posts[0].fulfill(
        body=PAGE.replace('<div id="log" data-refresh="50">0<', '<div id="log">đã gửi<'),
        content_type="text/html; charset=utf-8",
    )
    expect(page.locator("#log")).to_have_text("đã gửi")
    context.close()


def test_what_is_written_in_a_survey_survives_the_end_of_a_session(browser):
    """Whoever is signed out while they write is told so, and what they wrote is sent once they are back."""
    context, posts = browser.new_context(), []
    away = {"error": {"code": "access.sign_in_first", "message": "Hãy đăng nhập trước."}}

    def serve(route):
        if route.request.url.endswith(".js"):
            return script(route)
        if route.request.method != "POST":
            return route.fulfill(body=BUILDER, content_type="text/html; charset=utf-8")
        posts.append(route.request.post_data_json["edits"])
        return route.fulfill(status=401 if len(posts) == 1 else 200, json=away if len(posts) == 1 else KEPT)

    context.route("**/*", serve)
    page = context.new_page()
    page.goto("http://parts.test/survey")
    change = [{"op": "set", "place": ["intro", "vi"], "value": "Chào anh chị"}]
    page.evaluate("(change) => window.edit(change)", change)
    expect(page.locator("[data-sb-state]")).to_have_text("Hãy đăng nhập trước.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("[data-sb-state]")).to_have_text("Đã lưu")
    assert posts == [change, change]
    context.close()


def test_what_a_kiosk_sends_to_a_paused_survey_waits_for_it(browser):
    """Answers given before a survey was paused are kept by the device until it takes answers again."""
    context, said = browser.new_context(), {"outcome": "paused", "problems": {}}

    def serve(route):
        if route.request.url.endswith(".js"):
            return script(route)
        if route.request.method != "POST":
            return route.fulfill(body=KIOSK, content_type="text/html; charset=utf-8")
        return route.fulfill(json=said)

    context.route("**/*", serve)
    page = context.new_page()
    page.goto("http://parts.test/kiosk")
    page.evaluate("window.queue.put({ id: 'k1', at: 1 })")
    expect(page.locator("p")).to_have_text("1")
    said["outcome"] = "thanks"
    page.reload()
    expect(page.locator("p")).to_have_text("0")
    context.close()
