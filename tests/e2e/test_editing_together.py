"""Several people on one map: lost connections, closed tabs, a killed server; nobody's words are lost."""

import os
import signal
import subprocess
import sys
import urllib.request
from types import SimpleNamespace

import pytest

from tests.e2e.editing import cell, expect, journey_of, kept, leave, on_the_map, open_map, quiet
from tests.ports import free_port
from tests.web.serving import opened, until


def waits(page, state: str) -> None:
    """Wait until the page says what became of its changes."""
    expect(page.locator(".save-state")).to_have_attribute("data-state", state)


def test_a_closed_tab_without_connection_loses_nothing(browser, shop) -> None:
    """What was typed offline is sent when the map is opened again in that browser, without anybody doing anything."""
    with on_the_map(browser, shop) as page:
        page.context.set_offline(True)
        cell(page, "activity", "cart").dblclick()
        page.keyboard.type("Viết trên tàu")
        leave(page)
        waits(page, "offline")
        expect(page.locator(".save-state")).to_contain_text("1 thay đổi")
        expect(cell(page, "activity", "cart").locator("p")).to_have_text("Viết trên tàu")
        cell(page, "activity", "pay").dblclick()
        page.keyboard.type("Chưa kịp rời ô")
        page.close(run_before_unload=False)
        page.context.set_offline(False)
        again = page.context.new_page()
        open_map(again, shop)
        kept(shop, "activity", ["Ghé xem hàng", "Viết trên tàu", "Chưa kịp rời ô"])
        expect(cell(again, "activity", "pay").locator("p")).to_have_text("Chưa kịp rời ô")
        quiet(page)


def test_two_people_in_one_cell_and_in_two(browser, shop) -> None:
    """Different cells both stay; in one cell both texts stand, both are shown, and one click takes one's own back."""
    with on_the_map(browser, shop) as minh, on_the_map(browser, shop, who="lan") as lan:
        minh.context.set_offline(True)
        for page, mine in ((minh, "Minh viết"), (lan, "Lan viết")):
            cell(page, "backstage", "cart").dblclick()
            page.keyboard.type(mine)
            leave(page)
        cell(minh, "activity", "pay").dblclick()
        minh.keyboard.type("Của Minh")
        leave(minh)
        kept(shop, "backstage", ["", "Lan viết", ""])
        minh.context.set_offline(False)
        kept(shop, "activity", ["Ghé xem hàng", "", "Của Minh"])
        for page in (minh, lan):
            expect(cell(page, "backstage", "cart").locator("> p")).to_contain_text("Lan viết")
            expect(cell(page, "backstage", "cart").locator("> p")).to_contain_text("Minh viết")
        note = minh.locator(".cell-note")
        expect(note).to_contain_text("Minh viết")
        expect(lan.locator(".changed-by").first).to_contain_text("Minh")
        note.locator("[data-note=undo]").click()
        kept(shop, "backstage", ["", "Lan viết", ""])
        quiet(minh)


def test_who_is_there_is_seen(browser, shop) -> None:
    """Initials stand in the bar, and a name on the cell a colleague is in."""
    with on_the_map(browser, shop) as minh, on_the_map(browser, shop, who="lan") as lan:
        cell(lan, "activity", "visit").click()
        expect(minh.locator("#map-people li")).to_have_attribute("title", "Lan")
        expect(cell(minh, "activity", "visit").locator(".here-name")).to_have_text("Lan")


@pytest.fixture
def process(tmp_path):
    """A server in a process of its own (`kill`, `start`), which keeps everything in a folder."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.e2e.editing_server", str(tmp_path / "home"), str(port)]
    made = SimpleNamespace(path=tmp_path / "home" / "journeys" / "shop.yaml", served=SimpleNamespace(address=address))

    def answers() -> bool:
        try:
            return urllib.request.urlopen(f"{address}/sign-in", timeout=5).status == 200  # noqa: S310 - our own
        except OSError:
            return False

    def start() -> None:
        made.process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
        until(answers)

    def kill() -> None:
        made.process.send_signal(signal.SIGKILL)
        made.process.wait(20)

    made.start, made.kill = start, kill
    start()
    yield made
    kill()


def test_a_killed_server_loses_no_word(browser, process) -> None:
    """Two people type while the server dies and comes back; both then see the same, and the history is one."""
    with opened(browser, process.served, who="minh") as minh, opened(browser, process.served, who="lan") as lan:
        for page in (minh, lan):
            open_map(page, process)
        for page, lane, words in ((minh, "activity", "Trước khi máy chủ ngã"), (lan, "backstage", "Lan cũng viết")):
            cell(page, lane, "cart").dblclick()
            page.keyboard.type(words)
        process.kill()
        for page in (minh, lan):
            page.keyboard.type(" và sau đó")
            leave(page)
            waits(page, "offline")
        process.start()
        for page in (minh, lan):
            waits(page, "saved")
        step = journey_of(process).steps[1]
        assert (step.activity, step.backstage) == ("Trước khi máy chủ ngã và sau đó", "Lan cũng viết và sau đó")
        for page in (minh, lan):
            expect(cell(page, "activity", "cart")).to_contain_text("Trước khi máy chủ ngã và sau đó")
            expect(cell(page, "backstage", "cart")).to_contain_text("Lan cũng viết và sau đó")
        read = "fetch(document.getElementById('map-page').dataset.map + '/edits.json').then((one) => one.json())"
        first, second = (page.evaluate(read)["edits"] for page in (minh, lan))
        assert first == second
        assert {one["name"] for one in first} == {"Minh", "Lan"}
        for page in (minh, lan):
            quiet(page)
