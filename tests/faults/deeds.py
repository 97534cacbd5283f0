"""One deed for every commit point beside an event's way, done in a process that is told where to die.

Run as a program it forks a process for each (place, deed) it is told and says how each ended.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import polars as pl
from sqlalchemy.exc import IntegrityError

from hanhtrinh.access import Actor
from hanhtrinh.bootstrap.killing import VARIABLE, die_where_told
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.events.event import Event, Identified, Traits
from hanhtrinh.events.rows import rows_of
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.ports.answering import SurveyLink
from hanhtrinh.ports.asking import Asked
from hanhtrinh.ports.cases import Along, Dealt
from hanhtrinh.ports.jobs import Job
from hanhtrinh.ports.mail import Letter
from hanhtrinh.ports.people import SavedSegment
from hanhtrinh.ports.said import Change
from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.ports.taking_in import SaidHook
from hanhtrinh.ports.webhooks import Hook
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.asking import SqlAskings
from hanhtrinh.store.audit import SqlAudit
from hanhtrinh.store.cases import SqlCases
from hanhtrinh.store.comments import SqlComments
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.drafts import SqlRefusals
from hanhtrinh.store.drifts import SqlAlarms
from hanhtrinh.store.erasing import FolderErasing
from hanhtrinh.store.frames import build_generation
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.jobs import SqlJobs
from hanhtrinh.store.journeys import JourneyFolder
from hanhtrinh.store.mails import SqlWishes
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.reviews import SqlReviews
from hanhtrinh.store.said import SqlMarks
from hanhtrinh.store.sealing_secrets import SecretBox
from hanhtrinh.store.seen_sweep import DAY_MICROSECONDS, sweep_seen
from hanhtrinh.store.shares import SqlShares
from hanhtrinh.store.sources import SqlSources
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.survey_links import SqlSurveyLinks
from hanhtrinh.store.surveys import SqlSurveys
from hanhtrinh.store.taking_in import SqlSaidHooks
from hanhtrinh.store.texts import SqlTexts
from hanhtrinh.store.webhooks import SqlHooks
from hanhtrinh.store.workspace import FILE, Workspace
from hanhtrinh.store.writable import WritableWorkspace
from hanhtrinh.voice.asking.deciding import Decision
from hanhtrinh.voice.cases.model import Case, Trigger
from hanhtrinh.voice.surveys.model import Survey
from tests.contract.messages import message

NOON = 1_795_348_800_000_000
SPACE = Space(id="w", slug="w", name="W", folder=".")
LAN = User(id="lan", email="lan@example.com", name="Lan", password="", language="vi", created_at=NOON)
Deed = Callable[[Database, Path], object]


def prepare(home: Path, url: str) -> None:
    """Make the workspace all deeds but the first work in."""
    Workspace.create(home)
    database = Database.at(home, url)
    migrate(database)
    SqlAccounts(database).add_user(LAN)
    SqlAccounts(database).add_space(SPACE, NOON)
    SqlSources(database).add_source(Source(workspace="w", key="web", name="W", platform="html", created_at=1))
    inbox = SqlInbox(database)
    for day in range(12):
        inbox.put("w", [message(day, at=NOON + day * DAY_MICROSECONDS)]).result(30)
    inbox.close()
    _store(home).lake.append(iter([_events(0)]), schema=dict(_events(0).schema), now=NOON)
    database.close()


def _store(home: Path) -> WritableWorkspace:
    return WritableWorkspace.of(Workspace.open(home))


def _events(first: int) -> pl.DataFrame:
    some = [
        Event(id=i.to_bytes(16, "big"), person=f"u{i}", time=NOON, event="e", source=f"s{first}")
        for i in range(first, first + 3)
    ]
    return rows_of(some, {})


def _import(home: Path) -> None:
    store = _store(home)
    with store.writing("import"):
        new = _events(3)
        store.lake.append(iter([new]), schema=dict(new.schema), now=NOON, replace_source="s3")


_KEY = Key(
    id="k",
    workspace="w",
    kind="write",
    name="k",
    source="web",
    shown="x",
    scopes=frozenset(),
    created_by="lan",
    created_at=1,
)
_JOB = Job(id="j", workspace="w", kind="k", asked={}, by="lan", created_at=1, changed_at=1)
_SEGMENT = SavedSegment(key="s", name="S", rule={}, created_by="lan", created_at=1)
_TRIGGER = Trigger(key="k", person="gấm", at=1, why="by_hand")
_CASE = Case(id="c", workspace="w", number=0, trigger=_TRIGGER, opened_at=1, due_at=2, changed_at=1)
_HOOK = Hook(id="h", workspace="w", name="H", url="https://example.vn", kinds=("case.opened",), secret="")
_ASKED = Asked(id="a", workspace="w", survey="s", channel="email", person="u", at=NOON, letter="l")
_LETTER = Letter(
    id="l", workspace="w", kind="survey", to="u@example.com", lang="vi", subject="?", text="?", created_at=NOON,
    due_at=NOON,
)  # fmt: skip
_FACTS = [Identified(anonymous="~d", known="u", at=1), Traits(person="u", values={"city": "Huế"}, at=1)]
# Without a secret: one is kept encrypted, never twice as the same bytes.
_SAID_HOOK = SaidHook(workspace="w", source="zendesk", shape="zendesk")
_LINK = SurveyLink(workspace="w", survey="s", kind="open", code="abc", made_at=NOON)
_SURVEY = Survey(key="s", name="S")
_LAN = Actor(kind="user", id="lan", name="Lan", rights={})

DEEDS: dict[CommitPoint, Deed] = {
    CommitPoint.MIGRATION: lambda database, home: migrate(database),
    CommitPoint.ACCOUNTS: lambda database, home: SqlAccounts(database).add_member("w", "lan", "owner", 1),
    CommitPoint.SESSION: lambda database, home: SqlAccounts(database).open_session("t", "lan", 1, 2),
    CommitPoint.AUDIT: lambda database, home: SqlAudit(database, lambda: 1).note(_LAN, "w", "did", "it"),
    CommitPoint.KEYS: lambda database, home: SqlSources(database).add_key(_KEY, "whole"),
    CommitPoint.SOURCES: lambda database, home: SqlSources(database).change_source(
        Source(workspace="w", key="web", name="Web", platform="html", created_at=1)
    ),
    CommitPoint.PEOPLE: lambda database, home: SqlPeople(database).keep("w", _FACTS),
    CommitPoint.SEGMENTS: lambda database, home: SqlPeople(database).save_segment("w", _SEGMENT),
    CommitPoint.JOBS: lambda database, home: SqlJobs(database).add(_JOB),
    CommitPoint.JOURNEY: lambda database, home: JourneyFolder(home).put(SPACE, "mua", "# mua\n", None),
    CommitPoint.MAIL: lambda database, home: SqlWishes(database).set("w", "lan@example.com", {"drift": "none"}),
    CommitPoint.REVIEW: lambda database, home: SqlReviews(database).put_off("w", "shop", "pay", 1),
    CommitPoint.DRIFT: lambda database, home: SqlAlarms(database).take_turn("w", "shop", 2, 1),
    CommitPoint.SAID: lambda database, home: SqlMarks(database).change("w", {"a1": "p"}, Change(state="done"), 1, "u"),
    CommitPoint.TEXTS: lambda database, home: SqlTexts(database).put_taxonomy("w", "themes: {}", 0, 1, "lan"),
    CommitPoint.TAKING_IN: lambda database, home: SqlSaidHooks(database, SecretBox(home)).keep(_SAID_HOOK),
    CommitPoint.DRAFT: lambda database, home: SqlRefusals(database).refuse("w", "shop", "step:cart", 1),
    CommitPoint.COMMENTS: lambda database, home: SqlComments(database).resolve("w", "c", "lan", 1),
    CommitPoint.ASKING: lambda database, home: SqlAskings(database).ask(
        _ASKED, ["u"], NOON, lambda budget, past: Decision(ask=True, reason="ask"), None, [_LETTER]
    ),
    CommitPoint.SHARES: lambda database, home: SqlShares(database).forget("w", "mua"),
    CommitPoint.SURVEY: lambda database, home: SqlSurveys(database).save("w", _SURVEY, 0, 1, "lan"),
    CommitPoint.CASES: lambda database, home: SqlCases(database).open(
        _CASE, Dealt(key="k", rule="", outcome="open", at=1), Along()
    ),
    CommitPoint.WEBHOOKS: lambda database, home: SqlHooks(database, SecretBox(home)).save(_HOOK),
    CommitPoint.RESPONSE: lambda database, home: SqlSurveyLinks(database).ensure(_LINK),
    CommitPoint.IMPORT: lambda database, home: _import(home),
    CommitPoint.FRAME_POINTER: lambda database, home: build_generation(Workspace.open(home)),
    CommitPoint.SEEN_SWEEP: lambda database, home: sweep_seen(database, NOON + 12 * DAY_MICROSECONDS),
    CommitPoint.ERASURE: lambda database, home: FolderErasing(database, home).clear_rows(SPACE, [], []),
}
"""Each may be done again after it was interrupted, as somebody would."""


def do(point: str, home: Path, url: str, kill: str) -> int:
    """Do a deed in a process of its own and return how it ended: 0, or minus the signal."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.environ[VARIABLE] = kill
    die_where_told()
    if not point:
        prepare(home, url)
        os._exit(0)
    database = Database.at(home, url)
    with suppress(HanhtrinhError, IntegrityError):
        DEEDS[CommitPoint(point)](database, home)
    database.close()
    os._exit(0)


class Told(msgspec.Struct):
    """A deed to do: at which place, and where to die (empty: nowhere)."""

    point: str
    home: str
    url: str
    kill: str


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for told in msgspec.json.decode(sys.stdin.buffer.read(), type=list[Told]):
        print(do(told.point, Path(told.home), told.url, told.kill), flush=True)
        if told.point == CommitPoint.MIGRATION and not told.kill and not (Path(told.home) / FILE).exists():
            # In a process of its own too: who forks must have no threads.
            do("", Path(told.home), told.url, "")
