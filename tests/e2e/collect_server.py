"""A real server process with nothing but the collection API.

    python -m tests.e2e.collect_server HOME RATE PORT SECONDS

RATE is messages a second of a key, SECONDS how long a head or a body may take. The port is printed first; the database
in HOME must be there (`tests.web.collect_world.make_sources`).
"""

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from hanhtrinh.bootstrap import now
from hanhtrinh.events.event import Message
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.sources import SqlSources
from hanhtrinh.store.sql.database import Database
from hanhtrinh.web.collecting.connections import GuardedProtocol
from hanhtrinh.web.collecting.endpoint import Collecting
from hanhtrinh.web.collecting.options import CollectingOptions

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


def main() -> None:
    """Serve until told to stop."""
    home, rate, port, seconds = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    database = Database.at(home)
    protocol = type("Protocol", (GuardedProtocol,), {"head_seconds": seconds})
    with socket.create_server(("127.0.0.1", port)) as listening:
        port = listening.getsockname()[1]
        collecting = Collecting(
            inbox=SqlInbox(database),
            key_book=SqlSources(database),
            clock=now,
            seed=lambda: secrets.token_bytes(12),
            address=f"http://127.0.0.1:{port}",
            options=CollectingOptions(key_rate=rate, body_seconds=seconds),
        )
        print(port, flush=True)
        config = uvicorn.Config(
            collecting, lifespan="off", access_log=False, log_level="error", loop="uvloop", http=protocol
        )
        uvicorn.Server(config).run([listening])


@contextmanager
def server(
    home: Path, *, rate: float = 100_000, port: int = 0, seconds: float = 20
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a server over a folder; gives its address and process."""
    command = [sys.executable, "-m", "tests.e2e.collect_server", str(home), str(rate), str(port), str(seconds)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}", process
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        process.stdout.close()


def accepted(home: Path) -> list[Message]:
    """Return what a server has written so far."""
    database = Database.at(home)
    try:
        return list(SqlInbox(database).tail("nha-may", 0, 100_000)[0])
    finally:
        database.close()


def until(done: Callable[[], bool]) -> None:
    """Wait until something is so, or fail."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.02)


if __name__ == "__main__":
    main()
