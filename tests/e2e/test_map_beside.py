"""The drawn map with every lane and section, and a notebook's cell, in a real browser."""

import io
from pathlib import Path

import pytest

from hanhtrinh.draw.html import render
from hanhtrinh.draw.notebook import framed
from hanhtrinh.draw.options import DrawOptions
from tests.e2e.test_map_page import PHONE, Opened, sync_api
from tests.unit.draw import beside_fixture as fixture

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
WIDER = """(lang) => [...document.querySelectorAll(
    `main[lang=${lang}] :is(td:not([class*=spread]), th, .block, li)`)]
  .filter((one) => !one.closest('.plot, .wide, .gap-notes, .cell[class*=spread]'))
  .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent.slice(0, 80))"""


@pytest.fixture(scope="module")
def page_text() -> str:
    """Return the full fixture's page."""
    options = DrawOptions(journey_file="journey.yaml", links={"usage": "delivery.html"})
    return render(fixture.journey(), fixture.readings(), lang="vi", options=options)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, page_text: str) -> Path:
    """Return the full fixture's map as a file."""
    path = tmp_path_factory.mktemp("beside") / "map.html"
    path.write_text(page_text, encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_everything_fits_at_1440(browser, file, lang) -> None:
    """Nothing is cut off and nothing pushes the page sideways, in either language."""
    with Opened(browser, file, viewport={"width": 1440, "height": 1000}) as page:
        page.locator(f"input#lang-{lang}").check()
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
        assert page.evaluate(WIDER, lang) == []


@pytest.mark.parametrize("size", [{"width": 390, "height": 844}, {"width": 320, "height": 256}])
def test_it_fits_a_phone_and_a_zoomed_screen(browser, file, size) -> None:
    """The page never scrolls sideways; wide tables scroll within themselves."""
    with Opened(browser, file, viewport=size) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_touch_targets(browser, file) -> None:
    """On a phone every control is at least 24 pixels high and wide (WCAG 2.5.8)."""
    with Opened(browser, file, **PHONE) as page:
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                 "main[lang=vi] button, main[lang=vi] summary, main[lang=vi] label, main[lang=vi] a:not(.skip)")]
                 .map((one) => [one.textContent, one.getBoundingClientRect()])
                 .filter(([, box]) => box.width && (box.height < 24 || box.width < 24)).map(([text]) => text)"""
        )
        assert small == []


def test_every_kind_of_door_opens(browser, file) -> None:
    """The first number of every lane, section and mark has something behind it."""
    with Opened(browser, file) as page:
        opened = page.evaluate(
            """() => {
                 const places = [...document.querySelectorAll(
                   "main[lang=vi] :is(tr[data-lane], .block, .unnatural, th.stage, .figures)")];
                 const doors = places.map((one) => one.querySelector("[data-door]")).filter(Boolean);
                 const dialog = document.getElementById("door");
                 for (const one of doors) {
                   one.click();
                   if (!dialog.open || dialog.querySelector(".meaning").textContent.length < 20)
                     throw new Error(one.outerHTML);
                   dialog.close();
                 }
                 return doors.length;
               }"""
        )
        assert opened > 20


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_line_can_be_switched_off(browser, file, scripts) -> None:
    """Unticking a persona takes its line and its markers off the curve, and no other's."""
    with Opened(browser, file, java_script_enabled=scripts) as page:
        line, marker = page.locator("main[lang=vi] g.s-persona-lan"), page.locator("main[lang=vi] svg.s-persona-lan")
        sync_api.expect(marker.first).to_be_visible()
        page.locator("#line-vi-persona-lan").uncheck()
        sync_api.expect(marker.first).not_to_be_visible()
        sync_api.expect(line).to_have_css("display", "none")
        sync_api.expect(page.locator("main[lang=vi] svg.s-persona-tung").first).to_be_visible()


def test_personas_unfold(browser, file) -> None:
    """The personas open from the keyboard and tell what was written about them."""
    with Opened(browser, file) as page:
        summary = page.locator("main[lang=vi] details.personas summary")
        card = page.get_by_text("Biết chắc ngày hàng tới")
        sync_api.expect(card).not_to_be_visible()
        summary.focus()
        page.keyboard.press("Enter")
        sync_api.expect(card).to_be_visible()


def test_a_mark_tells_who_made_it(browser, file) -> None:
    """The mark of a step that does not follow opens what colleagues noted."""
    with Opened(browser, file) as page:
        page.locator("main[lang=vi] .unnatural button").first.click()
        for text in ("Minh · 12/11/2026", "Không thấy nút so sánh ở trang sản phẩm."):
            sync_api.expect(page.locator("dialog#door")).to_contain_text(text)


def test_tables_behind_a_number_fit_a_phone(browser, file) -> None:
    """What stands behind a number is not wider than a phone."""
    with Opened(browser, file, **PHONE) as page:
        page.locator("main[lang=vi] .friction button").first.click()
        door = page.locator("dialog#door")
        sync_api.expect(door.locator("table").first).to_be_visible()
        assert door.locator("table").first.bounding_box()["width"] <= 390
        assert door.evaluate("(one) => one.scrollWidth <= one.clientWidth")


def test_heads_repeat_on_paper_with_all_they_hold(browser, file) -> None:
    """Printed over several pages, each page of the table has its stages with their reach."""
    with Opened(browser, file) as page:
        pages = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        texts = ["".join(one.extract_text().split()) for one in pages]
        heads = [text for text in texts if "Nhậnbiết" in text and "Blog/Tìm" in text]
        assert len(heads) >= 3
        assert all("Nhậnbiết100%" in text and "Trungthành4,2%" in text for text in heads)


def test_a_notebook_cell_is_a_map_that_works(browser, tmp_path, page_text) -> None:
    """Inside its frame the map opens its doors; it reaches nothing of the notebook around it and asks for nothing."""
    host = tmp_path / "notebook.html"
    cell = framed(page_text, "Map")
    host.write_text(f"<!doctype html><title>notebook</title><body><p id='secret'>secret</p>{cell}", encoding="utf-8")
    with Opened(browser, host, viewport={"width": 1200, "height": 1000}) as page:
        frame = page.frame_locator("iframe")
        frame.locator("main[lang=vi] .flow.worst button").click()
        sync_api.expect(frame.locator("dialog#door")).to_contain_text("31,0")
        inner = page.frames[1]
        assert inner.evaluate("origin") == "null"
        assert (
            inner.evaluate("(() => { try { return parent.document.title } catch { return 'refused' } })()") == "refused"
        )
