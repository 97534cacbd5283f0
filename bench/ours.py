"""Our side: the frame of an imported log, and the questions the benchmarks ask of it."""

import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import msgspec
import numpy as np

from data import BEGIN, DAYS, EVENTS
from hanhtrinh.app.journeys import read_file
from hanhtrinh.engines.local import Threads
from hanhtrinh.events import lens as lens_module
from hanhtrinh.events.frame import Frame
from hanhtrinh.journey.rules import parse_rule
from hanhtrinh.measures import journey_reading, map
from hanhtrinh.measures.flow import adjacent_edges
from hanhtrinh.measures.funnel import Funnel, FunnelMatch, funnel_partial, result
from hanhtrinh.measures.partial import build, quotes, readings
from hanhtrinh.measures.path_source import event_lines
from hanhtrinh.measures.paths import PathQuestion, paths
from hanhtrinh.measures.timelines import people_timelines
from hanhtrinh.measures.variants import VariantQuestion, variants
from hanhtrinh.store.frames import open_frame
from hanhtrinh.store.workspace import Workspace
from sides import Reply, serve

MICRO = 1_000_000
JOURNEY = Path(__file__).with_name("journey.yaml")
FAR = (BEGIN + (DAYS + 3_700) * 86_400) * MICRO
"""An instant so late that every entry's window has passed: then every funnel entry is rated, as the peers rate all."""


class Ours:
    """An opened workspace and what was worked out once: the codes of the events by name."""

    def __init__(self, workspace: Path) -> None:
        """Open the workspace's frame."""
        self.run = Threads(len(os.sched_getaffinity(0)))
        self.frame: Frame = open_frame(Workspace.open(workspace))
        self.journey = read_file(JOURNEY).journey
        self._codes: Any = None

    def codes(self) -> Any:
        """Return each event's name as a touchpoint code, by the lens (kept from question to question)."""
        if self._codes is None:
            self._codes = self.lens()
        return self._codes

    def lens(self) -> Any:
        """Apply the lens of one rule an event name to the whole frame."""
        rules = {name: parse_rule({"event": name}) for name in EVENTS}
        return lens_module.touches(lens_module.compile_lens(rules, self.frame.columns), self.frame, self.run)

    def funnel(self, steps: list[str], days: int, lens: bool = False) -> Reply:
        """Return how many people reached each step; timed with the lens or with its codes in hand."""
        if not lens:
            self.codes()
        began = time.perf_counter()
        codes = self.lens() if lens else self.codes()
        question = Funnel(
            steps=tuple(FunnelMatch(key=name, touchpoints=(name,)) for name in steps),
            window_seconds=days * 86_400, unit="person", entry="best", window_scope="total",
        )  # fmt: skip
        lines = people_timelines(self.frame, codes, EVENTS)
        readings = result(funnel_partial(lines, question, FAR, self.run), question)
        return Reply(time.perf_counter() - began, [step.reached.count for step in readings.steps])

    def edges(self, lens: bool = False) -> Reply:
        """Return how often each event came straight after each other one."""
        if not lens:
            self.codes()
        began = time.perf_counter()
        codes = self.lens() if lens else self.codes()
        counts = adjacent_edges(self.frame.offsets, codes, len(EVENTS), self.run)
        pairs = {
            f"{EVENTS[a - 1]} > {EVENTS[b - 1]}": int(counts[a, b])
            for a, b in np.argwhere(counts[1:, 1:]) + 1
        }  # fmt: skip
        return Reply(time.perf_counter() - began, dict(sorted(pairs.items())))

    def paths(self, top: int | None = None, depth: int = 6) -> Reply:
        """Return how often each edge is walked at each position; depth 0: one graph of whole paths."""
        question = PathQuestion(nodes="events", unit="person", depth=depth or 6, positions=depth > 0, top=top)
        began = time.perf_counter()
        found = paths(event_lines(self.frame, question, as_of=FAR, run=self.run), question, self.run)
        seconds = time.perf_counter() - began
        return Reply(
            seconds, dict(sorted((f"{e.position} {e.source} > {e.target}", e.occurrences) for e in found.edges))
        )

    def variants(self) -> Reply:
        """Return how many distinct ways there are."""
        question = VariantQuestion(nodes="events", unit="person")
        began = time.perf_counter()
        found = variants(event_lines(self.frame, question.path, as_of=FAR, run=self.run), question, self.run)
        return Reply(time.perf_counter() - began, {"kinds": found.kinds, "paths": found.paths})

    def map(self, changed: int = 0) -> Reply:
        """Return a digest of the whole map, asked anew; `changed` asks it of a journey with another rule."""
        began = time.perf_counter()
        journey = self._changed(changed) if changed else self.journey
        reading = journey_reading.read_journey(self.frame, journey, run=self.run)
        readings = map.read_map(reading)
        seconds = time.perf_counter() - began
        numbers = len(msgspec.json.encode(readings))
        found = {"passes": readings.passes, "bytes": numbers, "segments": len(readings.segments)}
        found |= {"trend": len(readings.steps[0].trend), "verbatims": sum(len(s.verbatims) for s in readings.steps)}
        found |= {"late": bool(readings.steps[8].lateness), "funnel": bool(readings.funnel)}
        return Reply(seconds, found)

    def _changed(self, number: int) -> Any:
        """Return the journey with one touchpoint's rule changed."""
        website = self.journey.touchpoints["website"]
        digit = str(number % 10)
        rule = {"any": [{"event": "site_visit"}, {"event": "search", "path": {"glob": f"*{digit}"}}]}
        touchpoints = {**self.journey.touchpoints, "website": msgspec.structs.replace(website, match=rule)}
        return msgspec.structs.replace(self.journey, touchpoints=touchpoints)

    def profile(self) -> dict[str, float]:
        """Return where the time of a map goes: seconds by part, each without the parts inside it."""
        return profiled(self.map)

    def size(self) -> dict[str, float]:
        """Return the frame's bytes an event: fixed, each code column, dictionaries, people."""
        frame, n = self.frame, self.frame.event_count
        fixed = {"time": frame.time.nbytes / n, "offsets": frame.offsets.nbytes / n}
        codes = {f"codes {name}": column.codes.nbytes / n for name, column in frame.columns.items()}
        words = sum(column.values.estimated_size() for column in frame.columns.values()) / n
        answers = frame.answers
        numbers = answers.event.nbytes + answers.instrument.nbytes + answers.score.nbytes + answers.asked.nbytes
        said = (numbers + answers.text.estimated_size() + answers.asked_at.estimated_size()) / n
        return fixed | codes | {"dictionaries": words, "people": frame.people.estimated_size() / n, "answers": said}


