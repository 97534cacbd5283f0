"""The database goes away, the disk is full: senders are told to come back, nothing acknowledged is lost, and when the
trouble is over the server goes on by itself."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract import postgres
from tests.faults.live_server import ROOT, clients, servers
from tests.faults.test_import_kill import tiny_disk
from tests.faults.test_live_kill import compare, go_on, until

__all__ = ["tiny_disk"]
SMALL = 1_000_000


@pytest.fixture
def own_postgres() -> Iterator[postgres.Server]:
    """A server that may be stopped: nobody else uses it."""
    with postgres.server() as server:
        yield server


def test_postgresql_is_restarted_under_load(tmp_path: Path, own_postgres: postgres.Server) -> None:
    """While PostgreSQL is away senders are answered 503; when it is back everything goes on."""
    with servers(tmp_path, own_postgres.fresh(), [], forget=True) as running:
        with clients(running.port) as sending:
            for _ in range(2):
                go_on(sending)
                refused = sum(client.answers[503] for client in sending)
                own_postgres.stop()
                until(lambda: sum(client.answers[503] for client in sending) > refused)  # noqa: B023 - read at once
                own_postgres.start()
            go_on(sending)
        compare(running, sending)
    assert sum(client.answers[500] + client.answers[0] for client in sending) == sum(
        client.answers[0] for client in sending
    )


def test_the_disk_is_full(tiny_disk: Path) -> None:
    """While the disk is full senders are answered 503; as soon as there is room everything goes on."""
    subprocess.run(["mount", "-o", "remount,size=16m", str(tiny_disk)], check=True)
    ballast = tiny_disk / "ballast"
    try:
        with servers(tiny_disk, "", []) as running:
            with clients(running.port) as sending:
                go_on(sending)
                for _ in range(2):
                    refused = sum(client.answers[503] for client in sending)
                    fill(ballast)
                    until(lambda: sum(client.answers[503] for client in sending) > refused + 3)  # noqa: B023 - at once
                    ballast.unlink()
                    go_on(sending)
            compare(running, sending)
    finally:
        subprocess.run(["umount", "-l", str(tiny_disk)], check=True)


def fill(ballast: Path) -> None:
    """Write until no more fits."""
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue


CHILD = """
import resource, sys
from pathlib import Path
from hanhtrinh.errors import StorageError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from tests.contract.messages import message

database = Database.at(Path(sys.argv[1]))
migrate(database)
SqlAccounts(database).add_space(Space(id="w", slug="w", name="W", folder="."), 1)
inbox, given = SqlInbox(database), [message(body=b"%d" % i * 4_000) for i in range(400)]
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), hard))
kept, refused = [], []
for start in range(0, 400, 10):
    try:
        inbox.put("w", given[start : start + 10]).result()
        kept += given[start : start + 10]
    except StorageError as error:
        refused += given[start : start + 10]
assert refused, "the limit was never met"
assert inbox.tail("w", 0, 1_000)[0] == kept
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
receipt = inbox.put("w", refused).result()
assert receipt.new == len(refused), receipt
assert inbox.tail("w", 0, 1_000)[0] == kept + refused
inbox.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file sizes")
def test_a_database_that_cannot_grow(tmp_path: Path) -> None:
    """Where the file cannot grow, puts fail whole and are not remembered as known; later ones succeed again."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path), str(SMALL)], capture_output=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr.decode()[-3_000:]
