"""People at a map whose server is killed: a program that sends their commands in a process told where to die.

Each run sends everything from the beginning, as pages do that were never answered.
"""

import os
import sys
from pathlib import Path

import msgspec

from hanhtrinh.access import Actor
from hanhtrinh.app.maps.commands.shapes import AddStep, AnyCommand, Remove, Sent, TakeBack
from hanhtrinh.bootstrap.killing import VARIABLE, die_where_told
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables import METADATA
from tests.editing import LAN, MINH, Shop, write


class Told(msgspec.Struct):
    """Where to work, and where to die (empty: nowhere)."""

    home: str
    url: str
    kill: str


def sent(number: int, command: AnyCommand) -> Sent:
    """Return a command under a number of its own, made on a version nobody knows."""
    return Sent(id=f"killed-{number:04d}", base="long-ago", command=command)


BATCHES: list[tuple[Actor, list[Sent]]] = [
    (LAN, [sent(1, write("steps/visit/activity", "Ghé xem hàng", "Ghé xem nhiều hàng"))]),
    (MINH, [sent(2, write("steps/visit/activity", "Ghé xem hàng", "Ghé xem hàng mới"))]),
    (
        LAN,
        [
            sent(3, AddStep(key="ask", stage="look", after="visit", name="Hỏi")),
            sent(4, write("steps/ask/owner", "", "Lan")),
            sent(5, write("steps/gone/owner", "", "Lan")),
        ],
    ),
    (MINH, [sent(6, AddStep(key="ask", stage="look", after="visit", name="Hỏi khác"))]),
    (MINH, [sent(7, write("steps/ask/owner", "", "Minh")), sent(8, Remove(thing="steps", key="cart"))]),
    (LAN, [sent(9, TakeBack(id="killed-0001")), sent(10, write("journey/goal", "", "Bán"))]),
    (MINH, [sent(11, TakeBack(id="killed-0008"))]),
    (MINH, [sent(12, TakeBack(id="killed-0011"))]),
]
"""What two people do: merged, arranged, under a key that was taken, refused, taken back and done again."""


def run(told: Told) -> None:
    """Send everything, in a process of its own."""
    home = Path(told.home)
    database = Database.at(home, told.url)
    shop = Shop.at(home, database)
    for who, batch in BATCHES:
        shop.send(who, *batch)
    database.close()


def prepare(home: Path, url: str) -> None:
    """Make the shop; on PostgreSQL the tables are there already."""
    home.mkdir(parents=True)
    database = Database.at(home, url)
    if not url:
        METADATA.create_all(database.engine)
    Shop(home, database)
    database.close()


def apart(told: Told) -> int:
    """Run in a process of its own; return how it ended: 0, or minus the signal."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.environ[VARIABLE] = told.kill
    die_where_told()
    run(told)
    os._exit(0)


if __name__ == "__main__":
    for one in msgspec.json.decode(sys.stdin.buffer.read(), type=list[Told]):
        print(apart(one), flush=True)
