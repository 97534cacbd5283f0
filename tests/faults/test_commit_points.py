"""Nothing becomes durable but at a listed commit point, and at each of them the process may die."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, Table, select

from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.sql.tables import METADATA
from hanhtrinh.store.workspace import Workspace
from tests.contract import postgres
from tests.faults.deeds import DEEDS, Told
from tests.faults.test_live_kill import EVENT_PATH

SRC = Path(__file__).parents[2] / "src" / "hanhtrinh"
DURABLE = {"commit", "write_deltalake", "DeltaTable"}
"""Calls that make something durable, or open what can."""
PASSED = {"passing"}
# `Database` is the one place that commits; `holding` ends a transaction that took a lock and wrote nothing.
FREE = {"store/sql/database.py": {"commit"}, "store/sql/holding.py": {"commit"}}
BEGUN = re.compile(r"(engine|connection)\.begin(_nested)?\(|isolation_level=\"AUTOCOMMIT\"")


def functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    text = path.read_text("utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            yield ast.get_source_segment(text, node) or "", node


def called(node: ast.AST) -> set[str]:
    """Return the names of what a function calls."""
    calls = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


STORE = sorted((SRC / "store").rglob("*.py"))


@pytest.mark.parametrize("path", STORE, ids=lambda path: path.relative_to(SRC).as_posix())
def test_nothing_commits_by_itself(path: Path) -> None:
    """A function that commits to a database, to the lake or to a pointer says at which commit point it does."""
    name = path.relative_to(SRC).as_posix()
    for source, node in functions(path):
        durable = called(node) & DURABLE - FREE.get(name, set())
        assert not durable or PASSED & called(node), f"{name}:{node.lineno} {node.name}"
        assert name in FREE or not BEGUN.search(source), f"{name}:{node.lineno} {node.name}"


def test_pointers_are_turned_at_a_commit_point() -> None:
    """Where a pointer file is turned, a commit point is passed."""
    for path in STORE:
        for source, node in functions(path):
            if re.search(r"write_atomically\([^)]*POINTER", source):
                assert PASSED & called(node), f"{path}:{node.lineno}"


def test_every_point_is_used_and_killed() -> None:
    """Every listed point is passed somewhere in the product, and some test kills the process there."""
    used = {
        name for path in SRC.rglob("*.py") for name in re.findall(r"CommitPoint\.([A-Z_]+)", path.read_text("utf-8"))
    }
    assert used == {point.name for point in CommitPoint}
    assert {*EVENT_PATH, *DEEDS} == set(CommitPoint)


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[postgres.Server]:
    with postgres.server() as server:
        yield server


def state(home: Path, url: str) -> tuple[object, ...]:
    """Return everything that can be seen of a place."""
    database = Database.at(home, url)
    migrate(database)
    with database.reading() as connection:
        rows = {table.name: contents(connection, table) for table in METADATA.sorted_tables}
    database.close()
    lake = Workspace.open(home).lake if (home / "workspace.yaml").exists() else None
    events = lake.scan(["id", "source"]).collect().sort("id").rows() if lake else []
    journeys = sorted((path.name, path.read_text("utf-8")) for path in (home / "journeys").glob("*.yaml"))
    return rows, events, journeys


def contents(connection: Connection, table: Table) -> list[tuple[object, ...]]:
    """Return what a table says, whatever numbers its rows have and however often it says it."""
    columns = [column for column in table.columns if column.name != "id"]
    return sorted({tuple(row) for row in connection.execute(select(*columns))}, key=repr)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_and_done_again(tmp_path: Path, request: pytest.FixtureRequest, kind: str) -> None:
    """Whatever deed is killed before or after its commit: done again, everything is as if nothing had happened."""
    server = None if kind == "sqlite" else request.getfixturevalue("postgres_server")
    places: dict[str, tuple[Path, str]] = {}
    plan: list[Told] = []
    for moment in ("never", "before", "after"):
        home, url = tmp_path / moment, "" if server is None else server.fresh()
        home.mkdir()
        places[moment] = home, url
        for point in DEEDS:
            kill = "" if moment == "never" else f"{point}:{moment}:1"
            plan += [Told(point, str(home), url, kill)] if kill else []
            plan.append(Told(point, str(home), url, ""))
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.deeds"],
        input=msgspec.json.encode(plan), capture_output=True, check=True, cwd=SRC.parents[1],
    )  # fmt: skip
    ended = [int(line) for line in done.stdout.split()]
    assert ended == [-9 if deed.kill else 0 for deed in plan], done.stderr.decode()[-2_000:]
    never, before, after = (state(home, url) for home, url in places.values())
    assert before == never
    assert after == never
