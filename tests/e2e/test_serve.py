"""`hanhtrinh serve` and `hanhtrinh demo` as real processes."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.ports import free_port

_SECONDS = 120
_PASSWORD = "ba con mèo đen"  # noqa: S105 - a test's
_LAN, _MINH = "lan.tran@example.com", "minh.le@example.com"


class Process:
    """A server as a process: what it says, and where it is."""

    def __init__(self, *arguments: object, home: Path, **environment: str) -> None:
        self.out, self.err = home.with_suffix(".out"), home.with_suffix(".err")
        command = [sys.executable, "-m", "hanhtrinh", "--lang", "en", *map(str, arguments)]
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = subprocess.Popen(command, stdout=out, stderr=err, env=os.environ | environment)

    def link(self) -> str:
        """Return the address it prints, once it does."""
        deadline = time.monotonic() + _SECONDS
        while not (found := re.search(r"http://\S+", self.out.read_text())):
            assert self.process.poll() is None, self.err.read_text()[-2000:]
            assert time.monotonic() < deadline, "it never said where it is"
            time.sleep(0.05)
        return found[0]

    def stop(self) -> int:
        """Ask it to stop and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_SECONDS)


@contextmanager
def server(*arguments: object, home: Path, **environment: str):
    """Give a running server, ended whatever happens."""
    made = Process(*arguments, home=home, **environment)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.process.kill()
            made.process.wait()


def refused(*arguments: object) -> tuple[int, str]:
    """Return exit code and words of a server that does not start."""
    command = [sys.executable, "-m", "hanhtrinh", "--lang", "en", "serve", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    return done.returncode, done.stderr


def counted(address: str, name: str) -> float:
    """Return a measure of a server."""
    with urllib.request.urlopen(f"{address}/metrics", timeout=60) as answer:  # noqa: S310 - our own address
        lines = answer.read().decode().splitlines()
    return float(next(line.rpartition(" ")[2] for line in lines if line.startswith(name)))


def csrf(page: httpx.Response) -> str:
    """Return the token of a page's form."""
    return re.search(r'name="_csrf_token" value="([^"]+)"', page.text)[1]


def started(client: httpx.Client, link: str) -> str:
    """Make the owner's account as the browser would; return the workspace's address."""
    form = {"name": "Trần Thị Lan", "email": _LAN, "password": _PASSWORD, "space": "Nhà Mây"}
    page = client.get(link)
    token = link.partition("token=")[2]
    answer = client.post("/start", data=form | {"token": token, "_csrf_token": csrf(page)})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removesuffix("/begin")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    """A whole day of a server: the first start, a team mate, a source, events, mistakes; then a graceful stop.

    What was logged and stored is there to be looked at.
    """
    home = tmp_path_factory.mktemp("serve") / "home"
    seen = {"home": home}
    with server("serve", "--workspace", home, "--port", "0", home=home) as running:
        link = running.link()
        address = link.partition("/start")[0]
        seen["refused"] = refused("--workspace", home, "--port", "0")
        with httpx.Client(base_url=address, follow_redirects=False, timeout=60) as client:
            seen["unknown"] = client.get("/start?token=wrong").status_code
            space = started(client, link)
            team = client.get(f"{space}/settings/team")
            proof = {"x-csrftoken": csrf(team)}
            client.post(f"{space}/settings/team/invite", data={"email": _MINH, "role": "editor"}, headers=proof)
            connected = client.post(
                f"{space}/sources/connect", data={"name": "Trang web", "platform": "html"}, headers=proof
            )
            page = client.get(connected.headers["location"])
            key = re.search(r"hw_[0-9a-f]+", page.text)[0]
            batch = [
                {"type": "track", "event": "site_visit", "userId": f"khach-{n}@example.com", "messageId": f"m{n}"}
                for n in range(50)
            ]
            seen["sent"] = client.post("/v1/batch", json={"batch": batch, "writeKey": key}).status_code
            client.post("/sign-in", data={"email": _LAN, "password": "wrong"}, headers=proof)
            client.get(f"{space}/people/khach-1@example.com?q=khach-2@example.com")
            client.get(f"/invitations/{_MINH}")
            client.post("/v1/track", content=b'{"userId": "khach-3@example.com", nonsense', auth=(key, ""))
            seen["live"] = client.get("/health").json()
        seen["accepted"] = counted(address, 'hanhtrinh_events_total{outcome="accepted"}')
        seen["code"] = running.stop()
        seen["log"] = running.err.read_text()
    return seen


@pytest.mark.slow
def test_a_server_starts_and_takes_events(scenario):
    """From the printed link to fifty events in the inbox."""
    assert scenario["unknown"] == 403
    assert scenario["sent"] == 200
    assert scenario["accepted"] == 50
    assert scenario["live"]["status"] == "ok"


@pytest.mark.slow
def test_a_second_server_on_the_folder_is_refused(scenario):
    """Two servers on one folder would spoil each other's work: the second is told who has it."""
    code, said = scenario["refused"]
    assert code == 3
    assert "hanhtrinh serve" in said


@pytest.mark.slow
def test_a_server_stops_gracefully_and_seals(scenario):
    """Told to stop, a server ends without an error and leaves what it accepted in the lake."""
    assert scenario["code"] == 0
    assert list((scenario["home"] / "lake").rglob("*.parquet"))


@pytest.mark.slow
def test_logs_hold_nothing_personal(scenario):
    """Every line of the log is JSON, and none names a person, an address, a customer, a key or a token."""
    lines = scenario["log"].splitlines()
    assert lines
    events = [json.loads(line) for line in lines]
    assert any(event["event"] == "request" and "{slug}" in event["route"] for event in events)
    for secret in (_LAN, _MINH, "Trần", "Lan", "khach", "example.com", "hw_", _PASSWORD, "token=", "nha-may"):
        assert secret not in scenario["log"], secret


@pytest.mark.slow
def test_a_server_says_why_it_does_not_start(tmp_path):
    """A network without https, a role without PostgreSQL, a setting that is none: each is refused with its reason."""
    code, said = refused("--workspace", tmp_path / "a", "--host", "0.0.0.0")  # noqa: S104 - refused
    assert (code, "--address https://" in said) == (2, True)
    code, said = refused("--workspace", tmp_path / "a", "--role", "read", "--port", "0")
    assert (code, "PostgreSQL" in said) == (2, True)
    code, said = refused("--workspace", tmp_path / "a", "--address", "map.example.com")
    assert (code, "map.example.com" in said) == (2, True)


@pytest.mark.slow
def test_the_demo_company_lives(tmp_path):
    """The demo prints a link that signs its owner in, and its customers come by through the collection API."""
    home = tmp_path / "demo"
    with server("demo", "--people", "300", "--workspace", home, "--port", free_port(), home=home) as running:
        deadline = time.monotonic() + _SECONDS
        while "/enter/" not in running.out.read_text():
            assert running.process.poll() is None, running.err.read_text()[-2000:]
            assert time.monotonic() < deadline
            time.sleep(0.1)
        link = re.search(r"http://\S+/enter/\S+", running.out.read_text())[0]
        address = link.partition("/enter/")[0]
        with httpx.Client(follow_redirects=True, timeout=60) as client:
            page = client.get(link)
            assert str(page.url).endswith("/w/nha-may/journeys")
            while counted(address, 'hanhtrinh_events_total{outcome="accepted"}') < 3:
                assert time.monotonic() < deadline
                time.sleep(0.2)
            assert counted(address, 'hanhtrinh_events_total{outcome="rejected"}') == 0
        assert running.stop() == 0
