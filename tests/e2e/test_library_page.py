"""The library, the atlas and the plan of channels in a real browser."""

import pytest

from hanhtrinh.app.journeys import inspect_file
from tests.e2e import axe
from tests.e2e.arranging import DESK, PHONE, expect
from tests.web.living import with_shop
from tests.web.serving import Served, opened, until
from tests.web.test_library import APP
from tests.web.world import world_at

MAP = "/w/nha-may/maps/shop"


@pytest.fixture
def shop(tmp_path):
    """A shop and its app: both have a cart, forty people went through."""
    world = world_at(tmp_path / "home")
    living = with_shop(world)
    (world.home / "journeys" / "app.yaml").write_text(APP, encoding="utf-8")
    for i in range(40):
        living.happens(f"p{i}", "visit", ago=9_000 + i)
        living.happens(f"p{i}", "cart", ago=900 + i, p_channel="app" if i % 2 else "website")
    served = Served(world)
    served.world = world
    yield served
    served.stop()
    world.database.close()


def journey_of(shop, key="shop"):
    """Return a journey with what it takes from its library."""
    path = shop.world.home / "journeys" / f"{key}.yaml"
    return inspect_file(path, path.parent).journey.journey


def test_a_thing_shared_and_changed_while_others_look(browser, shop) -> None:
    """A cart of two maps becomes one of the library; renamed there, an open map shows the new name by itself."""
    with opened(browser, shop, who="lan", **DESK) as looking, opened(browser, shop, who="minh", **DESK) as page:
        looking.goto(f"{shop.address}{MAP}?period=all")
        expect(looking.locator("#map-page")).to_have_attribute("data-link", "open")
        page.goto(f"{shop.address}/w/nha-may/library")
        with page.expect_navigation():
            page.locator('form[action$="/pool"]').get_by_role("button").click()
        expect(page.get_by_role("status").first).to_contain_text("Đã gộp vào thư viện")
        assert axe.violations(page) == []
        page.get_by_label("Tên").fill("Xe đẩy")
        page.get_by_role("button", name="Lưu").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Xe đẩy")
        expect(looking.locator('th.step[data-step="cart"]')).to_contain_text("Xe đẩy")
        until(lambda: journey_of(shop, "app").touchpoints["trolley"].name.vi == "Xe đẩy")


def test_a_plan_written_on_the_map(browser, shop) -> None:
    """While the map is edited a cell of the channels is planned in place, by keyboard; the verdict follows."""
    with opened(browser, shop, who="minh", **DESK) as page:
        page.goto(f"{shop.address}{MAP}?edit=1&period=all")
        expect(page.locator("#map-page")).to_have_attribute("data-link", "open")
        cell = page.locator('tr[data-channel="website"] > td[data-stage="buy"]')
        cell.locator(".plan-pen").focus()
        page.keyboard.press("Enter")
        page.get_by_label("Dự định gì").fill("Giỏ nhanh")
        page.get_by_label("Tỉ lệ dự kiến, %").fill("90")
        page.keyboard.press("Enter")
        until(lambda: journey_of(shop).stages[1].plan.get("website") is not None)
        assert journey_of(shop).stages[1].plan["website"].share == 0.9
        expect(cell).to_contain_text("thấp hơn kế hoạch")
        expect(cell).to_contain_text("90 %")
        cell.locator(".plan-pen").click()
        expect(page.get_by_label("Dự định gì")).to_be_visible()
        assert axe.violations(page) == []
        page.keyboard.press("Escape")


def test_the_atlas_on_a_phone(browser, shop) -> None:
    """A stage is given the app's journey; the atlas shows it beneath, and the way back up stands on its map."""
    with opened(browser, shop, who="minh", **PHONE) as page:
        page.goto(f"{shop.address}{MAP}/inner")
        page.get_by_label("Mua mở").select_option("app")
        with page.expect_navigation():
            page.locator("form:has(#f-buy)").get_by_role("button").click()
        page.goto(f"{shop.address}/w/nha-may/atlas")
        expect(page.locator(".atlas-under .atlas-card")).to_contain_text("Mua trên ứng dụng")
        expect(page.locator(".atlas-under .card-numbers dd").first).not_to_have_text("")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator(".atlas-under h3 a").click()
        expect(page.locator(".crumbs")).to_contain_text("thuộc giai đoạn Mua")
