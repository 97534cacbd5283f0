"""How soon an edit is acknowledged: one `write` after the other, over HTTP, to a real server process.

    python bench/editing.py [--writes 100] [--watched]

Two maps: the fourteen-step map of online retail, and one of sixty steps that says something in twenty-five lanes. With
`--watched` somebody looks at the map meanwhile, so that the server draws it anew after every write.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import msgspec

from hanhtrinh.access import digest
from hanhtrinh.journey.codec import write_journey
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.templates import template_text
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.web.cookies import SESSION_COOKIE
from hanhtrinh.web.security import HEADER, csrf_of

TOKEN, STEPS, LANES = "bench", 60, 25
WARM = 10


def big_journey() -> Journey:
    """Return a journey of sixty steps in six stages: seventeen lanes of the team's own beside the map's."""
    words = {"vi": "Khách xem kỹ từng món rồi mới quyết định mua", "en": "Looks at each thing before buying"}
    step = {
        "activity": words, "thoughts": [words, words], "feeling": {"words": words, "score": 1.0},
        "pains": [{"text": words, "severity": 2}] * 2, "opportunities": [{"text": words}], "backstage": words,
        "owner": "Lan", "questions": [words],
    }  # fmt: skip
    own = [f"lane-{i}" for i in range(LANES - len(step))]
    notes = {lane: {"text": words} for lane in own}
    stages = [
        {
            "key": f"stage-{i}", "name": f"Giai đoạn {i}", "phase": "during",
            "steps": [{"key": f"step-{i * 10 + n}", "name": f"Bước {n}", **step, "notes": notes} for n in range(10)],
        }
        for i in range(STEPS // 10)
    ]  # fmt: skip
    lanes = {lane: {"name": lane} for lane in own}
    return msgspec.convert({"key": "big", "name": "Big", "lanes": lanes, "stages": stages}, Journey)


def prepare(home: Path) -> None:
    """Make a workspace with the two maps and somebody who has signed in."""
    Workspace.create(home, language="vi")
    (home / "journeys").mkdir(exist_ok=True)
    (home / "journeys" / "shop.yaml").write_text(template_text("online-retail"), encoding="utf-8")
    (home / "journeys" / "big.yaml").write_text(write_journey(big_journey()), encoding="utf-8")
    database = Database.at(home)
    migrate(database)
    accounts = SqlAccounts(database)
    accounts.add_space(Space(id="w", slug="w", name="W", folder="."), 1)
    accounts.add_user(User(id="lan", email="lan@example.com", name="Lan", password="", language="vi", created_at=1))
    accounts.add_member("w", "lan", "owner", 1)
    accounts.open_session(digest(TOKEN), "lan", time.time_ns() // 1000, 2**60)
    database.close()


class Page:
    """A page that writes."""

    def __init__(self, port: int, journey: str) -> None:
        self.connection, self.path = HTTPConnection("127.0.0.1", port, timeout=60), f"/w/w/maps/{journey}"
        self.headers = {"cookie": f"{SESSION_COOKIE}={TOKEN}", HEADER: csrf_of(TOKEN), "accept": "application/json"}
        self.state = self.get("/written.json")

    def get(self, path: str) -> Any:
        """Return what stands at an address."""
        self.connection.request("GET", self.path + path, headers=self.headers)
        return json.loads(self.connection.getresponse().read())

    def write(self, number: int) -> float:
        """Write something else into a cell; return how long it took until that was acknowledged."""
        steps = list(self.state["steps"])
        place = f"steps/{steps[number % len(steps)]}/activity"
        was, given = self.state["cells"].get(place, []), [{"text": f"Viết lần thứ {number}", "level": ""}]
        thing, key, field = place.split("/")
        command = {"do": "write", "thing": thing, "key": key, "field": field, "lang": "vi", "was": was, "given": given}
        sent = {"id": f"bench-{os.getpid()}-{number}", "base": self.state["version"], "command": command}
        body = json.dumps({"tab": "bench", "sent": [sent]})
        start = time.perf_counter()
        self.connection.request(
            "POST", f"{self.path}/commands", body, self.headers | {"content-type": "application/json"}
        )
        found = json.loads(self.connection.getresponse().read())
        took = time.perf_counter() - start
        assert found["answers"][0]["state"] == "done", found
        self.state["cells"][place], self.state["version"] = given, found["version"]
        return took


def watch(port: int, journey: str) -> HTTPConnection:
    """Look at a map as an open page does."""
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"cookie": f"{SESSION_COOKIE}={TOKEN}"}
    connection.request("GET", f"/w/w/maps/{journey}?period=all&edit=1", headers=headers)
    page = connection.getresponse().read().decode()
    shape = page.split('data-shape="')[1].split('"')[0]
    connection.request("GET", f"/w/w/maps/{journey}/live?period=all&edit=1&shape={shape}", headers=headers)
    answer = connection.getresponse()
    threading.Thread(target=_hear, args=(answer,), daemon=True).start()
    return connection


def _hear(answer: HTTPResponse) -> None:
    """Read what the server says until the connection is closed."""
    with suppress(OSError, ValueError, AttributeError):  # closed in the middle of a line
        while answer.readline():
            pass


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writes", type=int, default=100)
    parser.add_argument("--watched", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        prepare(home)
        with subprocess.Popen(
            [sys.executable, "-m", "hanhtrinh", "--lang", "en", "serve", "--workspace", str(home), "--port", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        ) as server:  # fmt: skip
            try:
                measured(_port(server), server.pid, asked.writes, watched=asked.watched)
            finally:
                server.terminate()


def _port(server: "subprocess.Popen[str]") -> int:
    assert server.stdout
    line = next(line for line in server.stdout if "http://" in line)
    return int(re.search(r"http://[^:/]+:(\d+)", line)[1])  # type: ignore[index]


def _busy(process: int) -> float:
    """Return the seconds a process has computed so far; no number where the system does not tell."""
    told = Path(f"/proc/{process}/stat")
    if not told.exists():
        return float("nan")
    user, system = told.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def measured(port: int, process: int, writes: int, *, watched: bool) -> None:
    """Print how long acknowledging takes and what the server computes for it, map by map."""
    for journey in ("shop", "big"):
        page = Page(port, journey)
        watching = watch(port, journey) if watched else None
        for number in range(WARM):
            page.write(number)
        before = _busy(process)
        took = sorted(page.write(number) for number in range(WARM, writes + WARM))
        busy = (_busy(process) - before) * 1000 / writes
        p50, p95 = (took[int(len(took) * share)] * 1000 for share in (0.5, 0.95))
        size = len(page.state["cells"])
        print(
            f"{journey}: {len(page.state['steps'])} steps, {size} cells: p50 {p50:.0f} ms, p95 {p95:.0f} ms, "
            f"{busy:.0f} ms of processor time a write",
            flush=True,
        )
        if watching:
            watching.close()


if __name__ == "__main__":
    main()
