"""The long form of the crash tests: servers die at random commit points, at random occurrences, until the time is up.

    python -m tests.faults.run --seconds 600
    python -m tests.faults.run --seed 17        one round again

First the sealing child dies alone at each of its commit points, on PostgreSQL (`make test` does it on SQLite). Then a
round is one workspace with a dozen deaths, on SQLite and PostgreSQL in turn. Exit code 1, and the seed of a round, when
something acknowledged was lost or anything is there twice.
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

from hanhtrinh.store.commit_points import CommitPoint, Moment
from tests.contract import postgres
from tests.faults.live_server import Kill
from tests.faults.test_live_kill import EVENT_PATH, ONLY_SQLITE, kill_children, run

DEATHS = 12
# Points that come with every request or batch may die later; the others come now and then.
OFTEN, SELDOM = 12, 2
FREQUENT = {CommitPoint.INBOX, CommitPoint.SEAL_BEGIN, CommitPoint.SEAL_LAKE, CommitPoint.SEAL_END}


def kills(random: random.Random, *, sqlite: bool) -> list[Kill]:
    """Return a dozen places to die at."""
    points = [point for point in EVENT_PATH if sqlite or point not in ONLY_SQLITE]
    chosen = [point for point in random.choices(points, k=DEATHS - 1) if point != CommitPoint.SEAL_RETRY]
    # Messages are tried again at each start, so there is a first time for each server and no second.
    return [_kill(random, point) for point in chosen] + [_kill(random, CommitPoint.SEAL_RETRY, most=1)]


def _kill(random: random.Random, point: CommitPoint, most: int = 0) -> Kill:
    moments: tuple[Moment, Moment] = ("before", "after")
    return point, random.choice(moments), random.randint(1, most or (OFTEN if point in FREQUENT else SELDOM))


def one_round(seed: int, server: postgres.Server) -> None:
    """Run one round."""
    chance = random.Random(seed)
    sqlite = seed % 2 == 0
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), "" if sqlite else server.fresh(), kills(chance, sqlite=sqlite), seed=seed)


def children_alone(server: postgres.Server) -> None:
    """Let the sealing child die at each of its commit points."""
    with tempfile.TemporaryDirectory() as folder:
        kill_children(Path(folder), server.fresh())
    print("sealing children died at each of their commit points, nothing lost, nothing twice", flush=True)


def main() -> int:
    """Run rounds until the time is up."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, help="run this round alone")
    given = parser.parse_args()
    until = time.monotonic() + given.seconds
    first = int(time.time()) if given.seed is None else given.seed
    with postgres.server() as server:
        if given.seed is None:
            children_alone(server)
        seed = first
        while True:
            try:
                one_round(seed, server)
            except BaseException:
                traceback.print_exc()
                print(f"again: python -m tests.faults.run --seed {seed}")
                return 1
            print(f"round {seed}: {DEATHS} deaths, nothing lost, nothing twice", flush=True)
            seed += 1
            if given.seed is not None or time.monotonic() > until:
                return 0


if __name__ == "__main__":
    sys.exit(main())
