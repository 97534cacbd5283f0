"""Headers, pages with hostile names, errors, addresses to go to next, assets, health and measures."""

import asyncio
import os
from argparse import Namespace
from dataclasses import replace

import polars as pl
import pytest
import zstandard
from structlog.testing import capture_logs

from hanhtrinh.access import Right
from hanhtrinh.app.maps.asked import Asked
from hanhtrinh.app.spreadsheets import guarded
from hanhtrinh.cli import serve_command
from hanhtrinh.collect import devices
from hanhtrinh.errors import NotFound, StorageError, WorkspaceError
from hanhtrinh.ports.sources import Key
from hanhtrinh.settings import ServerSettings
from hanhtrinh.sources.text import open_bytes
from hanhtrinh.store.rejects import harmless
from hanhtrinh.web.assets import assets, url
from hanhtrinh.web.collecting import robots
from hanhtrinh.web.errors import status_of
from hanhtrinh.web.maps.live import Watcher
from hanhtrinh.web.maps.subject import MapSubject
from hanhtrinh.web.said import words_said
from hanhtrinh.web.security import local_path, policy
from tests.web.apps import app_over

HOSTILE = "<img src=x onerror=alert(1)>\"'</script>"


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/health", "/w/nha-may/settings/team"])
def test_every_answer_binds_the_browser(world, path):
    """Pages, errors and data alike forbid framing, guessing of types, and everything from elsewhere."""
    headers = world.client("lan").get(path).headers
    assert headers["content-security-policy"] == policy()
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


def test_an_https_address_is_kept(world):
    """Behind https cookies are secure and browsers are told to stay there."""
    settings = ServerSettings(home=world.home, address="https://map.example.com")
    world.app = app_over(replace(world.services, settings=settings))
    answer = world.client("", "en").post("/choices", data={"language": "vi"}, follow_redirects=False)
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_our_own_origin_may_send(world):
    """The address the server is known by, and the one it was reached at, are our own."""
    for origin in ("http://testserver.local", "http://127.0.0.1:8321"):
        answer = world.client("").post("/choices", data={}, headers={"origin": origin}, follow_redirects=False)
        assert answer.status_code == 303, origin


@pytest.mark.parametrize(
    "given",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "",
        "/a\nb",
    ],
)
def test_next_is_never_another_site(world, given):
    """Where a form leads next is a page of the server, whatever the address says."""
    assert local_path(given) == "/"
    answer = world.client("", "en").post("/choices", data={"next": given}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_next_keeps_a_page_of_ours(world):
    """A page of the server is where one comes back to, its query included."""
    assert local_path("/w/nha-may/people?q=lan") == "/w/nha-may/people?q=lan"
    answer = world.client("").get("/w/nha-may/people?q=lan", follow_redirects=False)
    assert answer.headers["location"] == "/sign-in?next=/w/nha-may/people%3Fq%3Dlan"


def test_hostile_names_are_text(world):
    """Names of people and workspaces can hold anything and are never markup."""
    client = world.client("lan", "en")
    client.post("/w/nha-may/settings/profile", data={"name": HOSTILE, "language": "en"})
    client.post("/w/nha-may/settings/workspace", data={"name": HOSTILE, "zone": "UTC", "language": "en"})
    for part in ("team", "profile", "workspace", "audit"):
        page = client.get(f"/w/nha-may/settings/{part}").text
        assert "&lt;img src=x" in page, part
        assert "<img" not in page, part


def test_what_a_page_says_is_never_from_outside(world):
    """A message comes by its key alone; anything else in the cookie says nothing."""
    assert words_said("account.saved", "en") == "Saved."
    for odd in ("<b>", "../../etc.x", "account.nothing", "nothing.saved", "a", ""):
        assert words_said(odd, "en") == ""


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("web.no_page"), 404),
        (StorageError("sources.disk_full", path="x"), 503),
        (WorkspaceError("sources.workspace_busy", path="x", holder="y"), 409),
        (WorkspaceError("sources.workspace_missing", path="x"), 503),
    ],
)
def test_errors_have_their_status(error, status):
    """Each kind of error has one status, its subclasses too."""
    assert status_of(error) == status


def test_errors_have_two_forms(world):
    """A person gets a page in their language, a program the one JSON shape."""
    client = world.client("", "vi")
    assert "Không có trang này" in client.get("/nothing").text
    answer = client.get("/nothing", headers={"accept": "application/json"})
    assert answer.json() == {"error": {"code": "web.no_page", "message": "Không có trang này."}}
    assert client.get("/choices").status_code == 405


