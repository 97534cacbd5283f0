"""The server is killed at every commit while somebody answers: what was thanked for is there, and told once."""

import subprocess
import sys
from pathlib import Path

import msgspec

from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.responses import SqlResponses
from hanhtrinh.store.sql.database import Database
from tests.faults.answering import Told, prepare

ROOT = Path(__file__).parents[2]
COMMITS = {"response": 4, "inbox": 1}
"""Three pages are kept, the last one is told (one batch of the inbox), and that is noted."""


def found(home):
    """Return the responses and the events as they came to be."""
    database = Database.at(home)
    responses = SqlResponses(database)
    kept = [
        (one.answers, one.finished_at is not None, one.told_at is not None)
        for one in responses.of_survey("w", "sau-mua")
    ]
    messages, _ = SqlInbox(database).tail("w", 0, 100)
    events = sorted(msgspec.json.decode(one.body)["messageId"] for one in messages)
    database.close()
    return kept, events


def test_killed_at_every_commit_of_answering(tmp_path) -> None:
    """Sent again after the kill, or only swept by the next start: one response, two events, nothing double."""
    kills = ["", *(f"{point}:{moment}:{n}" for point, count in COMMITS.items() for n in range(1, count + 1)
                   for moment in ("before", "after"))]  # fmt: skip
    homes, plan = [], []
    for number, kill in enumerate(kills):
        home = tmp_path / str(number)
        prepare(home)
        homes.append(home)
        plan += [Told(str(home), one) for one in dict.fromkeys((kill, ""))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.answering"], input=msgspec.json.encode(plan), capture_output=True,
        check=True, cwd=ROOT,
    )  # fmt: skip
    ended = [int(line) for line in done.stdout.split()]
    assert ended == [-9 if one.kill else 0 for one in plan], done.stderr.decode()[-2_000:]
    undisturbed = found(homes[0])
    assert undisturbed[0] == [({"like": 3.0, "why": "Giao chậm", "shop": "store"}, True, True)]
    assert len(undisturbed[1]) == 2
    for kill, home in zip(kills, homes, strict=True):
        assert found(home) == undisturbed, kill
