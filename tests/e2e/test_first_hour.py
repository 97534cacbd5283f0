"""What a new user does first, as the README tells it: start, connect a page, click around, watch the map move."""

import functools
import http.server
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from time import monotonic

import pytest
from playwright.sync_api import expect

PATIENCE = 60
SHOP = """<!doctype html><meta charset="utf-8"><title>Nhà Mây</title>{snippet}
<h1>Nhà Mây</h1><a href="ghe.html">Ghế mây</a>
<button id="cart">Thêm vào giỏ</button>
<script>
cart.onclick = () => hanhtrinh.push(["track", "add_to_cart", {{value: 450000}}]);
</script>
"""


@contextmanager
def served(folder):
    """Serve a folder's files, as a shop's own web server would; give the address."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Says nothing."""

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def hanhtrinh_server(folder):
    """Run `hanhtrinh serve` in a folder and give the address it prints; it must stop cleanly."""
    command = [sys.executable, "-m", "hanhtrinh", "serve", "--lang", "en", "--workspace", str(folder / "own")]
    command += ["--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment, text=True)
        try:
            deadline = monotonic() + PATIENCE
            for line in process.stdout:
                if found := re.search(r"http://\S+", line):
                    yield found[0]
                    break
                assert monotonic() < deadline, line
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0, (folder / "log").read_text()
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


@pytest.fixture
def context(browser):
    """A fresh browser of a person who reads English."""
    # The server knows a headless browser for the robot it is, and robots move no map.
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
    made = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900}, user_agent=agent)
    yield made
    made.close()


def test_a_new_user_connects_a_page_and_watches_the_map_move(context, tmp_path):
    """From an empty folder to a map that moves with every click, by what the pages say alone."""
    shop = tmp_path / "shop"
    shop.mkdir()
    with hanhtrinh_server(tmp_path) as address, served(shop) as shop_address:
        lan = context.new_page()
        wrong = []
        lan.on("pageerror", lambda error: wrong.append(str(error)))
        lan.goto(address)
        for name, value in (
            ("name", "Lan"), ("email", "lan@example.com"), ("password", "rattan-and-clouds"), ("space", "Nhà Mây"),
        ):  # fmt: skip
            lan.fill(f"[name={name}]", value)
        with lan.expect_navigation():
            lan.click("main button[type=submit]")
        here = lan.url.removesuffix("/begin")
        assert here != lan.url, lan.url

        with lan.expect_navigation():
            lan.click(f"main a[href$='{'/sources/connect'}']")
        lan.fill("[name=name]", "Shop")
        with lan.expect_navigation():
            lan.click("main button[type=submit]")
        snippet = lan.locator("main pre").first.inner_text()
        assert "<script" in snippet
        for name in ("index.html", "ghe.html"):
            (shop / name).write_text(SHOP.format(snippet=snippet), encoding="utf-8")

        lan.goto(f"{here}/begin/template")
        lan.locator("main form", has=lan.locator("[value=online-retail]")).locator("button").first.click()
        lan.wait_for_url("**/maps/**")
        visits = lan.locator("[data-lane=people][data-step=website]").first
        cart = lan.locator("[data-lane=people][data-step=cart]").first
        expect(lan.locator("table[role=table]").first).to_be_visible()
        assert not visits.count() or "1" not in visits.inner_text()

        customer = context.new_page()
        customer.goto(f"{shop_address}/index.html")
        with customer.expect_navigation():
            customer.click("text=Ghế mây")
        customer.click("#cart")
        for step in (visits, cart):
            expect(step).to_contain_text("1", timeout=PATIENCE * 1000)
        assert not wrong
