"""How fast events are taken in, durably: a real server process, a client in another, on one machine.

`python bench/ingest.py` alone prints the figures; `--seconds` says how long each load takes.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import ingest_client
from hanhtrinh.collect.ids import message_key
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.workspace import Workspace
from ingest_server import WORKSPACE
from report import Line
from turns import spread

BATCH = 100
_PATIENCE_SECONDS = 60
_PAGE = 4_096


class Server(NamedTuple):
    """A running server."""

    home: Path
    port: int
    process: subprocess.Popen[str]

    def cpu(self) -> float:
        """Return the CPU seconds it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Figures(NamedTuple):
    """What one load showed: events and requests a second, seconds at percentiles, CPU seconds a second of both."""

    events: float
    requests: float
    p50: float
    p99: float
    server_cpu: float
    client_cpu: float
    acknowledged: int
    wrong: int

    def __str__(self) -> str:
        return (
            f"{self.events:,.0f} events/s in {self.requests:,.0f} requests/s; p50 {self.p50 * 1000:.1f} ms, "
            f"p99 {self.p99 * 1000:.1f} ms; CPU: server {self.server_cpu:.2f} cores, client {self.client_cpu:.2f}; "
            f"{self.acknowledged:,} acknowledged, {self.wrong} not"
        )


@contextmanager
def server(*, sealing: bool, profile: Path | None = None) -> Iterator[Server]:
    """Run a fresh server in a folder on the disk that benchmarks use; it must be stopped before it is looked into."""
    base = Path(__file__).parent / "data"
    base.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="ingest-", dir=base))
    command = [sys.executable, str(Path(__file__).with_name("ingest_server.py")), str(home)]
    command += ["--profile", str(profile)] if profile else []
    command += [] if sealing else ["--no-sealing"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Server(home, int(process.stdout.readline()), process)
    finally:
        stop(process)
        shutil.rmtree(home, ignore_errors=True)


def stop(process: subprocess.Popen[str]) -> None:
    """End a server and wait until it has ended."""
    process.terminate()
    process.wait(_PATIENCE_SECONDS)


class Bench:
    """One server under one load after another; every event has an id that was never sent before."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.sent = 0

    def load(self, count: int, size: int, connections: int, rate: float = 0) -> Figures:
        """Send so many requests and return what that showed."""
        made = ingest_client.requests(count, size, self.sent)
        self.sent += count * size
        before = self.server.cpu()
        found = ingest_client.run(self.server.port, made, size, connections, rate)
        waits = sorted(found.waits)
        return Figures(
            events=found.events / found.seconds,
            requests=found.requests / found.seconds,
            p50=waits[len(waits) // 2],
            p99=waits[int(len(waits) * 0.99)],
            server_cpu=(self.server.cpu() - before) / found.seconds,
            client_cpu=found.cpu / found.seconds,
            acknowledged=found.events,
            wrong=found.wrong,
        )

    def check(self) -> int:
        """Stop the server and return how many events are found, in the inbox and the lake; fail unless each that was
        sent is there, once."""
        stop(self.server.process)
        database = Database.at(self.server.home)
        found, after, inbox = list[bytes](), 0, SqlInbox(database)
        while True:
            messages, after = inbox.tail(WORKSPACE, after, 20_000)
            if not messages:
                break
            found += [message.key for message in messages]
        database.close()
        lake = Workspace.open(self.server.home).lake
        found += lake.scan(["id"]).collect()["id"].to_list() if lake.count() else []
        expected = {message_key(WORKSPACE, f"ajs-next-{number:032x}") for number in range(self.sent)}
        assert set(found) == expected, f"{len(expected - set(found))} lost, {len(set(found) - expected)} unknown"
        assert len(found) == len(expected), f"{len(found) - len(expected)} twice"
        return len(found)


def sync_seconds() -> float:
    """Return how long the disk takes to make 4 KB durable (median of 100)."""
    with tempfile.NamedTemporaryFile(dir=Path(__file__).parent / "data") as file:
        spent = []
        for _ in range(100):
            file.write(b"x" * _PAGE)
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            spent.append(time.perf_counter() - start)
    return sorted(spent)[50]


class Measured(NamedTuple):
    """All loads: batches and single events as fast as they are answered, and at half of that rate."""

    batches: Figures
    half_batches: Figures
    singles: Figures
    half_singles: Figures
    found: int


def measure(seconds: float, *, sealing: bool, connections: int = 32) -> Measured:
    """Run every load for about so many seconds, on a fresh server, and find everything that was acknowledged."""
    with server(sealing=sealing) as running:
        bench = Bench(running)
        bench.load(40, BATCH, 8)
        guess = bench.load(150, BATCH, connections).requests
        batches = bench.load(int(guess * seconds), BATCH, connections)
        half = bench.load(int(batches.requests / 2 * seconds), BATCH, connections, batches.requests / 2)
        guess = bench.load(2_000, 1, 2 * connections).requests
        singles = bench.load(int(guess * seconds), 1, 2 * connections)
        half_singles = bench.load(int(singles.requests / 2 * seconds), 1, 2 * connections, singles.requests / 2)
        return Measured(batches, half, singles, half_singles, bench.check())


def ingest(bench: Any) -> None:
    """Events taken in over HTTP: batches of a hundred and single ones, at full and at half load (`bench/run.py`)."""
    waits = sorted(sync_seconds() for _ in range(3))
    bench.note(f"Disk of the intake: fsync of 4 KB takes {waits[1] * 1000:.2f} ms (SQLite, `synchronous=FULL`)")
    for sealing in (False, True):
        _tell(bench, [measure(6, sealing=sealing) for _ in range(3)], sealing=sealing)


def _tell(bench: Any, runs: list[Measured], *, sealing: bool) -> None:
    name = "sealing meanwhile" if sealing else "nothing sealed meanwhile"
    for what, seconds, target in LINES:
        found = spread([seconds(run) for run in runs])
        # While a server seals as fast as it can, it takes in what the other thread leaves it.
        bench.say(Line(f"{what} ({name})", found, None, None, None if sealing else ("s ≤", target)))
    middle = sorted(runs, key=lambda run: run.batches.events)[1]
    for what, figures in middle._asdict().items():
        bench.note(f"Intake, {name}, {what.replace('_', ' ')}: {figures}")


LINES: tuple[tuple[str, Callable[[Measured], float], float], ...] = (
    ("50,000 events taken in, 100 a request", lambda run: 50_000 / run.batches.events, 1),
    ("… half that load, p99 of a request", lambda run: run.half_batches.p99, 0.06),
    ("2,500 requests of one event", lambda run: 2_500 / run.singles.requests, 1),
    ("… half that load, p99 of a request", lambda run: run.half_singles.p99, 0.06),
)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--profile", type=Path, help="profile the server under batches, then under single events")
    given = parser.parse_args()
    print(f"fsync of 4 KB: {sync_seconds() * 1000:.2f} ms; load {os.getloadavg()[0]:.1f}")
    if given.profile:
        for name, count, size in (("batches", 600, BATCH), ("singles", 6_000, 1)):
            path = given.profile.with_name(f"{given.profile.name}-{name}")
            with server(sealing=False, profile=path) as running:
                print(name, Bench(running).load(count, size, 32), path)
                stop(running.process)
        return
    for sealing in (False, True):
        print("sealing meanwhile" if sealing else "nothing sealed meanwhile")
        for name, value in measure(given.seconds, sealing=sealing)._asdict().items():
            print(f"  {name:13} {value}", flush=True)


if __name__ == "__main__":
    main()
