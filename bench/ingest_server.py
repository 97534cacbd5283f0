"""The server that `bench/ingest.py` measures, in a process of its own: `python bench/ingest_server.py HOME`.

It is `hanhtrinh serve` over a fresh SQLite database (`synchronous=FULL`) with every check on, and one source that is
there already. With `--no-sealing` nothing is moved into the lake meanwhile. Prints its port; with `--profile FILE` what
its own thread did is written there at the end.
"""

import argparse
import cProfile
import time
from pathlib import Path

import msgspec

from hanhtrinh.bootstrap import now, running
from hanhtrinh.cli import serving
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.settings import ServerSettings

WORKSPACE, KEY = "bench", "hw_bench"


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--profile", type=Path)
    parser.add_argument("--no-sealing", action="store_true")
    given = parser.parse_args()
    if given.no_sealing:
        running._start_work = lambda *_: None  # type: ignore[assignment]
    settings = ServerSettings(home=given.home, port=0, key_rate=10**9, address_rate=10**9)
    profile = cProfile.Profile(time.thread_time)
    with serving.listen(settings, exact=True) as sock:
        settings = msgspec.structs.replace(settings, port=sock.getsockname()[1])
        with running.opened(settings, lang="en") as server:
            add_source(server)
            if given.profile:
                profile.enable()
            serving.run(server, settings, sock, lambda: print(settings.port, flush=True))
            if given.profile:
                profile.disable()
                profile.dump_stats(given.profile)


def add_source(server: running.Running) -> None:
    """Make a source and its key."""
    made = server.services
    made.accounts.add_space(Space(id=WORKSPACE, slug=WORKSPACE, name="Bench", folder="."), now())
    made.sources.add_source(Source(workspace=WORKSPACE, key="web", name="Web", platform="http", created_at=now()))
    key = Key(
        id="key", workspace=WORKSPACE, kind="write", name="Web", source="web", shown=KEY, scopes=frozenset(),
        created_by="bench", created_at=now(),
    )  # fmt: skip
    made.sources.add_key(key, KEY)


if __name__ == "__main__":
    main()
