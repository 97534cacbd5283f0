"""Threads of this machine: kernels release the GIL, so parts of one question run side by side."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from hanhtrinh.values import Part

_SMALL = 4096
_PARTS_A_THREAD = 4


class Threads:
    """Runs tasks over parts of a range in a fixed number of threads; small ranges run in the caller."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="measure") if count > 1 else None

    def __call__(self, task: Callable[[int, int], Part], size: int) -> list[Part]:
        """Run `task(lo, hi)` over consecutive parts of `range(size)`; results come in the order of the parts."""
        if self._pool is None or size < _SMALL:
            return [task(0, size)]
        parts = self._count * _PARTS_A_THREAD
        edges = [size * i // parts for i in range(parts + 1)]
        return list(self._pool.map(task, edges[:-1], edges[1:]))

    def close(self) -> None:
        """Let the threads go."""
        if self._pool is not None:
            self._pool.shutdown()
