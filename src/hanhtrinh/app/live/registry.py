"""The living maps of all workspaces of a server: opened when first asked for, each kept current by a thread."""

import threading
import time
from collections.abc import Callable

from hanhtrinh.app.live.maps import LiveMaps
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.live import LiveSpace
from hanhtrinh.values import Runner

WATCHED_SECONDS, UNWATCHED_SECONDS = 0.2, 3.0
"""How often a workspace is looked at while somebody watches a map of it, and while nobody does."""
AGAIN_SECONDS = 60.0
"""How long a base that could not be built is not tried again."""
OnError = Callable[[str, BaseException], None]


class LiveRegistry:
    """Gives the living maps of a workspace. `on_error` is told what went wrong beside any request, and where."""

    def __init__(
        self, open_space: Callable[[Space], LiveSpace], run: Runner, on_error: OnError = lambda where, error: None
    ) -> None:
        self._open_space, self._run, self._on_error = open_space, run, on_error
        self._lock = threading.Lock()
        self._opening: dict[str, threading.Lock] = {}
        self._maps: dict[str, LiveMaps] = {}
        self._threads: list[threading.Thread] = []
        self._stop = threading.Event()

    def of(self, space: Space) -> LiveMaps:
        """Return a workspace's maps; the first call opens them and may take seconds."""
        with self._lock:
            opening = self._opening.setdefault(space.id, threading.Lock())
        with opening:
            found = self._maps.get(space.id)
            if found is None:
                found = self._maps[space.id] = LiveMaps(self._open_space(space), self._run)
                self._start("tick", self._tick, found)
                self._start("base", self._look_after, found)
        return found

    def begin_anew(self, space: Space) -> None:
        """Forget what is held of a workspace and read it again, where it is open: somebody was erased."""
        found = self._maps.get(space.id)
        if found is not None:
            found.begin_anew()

    def close(self, seconds: float = 5.0) -> None:
        """Let the threads end, waiting so long at most; a base that is being built is not waited for."""
        self._stop.set()
        until = time.monotonic() + seconds
        for thread in self._threads:
            if thread.name.startswith("tick"):
                thread.join(max(0.0, until - time.monotonic()))

    def _start(self, name: str, work: Callable[[LiveMaps], None], maps: LiveMaps) -> None:
        thread = threading.Thread(target=work, args=(maps,), name=f"{name}-maps", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _tick(self, maps: LiveMaps) -> None:
        """Keep maps current; however much a tick has to do, half of a processor is left to others."""
        took = waited = 0.0
        while not self._stop.wait(pause := max(took, WATCHED_SECONDS)):
            waited += pause
            if maps.watched or waited >= UNWATCHED_SECONDS:
                began, waited = time.thread_time(), 0.0
                went_well = self._safely("tick", maps.tick)
                took = time.thread_time() - began if went_well else UNWATCHED_SECONDS

    def _look_after(self, maps: LiveMaps) -> None:
        """Give maps another base when they have outgrown theirs, and read what stands beside them."""
        while not self._stop.wait(UNWATCHED_SECONDS):
            if not self._safely("rebase", lambda: _rebase(maps)):
                self._stop.wait(AGAIN_SECONDS)
            self._safely("beside", maps.refresh_beside)

    def _safely(self, where: str, work: Callable[[], object]) -> bool:
        """Do some work and tell whether it went well; what went wrong is reported and tried again later."""
        try:
            work()
        except Exception as error:
            self._on_error(where, error)
            return False
        return True


def _rebase(maps: LiveMaps) -> None:
    if maps.outgrown():
        maps.rebase()
