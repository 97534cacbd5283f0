"""Writing in place, in a real browser: every kind of cell, input methods, taking back, what a viewer is spared."""

import re

import pytest

from tests.e2e.editing import cell, expect, kept, leave, on_the_map, open_map
from tests.web.serving import held_back, opened, until

SAVED = ".save-state[data-state=saved]"


def test_the_switch_begins_and_ends_editing_without_loading(browser, shop) -> None:
    """Empty lanes come, the address says so, and the page is the same one; the switch takes it all back."""
    with on_the_map(browser, shop, query="") as page:
        page.evaluate("window.stayed = true")
        expect(page.locator("tr.lane-backstage")).to_have_count(0)
        page.locator("#edit-switch").click()
        expect(page.locator("tr.lane-backstage")).to_be_visible()
        assert "edit=1" in page.url
        page.locator("#edit-switch").click()
        expect(page.locator("tr.lane-backstage")).to_have_count(0)
        assert page.evaluate("window.stayed")
        assert "edit=1" not in page.url


def test_an_answer_that_was_overtaken_draws_nothing(browser, shop) -> None:
    """The switch turned back before the server has answered: what comes late does not begin editing again."""
    with on_the_map(browser, shop, query="") as page:
        editing = re.compile(r"/maps/shop\?edit=1$")
        held = held_back(page, editing)
        switch = page.locator("#edit-switch")
        with page.expect_request(editing):
            switch.click()
        expect(switch).to_have_attribute("aria-pressed", "true")
        switch.click()
        with page.expect_response(editing):
            held[0].continue_()
        page.wait_for_timeout(300)
        expect(page.locator("tr.lane-backstage")).to_have_count(0)
        expect(switch).to_have_attribute("aria-pressed", "false")


def test_a_text_is_typed_into_its_cell_and_saved(browser, shop) -> None:
    """A double click opens it, also while one only reads; what is typed stands there at once and is in the file."""
    with on_the_map(browser, shop, query="") as page:
        place = cell(page, "activity", "visit")
        place.dblclick()
        page.keyboard.press("Control+A")
        page.keyboard.type("Lướt xem hàng")
        leave(page)
        expect(place.locator("p")).to_have_text("Lướt xem hàng")
        kept(shop, "activity", ["Lướt xem hàng", "", ""])
        expect(place.locator("p")).to_have_text("Lướt xem hàng")


def test_a_pause_saves_and_escape_takes_back(browser, shop) -> None:
    """After a pause the words are in the file while one is still in the cell; Escape brings back what was there."""
    with on_the_map(browser, shop) as page:
        cell(page, "activity", "cart").dblclick()
        page.keyboard.type("Chọn màu")
        kept(shop, "activity", ["Ghé xem hàng", "Chọn màu", ""])
        expect(page.locator(".cell-edit")).to_be_visible()
        page.keyboard.press("Escape")
        kept(shop, "activity", ["Ghé xem hàng", "", ""])


def test_a_list_grows_and_shrinks_by_keys(browser, shop) -> None:
    """Enter is a new item, Backspace on an empty one takes it away, Alt and a number say how bad it is."""
    with on_the_map(browser, shop) as page:
        cell(page, "pains", "cart").dblclick()
        page.keyboard.type("Khó tìm")
        page.keyboard.press("Alt+3")
        page.keyboard.press("Enter")
        page.keyboard.type("Chậm")
        page.keyboard.press("Enter")
        expect(page.locator(".cell-edit li")).to_have_count(3)
        page.keyboard.press("Backspace")
        expect(page.locator(".cell-edit li")).to_have_count(2)
        leave(page)
        kept(shop, "pains", [["Trang tải chậm"], ["Khó tìm", "Chậm"], []])
        expect(cell(page, "pains", "cart").locator("li.sev3")).to_contain_text("Khó tìm")


