"""Living maps: how soon an accepted event is on the map, how soon a server is there, what it holds in memory."""

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any

from report import Line
from sides import Side
from turns import spread

RATE = 2_000
IDLE_SECONDS, BUSY_SECONDS = 20, 60
WHOLE_ROUNDS = 3


def live(bench: Any) -> None:
    """Start a server over all of history, watch its map, and send: one event at a time, then 2,000 a second."""
    home = bench.folder / "live"
    _copy(bench.workspace, home)
    people = max(bench.events // 10, 1)
    try:
        _start(bench, home, people)
        with Side("live_server", str(home), str(people)) as server:
            first = server.ask("first")
            events = first.answer["events"]
            bench.note(f"First map of a started server (then kept): {first.seconds:.1f} s for {events:,} events")
            idle = server.ask("latencies", rate=2, seconds=IDLE_SECONDS).answer
            _say(bench, "accepted → seen on the map, an event now and then", idle["seen"])
            busy = server.ask("latencies", rate=RATE, seconds=BUSY_SECONDS).answer
            _say(bench, f"accepted → seen, while {RATE:,} events/s arrive", busy["seen"])
            bench.note(f"The inbox's own commit meanwhile: {_percentiles(busy['durable'])}")
            held = server.ask("memory").answer
            bench.note(
                f"Resident after that: {held['all'] / 1e9:.2f} GB, of it {held['own'] / 1e9:.2f} GB our own and the "
                "rest pages of the mapped frame (target ≤ 1.5 GB)"
            )
            whole = [server.ask("whole").seconds for _ in range(WHOLE_ROUNDS)]
            tick = spread(idle["seen"])
            ratio = tuple(w / t for w, t in zip(spread(whole), (tick[1],) * 3, strict=True))
            bench.say(Line("the map after one more event; peer: read whole again", tick, spread(whole), ratio, None))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _start(bench: Any, home: Path, people: int) -> None:
    """Start the server a few times: from the process's start until its timelines can be asked."""
    seconds = []
    for _ in range(3):
        with Side("live_server", str(home), str(people)) as server:
            server.ask("opened")
            seconds.append(server.since_start())
    bench.say(Line("server start, until its timelines answer", spread(seconds), None, None, ("s ≤", 3)))


def _say(bench: Any, name: str, seconds: Sequence[float]) -> None:
    p95 = _at(seconds, 95)
    bench.say(Line(f"{name} (p95)", (min(seconds), p95, max(seconds)), None, None, ("s ≤", 1)))
    bench.note(f"{name}: {_percentiles(seconds)}")


def _percentiles(seconds: Sequence[float]) -> str:
    return ", ".join(f"p{p} {_at(seconds, p) * 1000:.0f} ms" for p in (50, 95, 99)) + f" ({len(seconds)} measured)"


def _at(seconds: Sequence[float], percent: int) -> float:
    return quantiles(seconds, n=100, method="inclusive")[percent - 1]


def _copy(workspace: Path, home: Path) -> None:
    """Make a server's home of the workspace, by links: what is in the lake and the frame is never written again."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(workspace, home, copy_function=os.link, ignore=shutil.ignore_patterns(".*lock*", "live"))
    # A company that has been live for a while: its maps are read as of the clock.
    (home / "live").mkdir()
    (home / "live" / "accepted").write_text(str(time.time_ns() // 1_000), "ascii")
