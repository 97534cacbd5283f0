"""A survey is built from blank in a real browser: questions, a condition, the preview, publishing, two people."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import axe
from tests.e2e.live_server import LiveServer, live_server

HOME = "/w/nha-may/voice/surveys"


@pytest.fixture
def server(tmp_path: Path):
    """A running server."""
    with live_server(tmp_path) as server:
        yield server


def visit(browser, server: LiveServer, who: str) -> Page:
    """Return a page of a browser somebody is signed in with."""
    context = browser.new_context(viewport={"width": 1440, "height": 950})
    context.add_cookies(server.cookies(who))
    page = context.new_page()
    page.goto(server.address + HOME)
    return page


def draft(server: LiveServer):
    return server.world.services.surveys.get("nha-may", "sau-khi-mua").draft


def saved(page: Page) -> None:
    expect(page.locator("[data-sb-state]")).to_contain_text("đã được lưu")


def add(page: Page, kind: str, on: int = 0) -> None:
    page.get_by_role("button", name="Thêm câu hỏi").nth(on).click()
    page.get_by_role("button", name=kind).locator("visible=true").click()


def test_from_blank_to_open(browser, server) -> None:
    """A score, a condition on it, words in both languages, undo, the preview that follows, and a version opened."""
    page = visit(browser, server, "lan")
    page.get_by_role("button", name="Khảo sát mới").click()
    page.get_by_label("Tên").fill("Sau khi mua")
    with page.expect_navigation():
        page.get_by_role("button", name="Bắt đầu từ trang trắng").click()
    add(page, "Giới thiệu (NPS)")
    expect(page.locator("#q-recommend")).to_have_attribute("open", "")
    expect(page.locator("[data-sb-screen]").get_by_text("10", exact=True).first).to_be_visible()
    add(page, "Đoạn văn")
    words = page.locator("#q-words")
    page.locator("#sb-pages-p1-questions-words-text-vi").fill("Vì sao bạn cho điểm ấy?")
    page.locator("#sb-pages-p1-questions-words-text-en").fill("Why that score?")
    words.get_by_role("button", name="Thêm điều kiện").click()
    expect(words.locator("[data-sb-test]")).to_have_count(1)
    saved(page)
    question = draft(server).questions[1]
    assert (question.text.vi, question.text.en) == ("Vì sao bạn cho điểm ấy?", "Why that score?")
    assert (question.show.all[0].of, question.show.all[0].op, question.show.all[0].values) == (
        "recommend",
        "at_most",
        (6,),
    )
    screen = page.locator("[data-sb-screen]")
    expect(screen.get_by_text("Vì sao bạn cho điểm ấy?")).to_be_hidden()
    screen.locator('input[name="recommend"][value="3"]').check(force=True)
    expect(screen.get_by_text("Vì sao bạn cho điểm ấy?")).to_be_visible()
    assert axe.violations(page) == []
    words.get_by_role("button", name="Chuyển lên").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sb-findings")).to_contain_text("Cần sửa 2 chỗ")
    assert [one.key for one in draft(server).questions] == ["words", "recommend"]
    page.get_by_role("button", name="Mở khảo sát").click()
    stays = page.locator("#sb-publish")
    expect(stays).to_contain_text("Hãy sửa những điều sau")
    stays.get_by_role("link").first.click()
    expect(stays).to_be_hidden()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator("#sb-findings")).to_contain_text("Sẵn sàng để mở")
    page.get_by_role("button", name="Mở khảo sát").click()
    page.get_by_role("button", name="Mở phiên bản 1").click()
    expect(page.get_by_role("status").first).to_contain_text("Khảo sát đã mở")
    assert server.world.services.surveys.get("nha-may", "sau-khi-mua").state == "open"


def test_two_write_in_one_place(browser, server) -> None:
    """The later of two sees what the other wrote and chooses; their own words are kept until then."""
    lan = visit(browser, server, "lan")
    with lan.expect_navigation():
        lan.get_by_role("button", name="Dùng “Sau khi mua”").click()
    minh = visit(browser, server, "minh")
    with minh.expect_navigation():
        minh.get_by_role("link", name="Sau khi mua").first.click()
    for page, words in ((lan, "Lời của Lan"), (minh, "Lời của Minh")):
        page.locator("#sb-about > summary").click()
        page.locator("#sb-intro-vi").fill(words)
        page.keyboard.press("Tab")
        if page is lan:
            expect(page.locator("[data-sb-state]")).to_contain_text("đã được lưu")
            expect(page.get_by_role("button", name="Hoàn tác")).to_be_enabled()
    clash = minh.locator("[data-sb-clash]")
    expect(clash).to_contain_text("Lời của Lan")
    clash.get_by_role("button", name="Giữ bản của tôi").click()
    expect(clash).to_be_hidden()
    expect(minh.locator("#sb-intro-vi")).to_have_value("Lời của Minh")
    expect(minh.locator("[data-sb-state]")).to_contain_text("Lan cũng đang sửa")
    assert server.world.services.surveys.get("nha-may", "after-purchase").draft.intro.vi == "Lời của Minh"
