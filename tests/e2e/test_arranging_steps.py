"""Steps and stages arranged in a real browser: by mouse, by keyboard, by finger; every deed can be taken back."""

from tests.e2e.arranging import PHONE, TABLET, columns, editing, expect, grip, kept, menu, said, shown, steps, undone
from tests.web.serving import at_rest, until


def test_a_step_is_added_between_two_and_named_at_once(browser, shop) -> None:
    """The slim plus between two columns opens one with its name ready to be typed; Enter keeps it under a good key."""
    with editing(browser, shop) as page:
        page.locator('th.step[data-step="cart"] > .insert.at-end').click()
        page.keyboard.type("Nhập địa chỉ")
        page.keyboard.press("Enter")
        expect(page.locator('th.step[data-step="nhap-dia-chi"] .step-name')).to_have_text("Nhập địa chỉ")
        kept(shop, [["visit"], ["cart", "nhap-dia-chi", "pay"]])
        said(page, "Đã thêm Nhập địa chỉ")
        columns(page, ["visit", "cart", "nhap-dia-chi", "pay"])
        undone(page)
        kept(shop, [["visit"], ["cart", "pay"]])
        expect(page.locator("th.step[data-step]")).to_have_count(3)


def test_a_step_without_a_name_is_none(browser, shop) -> None:
    """Escape leaves the map as it was, and the columns too."""
    with editing(browser, shop) as page:
        page.locator('th.step[data-step="visit"] > .insert.at-start').click()
        expect(page.locator("th.step")).to_have_count(4)
        page.keyboard.type("Chưa chắc")
        page.keyboard.press("Escape")
        expect(page.locator("th.step")).to_have_count(3)
        expect(page.locator("[data-draft]")).to_have_count(0)
        assert steps(shop) == [["visit"], ["cart", "pay"]]


