"""The server is killed at every commit point while people write on a map: every command is done once all the same."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from hanhtrinh.store.sql.database import Database
from tests.contract import postgres
from tests.editing import SPACE, Shop
from tests.faults.editing import BATCHES, Told, prepare

ROOT = Path(__file__).parents[2]
COMMITS = 3 * len(BATCHES)
"""Each batch passes three: the deeds are meant, the file is written, the deeds are confirmed."""


@pytest.fixture(scope="module")
def postgres_server():
    """A PostgreSQL server."""
    with postgres.server() as server:
        yield server


def found(told):
    """Return the journey and its history as they came to be."""
    database = Database.at(Path(told.home), told.url)
    shop = Shop.at(Path(told.home), database)
    deeds = shop.desk.deeds.after("w", "shop", 0, 100)
    answers = shop.desk.deeds.found("w", "shop", [one.id for _, batch in BATCHES for one in batch])
    history = [(one.id, one.by, one.state, one.said, one.base, one.version, one.takes_back) for one in deeds]
    result = shop.text, history, sorted(answers), shop.desk.journeys.get(SPACE, "shop").version
    database.close()
    return result


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_at_every_commit_of_editing(tmp_path: Path, request, kind: str) -> None:
    """Whoever sends again what was never answered finds everything done, once, in order; histories are equal."""
    server = None if kind == "sqlite" else request.getfixturevalue("postgres_server")
    # Nothing becomes durable between a commit and the next, so that dying before it is dying after the last one.
    every = range(1, COMMITS + 1, 1 if kind == "sqlite" else 6)
    kills = ["", *(f"journey:before:{n}" for n in every), f"journey:after:{COMMITS}"]
    plan, homes = [], []
    for number, kill in enumerate(kills):
        home, url = tmp_path / str(number), "" if server is None else server.fresh(empty=False)
        prepare(home, url)
        homes.append(Told(str(home), url, ""))
        plan += [Told(str(home), url, one) for one in dict.fromkeys((kill, ""))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.editing"],
        input=msgspec.json.encode(plan), capture_output=True, check=True, cwd=ROOT,
    )  # fmt: skip
    ended = [int(line) for line in done.stdout.split()]
    assert ended == [-9 if one.kill.startswith("journey") else 0 for one in plan], done.stderr.decode()[-2_000:]
    undisturbed = found(homes[0])
    assert len(undisturbed[1]) == 11
    assert "Hỏi khác" in undisturbed[0]
    for kill, told in zip(kills, homes, strict=True):
        assert found(told) == undisturbed, kill
