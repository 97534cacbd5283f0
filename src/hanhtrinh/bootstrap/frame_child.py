"""Work on large frames in a process of its own, whose memory goes back to the system.

    python -m hanhtrinh.bootstrap.frame_child build <home> <folder> <workspace id>
    python -m hanhtrinh.bootstrap.frame_child beside <home> <folder> <workspace id>

`build` builds a generation. `beside` reads a journey, a question and an instant from its input, and writes what stands
beside that map, over the newest generation. The database's address comes by `HANHTRINH_DATABASE_URL`.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from hanhtrinh.app.measuring import read_checked
from hanhtrinh.bootstrap import threads
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.people.identity import fold
from hanhtrinh.store.frames import Known, build_generation, newest_generation
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.workspace import Workspace

URL = "HANHTRINH_DATABASE_URL"


class AskedBeside(msgspec.Struct, frozen=True):
    """A map and the instant to read it as of."""

    journey: Journey
    question: MapQuestion
    as_of: int


def known_in(people: SqlPeople, workspace: str) -> Known:
    """Return who is who in a workspace."""
    facts, newest = people.facts(workspace)
    return Known(newest, fold(facts).persons if facts else None)


def _build(home: Path, workspace: Workspace, space: str) -> None:
    database = Database.at(home, os.environ.get(URL, ""))
    try:
        build_generation(workspace, known_in(SqlPeople(database), space))
    finally:
        database.close()


def _beside(_home: Path, workspace: Workspace, _space: str) -> None:
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=AskedBeside)
    generation = newest_generation(workspace)
    if generation is None:
        sys.exit(3)
    question = msgspec.structs.replace(asked.question, trend="none", compare=False, beside=True)
    reading = read_checked(generation.frame, asked.journey, question, as_of=asked.as_of, run=threads())
    sys.stdout.buffer.write(msgspec.json.encode(read_map(reading, question).beside))


WORK: dict[str, Callable[[Path, Workspace, str], None]] = {"build": _build, "beside": _beside}


def main(arguments: list[str]) -> int:
    """Do one piece of work and end."""
    if hasattr(os, "nice"):
        os.nice(10)
    what, home, folder, space = arguments
    try:
        WORK[what](Path(home), Workspace.open(Path(home) / folder), space)
    except HanhtrinhError as error:
        sys.stderr.write(f"{error.key}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
