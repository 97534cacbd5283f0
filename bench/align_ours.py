"""Our side of the alignment: passes of so many variants, made as a frame, and aligned with a map of fourteen steps."""

import os
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import polars as pl

from hanhtrinh.engines.local import Threads
from hanhtrinh.events.frame import Answers, Column, Frame
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.measures.alignment import align, linear_map
from hanhtrinh.measures.conformance import conformance
from hanhtrinh.measures.journey_reading import JourneyReading, read_journey
from sides import Reply, serve

SEED, STEPS = 20_260_102, 14
MINUTE = 60_000_000


def sequences(rng: np.random.Generator, count: int) -> list[tuple[int, ...]]:
    """Return distinct sequences of steps that all end at the last: some skipped, repeated and out of order."""
    found: dict[tuple[int, ...], None] = {}
    while len(found) < count:
        walked = [step for step in range(STEPS - 1) if rng.random() < 0.6]
        for _ in range(int(rng.integers(0, 4))):
            again = int(rng.integers(0, STEPS - 1)) if not walked or rng.random() < 0.4 else int(rng.choice(walked))
            walked.insert(int(rng.integers(0, len(walked) + 1)), again)
        found[(*walked, STEPS - 1)] = None
    return list(found)


def journey_of(names: list[str]) -> Journey:
    """Return the map: one step an event name, no outcome, a window that never ends a pass."""
    touchpoints = {name: Touchpoint(name=name, match={"event": name}) for name in names}
    steps = tuple(Step(key=name, touchpoint=name) for name in names)
    stage = Stage(key="all", name="All", phase="during", steps=steps)
    return Journey(key="align", name="Align", window="9999d", touchpoints=touchpoints, stages=(stage,))


class Ours:
    """The passes of a log in memory, read by a journey."""

    def __init__(self, passes: int, variants: int) -> None:
        """Make the passes: every variant at least once, the first ones far more often."""
        rng = np.random.default_rng(SEED)
        self.sequences = sequences(rng, variants)
        weights = 1 / np.arange(1, variants + 1)
        drawn = rng.choice(variants, passes - variants, p=weights / weights.sum())
        which = rng.permutation(np.concatenate([np.arange(variants), drawn]))
        size = np.array([len(s) for s in self.sequences])
        start = np.cumsum(size) - size
        flat = np.concatenate([np.array(s, np.uint8) for s in self.sequences])
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(size[which])])
        within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], size[which])
        code = flat[np.repeat(start[which], size[which]) + within] + np.uint8(1)
        self.names = [f"s{i:02}" for i in range(STEPS)]
        self.run = Threads(len(os.sched_getaffinity(0)))
        none = np.zeros(0, np.int64)
        texts = pl.Series([], dtype=pl.String)
        answers = Answers(none, none.astype(np.int32), none.astype(np.float64), none.astype(np.bool_), texts, texts)
        people = pl.Series(np.arange(passes)).cast(pl.String).str.zfill(8)
        columns = {"event": Column(code, pl.Series(self.names))}
        frame = Frame(people, offsets, within * MINUTE, columns, answers, {}, zone="UTC")
        self.reading: JourneyReading = read_journey(frame, journey_of(self.names), run=self.run)

    def load(self) -> dict[str, int]:
        """Return what there is."""
        passes = self.reading.passes
        made = {"passes": len(passes), "visits": len(passes.event), "variants": len(self.sequences)}
        return made | {"steps": STEPS}

    def conform(self) -> Reply:
        """Return the mean number of deviations; timed from the passes to the result."""
        began = time.perf_counter()
        found = conformance(self.reading, np.ones(len(self.reading.passes), np.bool_))
        seconds = time.perf_counter() - began
        assert found.variants == len(self.sequences)
        return Reply(seconds, found.deviations.value)

    def variants(self) -> list[list[int]]:
        """Return every variant once."""
        return [list(one) for one in self.sequences]

    def cost(self) -> Reply:
        """Return the cost of all variants, each aligned once."""
        size = np.array([len(s) for s in self.sequences], np.int64)
        flat = np.concatenate([np.array(s, np.uint16) for s in self.sequences])
        model = linear_map(self.reading.journey, set(self.names))
        began = time.perf_counter()
        found = align(flat, np.cumsum(size) - size, size, model, self.run)
        return Reply(time.perf_counter() - began, int(found.cost.sum()))


def main() -> None:
    """Serve: `align_ours.py PASSES VARIANTS`."""
    held: list[Ours] = []

    def task(name: str) -> Any:
        def answer(**details: Any) -> Any:
            if not held:
                held.append(Ours(int(sys.argv[1]), int(sys.argv[2])))
            return getattr(held[0], name)(**details)

        return answer

    serve({name: task(name) for name in ("load", "conform", "variants", "cost")})


if __name__ == "__main__":
    main()
