"""Paths: which ways people went, position by position or as one graph of what came straight after what.

Aggregate first, cut to the top later; the rest is `(other)` and conserves flow. Starts and ends are nodes, people and
occurrences are both counted. Repeats are collapsed after filtering, and the result says so. What each option means
stands in `docs/definitions.md`.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.errors import InputError
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.measures.path_counts import FIRST, PathCounts, Slots, count_walks, kept_nodes, median_waits, on_edge
from hanhtrinh.measures.path_lines import COMPLETED, MORE, OTHER, SPECIALS, Cut, Lines, Walks, walks
from hanhtrinh.measures.results import NodeKind, PathEdge, PathNode, Paths
from hanhtrinh.values import Runner, in_one_part

__all__ = [
    "NodeKind", "PathEdge", "PathNode", "PathQuestion", "PathUnit", "Paths", "check", "cut_of", "on_path_edge",
    "options_of", "paths", "plain_key",
]  # fmt: skip
MOST_NODES, MOST_POSITIONS = 200, 50
_SHOWN = 20
PathUnit = Literal["pass", "person", "session"]


class PathQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which paths are asked for.

    `nodes` says what an event is called on a path: `steps`, `touchpoints`, `events` (their names) or a property;
    `property:NAME` means a property whatever its name. `unit` None: `pass` for steps and touchpoints, else `session`.
    `start` and `end` are nodes: paths from, paths to, at their `first` or `last` occurrence. Positions are counted
    from the start, or where only `end` is given (or `backwards` is asked for) from the end; at most `depth` of them.
    Without `positions` the result is one graph of what came straight after what. `top` nodes a position are shown
    (None: all), the others are one. `times` adds the median time of each edge.
    """

    nodes: str = "steps"
    unit: PathUnit | None = None
    start: str | None = None
    end: str | None = None
    occurrence: Literal["first", "last"] = "first"
    backwards: bool | None = None
    positions: bool = True
    depth: int = 6
    top: int | None = 10
    collapse: bool = True
    session_gap_seconds: int = 1_800
    times: bool = False

    @property
    def line(self) -> PathUnit:
        """The unit that has one path."""
        return self.unit or ("pass" if self.nodes in ("steps", "touchpoints") else "session")

    @property
    def from_end(self) -> bool:
        """Tell whether positions are counted from the end."""
        return (self.end is not None and self.start is None) if self.backwards is None else self.backwards

    @property
    def places(self) -> int:
        """The number of positions; 0 for a graph without."""
        return self.depth if self.positions else 0


def check(question: PathQuestion) -> None:
    """Raise InputError when a question has no meaning; the message says which option and what is allowed."""
    _within("depth", question.depth, 1, MOST_POSITIONS)
    if question.top is not None:
        _within("top", question.top, 1, MOST_NODES)
    _within("session_gap_seconds", question.session_gap_seconds, 0, 10 * 366 * 86_400)


def _within(field: str, given: int, low: int, high: int) -> None:
    if not low <= given <= high:
        raise InputError("paths.out_of_range", field=field, given=given, low=low, high=high)


def cut_of(question: PathQuestion, lines: Lines) -> Cut:
    """Return how lines are cut for a question; InputError for a start or end that is no node of theirs."""
    return Cut(
        start=_code(lines, question.start),
        end=_code(lines, question.end),
        last=question.occurrence == "last",
        depth=question.places,
        backwards=question.from_end,
        collapse=question.collapse,
    )


def _code(lines: Lines, key: str | None) -> int:
    if key is None:
        return 0
    names = [lines.name_of(code) for code in range(1, lines.size + 1)]
    if key in names:
        return names.index(key) + 1
    shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    raise InputError("paths.unknown_node", given=key, allowed=shown or "–", similar=nearest(key, names) or "–")


def paths(lines: Lines, question: PathQuestion, run: Runner = in_one_part) -> Paths:
    """Return the paths of lines; InputError when the question has no meaning."""
    return _Counted(lines, question, run).result()


def on_path_edge(
    lines: Lines, question: PathQuestion, position: int, source: str, target: str, run: Runner = in_one_part
) -> npt.NDArray[np.bool_]:
    """Tell, per unit, whether it was counted on an edge, by its position and keys; InputError for an unknown key."""
    return _Counted(lines, question, run).on_edge(position, source, target)


