"""Somebody answers a survey on a server that is told where to die; what they did is done again as a browser would.

Run as a program it forks a process for each (folder, place to die) it is told and says how each ended.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

import msgspec

from hanhtrinh.app.answering.doors import open_link
from hanhtrinh.app.answering.looking import filling
from hanhtrinh.app.answering.taking import Given, take_page
from hanhtrinh.app.answering.telling import Sweeper
from hanhtrinh.bootstrap.killing import VARIABLE, die_where_told
from hanhtrinh.bootstrap.serving import answer_desk_of
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.answering import SurveyLink
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.survey_links import SqlSurveyLinks
from hanhtrinh.store.surveys import SqlSurveys
from hanhtrinh.store.workspace import Workspace
from tests.web.surveys_world import BRANCHING

NOON = 1_795_348_800_000_000
KEY = "l" + "0" * 40
PAGES = (("p1", {"like": "3"}), ("p2", {"why": "Giao chậm"}), ("p3", {"shop": "store"}))


class Told(msgspec.Struct):
    """Where to work, and where to die (empty: nowhere)."""

    home: str
    kill: str


def prepare(home: Path) -> None:
    """Make a workspace with an open survey and its link."""
    Workspace.create(home)
    database = Database.at(home)
    migrate(database)
    SqlAccounts(database).add_space(Space(id="w", slug="w", name="W", folder="."), NOON)
    SqlSurveys(database).save("w", BRANCHING, 0, NOON, "lan")
    SqlSurveys(database).publish("w", BRANCHING.key, NOON, "lan")
    SqlSurveyLinks(database).ensure(SurveyLink(workspace="w", survey="sau-mua", kind="open", code="abc", made_at=NOON))
    database.close()


def answer(home: Path) -> None:
    """Answer page after page, then let the server look for what is untold, as it does when it starts."""
    database = Database.at(home)
    inbox = SqlInbox(database)
    desk = replace(answer_desk_of(ServerSettings(home=home), database, inbox), clock=lambda: NOON)
    for page, raw in PAGES:
        take_page(desk, filling(desk, open_link(desk, "abc"), KEY), Given(page, raw))
    Sweeper(desk).once()
    inbox.close()
    database.close()


def do(told: Told) -> int:
    """Do it in a process of its own and return how it ended: 0, or minus the signal."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.environ[VARIABLE] = told.kill
    die_where_told()
    answer(Path(told.home))
    os._exit(0)


if __name__ == "__main__":
    for one in msgspec.json.decode(sys.stdin.buffer.read(), type=list[Told]):
        print(do(one), flush=True)