def test_a_body_that_breaks_off_is_no_error_of_ours(world):
    """Whoever leaves half-way, as a page does that is closed, leaves no line about a failure in the log."""
    client, answers = world.client("minh"), []
    headers = {**client.headers, "cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}
    path = "/w/nha-may/maps/shop/presence"
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "scheme": "http", "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "server": ("testserver", 80), "client": ("127.0.0.1", 1), "root_path": "", "http_version": "1.1",
    }  # fmt: skip

    async def leaving():
        return {"type": "http.disconnect"}

    async def told(message):
        answers.append(message.get("status"))

    with capture_logs() as said:
        asyncio.run(world.app(scope, leaving, told))
    assert answers[0] == 400
    assert said == []


def test_an_unforeseen_error_tells_nothing(world, monkeypatch):
    """What nobody foresaw gives a reference and no detail."""

    def fail(*_):
        raise RuntimeError("secret detail")

    world.services = replace(world.services, health={"x": fail})
    world.app = app_over(world.services)
    answer = world.client("", "en").get("/health", headers={"accept": "application/json"})
    assert answer.status_code == 500
    assert answer.json()["error"].keys() == {"code", "message", "reference"}
    assert "secret" not in answer.text


def test_a_form_too_large_is_refused(world):
    """An ordinary form has at most 1 MB."""
    assert world.client("", "en").post("/sign-in", data={"email": "x" * 1_100_000}).status_code == 413


