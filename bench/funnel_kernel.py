"""Times the funnel's kernels on synthetic timelines: `python bench/funnel_kernel.py [events] [people]`."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from hanhtrinh.measures.funnel import Funnel, FunnelMatch, funnel_partial, result
from hanhtrinh.measures.timelines import Timelines

THREADS = 2
DAY = 86_400


def synthetic(events: int, people: int, touchpoints: int = 40, span_days: int = 90, unit: int = 1_000_000) -> Timelines:
    """Return people with geometric numbers of events at random times in steps of `unit` µs."""
    rng = np.random.default_rng(7)
    sizes = rng.geometric(people / events, people)
    offsets = np.r_[0, np.cumsum(sizes)].astype(np.int64)
    total = int(offsets[-1])
    moments = rng.integers(0, span_days * DAY * 1_000_000 // unit, total) * unit
    owner = np.repeat(np.arange(people), sizes)
    order = np.lexsort((moments, owner))
    weights = 1 / np.arange(1, touchpoints + 1) ** 0.7
    code = rng.choice(touchpoints, total, p=weights / weights.sum()).astype(np.uint16)
    return Timelines(offsets, code, moments[order], people)


def in_threads(task, size):
    """Run two parts at a time; the kernels release the GIL."""
    bounds = np.linspace(0, size, THREADS + 1).astype(int)
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(task, bounds[:-1].tolist(), bounds[1:].tolist()))


def timed(name: str, lines: Timelines, question: Funnel, as_of: int, repeats: int = 5) -> None:
    """Print the best time of a few runs, and what came out."""
    funnel_partial(lines, question, as_of, in_threads)
    spent = []
    for _ in range(repeats):
        began = time.perf_counter()
        readings = result(funnel_partial(lines, question, as_of, in_threads), question)
        spent.append(time.perf_counter() - began)
    counts = [step.reached.count for step in readings.steps]
    print(f"{name:28} {min(spent) * 1000:8.1f} ms   rated {readings.rated:>9,}  {counts}")


def main() -> None:
    """Time the fast path with 4, 5 and 16 steps and with ties by the day, and the general kernel's options."""
    events, people = (int(arg) for arg in (sys.argv[1:3] or ["20000000", "2000000"]))
    lines = synthetic(events, people)
    as_of = 97 * DAY * 1_000_000
    steps = tuple(FunnelMatch(touchpoints=(i,)) for i in range(1, 17))
    base = Funnel(steps=steps[:5], window_seconds=7 * DAY)
    print(f"{len(lines.time):,} events, {people:,} people, {THREADS} threads")
    timed("5 steps, 7 days", lines, base, as_of)
    timed("5 steps, 30 days", lines, Funnel(steps=steps[:5], window_seconds=30 * DAY), as_of)
    timed("5 steps, half still open", lines, base, 60 * DAY * 1_000_000)
    timed("4 steps", lines, Funnel(steps=steps[:4], window_seconds=7 * DAY), as_of)
    timed("16 steps", lines, Funnel(steps=steps, window_seconds=7 * DAY), as_of)
    if len(sys.argv) > 3:
        return
    for option, values in {
        "entry": ("first", "every"),
        "order": ("strict", "any"),
        "window_scope": ("session", "per_step"),
    }.items():
        for value in values:
            question = Funnel(steps=steps[:5], window_seconds=7 * DAY, **{option: value})
            timed(f"{option} {value}", lines, question, as_of, 1)
    timed("day ties", synthetic(events, people, unit=DAY * 1_000_000), base, as_of, 2)


if __name__ == "__main__":
    main()
