"""The demo company through the real pipeline: its files imported, its map read, each reading beside the true value."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hanhtrinh.app.importing import ImportReport
from hanhtrinh.app.journeys import read_file
from hanhtrinh.app.measuring import measure_map
from hanhtrinh.bootstrap.importing import import_files
from hanhtrinh.demo.company import Company
from hanhtrinh.demo.generate import Files, generate
from hanhtrinh.demo.truth import Truth
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import Beside, Interval, MapReadings, Reading, Voice
from hanhtrinh.sources.load import load_mapping
from hanhtrinh.store.frames import open_frame
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import in_one_part, instant_of

Key = tuple[str, str | None, str | None]
AS_OF = datetime.fromisoformat("2026-11-22T08:00:00+07:00")
FEWEST = 30
"""Readings of fewer passes or people are not held against the truth: their evidence is thin, and the map says so."""


@dataclass(frozen=True)
class Compared:
    """One reading beside the true value."""

    name: str
    step: str | None
    instrument: str | None
    true: float
    value: float
    low: float
    high: float
    n: int

    @property
    def holds(self) -> bool:
        """Whether the interval holds the true value."""
        return self.low <= self.true <= self.high

    @property
    def key(self) -> Key:
        """What is read."""
        return self.name, self.step, self.instrument


def imported(company: Company, folder: Path, *, people: int, seed: int) -> tuple[Files, Workspace, ImportReport]:
    """Write a company's files and import them into a new workspace, as anybody's are."""
    files = generate(company, folder / "exports", people=people, seed=seed, as_of=AS_OF)
    workspace = Workspace.create(folder / "workspace")
    report = import_files(workspace, load_mapping(files.mapping), files.folder, now=instant_of(AS_OF))
    return files, workspace, report


def read(
    files: Files, workspace: Workspace, *, segment: str | None = None, question: MapQuestion | None = None
) -> MapReadings:
    """Return the demo company's map as of its exports."""
    asked = question or MapQuestion(segment=segment, trend="none", compare=False, beside=True)
    journey = read_file(files.journey).journey
    return measure_map(open_frame(workspace), journey, asked, as_of=instant_of(AS_OF), run=in_one_part)


def compare(map_: MapReadings, truth: Truth) -> list[Compared]:
    """Return every reading of a whole map whose true value is known."""
    return [found for found in _readings(map_, truth) if found is not None and found.n >= FEWEST]


def _readings(map_: MapReadings, truth: Truth) -> Iterator[Compared | None]:
    yield _beside(truth, "conversion", None, map_.conversion)
    yield _beside(truth, "sales_cycle", None, map_.sales_cycle.reading if map_.sales_cycle else None)
    for voice in map_.journey_voice:
        yield from _voice(truth, None, voice)
    for step in map_.steps:
        yield _beside(truth, "reach", step.key, step.reach)
        yield _beside(truth, "drop_off", step.key, step.drop_off)
        yield _beside(truth, "went_on", step.key, step.went_on)
        yield _beside(truth, "time_to", step.key, step.time_to.reading if step.time_to else None)
        if step.voice is not None:
            yield from _voice(truth, step.key, step.voice)
        if step.lateness is not None:
            late = step.lateness
            yield _beside(truth, "late", step.key, late.late)
            for name, voice in (("late", late.late_voice), ("on_time", late.on_time_voice)):
                if voice is not None:
                    yield _beside(truth, f"emotion_{name}", step.key, voice.emotion)
                    yield _beside(truth, f"csat_{name}", step.key, voice.score)
            for name, apart in (("emotion", late.emotion_difference), ("csat", late.score_difference)):
                if apart is not None and apart.value is not None and apart.interval is not None:
                    n = min(apart.first.n, apart.second.n)
                    yield _compared(truth, f"{name}_difference", step.key, None, apart.value, apart.interval, n)

    if map_.beside is not None:
        yield from _beside_the_map(map_, map_.beside, truth)


def _beside_the_map(map_: MapReadings, beside: Beside, truth: Truth) -> Iterator[Compared | None]:
    """Yield friction, effort and what is said of the competitor, where the true value is known."""
    known = {(value.name, value.step) for value in truth.values}
    for step, friction, effort in zip(map_.steps, beside.friction, beside.effort, strict=True):
        for kind, reading in friction.kinds.items() if friction else ():
            if (f"friction_{kind}", step.key) in known:
                yield _beside(truth, f"friction_{kind}", step.key, reading)
        if effort is not None:
            yield _beside(truth, "ces", step.key, effort.score, effort.instrument)
    for rival in beside.competitors:
        for step, emotion, gap in zip(map_.steps, rival.emotion, rival.difference, strict=True):
            yield _beside(truth, "rival_emotion", step.key, emotion)
            if gap is not None and gap.value is not None and gap.interval is not None:
                n = min(gap.first.n, gap.second.n)
                yield _compared(truth, "rival_gap", step.key, None, gap.value, gap.interval, n)


def _voice(truth: Truth, step: str | None, voice: Voice) -> Iterator[Compared | None]:
    yield _beside(truth, "emotion", step, voice.emotion, voice.instrument)
    yield _beside(truth, "nps" if voice.kind == "nps" else "csat", step, voice.score, voice.instrument)
    yield _beside(truth, "response_rate", step, voice.response_rate, voice.instrument)


def _beside(
    truth: Truth, name: str, step: str | None, reading: Reading | None, instrument: str | None = None
) -> Compared | None:
    if reading is None or reading.value is None or reading.interval is None:
        return None
    return _compared(truth, name, step, instrument, reading.value, reading.interval, reading.n)


def _compared(
    truth: Truth, name: str, step: str | None, instrument: str | None, value: float, interval: Interval, n: int
) -> Compared:
    true = truth.get(name, step, instrument=instrument)
    return Compared(name, step, instrument, true, value, interval.low, interval.high, n)
