"""The map by keyboard alone, ranges from spreadsheets, and what assistive technology is told."""

import pytest

from tests.e2e import axe
from tests.e2e.editing import cell, expect, kept, on_the_map, said

PASTE = """([plain, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", plain);
  if (html) data.setData("text/html", html);
  const how = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def paste(page, plain: str, html: str = "") -> None:
    """Paste what a spreadsheet puts on the clipboard."""
    page.evaluate(PASTE, [plain, html])


def test_three_cells_by_keyboard_alone(browser, shop) -> None:
    """Tab comes in, arrows walk and are announced, Enter writes, Tab goes on, Delete clears, Ctrl+Z brings back."""
    with on_the_map(browser, shop) as page:
        page.locator("#edit-switch").focus()
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.map td')"):
                break
        assert page.evaluate("document.activeElement.matches('.map td')")
        for _ in range(12):
            if page.evaluate("document.activeElement.dataset.lane") == "activity":
                break
            page.keyboard.press("ArrowDown")
        said(page, "Ghé trang, Hoạt động: Ghé xem hàng")
        page.keyboard.press("ArrowRight")
        said(page, "Giỏ hàng, Hoạt động: trống")
        page.keyboard.press("Enter")
        page.keyboard.type("Bỏ vào giỏ")
        page.keyboard.press("Tab")
        page.keyboard.type("Trả tiền")
        page.keyboard.press("Control+Enter")
        page.keyboard.press("Home")
        page.keyboard.press("F2")
        page.keyboard.press("End")
        page.keyboard.type(" mới")
        page.keyboard.press("Control+Enter")
        kept(shop, "activity", ["Ghé xem hàng mới", "Bỏ vào giỏ", "Trả tiền"])
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Delete")
        kept(shop, "activity", ["Ghé xem hàng mới", "", ""])
        page.keyboard.press("Control+z")
        kept(shop, "activity", ["Ghé xem hàng mới", "Bỏ vào giỏ", "Trả tiền"])


def test_a_range_from_a_spreadsheet_fills_to_the_right_and_down(browser, shop) -> None:
    """Quoted cells keep their lines, list cells take one item a line; all is undone at once."""
    with on_the_map(browser, shop) as page:
        cell(page, "activity", "visit").click()
        paste(page, 'Xem\tThêm\tTrả\n"Thích ""lắm"""\t"Một\nHai"\t')
        kept(shop, "activity", ["Xem", "Thêm", "Trả"])
        kept(shop, "thoughts", [['Thích "lắm"'], ["Một", "Hai"], []])
        expect(page.locator("#map-said")).to_contain_text("6 ô")
        page.keyboard.press("Control+z")
        kept(shop, "activity", ["Ghé xem hàng", "", ""])
        kept(shop, "thoughts", [[], [], []])


def test_the_html_of_a_spreadsheet_and_a_longer_text(browser, shop) -> None:
    """A table is taken as a table even without tabs; a text of several lines stays one cell."""
    with on_the_map(browser, shop) as page:
        cell(page, "activity", "cart").click()
        paste(page, "A\nB", "<table><tr><td>A<br>a</td></tr><tr><td><b>B</b></td></tr></table>")
        kept(shop, "activity", ["Ghé xem hàng", "A\na", ""])
        kept(shop, "thoughts", [[], ["B"], []])
        cell(page, "activity", "pay").click()
        page.keyboard.press("Escape")
        paste(page, "Dòng một\nDòng hai")
        kept(shop, "activity", ["Ghé xem hàng", "A\na", "Dòng một\nDòng hai"])


@pytest.mark.parametrize(("lang", "look"), [("vi", "light"), ("en", "dark")])
def test_axe_finds_nothing_while_one_edits(browser, shop, lang, look) -> None:
    """In editing mode, and with a list open in its cell."""
    with on_the_map(browser, shop, lang=lang, color_scheme=look) as page:
        cell(page, "pains", "visit").dblclick()
        expect(page.locator(".cell-edit")).to_be_visible()
        assert axe.violations(page) == []
