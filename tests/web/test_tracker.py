"""The tracker as the server gives it out."""

import gzip
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hanhtrinh.access import Actor
from hanhtrinh.app.sources import SourceDesk
from hanhtrinh.ports.sources import SourceSettings
from hanhtrinh.web.tracker.script import FILE, script

SCRIPTS = Path(__file__).parents[2] / "scripts"
MOST_BYTES = 3_000
SERVER = Actor(kind="server", id="test")
TOKEN = "0123456789"  # noqa: S105 - a public write key


@pytest.fixture
def build(monkeypatch):
    """The script that makes the tracker."""
    monkeypatch.setattr(sys, "path", [str(SCRIPTS), *sys.path])
    import build_tracker  # noqa: PLC0415 - it stands outside of the package

    return build_tracker


def test_it_is_small() -> None:
    """What a visitor downloads is at most 3 kB."""
    assert len(gzip.compress(FILE.read_bytes(), 9)) <= MOST_BYTES


def test_it_is_made_of_its_sources(build) -> None:
    """The digest beside the built file is that of its sources: who changes them builds it anew."""
    assert build.DIGEST.read_text(encoding="utf-8").strip() == build.digest()


def test_it_differs_where_consent_is_needed() -> None:
    """One character tells the script to wait for consent; its tag is another."""
    plain, waiting = script(False), script(True)
    assert len(plain.content) == len(waiting.content)
    assert sum(a != b for a, b in zip(plain.content, waiting.content, strict=True)) == 1
    assert plain.tag != waiting.tag


def test_anyone_gets_it_and_a_browser_asks_once(world) -> None:
    """The script is public, may be used by other sites, and is not sent again to who has it."""
    with world.client() as client:
        first = client.get("/hanhtrinh.js?key=hw_unknown")
        again = client.get("/hanhtrinh.js?key=hw_unknown", headers={"if-none-match": first.headers["etag"]})
    assert first.status_code == 200
    assert first.content == script(False).content
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age=600" in first.headers["cache-control"]
    assert "set-cookie" not in first.headers
    assert (again.status_code, again.content) == (304, b"")


def test_a_source_that_needs_consent_gets_the_waiting_one(world) -> None:
    """The setting of the source decides, without any change of the snippet."""
    desk = SourceDesk(world.services.sources, world.services.audit)
    source = desk.connect(SERVER, "nha-may", "Shop", "html", key_id="k", token=TOKEN, now=world.now)
    desk.set(SERVER, "nha-may", source.key, SourceSettings(needs_consent=True))
    with world.client() as client:
        assert client.get("/hanhtrinh.js?key=hw_" + TOKEN).content == script(True).content
        assert client.get("/hanhtrinh.js?key=hw_other").content == script(False).content
        assert client.get("/hanhtrinh.js?key=" + "x" * 5_000).status_code == 200


class Counted:
    """A key book that notes what it was asked for."""

    def __init__(self, book, asked) -> None:
        self.book, self.asked = book, asked

    def sender(self, key):
        """Return what a key stands for."""
        self.asked.append(key)
        return self.book.sender(key)


def test_whose_a_key_is_is_not_asked_for_every_visitor(world) -> None:
    """A thousand visitors a second cost one look at the keys; what is longer than any key costs none."""
    asked, book = [], world.services.key_book
    world.app.state.services = replace(world.services, key_book=Counted(book, asked))
    with world.client() as client:
        for path in ("/hanhtrinh.js", "/hanhtrinh.js", "/v1/asking/config"):
            client.get(f"{path}?key=hw_{TOKEN}")
            client.get(f"{path}?key=" + "x" * 5_000)
    assert asked == ["hw_" + TOKEN]
