"""A shop whose pages bear the tracker and the survey widget of a real server, and visitors who come to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import time

from playwright.sync_api import Browser, Page

from tests.e2e.tracker_world import eventually
from tests.web.asking_world import CHROME, KEY

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}


def shop_page(server, body: str, *, head: str = "", headers: dict[str, str] | None = None):
    """Return a page of the shop as `TrackerWorld.pages` has it: both scripts, and nothing else that is not said."""
    names = ("hanhtrinh.js", "survey.js")
    scripts = "".join(f"<script async src='{server.address}/{name}?key={KEY}'></script>" for name in names)
    start = "<!doctype html><html lang=vi><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    return f"{start}<title>Tiệm</title>{head}{scripts}<body><main>{body}</main>", headers or {}


@contextmanager
def visitor(browser: Browser, **context) -> Iterator[Page]:
    """Give the tab of somebody new, where nothing may go wrong; `asked` of it names what the server was asked."""
    made = browser.new_context(user_agent=CHROME, locale="vi-VN", **(context or DESK))
    page = made.new_page()
    page.asked, page.known, page.problems = [], [], []
    page.on("requestfinished", lambda r: "/v1/asking/config" in r.url and page.known.append(r.url))
    page.on("request", lambda r: "/v1/asking/" in r.url and page.asked.append(r.url.split("/")[-1].split("?")[0]))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda said: page.problems.append(said.text) if "Content Security" in said.text else None)
    yield page
    made.close()
    assert page.problems == []


def visit(page: Page, address: str, *, frozen: bool = False) -> None:
    """Open a page of the shop and wait until both scripts work, and the widget knows what may be asked.

    `frozen`: time stands still on the page from the beginning, and goes on by `page.clock.run_for` alone.
    """
    if frozen:
        page.clock.install(time=time() - 3_600)
        page.clock.pause_at(time())
    page.known.clear()
    page.goto(address)
    works = "Boolean(window.hanhtrinh && hanhtrinh.asked)"
    eventually(lambda: (frozen and page.clock.run_for(100)) or (page.known and page.evaluate(works)), page)


def asked_after(page: Page, deed: Callable[[], object]) -> None:
    """Do again what shall bring the box, until it is there: when the widget begins to watch, nobody outside sees."""
    box = page.get_by_role("dialog")

    def done() -> int:
        deed()
        page.wait_for_timeout(300)
        return box.count()

    eventually(done, page)
