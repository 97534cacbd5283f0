"""Rounds that ask by e-mail, each in a process of its own that dies where it is told; says who was written to.

Run as a program with a folder and the places to die at (empty: nowhere); after each one line: the letters and askings.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from hanhtrinh.app.asking.mailing import ask_by_mail
from hanhtrinh.app.asking.noting import tell_untold
from hanhtrinh.bootstrap.killing import VARIABLE, die_where_told
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.asking import SqlAskings
from hanhtrinh.store.mails import SqlOutbox
from hanhtrinh.store.sql.database import Database
from tests.web.asking_world import asking_world, messages
from tests.web.test_asking_mail import HOUR, begin, buys
from tests.web.world import World, world_at


def made(home: Path) -> World:
    """Make a workspace whose survey two people are due for."""
    world = world_at(home)
    world.everybody = asking_world(world)
    settings = ServerSettings(home=home, smtp_url="smtp://127.0.0.1:1", mail_from="map@example.com")
    world.services = replace(world.services, settings=settings)
    begin(world)
    for who in ("an", "binh"):
        buys(world, who, 2 * HOUR, email=f"{who}@example.vn")
    return world


def round_(world: World, kill: str) -> None:
    """Make a round in a process of its own."""
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        return
    os.environ[VARIABLE] = kill
    die_where_told()
    space = world.services.accounts.space("nha-may")
    tell_untold(world.services.asks, space)
    ask_by_mail(world.services.asks, space)
    os._exit(0)


def main(home: Path, kills: list[str]) -> None:
    """Make the rounds and say what is there after each."""
    world = made(home)
    for kill in kills:
        world.database.reconnect()
        round_(world, kill)
        database = Database.at(home)
        letters = sorted(sent.to for sent in SqlOutbox(database).newest("nha-may"))
        untold = len(SqlAskings(database).untold("nha-may"))
        database.close()
        print(",".join(letters), untold, flush=True)
    print(sum(one.get("event") == "Survey Asked" for one in messages(world)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
