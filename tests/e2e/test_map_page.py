"""The drawn map in a real browser: nothing leaves it, nothing breaks, and every number opens."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from hanhtrinh.draw.html import render
from hanhtrinh.draw.options import DrawOptions
from tests.unit.draw import fixture

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Return a running Chromium."""
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the fixture's map as a file."""
    path = tmp_path_factory.mktemp("map") / "map.html"
    options = DrawOptions(journey_file="journey.yaml")
    path.write_text(render(fixture.JOURNEY, fixture.readings(), lang="vi", options=options), encoding="utf-8")
    return path


class Opened:
    """A page with everything it asked for and complained about."""

    def __init__(self, browser, file, **context):
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.requests, self.complaints = [], []
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("console", lambda m: self.complaints.append(m.text))
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.goto(file.as_uri())

    def __enter__(self):
        return self.page

    def __exit__(self, *failure):
        self.context.close()
        if failure[0] is None:
            assert [url for url in self.requests if not url.startswith(("file:", "data:"))] == []
            assert self.complaints == []


def test_it_opens_quietly(browser, file) -> None:
    """No request leaves the page, the console stays empty, and the fonts are its own."""
    with Opened(browser, file) as page:
        page.evaluate("document.fonts.ready")
        assert page.title() == "Mua sắm trực tuyến của Lan"
        assert page.evaluate("document.fonts.check('600 16px \"Be Vietnam Pro\"', 'ế')")
        assert page.locator("main:visible").count() == 1


