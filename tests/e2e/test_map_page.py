"""The drawn map in a real browser: nothing leaves it, nothing breaks, and every number opens."""

import re
from pathlib import Path

import msgspec
import pytest
from playwright import sync_api

from hanhtrinh.draw.html import render
from hanhtrinh.draw.options import DrawOptions
from tests.unit.draw import fixture

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


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
        sync_api.expect(page).to_have_title("Lan shops online")
        sync_api.expect(page.locator("html")).to_have_attribute("lang", "en")
        sync_api.expect(page.get_by_text("20,000", exact=True).first).to_be_visible()
        sync_api.expect(page.locator("main[lang=vi]")).not_to_be_visible()


def test_a_number_is_a_door(browser, file) -> None:
    """A click opens the definition, interval, method and command; Escape closes it and focus goes back."""
    with Opened(browser, file) as page:
        number = page.locator("main[lang=vi] .flow.worst button")
        number.click()
        door = page.locator("dialog#door")
        sync_api.expect(door).to_be_visible()
        for text in ("31,0", "29,7–32,3", "Wilson", "--step checkout --what dropped"):
            sync_api.expect(door).to_contain_text(text)
        page.keyboard.press("Escape")
        sync_api.expect(door).not_to_be_visible()
        sync_api.expect(number).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_doors_open_from_the_keyboard(browser, file, key) -> None:
    """Enter and Space open a point of the curve, and Tab stays inside the dialog."""
    with Opened(browser, file) as page:
        page.locator("main[lang=vi] .pt").nth(6).focus()
        page.keyboard.press(key)
        sync_api.expect(page.locator("dialog#door")).to_be_visible()
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
        sync_api.expect(page.locator("main[lang=vi] tr.lane-pains")).not_to_be_visible()
        page.locator("input#lang-en").check(force=True)
        sync_api.expect(page.locator("main[lang=en] h1")).to_be_visible()
        sync_api.expect(page.locator("main[lang=en] tr.lane-pains")).not_to_be_visible()


def test_light_and_dark(browser, file) -> None:
    """The device decides, and the switch overrules it."""
    with Opened(browser, file, color_scheme="dark") as page:
        ground = page.locator("body")
        sync_api.expect(ground).to_have_css("background-color", "rgb(22, 23, 27)")
        page.locator("input#theme-light").check()
        sync_api.expect(ground).to_have_css("background-color", "rgb(250, 248, 244)")


def test_presenting_step_by_step(browser, file) -> None:
    """Arrow keys walk the presentation, from its first slide to the steps; its numbers are doors too."""
    with Opened(browser, file) as page:
        page.locator("[data-do=present]").click()
        title = page.locator("#show h2")
        sync_api.expect(title).to_have_text(page.locator("main[lang=vi] h1").inner_text())
        for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
            page.keyboard.press(key)
        sync_api.expect(title).to_have_text("Blog / Tìm kiếm")
        for _ in range(7):
            page.keyboard.press("ArrowRight")
        sync_api.expect(title).to_have_text(re.compile(r"^Giao hàng\s*Khoảnh khắc quyết định$"))
        page.locator("#show .of-people button.num").first.click()
        door = page.locator("dialog#door")
        sync_api.expect(door).to_be_visible()
        page.keyboard.press("Escape")
        sync_api.expect(door).not_to_be_visible()
        page.keyboard.press("Escape")
        sync_api.expect(page.locator("#show")).not_to_be_visible()


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
        sync_api.expect(page.locator("main[lang=en] h1")).to_be_visible()
        sync_api.expect(page.locator("main[lang=vi] h1")).not_to_be_visible()


def test_paper(browser, file) -> None:
    """Printed, the map is light, all its lanes are there and the controls are not."""
    with Opened(browser, file, color_scheme="dark") as page:
        page.locator("details.menu summary").click()
        page.locator("input#show-pains").uncheck()
        page.emulate_media(media="print")
        sync_api.expect(page.locator("main[lang=vi] tr.lane-pains")).to_be_visible()
        sync_api.expect(page.locator(".bar-top")).not_to_be_visible()
        sync_api.expect(page.locator("table").first).to_have_css("background-color", "rgb(255, 255, 255)")
        assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"


def test_hostile_words_do_not_run(browser, tmp_path) -> None:
    """Scripts in names and verbatims stay text in the table and in the doors."""
    evil = "</script><script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\">"
    journey = msgspec.structs.replace(fixture.JOURNEY, name=evil)
    path = tmp_path / "evil.html"
    path.write_text(render(journey, fixture.spoken(evil), lang="vi"), encoding="utf-8")
    with Opened(browser, path) as page:
        page.locator("main[lang=vi] .flow.worst button").click()
        sync_api.expect(page.locator("dialog#door")).to_contain_text(evil)
        assert page.title() == evil
        assert page.locator("img").count() == 0
