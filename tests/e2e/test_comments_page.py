"""Comments beside the map, in a real browser with a real server."""

from tests.e2e import axe
from tests.e2e.arranging import DESK, PHONE, expect
from tests.web.serving import opened


def the_map(page, shop, query: str = "") -> None:
    page.goto(f"{shop.served.address}/w/nha-may/maps/shop{query}")
    expect(page.locator("#map-page")).to_have_attribute("data-link", "open")


def test_a_colleague_is_named_at_a_cell_and_answers(browser, shop) -> None:
    """Minh names Lan at a cell; her open map shows it at once, she answers from her mentions, and it is settled."""
    with (
        opened(browser, shop.served, who="minh", **DESK) as minh,
        opened(browser, shop.served, who="lan", **DESK) as lan,
    ):
        the_map(lan, shop)
        the_map(minh, shop)
        cell = minh.locator('td[data-lane="activity"][data-step="visit"]')
        cell.hover()
        cell.locator(".talk-add").click()
        box = minh.locator(".say textarea")
        expect(box).to_be_focused()
        box.press_sequentially("Nhờ @la")
        expect(minh.locator("#comment-names [role=option]")).to_have_text(["Lan"])
        box.press("Enter")
        box.press_sequentially("xem ô này")
        box.press("Control+Enter")
        expect(minh.locator(".thread .talk-said")).to_have_text("Nhờ @Lan xem ô này")
        expect(minh.locator(".thread .named")).to_have_text("@Lan")
        expect(cell.locator(".talk")).to_have_text("1")
        expect(lan.locator('td[data-lane="activity"][data-step="visit"] .talk')).to_have_text("1")
        lan.goto(f"{shop.served.address}/w/nha-may/mentions")
        with lan.expect_navigation():
            lan.locator(".talk-where a").click()
        thread = lan.locator(".thread.meant")
        thread.locator(".reply summary").click()
        thread.locator(".reply textarea").fill("Ổn rồi")
        thread.locator(".reply button").click()
        expect(lan.locator(".thread .comment")).to_have_count(2)
        expect(minh.locator(".thread .comment")).to_have_count(2)
        lan.locator(".thread .answer > form button").click()
        expect(lan.locator(".threads")).to_have_count(0)
        expect(minh.locator(".talk")).to_have_count(0)


def test_with_the_keyboard_alone_on_a_small_screen(browser, shop) -> None:
    """The panel opens from the bar, takes a comment on the whole map, closes with Escape and gives the focus back."""
    with opened(browser, shop.served, who="lan", **PHONE) as page:
        the_map(page, shop)
        link = page.locator("#comments-open")
        link.focus()
        link.press("Enter")
        expect(page.locator("#comments-side h2")).to_be_focused()
        page.locator(".say textarea").fill("Về cả bản đồ")
        page.locator(".say textarea").press("Control+Enter")
        expect(page.locator(".thread .talk-said")).to_have_text("Về cả bản đồ")
        assert axe.violations(page) == []
        page.locator(".tabs a").first.focus()
        page.keyboard.press("Escape")
        expect(page.locator("#comments-side")).to_be_hidden()
        expect(link).to_be_focused()