def test_names_and_the_hero_are_written_in_place(browser, shop) -> None:
    """The title, a missing goal, a stage and a step are written where they stand."""
    with on_the_map(browser, shop) as page:
        for target, text in (("h1[data-write]", "Tiệm gốm Lan"), ('th.stage[data-stage="buy"]', "Chốt đơn")):
            page.locator(target).dblclick(position={"x": 40, "y": 14})
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
            page.keyboard.press("Enter")
            expect(page.locator(target)).to_contain_text(text)
        page.locator('[data-ghost="journey/goal"]').click()
        page.keyboard.type("Mua được món ưng ý")
        leave(page)
        expect(page.locator('[data-write="journey/goal"]').first).to_have_text("Mua được món ưng ý")
        wanted = ("Tiệm gốm Lan", "Chốt đơn", "Mua được món ưng ý")
        until(lambda: all(one in shop.path.read_text(encoding="utf-8") for one in wanted))


def test_an_input_method_is_never_disturbed(browser, shop) -> None:
    """While a word is composed nothing is saved or swapped, though a colleague writes in the same cell meanwhile."""
    with on_the_map(browser, shop) as minh, on_the_map(browser, shop, who="lan") as lan:
        place = cell(minh, "activity", "cart")
        place.dblclick()
        keyboard = minh.context.new_cdp_session(minh)
        for part in ("t", "ti", "tie", "tiê", "tiên", "tiêng", "tiếng"):
            keyboard.send(
                "Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
            )
        cell(lan, "activity", "cart").dblclick()
        lan.keyboard.type("Lan viết")
        leave(lan)
        kept(shop, "activity", ["Ghé xem hàng", "Lan viết", ""])
        area = place.locator("textarea")
        assert area.input_value() == "tiếng"
        assert area.evaluate("(one) => one === document.activeElement")
        keyboard.send("Input.insertText", {"text": "tiếng"})
        minh.keyboard.type(" Việt")
        assert area.input_value() == "tiếng Việt"
        leave(minh)
        expect(place).to_contain_text("Lan viết")
        expect(place).to_contain_text("tiếng Việt")
        expect(cell(lan, "activity", "cart")).to_contain_text("tiếng Việt")


def test_undo_and_redo_say_what_it_was(browser, shop) -> None:
    """By keys and by buttons; one visit of a cell is one deed, however often it was saved."""
    with on_the_map(browser, shop) as page:
        for step, text in (("cart", "Một"), ("pay", "Hai")):
            cell(page, "activity", step).dblclick()
            page.keyboard.type(text)
            expect(page.locator(SAVED)).to_be_visible()
            page.keyboard.type(" nữa")
            leave(page)
        kept(shop, "activity", ["Ghé xem hàng", "Một nữa", "Hai nữa"])
        page.keyboard.press("Control+z")
        expect(page.locator("#map-said")).to_contain_text("Thanh toán, Hoạt động")
        kept(shop, "activity", ["Ghé xem hàng", "Một nữa", ""])
        page.locator("[data-undo]").click()
        kept(shop, "activity", ["Ghé xem hàng", "", ""])
        page.keyboard.press("Control+Shift+z")
        page.keyboard.press("Control+y")
        kept(shop, "activity", ["Ghé xem hàng", "Một nữa", "Hai nữa"])
        expect(page.locator("[data-redo]")).to_be_disabled()


@pytest.mark.parametrize("who", ["ha"])
def test_a_viewer_gets_none_of_it(browser, shop, who) -> None:
    """No line, no words, no focus in the table; a double click does nothing."""
    with opened(browser, shop.served, who=who) as page:
        open_map(page, shop, "")
        cell(page, "activity", "visit").dblclick()
        assert (
            page.locator(".cell-edit, #editing-line, #map-edit-words, #map-written, .map [tabindex='0']").count() == 0
        )


def test_without_scripts_the_map_reads(browser, shop) -> None:
    """Everything that stands on the map stands there without scripts too, and the line of editing does not."""
    with opened(browser, shop.served, who="minh", java_script_enabled=False) as page:
        page.goto(f"{shop.served.address}/w/nha-may/maps/shop")
        expect(cell(page, "activity", "visit")).to_contain_text("Ghé xem hàng")
        expect(page.locator("#editing-line")).not_to_be_visible()