def test_a_step_is_dragged_to_another_stage(browser, shop) -> None:
    """A line shows where it will stand; its column goes with it, at once and in the file."""
    with editing(browser, shop) as page:
        there, box = (at_rest(page.locator(f'th.step[data-step="{key}"]')) for key in ("visit", "pay"))
        page.mouse.move(box["x"] + 60, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(there["x"] + 40, there["y"] + 30, steps=6)
        expect(page.locator(".drop-line")).to_be_visible()
        page.mouse.up()
        columns(page, ["pay", "visit", "cart"])
        kept(shop, [["pay", "visit"], ["cart"]])
        said(page, "Thanh toán: nay là bước 1 trên 3, giai đoạn Xem")
        expect(page.locator('tr[data-lane="people"] td').first).to_have_attribute("data-step", "pay")


def test_escape_puts_a_dragged_step_back(browser, shop) -> None:
    """Nothing is moved, and nothing is sent."""
    with editing(browser, shop) as page:
        box = at_rest(page.locator('th.step[data-step="pay"]'))
        page.mouse.move(box["x"] + 60, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(box["x"] - 500, box["y"] + 30, steps=4)
        page.keyboard.press("Escape")
        expect(page.locator(".drop-line")).to_have_count(0)
        page.mouse.up()
        expect(page.locator(".drag-ghost")).to_have_count(0)
        assert shown(page) == ["visit", "cart", "pay"]


def test_a_step_is_copied_and_deleted_and_comes_back(browser, shop) -> None:
    """The menu copies it beside itself; deleting asks nothing and offers the way back."""
    with editing(browser, shop) as page:
        menu(page, "steps", "visit", "Nhân bản")
        kept(shop, [["visit", "visit-2"], ["cart", "pay"]])
        menu(page, "steps", "visit", "Xoá")
        kept(shop, [["visit-2"], ["cart", "pay"]])
        said(page, "Đã xoá")
        undone(page)
        kept(shop, [["visit", "visit-2"], ["cart", "pay"]])
        text = shop.path.read_text(encoding="utf-8")
        assert "This line was written by hand and stays" in text


def test_everything_by_keyboard(browser, shop) -> None:
    """Added, named, moved over a border, copied, deleted: with the keys alone, and the focus stays with the step."""
    with editing(browser, shop) as page:
        grip(page, "steps", "cart").focus()
        page.keyboard.press("+")
        page.keyboard.type("Chọn quà")
        page.keyboard.press("Enter")
        kept(shop, [["visit"], ["cart", "chon-qua", "pay"]])
        expect(grip(page, "steps", "chon-qua")).to_be_focused()
        page.keyboard.press("Alt+ArrowLeft")
        page.keyboard.press("Alt+ArrowLeft")
        kept(shop, [["visit", "chon-qua"], ["cart", "pay"]])
        expect(grip(page, "steps", "chon-qua")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".menu-list")).to_be_visible()
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        kept(shop, [["visit"], ["cart", "pay"]])
        expect(grip(page, "steps", "cart")).to_be_focused()


STOOD = """() => {
    document.activeElement.stood = 1;
    addEventListener("map:changed", () => document.activeElement.stood++, true);
}"""


def test_the_focus_stays_when_a_colleague_changes_the_map(browser, shop) -> None:
    """The very grip somebody stands on is left alone while a step is put in beside it: no key is lost meanwhile."""
    with editing(browser, shop) as page, editing(browser, shop, who="lan") as other:
        grip(page, "steps", "pay").focus()
        page.evaluate(STOOD)
        grip(other, "steps", "cart").focus()
        other.keyboard.press("+")
        other.keyboard.type("Chọn quà")
        other.keyboard.press("Enter")
        expect(grip(page, "steps", "chon-qua")).to_be_attached()
        # The colleague's word draws the step first, what the server drew comes after: the grip outlives both.
        until(lambda: page.evaluate("document.activeElement.stood > 1"))


def test_several_steps_are_moved_at_once(browser, shop) -> None:
    """Shift and an arrow pick neighbours; what is done is done with all of them and taken back at once."""
    with editing(browser, shop) as page:
        grip(page, "steps", "cart").focus()
        page.keyboard.press("Shift+ArrowRight")
        expect(page.locator(".picked-bar b")).to_have_text("Đã chọn 2 bước")
        page.keyboard.press("Alt+ArrowLeft")
        kept(shop, [["visit", "cart", "pay"]])
        said(page, "Đã chuyển 2 bước")
        undone(page)
        kept(shop, [["visit"], ["cart", "pay"]])


def test_stages_are_added_moved_and_given_a_phase(browser, shop) -> None:
    """A new stage has a first step; a stage moves with its steps; its phase is chosen in the menu."""
    with editing(browser, shop) as page:
        menu(page, "stages", "buy", "Thêm phía sau")
        page.keyboard.type("Chăm sóc")
        page.keyboard.press("Enter")
        kept(shop, [["visit"], ["cart", "pay"], ["cham-soc"]])
        menu(page, "stages", "cham-soc", "Thời kỳ", "Sau khi mua")
        kept(shop, "after", lambda one: one.file()["stages"][2]["phase"])
        grip(page, "stages", "cham-soc").focus()
        page.keyboard.press("Alt+ArrowLeft")
        kept(shop, [["visit"], ["cham-soc"], ["cart", "pay"]])
        expect(page.locator("tr.phases .phase")).to_have_count(3)


def test_optional_parallel_and_icons(browser, shop) -> None:
    """What a step's head says is chosen in its menu: optional, beside another, its icon found in Vietnamese."""

    def step(one):
        return one.file()["stages"][1]["steps"][0]

    with editing(browser, shop) as page:
        menu(page, "steps", "cart", "Bước tuỳ chọn")
        kept(shop, True, lambda one: step(one).get("optional"))
        expect(page.locator('th.step[data-step="cart"].optional')).to_be_visible()
        menu(page, "steps", "cart", "Song song với", "Thanh toán")
        kept(shop, "pay", lambda one: step(one).get("parallel"))
        expect(page.locator('th.step[data-step="pay"] .brace.last')).to_be_visible()
        menu(page, "steps", "cart", "Biểu tượng của bước")
        page.locator(".icon-box input").fill("giao hang")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        kept(shop, True, lambda one: bool(step(one).get("icon")))


def test_a_new_touchpoint_for_a_step(browser, shop) -> None:
    """A touchpoint that is not there yet is made on the way, and both are one deed."""
    with editing(browser, shop) as page:
        menu(page, "steps", "pay", "Điểm chạm", "Điểm chạm mới")
        page.locator(".ask-box input").fill("Quầy thu ngân")
        page.keyboard.press("Enter")
        kept(shop, "quay-thu-ngan", lambda one: one.file()["stages"][1]["steps"][1]["touchpoint"])
        assert shop.file()["touchpoints"]["quay-thu-ngan"]["name"]
        undone(page)
        kept(shop, "pay", lambda one: one.file()["stages"][1]["steps"][1]["touchpoint"])
        assert "quay-thu-ngan" not in shop.file()["touchpoints"]


def test_by_finger_on_a_phone(browser, shop) -> None:
    """On a phone the menu of a step moves it, and nothing is too small to be tapped."""
    with editing(browser, shop, **PHONE) as page:
        one = grip(page, "steps", "visit")
        box = at_rest(one)
        assert min(box["width"], box["height"]) >= 44
        one.tap()
        page.locator(".menu-list").get_by_role("menuitem", name="Sang phải").tap()
        kept(shop, [["visit", "cart", "pay"]])


def test_by_finger_after_a_long_press(browser, shop) -> None:
    """On a tablet a step is lifted by a long press and dragged; a short one scrolls as ever."""
    with editing(browser, shop, **TABLET) as page:
        finger = page.context.new_cdp_session(page)

        def touch(kind, x=None, y=None):
            points = [] if x is None else [{"x": x, "y": y}]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        page.locator("tr.steps").evaluate("(one) => one.scrollIntoView({ block: 'center' })")
        there, box = (at_rest(page.locator(f'th.step[data-step="{key}"]')) for key in ("visit", "pay"))
        x, y = box["x"] + 40, box["y"] + 50
        touch("touchStart", x, y)
        expect(page.locator(".drag-ghost")).to_be_visible()
        for share in (0.25, 0.5, 0.75, 1):
            touch("touchMove", x + (there["x"] + 20 - x) * share, y)
        touch("touchEnd")
        kept(shop, [["pay", "visit"], ["cart"]])


def test_in_english_too(browser, shop) -> None:
    """What is told is told in the reader's language."""
    with editing(browser, shop, lang="en") as page:
        grip(page, "steps", "pay").focus()
        page.keyboard.press("Alt+ArrowLeft")
        said(page, "Payment: now step 2 of 3, in stage Buying")
        kept(shop, [["visit"], ["pay", "cart"]])
