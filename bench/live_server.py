"""A server's inner parts over a copy of the benchmark's workspace: inbox, sealing, living maps; and whoever watches.

The sender sits in the same process and puts messages straight into the inbox, so its cost (making messages) is in what
is measured; the way over HTTP is measured by `bench/ingest.py`.
"""

import asyncio
import os
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import msgspec
import numpy as np

from data import CHANNELS, EVENTS
from hanhtrinh.app.journeys import read_file
from hanhtrinh.bootstrap.running import Running, opened
from hanhtrinh.events.event import Message
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.accounts import Space
from hanhtrinh.settings import ServerSettings
from hanhtrinh.values import datetime_of
from sides import Reply, serve

JOURNEY = read_file(Path(__file__).with_name("journey.yaml")).journey
QUESTION = MapQuestion()
PUT = 100
PATIENCE = 60.0


class Server:
    """The opened server, its one workspace, and everything a watcher has seen: (moment, events on the map)."""

    def __init__(self, home: Path, people: int) -> None:
        self._stack = ExitStack()
        self.running: Running = self._stack.enter_context(opened(ServerSettings(home=home)))
        accounts = self.running.services.accounts
        found = [space for space in [accounts.space("bench")] if space]
        self.space = found[0] if found else Space(id="bench", slug="bench", name="Bench", folder=".")
        if not found:
            accounts.add_space(self.space, 0)
        self.maps = self.running.services.maps(self.space)
        self._random, self._people, self._number = np.random.default_rng(), people, 0
        self.seen: list[tuple[float, int]] = []
        self.readings: MapReadings | None = None

    def first_map(self) -> dict[str, Any]:
        """Return what the map says, and go on watching it."""
        self.readings = self.maps.readings(JOURNEY, QUESTION)
        threading.Thread(target=lambda: asyncio.run(self._watch()), daemon=True).start()
        return {"passes": self.readings.passes, "events": self.readings.events}

    async def _watch(self) -> None:
        async with self.maps.watch(JOURNEY, QUESTION) as stream:
            async for readings in stream:
                self.seen.append((time.perf_counter(), readings.events))

    def latencies(self, rate: float, seconds: float) -> dict[str, list[float]]:
        """Send for some seconds, and return how long each put took to be durable and then to be on the map."""
        size = PUT if rate >= PUT else 1
        base, sent, marks = self._events(), 0, []
        begin = time.perf_counter()
        while (now := time.perf_counter()) < begin + seconds:
            due = begin + sent / rate
            if now < due:
                time.sleep(due - now)
            asked = time.perf_counter()
            self.running.services.inbox.put(self.space.id, self._messages(size)).result()
            sent += size
            marks.append((asked, time.perf_counter(), base + sent))
        until = time.perf_counter() + PATIENCE
        while not self.seen or self.seen[-1][1] < marks[-1][2]:
            if time.perf_counter() > until:
                raise TimeoutError(f"{self.seen[-1:]} of {marks[-1][2]}")
            time.sleep(0.01)
        return {
            "durable": [accepted - asked for asked, accepted, _ in marks],
            "seen": [self._first_seen(total) - accepted for _, accepted, total in marks],
        }

    def _events(self) -> int:
        return self.maps.readings(JOURNEY, QUESTION).events

    def _first_seen(self, total: int) -> float:
        return next(moment for moment, events in self.seen if events >= total)

    def _messages(self, size: int) -> list[Message]:
        now = time.time_ns() // 1_000
        stamp = datetime_of(now).isoformat()
        made = []
        for _ in range(size):
            self._number += 1
            event, person = self._random.integers([len(EVENTS), self._people])
            body = {
                "event": EVENTS[event],
                "userId": f"user-{person:08}",
                "timestamp": stamp,
                "properties": {"channel": CHANNELS[person % len(CHANNELS)], "path": f"/san-pham/mon-hang-{person:07}"},
            }
            key = self._random.bytes(16)
            made.append(
                Message(
                    key=key, kind="track", source="bench", received_at=now, sent_at=None, body=msgspec.json.encode(body)
                )
            )
        return made

    def memory(self) -> dict[str, float]:
        """Return resident bytes: all, and those that are not pages of mapped files."""
        lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        return {name: int(lines[key].split()[0]) * 1024 for name, key in (("all", "VmRSS"), ("own", "RssAnon"))}

    def whole(self) -> Reply:
        """Read the map from nothing, as if it had never been summed; its own seconds."""
        self.maps._maps.clear()  # what a server without sums would do at each change
        began = time.perf_counter()
        self.maps.readings(JOURNEY, QUESTION)
        return Reply(time.perf_counter() - began, None)

    def close(self) -> None:
        """Close the server as a signal would."""
        self._stack.close()


def main() -> None:
    """Answer the benchmark's questions about the server in a folder."""
    began = time.perf_counter()
    server = Server(Path(sys.argv[1]), int(sys.argv[2]))
    opened_in = time.perf_counter() - began
    serve(
        {
            "opened": lambda: opened_in,
            "first": server.first_map,
            "latencies": server.latencies,
            "memory": server.memory,
            "whole": server.whole,
        }
    )
    os._exit(0)  # what waits is durable; the copy is thrown away


if __name__ == "__main__":
    main()