def test_the_whole_map_fits_at_1440(browser, file) -> None:
    """Fourteen steps are seen at once on a laptop; nothing is cut off."""
    with Opened(browser, file, viewport={"width": 1440, "height": 1000}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
        assert page.locator("main[lang=vi] th.step").count() == 14


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_texts_stay_in_their_cells(browser, file, lang) -> None:
    """No number or name is wider than its column."""
    with Opened(browser, file, viewport={"width": 1440, "height": 1000}) as page:
        page.locator(f"input#lang-{lang}").check()
        wide = page.evaluate(
            """(lang) => [...document.querySelectorAll(`main[lang=${lang}] td.cell:not([class*=spread]),
            main[lang=${lang}] th`)]
                 .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)""",
            lang,
        )
        assert wide == []


def test_language_is_one_click_away(browser, file) -> None:
    """The switch changes words, numbers, title and the page's language."""
    with Opened(browser, file) as page:
        page.locator("input#lang-en").check()
        assert page.title() == "Lan shops online"
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.get_by_text("20,000", exact=True).first.is_visible()
        assert not page.locator("main[lang=vi]").is_visible()


def test_a_number_is_a_door(browser, file) -> None:
    """A click opens the definition, interval, method and command; Escape closes it and focus goes back."""
    with Opened(browser, file) as page:
        number = page.locator("main[lang=vi] .flow.worst button")
        number.click()
        door = page.locator("dialog#door")
        assert door.is_visible()
        text = door.inner_text()
        assert "31,0" in text
        assert "29,7–32,3" in text
        assert "Wilson" in text
        assert "--step checkout --what dropped" in text
        page.keyboard.press("Escape")
        assert not door.is_visible()
        assert number.evaluate("(element) => element === document.activeElement")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_doors_open_from_the_keyboard(browser, file, key) -> None:
    """Enter and Space open a point of the curve, and Tab stays inside the dialog."""
    with Opened(browser, file) as page:
        page.locator("main[lang=vi] .pt").nth(6).focus()
        page.keyboard.press(key)
        assert page.locator("dialog#door").is_visible()
        for _ in range(8):
            page.keyboard.press("Tab")
            # Between the last and the first control the browser's own frame has the focus, never the page behind.
            assert page.evaluate("!document.activeElement.closest('main')")


def test_every_door_opens(browser, file) -> None:
    """Each number has something behind it."""
    with Opened(browser, file) as page:
        count = page.evaluate(
            """() => {
                 const doors = [...document.querySelectorAll("main[lang=vi] [data-door]")];
                 for (const one of doors) {
                   one.click();
                   const dialog = document.getElementById("door");
                   if (!dialog.open || dialog.querySelector(".meaning").textContent.length < 20) throw new
                   Error(one.textContent);
                   dialog.close();
                 }
                 return doors.length;
               }"""
        )
        assert count > 60


def test_lanes_can_be_hidden(browser, file) -> None:
    """Unticking a lane takes it off the map, in either language."""
    with Opened(browser, file) as page:
        page.locator("details.menu summary").click()
        page.locator("input#show-pains").uncheck()
        assert not page.locator("main[lang=vi] tr.lane-pains").is_visible()
        page.locator("input#lang-en").check(force=True)
        assert not page.locator("main[lang=en] tr.lane-pains").is_visible()


def test_light_and_dark(browser, file) -> None:
    """The device decides, and the switch overrules it."""
    with Opened(browser, file, color_scheme="dark") as page:
        ground = "getComputedStyle(document.body).backgroundColor"
        assert page.evaluate(ground) == "rgb(22, 23, 27)"
        page.locator("input#theme-light").check()
        assert page.evaluate(ground) == "rgb(250, 248, 244)"


def test_presenting_step_by_step(browser, file) -> None:
    """Arrow keys walk the presentation, from its first slide to the steps; its numbers are doors too."""
    with Opened(browser, file) as page:
        page.locator("[data-do=present]").click()
        assert page.locator("#show h2").inner_text() == page.locator("main[lang=vi] h1").inner_text()
        for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
            page.keyboard.press(key)
        assert page.locator("#show h2").inner_text() == "Blog / Tìm kiếm"
        for _ in range(7):
            page.keyboard.press("ArrowRight")
        assert page.locator("#show h2").inner_text().splitlines() == ["Giao hàng", "Khoảnh khắc quyết định"]
        page.locator("#show .of-people button.num").first.click()
        assert page.locator("dialog#door").is_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        assert not page.locator("#show").is_visible()


def test_slides_on_a_phone(browser, file) -> None:
    """On a phone a step fills the screen, the page itself never scrolls sideways, and the next button walks on."""
    with Opened(browser, file, **PHONE) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator("main[lang=vi] th.step").first.bounding_box()["width"] == 390
        page.locator("main[lang=vi] [data-do=next]").click()
        sync_api.expect(page.locator("main[lang=vi] .walker b")).to_have_text("Blog / Tìm kiếm")
        sync_api.expect(page.locator("main[lang=vi] .map")).to_have_js_property("scrollLeft", 390)


def test_touch_targets(browser, file) -> None:
    """On a phone every control is at least 24 pixels high and wide, or has that much room (WCAG 2.5.8)."""
    with Opened(browser, file, **PHONE) as page:
        controls = "main[lang=vi] button, .bar-top button, .bar-top summary, .bar-top .seg label"
        small = page.evaluate(
            """(controls) => [...document.querySelectorAll(controls)]
                 .map((one) => [one.textContent, one.getBoundingClientRect()])
                 .filter(([, box]) => box.width && (box.height < 24 || box.width < 24))
                 .map(([text]) => text)""",
            controls,
        )
        assert small == []


def test_zoomed_to_400_per_cent(browser, file) -> None:
    """At 320 by 256 CSS pixels, a 1280 screen at 400 %, nothing is lost sideways."""
    with Opened(browser, file, viewport={"width": 320, "height": 256}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_it_can_be_read_without_scripts(browser, file) -> None:
    """Without scripts the map, both languages, themes and lanes are there; what needs scripts is not offered."""
    with Opened(browser, file, java_script_enabled=False) as page:
        assert page.locator("main[lang=vi] tr.lane-people").is_visible()
        assert not page.locator("[data-do=present]").is_visible()
        page.locator("input#lang-en").check()
        assert page.locator("main[lang=en] h1").is_visible()
        assert not page.locator("main[lang=vi] h1").is_visible()


def test_paper(browser, file) -> None:
    """Printed, the map is light, all its lanes are there and the controls are not."""
    with Opened(browser, file, color_scheme="dark") as page:
        page.locator("details.menu summary").click()
        page.locator("input#show-pains").uncheck()
        page.emulate_media(media="print")
        assert page.locator("main[lang=vi] tr.lane-pains").is_visible()
        assert not page.locator(".bar-top").is_visible()
        assert (
            page.evaluate("getComputedStyle(document.querySelector('table')).backgroundColor") == "rgb(255, 255, 255)"
        )
        assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"


def test_hostile_words_do_not_run(browser, tmp_path) -> None:
    """Scripts in names and verbatims stay text in the table and in the doors."""
    evil = "</script><script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\">"
    journey = msgspec.structs.replace(fixture.JOURNEY, name=evil)
    path = tmp_path / "evil.html"
    path.write_text(render(journey, fixture.spoken(evil), lang="vi"), encoding="utf-8")
    with Opened(browser, path) as page:
        page.locator("main[lang=vi] .flow.worst button").click()
        assert evil in page.locator("dialog#door").inner_text()
        assert page.title() == evil
        assert page.locator("img").count() == 0
