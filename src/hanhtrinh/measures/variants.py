"""Variants: the distinct ways through a journey, how many passes and people took each, and how long they took.

The rest beyond the most frequent is counted, not dropped. A variant is told by its exact sequence of nodes; of ways
equally frequent the one seen first (by person id) comes first.
"""

from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.errors import InputError
from hanhtrinh.measures.distinct import Distinct, distinct
from hanhtrinh.measures.path_lines import Cut, Lines, Walks, spans, walks
from hanhtrinh.measures.paths import PathQuestion, PathUnit, options_of, plain_key
from hanhtrinh.measures.results import Reading
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.values import MICROSECONDS, Runner, in_one_part

I64 = npt.NDArray[np.int64]
MOST_VARIANTS = 10_000
Ending = Literal["completed", "left", "open", "end"]
_ENDINGS: tuple[tuple[Ending, int], ...] = (("completed", 2), ("left", 3), ("open", 4), ("end", 5))


class VariantQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which variants are asked for: of what nodes and unit (as in `PathQuestion`), repeats collapsed or kept, and how
    many of the most frequent.
    """

    nodes: str = "steps"
    unit: PathUnit | None = None
    collapse: bool = True
    session_gap_seconds: int = 1_800
    top: int = 20

    @property
    def path(self) -> PathQuestion:
        """The question whose whole paths are the variants."""
        return PathQuestion(
            nodes=self.nodes,
            unit=self.unit,
            collapse=self.collapse,
            positions=False,
            top=None,
            session_gap_seconds=self.session_gap_seconds,
        )


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One way: its nodes, how many lines took it and how they ended, the median time from first to last event, and the
    person and first instant of the first line that took it, as an example.
    """

    nodes: tuple[str, ...]
    paths: int
    people: int
    share: Reading
    median_seconds: float
    endings: dict[Ending, int]
    person: str
    begun: int


class Variants(msgspec.Struct, frozen=True, kw_only=True):
    """Variants of `paths` lines with the options they were told apart under: `kinds` in all, the most frequent of them,
    and the rest.
    """

    options: dict[str, str | int | bool]
    paths: int
    people: int
    kinds: int
    top: tuple[Variant, ...]
    other_kinds: int
    other_paths: int


def variants(lines: Lines, question: VariantQuestion, run: Runner = in_one_part) -> Variants:
    """Return the variants of lines; InputError when `top` is out of range."""
    if not 1 <= question.top <= MOST_VARIANTS:
        raise InputError("paths.out_of_range", field="top", given=question.top, low=1, high=MOST_VARIANTS)
    walked = walks(lines, Cut(collapse=question.collapse), run)
    found = distinct(walked.begin, walked.size, walked.code, lines.person, run)
    # Sequences stand in order of their first unit, so a stable sort settles ties by it.
    most = np.argsort(-found.units, kind="stable")[: question.top]
    total = int(found.units.sum())
    shown = int(found.units[most].sum())
    return Variants(
        options=options_of(question.path),
        paths=total,
        people=walked.people(),
        kinds=len(found),
        top=tuple(_variants(walked, found, most, total)),
        other_kinds=len(found) - len(most),
        other_paths=total - shown,
    )


def _variants(walked: Walks, found: Distinct, most: I64, total: int) -> list[Variant]:
    rank = np.full(len(found) + 1, -1, np.int64)
    rank[most] = np.arange(len(most))
    units = np.flatnonzero(rank[found.of] >= 0)
    units = units[np.argsort(rank[found.of[units]], kind="stable")]
    sizes = found.units[most]
    ends = np.cumsum(sizes).tolist()
    spans = [(end - size, end) for end, size in zip(ends, sizes.tolist(), strict=True)]
    return [_variant(walked, found, v, units[a:b], total) for v, (a, b) in zip(most.tolist(), spans, strict=True)]


def _variant(walked: Walks, found: Distinct, number: int, units: I64, total: int) -> Variant:
    lines, first = walked.lines, int(found.first[number])
    begin = int(walked.begin[first])
    codes = walked.code[begin : begin + int(walked.size[first])].tolist()
    began, ended = spans(lines, units)
    count = len(units)
    endings = {name: int(np.count_nonzero(lines.ending[units] == code)) for name, code in _ENDINGS}
    return Variant(
        nodes=tuple(plain_key(lines.name_of(code)) for code in codes),
        paths=count,
        people=int(found.people[number]),
        share=Reading(
            value=count / total, unit="share", n=total, count=count, definition="variant", interval=wilson(count, total)
        ),
        median_seconds=float(np.median(ended - began)) / MICROSECONDS,
        endings={name: n for name, n in endings.items() if n},
        person=lines.person_id(int(lines.person[first])),
        begun=int(began[0]),
    )
