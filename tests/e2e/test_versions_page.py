"""Versions in a real browser: named, compared, restored, the restoring undone; a file that breaks."""

from dataclasses import replace

import pytest
from playwright import sync_api

from hanhtrinh.app.versions.keeper import Keeper
from hanhtrinh.bootstrap.versioning import keep_versions
from tests.web.living import SHOP, with_shop
from tests.web.serving import Served, opened, until
from tests.web.world import world_at

DESK = {"viewport": {"width": 1440, "height": 1000}}


@pytest.fixture
def shop(tmp_path):
    """A served workspace with a journey and a few people, and what keeps its versions."""
    world = world_at(tmp_path / "home")
    living = with_shop(world)
    for i in range(30):
        living.happens(f"p{i}", "visit", ago=5_000 + i)
    Keeper(world.services.accounts.spaces, replace(world.services.version_desk, desk=world.services.desk)).tick()
    end = keep_versions(world.services, 0.1)
    world.served = Served(world)
    world.file = world.home / "journeys" / "shop.yaml"
    yield world
    end()
    world.served.stop()
    world.database.close()


def test_a_version_is_named_compared_restored_and_the_restoring_undone(browser, shop) -> None:
    """By hand from the map's bar to the map again; nothing of the present is lost on the way."""
    with opened(browser, shop.served, **DESK) as page:
        base = f"{shop.served.address}/w/nha-may/maps/shop"
        page.goto(base)
        page.locator(".ways-menu > summary").click()
        page.locator(".ways-menu").get_by_role("link", name="Lịch sử").click()
        page.get_by_role("button", name="Lưu phiên bản này với tên…").click()
        page.get_by_label("Tên", exact=True).first.fill("Trước Tết")
        page.get_by_label("Ghi chú").first.fill("đã duyệt")
        page.locator("#save-as").get_by_role("button", name="Lưu", exact=True).click()
        sync_api.expect(page.get_by_role("heading", name="Trước Tết")).to_be_visible()
        changed = SHOP.replace("Ghé xem hàng", "Vào xem kỹ").replace("{event: cart}", "{event: none}")
        shop.file.write_text(changed, encoding="utf-8")
        page.reload()
        sync_api.expect(page.locator(".present")).to_contain_text("Vào xem kỹ")
        entry = page.locator(".entry.named")
        entry.get_by_role("link", name="So với hiện tại").click()
        sync_api.expect(page.locator(".of-stage").first).to_contain_text("Vào xem kỹ")
        sync_api.expect(page.locator(".basis")).to_contain_text("trên cùng những khách hàng")
        page.get_by_role("button", name="Khôi phục").first.click()
        page.get_by_role("button", name="Khôi phục hành trình").click()
        page.wait_for_url("**/maps/shop")
        until(lambda: shop.file.read_text(encoding="utf-8") == SHOP)
        page.goto(f"{base}/versions")
        before = page.locator(".entry.before-restore")
        sync_api.expect(before).to_have_count(1)
        headers = {"x-csrftoken": page.locator('input[name="_csrf_token"]').first.get_attribute("value")}
        written = page.request.get(f"{base}/written.json").json()
        assert written["undo"] == 1
        deed = shop.services.desk.deeds.newest("nha-may", "shop", None, 1)[0].id
        undo = {
            "tab": "t1",
            "sent": [{"id": "undo-restoring-1", "base": "", "command": {"do": "take_back", "id": deed}}],
        }
        answer = page.request.post(f"{base}/commands", data=undo, headers=headers)
        assert answer.json()["answers"][0]["state"] == "done", answer.text()
        until(lambda: shop.file.read_text(encoding="utf-8") == changed)


def test_a_file_that_breaks_while_the_map_is_open(browser, shop) -> None:
    """The map stays with a line above it; the last good version takes its place when asked to, nothing is lost."""
    with opened(browser, shop.served, lang="en", **DESK) as page:
        page.goto(f"{shop.served.address}/w/nha-may/maps/shop")
        sync_api.expect(page.locator("#map-page")).to_have_attribute("data-link", "open")
        until(lambda: shop.services.versions.good("nha-may", "shop") is not None)
        page.evaluate("window.stayed = true")
        faulty = SHOP.replace("owner: Minh\n", "<<<<<<< HEAD\nowner: Minh\n=======\nowner: Lan\n>>>>>>> theirs\n")
        shop.file.write_text(faulty, encoding="utf-8")
        line = page.locator(".fault-line")
        sync_api.expect(line).to_contain_text("merge marks")
        sync_api.expect(page.locator('td[data-lane="activity"]').first).to_contain_text("Has a look around")
        assert page.evaluate("window.stayed")
        shop.file.write_text(SHOP, encoding="utf-8")
        sync_api.expect(line).to_have_count(0)
        shop.file.write_text(faulty, encoding="utf-8")
        sync_api.expect(line).to_have_count(1)
        line.get_by_role("link", name="See and mend").click()
        sync_api.expect(page.locator(".excerpt").first).to_contain_text("=======")
        page.get_by_role("button", name="Use the last good version").click()
        page.wait_for_url("**/maps/shop")
        until(lambda: shop.file.read_text(encoding="utf-8") == SHOP)
        trash = shop.home / "journeys" / ".trash"
        assert [one.read_text(encoding="utf-8") for one in trash.iterdir()] == [faulty]


def test_the_pages_are_read_by_keyboard_and_fit_a_phone(browser, shop) -> None:
    """Nothing is wider than the screen, every control has a name, and a question opens and closes by keys."""
    with opened(browser, shop.served, viewport={"width": 360, "height": 780}) as page:
        base = f"{shop.served.address}/w/nha-may/maps/shop/versions"
        page.goto(base)
        one = shop.services.versions.newest("nha-may", "shop")
        for path in ("", f"/{one.id}", f"/compare?old={one.id}&new=now"):
            page.goto(base + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
            nameless = page.evaluate(
                "[...document.querySelectorAll('main a, main button, main summary')]"
                ".filter(e => e.checkVisibility() && !(e.innerText || e.ariaLabel || '').trim()).map(e => e.outerHTML)"
            )
            assert nameless == [], path
        page.goto(base)
        opener = page.get_by_role("button", name="Khôi phục").first
        opener.focus()
        page.keyboard.press("Enter")
        sync_api.expect(page.get_by_role("button", name="Khôi phục hành trình")).to_be_visible()
        page.keyboard.press("Escape")
        sync_api.expect(page.get_by_role("button", name="Khôi phục hành trình")).to_be_hidden()
