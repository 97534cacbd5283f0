"""A whole walk on a phone, in a real browser: fourteen steps, a picture, a lost connection, and what comes of it."""

from pathlib import Path

import pytest
from playwright import sync_api

from hanhtrinh.journey.codec import read_journey
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, SESSION_COOKIE
from tests.picture_files import photo
from tests.web.serving import Served
from tests.web.world import world_at

expect = sync_api.expect
PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}
TEMPLATE = Path(__file__).parents[2] / "src/hanhtrinh/journey/templates/online-retail.yaml"
WALK = "/w/nha-may/maps/shop/walk"


@pytest.fixture
def shop(tmp_path):
    """A served world with the fourteen-step journey of an online shop."""
    world = world_at(tmp_path / "home")
    folder = world.home / "journeys"
    folder.mkdir(exist_ok=True)
    (folder / "shop.yaml").write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    served = Served(world)
    yield served
    served.stop()
    world.database.close()


def journey_of(shop):
    """Return the journey as its file has it."""
    return read_journey((shop.world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8"), "shop.yaml")


def cookies(shop, who):
    """Return the cookies of a browser that is signed in as one of the cast."""
    values = {SESSION_COOKIE: f"token-{who}", LANGUAGE_COOKIE: "vi"}
    return [{"name": name, "value": value, "url": shop.address} for name, value in values.items()]


def on_phone(browser, shop, who="minh"):
    """Return a page of a phone that is signed in."""
    context = browser.new_context(**PHONE)
    context.add_cookies(cookies(shop, who))
    return context.new_page()


def saved(page) -> None:
    """Wait until the screen says that everything is kept."""
    expect(page.locator("#walk-state")).to_have_attribute("data-state", "saved")


def test_the_whole_journey_is_walked_on_a_phone(browser, shop, tmp_path) -> None:
    """Every step is answered with a thumb; a flag with its picture ends up on the map as a pain point."""
    picture = tmp_path / "IMG_1.jpg"
    picture.write_bytes(photo())
    page = on_phone(browser, shop)
    page.goto(f"{shop.address}{WALK}")
    page.get_by_label("Đóng vai").fill("Mai")
    with page.expect_navigation():
        page.get_by_role("button", name="Bắt đầu").click()
    steps = [step.key for step in journey_of(shop).steps]
    assert len(steps) == 14
    for at, step in enumerate(steps):
        expect(page).to_have_url(f"{shop.address}{WALK}/{next(iter(journey_of(shop).walks))}/{step}")
        page.locator("label.walk-choice.yes", has_text="Làm được").tap()
        flagged = step == "checkout"
        page.locator(".walk-two").nth(1).locator(f"label.walk-choice.{'no' if flagged else 'yes'}").tap()
        page.locator("label.walk-face").nth(1 if flagged else 3).tap()
        if flagged:
            page.locator("#walk-note").fill("Phí giao hiện ra ở phút chót")
            page.locator("#walk-file").set_input_files(picture)
            expect(page.locator("#walk-picture")).to_be_visible()
        saved(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        with page.expect_navigation():
            page.get_by_role("button", name="Kết thúc" if at == 13 else "Tiếp").click()
    expect(page.get_by_role("heading", name="Bạn đã đi hết hành trình")).to_be_visible()
    (walk,) = journey_of(shop).walks.values()
    assert list(walk.steps) == steps
    assert (walk.steps["checkout"].follows, walk.steps["checkout"].feeling) == (False, -1)
    assert (shop.world.home / "pictures" / walk.steps["checkout"].picture).is_file()
    page.get_by_role("button", name="Thành điểm đau").click()
    expect(page.get_by_text("đã có trên bản đồ")).to_be_visible()
    pains = journey_of(shop).steps[steps.index("checkout")].pains
    assert "Phí giao hiện ra ở phút chót" in [pain.text for pain in pains]
    page.context.close()


def test_an_answer_given_without_a_connection_is_not_lost(browser, shop) -> None:
    """Without a connection the screen says so and keeps the answer; after a reload with one it is there and sent."""
    page = on_phone(browser, shop)
    page.goto(f"{shop.address}{WALK}")
    with page.expect_navigation():
        page.get_by_role("button", name="Bắt đầu").click()
    page.locator("label.walk-choice.yes", has_text="Làm được").tap()
    saved(page)
    page.context.set_offline(True)
    page.locator("#walk-note").fill("Không có sóng trong thang máy")
    expect(page.locator("#walk-state")).to_have_attribute("data-state", "offline")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#walk-note")).to_have_value("Không có sóng trong thang máy")
    saved(page)
    (walk,) = journey_of(shop).walks.values()
    assert next(iter(walk.steps.values())).note == "Không có sóng trong thang máy"
    page.context.close()


def test_a_walk_goes_by_keyboard_alone(browser, shop) -> None:
    """Tab, space, arrows and Ctrl+Enter are enough for a step."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies(cookies(shop, "minh"))
    page = context.new_page()
    page.goto(f"{shop.address}{WALK}")
    with page.expect_navigation():
        page.get_by_label("Người đi").press("Enter")
    page.locator("input[name=done]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    saved(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".walk-place")).to_contain_text("Bước 2")
    (walk,) = journey_of(shop).walks.values()
    assert next(iter(walk.steps.values())).follows is False
    context.close()
