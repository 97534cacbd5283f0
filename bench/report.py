"""Figures as a table, and the page docs/benchmarks.md."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

Spread = tuple[float, float, float]
PACKAGES = ("hanhtrinh", "numba", "numpy", "polars", "deltalake", "chdb", "duckdb", "retentioneering")
HEAD = ("what", "ours", "peer", "ratio: median (least to most)", "target", "")


class Line(NamedTuple):
    """One comparison: seconds of both sides, the ratio peer ÷ ours, and what it should be.

    A target is (`≥` or `≤`, ratio), (`time ≤`, ours as a multiple of the peer) or (`s ≤`, our seconds).
    """

    name: str
    ours: Spread
    peer: Spread | None
    ratio: Spread | None
    target: tuple[str, float] | None

    @property
    def met(self) -> bool | None:
        """Tell whether the median meets the target; None where there is none."""
        if self.target is None:
            return None
        kind, wanted = self.target
        if kind == "s ≤":
            return self.ours[1] <= wanted
        assert self.ratio is not None
        if kind == "time ≤":
            return 1 / self.ratio[1] <= wanted
        return self.ratio[1] >= wanted if kind == "≥" else self.ratio[1] <= wanted


def _seconds(of: Spread | None) -> str:
    if of is None:
        return ""
    return f"{of[1] * 1000:.1f} ms" if of[1] < 1 else f"{of[1]:.2f} s"


def _ratio(line: Line) -> str:
    if line.ratio is None:
        return f"{line.ours[0]:.2f} to {line.ours[2]:.2f} s"
    least, middle, most = line.ratio
    if line.target and line.target[0] == "time ≤":
        return f"our time is {1 / middle:.2f}× ({1 / most:.2f} to {1 / least:.2f})"
    return f"{middle:.1f}× ({least:.1f} to {most:.1f})"


def _target(line: Line) -> str:
    if line.target is None:
        return ""
    kind, wanted = line.target
    return f"≤ {wanted:g} s" if kind == "s ≤" else f"{kind} {wanted:g}×"


def row(line: Line) -> tuple[str, ...]:
    """Return a line's cells."""
    met = {True: "met", False: "MISSED", None: ""}[line.met]
    return line.name, _seconds(line.ours), _seconds(line.peer), _ratio(line), _target(line), met


def table(lines: Sequence[Line], head: bool = True) -> str:
    """Return lines as a Markdown table."""
    cells = [row(line) for line in lines]
    rows = [HEAD, ("---",) * len(HEAD), *cells] if head else cells
    return "\n".join("| " + " | ".join(texts) + " |" for texts in rows)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def machine() -> str:
    """Return the machine and the versions in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    python = platform.python_version()
    return f"{cores} cores of {_processor()}, {memory:.0f} GiB, load {load}; Python {python}, {versions}"


TEXT = """# Benchmarks

Measured on {date} by `{command}` on {machine}.

The log: {events:,} events of {people:,} people with text ids, twenty event names (fourteen on the map, the outcome at
the eighth step), {paths:,} distinct paths, six channels, two hundred campaigns, a promised day at checkout, and an
answer with a score on three events in a hundred, over 120 days, in a Parquet file in order of arrival (`bench/data.py`,
seeded). The map: `bench/journey.yaml`.

Both sides run in one process group and take turns. *Warm* figures are medians of at least five answers of a live
process; *cold* ones are of fresh processes, from start to first answer, with their files dropped from the page cache
(imports and compiled code are read again, but compiling is done once per machine and not counted). The answers of both
sides are compared in every run, and a difference stops it. Ratios are peer ÷ ours unless said otherwise.

{table}

## What was asked of the peers

- **ClickHouse** (chDB, in process, 2 threads): a MergeTree table sorted by (person, time), merged into one part, event
  names of low cardinality. Every formulation below that gives the right answer is tried, and the fastest is compared.
- **DuckDB** (2 threads): `create table events as select * from 'events.parquet' order by person, time` into a new
  database file.
- **pm4py** (in an interpreter of its own; it is under the AGPL and no dependency): optimal alignment of each variant
  once with a Petri net in a line, in the fastest of its ways. Every variant ends at the last step, where its model (the
  whole net) is ours (the map up to the furthest step); the costs of all variants must add up to the same.
- **retentioneering**: an eventstream of the people it can hold; without a window, because it has none.

Definitions agree here because the log is made so: no person has two events in one second (`windowFunnel` orders ties
as they come; ours favours the path), no event satisfies two steps (`windowFunnel` would let it fill both), and as-of is
so late that every entry's window has passed (ours would show younger entries as open). `groupArray` without aggregation
in order mixes up people who are read by two threads, and is left out as wrong; so is `neighbor`, which forgets the
event before at every block.

## Remarks of this run

{notes}
"""


def page(events: int, command: str, lines: Sequence[Line], notes: Sequence[str]) -> str:
    """Return docs/benchmarks.md."""
    missed = [f"Missed: {line.name} — {_ratio(line)}, wanted {_target(line)}." for line in lines if line.met is False]
    return TEXT.format(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        command=command,
        machine=machine(),
        events=events,
        people=events // 10,
        paths=events // 20,
        table=table(lines),
        notes="\n".join(f"- {note}" for note in [*missed, *notes]),
    )