PARTS: tuple[tuple[Any, str, str], ...] = (
    (journey_reading, "compile_lens", "lens: rules over dictionaries"),
    (journey_reading, "touches", "lens: events"),
    (journey_reading, "find_passes", "passes"),
    (journey_reading, "attach", "answers attached"),
    (journey_reading, "in_segment", "segment membership"),
    (build, "tallies", "tally (reach, drop-off, open)"),
    (build._Builder, "_days", "tally by day"),
    (build, "cycle_partial", "sales cycle by segment"),
    (build, "wait_partial", "waits (time between steps)"),
    (build, "flow", "flow (edges)"),
    (build, "funnel_partial", "funnel"),
    (build, "promises", "promises"),
    (build, "said", "voice: what was said"),
    (build._Builder, "_kept", "voice: what of it counts"),
    (build._Builder, "_voices", "voice"),
    (build, "quotes_of", "verbatims: what was said in words"),
    (map, "map_partial", "partial (rest)"),
    (readings, "duration_reading", "reading: durations (survival)"),
    (readings, "waits_at", "reading: waits"),
    (readings._MapReader, "_funnel", "reading: funnel"),
    (quotes.Quotes, "chosen", "reading: verbatims"),
    (map, "map_readings", "reading (rest)"),
)


def profiled(work: Callable[[], object]) -> dict[str, float]:
    """Run some work with a stopwatch around each part; times are exclusive and add up to the whole."""
    spent: dict[str, float] = defaultdict(float)
    inner = [0.0]

    def watched(function: Callable[..., Any], label: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            inner.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.perf_counter() - began
                spent[label] += whole - inner.pop()
                inner[-1] += whole

        return call

    kept = [(owner, name, getattr(owner, name)) for owner, name, _ in PARTS if hasattr(owner, name)]
    for owner, name, label in PARTS:
        if hasattr(owner, name):
            setattr(owner, name, watched(getattr(owner, name), label))
    try:
        watched(work, "rest")()
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)
    return dict(sorted(spent.items(), key=lambda item: -item[1]))


def main() -> None:
    """Serve: `ours.py WORKSPACE`."""
    held: list[Ours] = []

    def ours() -> Ours:
        if not held:
            held.append(Ours(Path(sys.argv[1])))
        return held[0]

    def task(name: str) -> Callable[..., Any]:
        def answer(**details: Any) -> Any:
            return getattr(ours(), name)(**details)

        return answer

    names = ("funnel", "edges", "paths", "variants", "map", "profile", "size")
    serve({"open": lambda: ours().frame.event_count} | {name: task(name) for name in names})


if __name__ == "__main__":
    main()