def test_an_unknown_key_is_nobody(world):
    """A request with a key that is not known is refused, also where the browser's session could have done it."""
    answer = world.client("lan").get("/w/nha-may/settings/team", headers={"authorization": "Bearer hs_wrong"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "access.unknown_key")


def test_assets_are_for_ever_under_their_address(world):
    """A file's address changes with its content, so that it can be kept for ever; an old address is asked for again."""
    client = world.client("")
    answer = client.get(url("app.css"))
    assert "immutable" in answer.headers["cache-control"]
    assert client.get(url("app.css"), headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    assert client.get("/assets/old/app.css").headers["cache-control"] == "no-cache"
    assert client.get("/assets/old/..%2fservices.py").status_code == 404
    assert {"app.css", "app.js", "parts.js", "vietnamese-400.woff2"} <= assets().keys()


def test_health_says_what_is_wrong(world):
    """A server that cannot work says which part and answers 503."""
    world.services = replace(world.services, health={"database": lambda: "", "disk": lambda: "nearly full"})
    world.app = app_over(world.services)
    answer = world.client("").get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "checks": {"database": "ok", "disk": "nearly full"}}
    assert world.client("").get("/health/live").status_code == 200


def test_measures_are_for_who_looks_after_the_server(world):
    """Measures need this machine, or the token where there is one."""
    assert world.client("").get("/metrics").status_code == 404
    settings = ServerSettings(home=world.home, metrics_token="t")  # noqa: S106 - a test's
    world.app = app_over(replace(world.services, settings=settings))
    client = world.client("")
    assert client.get("/metrics").status_code == 404
    answer = client.get("/metrics", headers={"authorization": "Bearer t"})
    assert answer.status_code == 200
    assert "hanhtrinh_inbox_unsealed" in answer.text


LIBRARY = """\
format: hanhtrinh-library/1
touchpoints:
  hidden: {name: Geheimnis, match: {event: visit}}
"""
TAKES = """\
format: hanhtrinh/1
key: mine
name: Mine
library: PLACE
stages: [{key: look, name: Look, phase: before, steps: [{key: first, touchpoint: hidden}]}]
"""


@pytest.mark.parametrize("place", ["../spaces/tiem-khac/journeys/theirs.yaml", "../theirs.yaml"])
def test_a_journey_reads_no_files_of_other_workspaces(world, place):
    """What a journey names lies in its own folder: the first workspace's folder holds those of all others."""
    target = world.home / "journeys" / place
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(LIBRARY, encoding="utf-8")
    (world.home / "journeys" / "mine.yaml").write_text(TAKES.replace("PLACE", place), encoding="utf-8")
    (world.home / "journeys" / "own.yaml").write_text(LIBRARY.replace("Geheimnis", "Eigenes"), encoding="utf-8")
    (world.home / "journeys" / "good.yaml").write_text(TAKES.replace("PLACE", "own.yaml"), encoding="utf-8")
    space, minh = world.services.accounts.space("nha-may"), world.client("minh", "en")
    assert list(world.services.shelf.usable(space)) == ["good"]
    assert "leads too far away" in minh.get("/w/nha-may/maps/mine").text
    minh.post("/w/nha-may/begin/idea", data={"name": "pasted", "text": TAKES.replace("PLACE", place)})
    for path in ("maps/mine", "maps/pasted", "contacts"):
        assert "Geheimnis" not in minh.get(f"/w/nha-may/{path}").text, path


def test_errors_name_no_folders(world):
    """Whoever meets an error learns what the file is called, not where the server keeps it."""

    def fail(*_):
        raise StorageError("sources.disk_full", path="/srv/hanhtrinh/inbox.db")

    world.services = replace(world.services, health={"x": fail})
    world.app = app_over(world.services)
    page = world.client("", "en").get("/health").text
    assert "inbox.db" in page
    assert "/srv" not in page


def test_a_revoked_key_watches_no_longer(world):
    """Who watches a map with a secret key is sent home once the key is revoked."""
    space, services = world.services.accounts.space("nha-may"), world.services
    key = Key(
        id="k", workspace="nha-may", kind="secret", name="K", source=None, shown="hs_12345",
        scopes=frozenset((Right.SEE_MAPS,)), created_by="lan", created_at=world.now,
    )  # fmt: skip
    services.sources.add_key(key, "hs_whole")
    asking = Namespace(session="", actor=services.sources.actor_of_secret_key("hs_whole"))
    watcher = Watcher(MapSubject(services, space, "shop", Asked(), "en"), asking)
    assert watcher._may()
    services.sources.revoke_key("nha-may", "k", world.now)
    assert not watcher._may()


@pytest.mark.parametrize("text", ["=1", "+84901234567", "@x", "-2+3+cmd|' /C calc'!A0", "-1;=2", "\t=1", "-", "\n=1"])
def test_no_text_is_run_by_a_spreadsheet(text):
    """A cell that a spreadsheet would run has an apostrophe in front, wherever it came from."""
    assert guarded(text) == f"'{text}"
    rows = pl.DataFrame({"line": [1], "file": [text], "column": [text], "value": [text], "none": [None]})
    assert harmless(rows).row(0) == (1, f"'{text}", f"'{text}", f"'{text}", None)


@pytest.mark.parametrize("text", ["-12", "-1.5", "-1.234,5", "-2e-5", "Lê", "a=b", ""])
def test_numbers_and_words_stay_as_they_are(text):
    """What no spreadsheet would run is not touched."""
    assert guarded(text) == text
    assert harmless(pl.DataFrame({"value": [text]})).item() == text


def test_what_is_remembered_of_agents_is_short():
    """Agents of any length take little memory: they are remembered by their beginning."""
    for known, ask in ((robots._known, robots.is_robot), (devices._device, devices.device_of)):
        ask("Mozilla/5.0 " + "x" * 100_000 + "1")
        before = known.cache_info().hits
        ask("Mozilla/5.0 " + "x" * 100_000 + "2")
        assert known.cache_info().hits == before + 1


def test_a_small_zstd_file_does_not_fill_the_memory(tmp_path):
    """However much a file unpacks to, it comes in blocks of a bounded size."""
    packed = zstandard.ZstdCompressor(level=1).compress(bytes(100 * 2**20))
    (tmp_path / "bomb.zst").write_bytes(packed)
    sizes = [len(block) for block in open_bytes(tmp_path / "bomb.zst")]
    assert sum(sizes) == 100 * 2**20
    assert max(sizes) <= 33 * 2**20


def test_a_server_keeps_its_files_to_itself(tmp_path, monkeypatch):
    """Other users of the machine cannot read what a server writes."""
    monkeypatch.setattr(serve_command, "serve", lambda *_, **__: (tmp_path / "made").write_bytes(b"x"))
    options = dict.fromkeys((*serve_command._OPTIONS, "allow_http"))
    before = os.umask(0o022)
    try:
        serve_command.run(Namespace(workspace=tmp_path, **options), "en")
    finally:
        os.umask(before)
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("address", ["/w/nha-may/journeys?q=%00", "/w/nha-may/a%00b", "/sign-in?next=%00"])
def test_an_address_with_a_zero_character_is_none(world, address) -> None:
    """Some databases take no such text: it must not get as far as them."""
    assert world.client("lan").get(address).status_code == 404