class _Counted:
    """The counts a question needs, and what makes a result of them."""

    def __init__(self, lines: Lines, question: PathQuestion, run: Runner) -> None:
        check(question)
        self.question, self.lines, self.run = question, lines, run
        self.how = question.places, question.from_end
        self.walked: Walks = walks(lines, cut_of(question, lines), run, moments=question.times)
        self.slots: Slots = kept_nodes(self.walked, question.top, *self.how, run)

    def result(self) -> Paths:
        counts = count_walks(self.walked, self.slots, *self.how, self.run)
        return Paths(
            options=options_of(self.question),
            paths=self.walked.count(),
            people=self.walked.people(),
            left_out=self.walked.left_out(),
            nodes=tuple(self._nodes(counts)),
            edges=tuple(self._edges(counts)),
        )

    def on_edge(self, position: int, source: str, target: str) -> npt.NDArray[np.bool_]:
        """Tell, per unit, whether its path walks an edge."""
        step = 1 if self.question.positions else 0
        edge = position, self._slot(position, source), self._slot(position + step, target)
        return on_edge(self.walked, self.slots, *self.how, edge, self.run)

    def _nodes(self, counts: PathCounts) -> Iterator[PathNode]:
        for place, row in enumerate(counts.nodes):
            shown = np.flatnonzero(row[:, 0]).tolist()
            for slot in sorted(shown, key=lambda s: (self._rank(s), s)):
                times, lines, people = row[slot].tolist()
                key, kind = self._key(place, slot), self._kind(slot)
                yield PathNode(position=place, key=key, kind=kind, people=people, paths=lines, occurrences=times)

    def _edges(self, counts: PathCounts) -> Iterator[PathEdge]:
        step = 1 if self.question.positions else 0
        medians = median_waits(self.walked, counts, *self.how) if self.question.times else None
        for place, table in enumerate(counts.edges):
            found = [(*pair, *table[tuple(pair)].tolist()) for pair in np.argwhere(table[..., 0]).tolist()]
            for a, b, times, lines, people in sorted(found, key=lambda e: (-e[2], e[0], e[1])):
                median = None if medians is None or np.isnan(medians[place, a, b]) else float(medians[place, a, b])
                yield PathEdge(
                    position=place,
                    source=self._key(place, a),
                    target=self._key(place + step, b),
                    people=people,
                    paths=lines,
                    occurrences=times,
                    median_seconds=median,
                )

    def _rank(self, slot: int) -> int:
        """Return where a kind of node stands in a position: start, nodes, other, ends."""
        return {"start": 0, "node": 1, "other": 2, "end": 3}[self._kind(slot)]

    def _kind(self, slot: int) -> NodeKind:
        if slot == self.slots.other:
            return "other"
        return "node" if slot >= FIRST else "end" if COMPLETED <= slot <= MORE else "start"

    def _key(self, place: int, slot: int) -> str:
        if slot < FIRST:
            return SPECIALS[slot]
        if slot == self.slots.other:
            return OTHER
        return plain_key(self.lines.name_of(int(self.slots.code[self._row(place), slot - FIRST])))

    def _row(self, place: int) -> int:
        return place - 1 if self.question.positions else 0

    def _slot(self, place: int, key: str) -> int:
        known = {name: slot for slot, name in enumerate(SPECIALS)} | {OTHER: self.slots.other}
        if 0 <= self._row(place) < len(self.slots.code):
            codes = self.slots.code[self._row(place)].tolist()
            known |= {plain_key(self.lines.name_of(c)): FIRST + i for i, c in enumerate(codes) if c}
        if key not in known:
            shown = ", ".join(known)
            raise InputError("paths.unknown_node", given=key, allowed=shown, similar=nearest(key, known) or "–")
        return known[key]


def plain_key(name: str) -> str:
    """Return a node's key: its name, in one more pair of brackets where it could be taken for one of our own."""
    bare = f"({name.strip('()')})"
    return f"({name})" if name.startswith("(") and bare in (*SPECIALS, OTHER) else name


def options_of(question: PathQuestion) -> dict[str, str | int | bool]:
    """Return every option paths were counted under, by name; options that play no part are left out."""
    options: dict[str, str | int | bool] = {
        "nodes": question.nodes,
        "unit": question.line,
        "collapse": question.collapse,
        "positions": question.positions,
    }
    if question.positions:
        options |= {"depth": question.depth, "counted_from": "end" if question.from_end else "start"}
    options |= {name: key for name, key in (("start", question.start), ("end", question.end)) if key is not None}
    if question.start is not None or question.end is not None:
        options["occurrence"] = question.occurrence
    if question.top is not None:
        options["top"] = question.top
    if question.line == "session":
        options["session_gap_seconds"] = question.session_gap_seconds
    return options
