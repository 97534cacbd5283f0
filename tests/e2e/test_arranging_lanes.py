"""Lanes and personas arranged, and the assumed feeling dragged, in a real browser."""

from tests.e2e import axe
from tests.e2e.arranging import editing, expect, grip, kept, menu, said, undone
from tests.web.serving import at_rest


def lanes(shop):
    """Return the lanes the file names."""
    return shop.file().get("lanes", {})


def scores(shop):
    """Return the assumed scores in the file."""
    return [step.get("feeling", {}).get("score") for stage in shop.file()["stages"] for step in stage["steps"]]


def test_a_lane_is_added_named_moved_and_deleted(browser, shop) -> None:
    """Its name is typed in its place; it moves with the keys; deleted it comes back by undo."""
    with editing(browser, shop) as page:
        page.locator(".add-lane").click()
        page.keyboard.type("Hệ thống")
        page.keyboard.press("Enter")
        row = page.locator('tr[data-lane="he-thong"]')
        expect(row.locator(".lane-name")).to_have_text("Hệ thống")
        kept(shop, True, lambda one: "he-thong" in lanes(one))
        grip(page, "lanes", "he-thong").focus()
        page.keyboard.press("Alt+ArrowUp")
        said(page, "Hệ thống: nay ở vị trí")
        kept(shop, True, lambda one: list(lanes(one)).index("he-thong") < len(lanes(one)) - 1)
        expect(page.locator('tr[data-lane="he-thong"] + tr')).to_have_attribute("data-lane", "evidence")
        menu(page, "lanes", "he-thong", "Xoá")
        expect(row).to_have_count(0)
        kept(shop, False, lambda one: "he-thong" in lanes(one))
        undone(page)
        kept(shop, True, lambda one: "he-thong" in lanes(one))
        expect(row).to_have_count(1)


def test_a_lane_is_renamed_hidden_and_shown_again(browser, shop) -> None:
    """Hidden for everybody it is a thin row while editing and gone for readers."""
    with editing(browser, shop) as page:
        menu(page, "lanes", "pains", "Đổi tên")
        page.keyboard.type("Chỗ đau")
        page.keyboard.press("Enter")
        expect(page.locator('tr[data-lane="pains"] .lane-name')).to_have_text("Chỗ đau")
        menu(page, "lanes", "pains", "Ẩn với mọi người")
        expect(page.locator('tr[data-lane="pains"].put-away')).to_be_visible()
        kept(shop, True, lambda one: lanes(one).get("pains", {}).get("hidden"))
        page.locator("#edit-switch").click()
        expect(page.locator('tr[data-lane="pains"]')).to_have_count(0)
        page.locator("#edit-switch").click()
        page.locator('[data-show-lane="pains"]').click()
        expect(page.locator('tr[data-lane="pains"] td.cell')).to_have_count(3)
        kept(shop, None, lambda one: lanes(one).get("pains", {}).get("hidden"))


def test_a_lane_is_dragged_by_its_name(browser, shop) -> None:
    """Dropped above another it stands there, in the file too."""
    with editing(browser, shop) as page:
        name = page.locator('tr[data-lane="evidence"] th.lane')
        name.evaluate("(one) => one.scrollIntoView({ block: 'center' })")  # near an edge the page would run away
        box = at_rest(name)
        page.mouse.move(box["x"] + 20, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + 20, box["y"] - 30, steps=3)
        target = page.locator('tr[data-lane="owner"] th.lane').bounding_box()
        page.mouse.move(target["x"] + 20, target["y"] + 3, steps=3)
        page.mouse.up()
        expect(page.locator('tr[data-lane="evidence"] + tr')).to_have_attribute("data-lane", "owner")
        kept(shop, True, lambda one: "evidence" in lanes(one))


def test_the_feeling_is_dragged_by_mouse(browser, shop) -> None:
    """The line follows while the point is dragged; half steps, and the value lands in the file."""
    with editing(browser, shop) as page:
        handle = page.locator('.points li[data-step="cart"] .felt-handle')
        handle.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
        plot, box = at_rest(page.locator(".plot > svg.lines")), at_rest(handle)
        before = page.locator(".plot .dashes").get_attribute("d")
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + 12, plot["y"] + plot["height"] * 0.7, steps=5)
        expect(handle).to_have_attribute("aria-valuetext", "−1, buồn")
        expect(page.locator(".plot .dashes")).not_to_have_attribute("d", before)
        page.mouse.up()
        kept(shop, [1, -1, -0.5], scores)
        undone(page)
        kept(shop, [1, 0.5, -0.5], scores)


def test_the_feeling_is_set_by_keyboard_and_cleared(browser, shop) -> None:
    """A slider with words: arrows by half, with Shift by tenths; Delete clears it."""
    with editing(browser, shop) as page:
        handle = page.locator('.points li[data-step="pay"] .felt-handle')
        handle.focus()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Shift+ArrowUp")
        expect(handle).to_have_attribute("aria-valuetext", "+0,6, vui")
        kept(shop, [1, 0.5, 0.6], scores)
        page.keyboard.press("Delete")
        kept(shop, [1, 0.5, None], scores)
        expect(handle).to_have_attribute("aria-valuetext", "chưa đặt")


def test_the_line_that_is_dragged_is_the_line_that_is_drawn(browser, shop) -> None:
    """What the page reckons while dragging is, point by point, what the server draws afterwards."""
    with editing(browser, shop) as page:
        own = page.locator(".plot .dashes").get_attribute("d")
        page.locator("#edit-switch").click()
        expect(page.locator(".felt-handle")).to_have_count(0)
        page.reload()
        expect(page.locator(".plot .dashes")).to_have_attribute("d", own)


def test_a_persona_is_added(browser, shop) -> None:
    """The first one becomes the map's own."""
    with editing(browser, shop) as page:
        page.locator(".add-persona").click()
        page.locator(".ask-box input").fill("Lan, 29 tuổi")
        page.keyboard.press("Enter")
        kept(shop, "lan-29-tuoi", lambda one: one.file().get("persona"))
        expect(page.locator("figure.persona b").first).to_have_text("Lan, 29 tuổi")


def test_a_reader_has_nothing_to_arrange_with(browser, shop) -> None:
    """Out of editing mode, and for those who may not edit, no grip and no handle is there."""
    with editing(browser, shop) as page:
        page.locator("#edit-switch").click()
        expect(page.locator(".grip, .insert, .felt-handle, .add-lane, .add-persona")).to_have_count(0)


def test_nothing_is_wrong_for_those_who_do_not_see(browser, shop) -> None:
    """Axe finds nothing in editing mode, nor with a menu open."""
    with editing(browser, shop) as page:
        menu(page, "steps", "cart")
        expect(page.locator(".menu-list")).to_be_visible()
        assert axe.violations(page) == []
