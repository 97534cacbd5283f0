"""Counting paths: how many times, in how many lines and by how many people each node and each edge was walked.

Aggregate first, cut to the top later: the nodes of each position are counted whole, the most frequent are kept, and
all others together are `other`, counted as exactly as the rest. Partial counts of disjoint people merge by adding.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.errors import InputError
from hanhtrinh.events.frame import Codes, Times
from hanhtrinh.measures.path_lines import BACK, EARLIER, FRONT, I64, MORE, REACHED, START, U8, Walks, by_person
from hanhtrinh.measures.path_lines import END as ENDED
from hanhtrinh.measures.spare import Spare
from hanhtrinh.values import MICROSECONDS, Runner, in_one_part

U16 = npt.NDArray[np.uint16]
FIRST = 7
TIMES, LINES, PEOPLE, LAST = 0, 1, 2, 3
_OFTEN = 4096
MOST_CELLS = 1 << 22


@dataclass(frozen=True)
class Slots:
    """Which nodes are kept: `of[p, code]` is the slot of a node at position index `p`, `FIRST + width` for others.

    `code[p, slot - FIRST]` is the node of a slot (0: none). A graph without positions has one index.
    """

    of: U16
    code: I64
    width: int

    @property
    def other(self) -> int:
        """The slot of all nodes that are not kept."""
        return FIRST + self.width

    @property
    def total(self) -> int:
        """Number of slots: the ends of lines, the kept nodes and `other`."""
        return FIRST + self.width + 1


@dataclass(frozen=True)
class PathCounts:
    """Counts of walks. `nodes[position, slot]` and `edges[position, from, to]`, each (times, lines, people).

    Position 0 is before the first node, an edge has the position of its source. Slots below FIRST are the ends of
    lines. Without positions everything stands at 0.
    """

    slots: Slots
    nodes: I64
    edges: I64


@numba.njit(cache=True, nogil=True)
def _count_nodes(
    lo: int, hi: int, begin: I64, size: I64, code: Codes, depth: int, backwards: bool, counts: I64
) -> None:
    """Count the nodes at every position (depth 0: at whichever)."""
    for u in range(lo, hi):
        shift = depth - size[u] if backwards else 0
        for j in range(size[u]):
            counts[j + shift if depth else 0, code[begin[u] + j]] += 1


@numba.njit(cache=True, nogil=True)
def _ends(state: int, ending: int, size: int, depth: int, backwards: bool) -> tuple[int, int, int]:
    """Return what stands in front of a line, what behind it, and the position index of its first node."""
    front = EARLIER if state & FRONT else START
    back = MORE if state & BACK else ENDED if state & REACHED else ending
    return front, back, depth - size if backwards and depth else 0


@numba.njit(cache=True, nogil=True)
def _count_walks(
    lo: int,
    hi: int,
    begin: I64,
    size: I64,
    state: U8,
    ending: U8,
    person: I64,
    code: Codes,
    slot: U16,
    depth: int,
    backwards: bool,
    slots: int,
    node_cells: int,
    cells: I64,
) -> None:
    """Count the nodes and edges of walks; `depth` is 0 where there are no positions.

    A cell is four numbers of the flat array: nodes first, then edges, the last cell is for nothing. Nothing is handed
    to another function inside the loop: counting references to arrays would take five times as long as counting.
    """
    step, nowhere = 1 if depth else 0, len(cells) - 4
    for u in range(lo, hi):
        nodes, first = size[u], begin[u]
        if nodes == 0:
            continue
        front, back, place = _ends(state[u], ending[u], nodes, depth, backwards)
        edge, here, there = nowhere, front, front
        for j in range(nodes + 2):
            if j > 0:
                there = slot[place, code[first + j - 1]] if j <= nodes else back
                edge = (node_cells + (place * slots + here) * slots + there) * 4
                place += step
                here = there
            for at in (edge, (place * slots + there) * 4):
                cells[at + TIMES] += 1
                before = cells[at + LAST] - 1
                if before != u:
                    cells[at + LINES] += 1
                    cells[at + PEOPLE] += before < 0 or person[before] != person[u]
                    cells[at + LAST] = u + 1


def kept_nodes(walked: Walks, top: int | None, depth: int, backwards: bool, run: Runner = in_one_part) -> Slots:
    """Return the most frequent nodes of every position (depth 0: overall); ties go to the lower code.

    `top` None keeps all nodes; InputError where those are too many to count every pair of them.
    """
    spare = Spare((max(depth, 1), walked.lines.size + 1))

    def task(lo: int, hi: int) -> None:
        held = spare.borrow()
        _count_nodes(lo, hi, walked.begin, walked.size, walked.code, depth, backwards and depth > 0, held[0])
        spare.give_back(held)

    run(task, len(walked))
    (counts,) = spare.totals()
    kept = [_most(row, top) for row in counts]
    width = max(map(len, kept), default=0)
    if len(kept) * (FIRST + width + 1) ** 2 > MOST_CELLS:
        raise InputError("paths.too_many_nodes", nodes=width)
    of = np.full(counts.shape, FIRST + width, np.uint16)
    code = np.zeros((len(kept), width), np.int64)
    for p, codes in enumerate(kept):
        of[p, codes] = FIRST + np.arange(len(codes))
        code[p, : len(codes)] = codes
    return Slots(of, code, width)


def _most(counts: I64, top: int | None) -> I64:
    """Return the codes counted most, the most frequent first."""
    met = np.flatnonzero(counts)
    if top is not None and len(met) > max(top, _OFTEN):
        least = np.partition(counts[met], -top)[-top]
        met = met[counts[met] >= least]
    return met[np.argsort(-counts[met], kind="stable")][:top]


def count_walks(walked: Walks, slots: Slots, depth: int, backwards: bool, run: Runner = in_one_part) -> PathCounts:
    """Return the counts of all nodes and edges between kept nodes, others and ends; depth 0: without positions."""
    size, places = slots.total, depth + 2 if depth else 1
    nodes = places * size
    spare = Spare(((nodes * (size + 1) + 1) * 4,))
    person = walked.lines.person
    columns = walked.begin, walked.size, walked.state, walked.lines.ending, person, walked.code

    def task(lo: int, hi: int) -> None:
        held = spare.borrow()
        _count_walks(lo, hi, *columns, slots.of, depth, backwards, size, nodes, *held)
        spare.give_back(held)

    by_person(run, person, task)
    cells = spare.totals()[0].reshape(-1, 4)[:-1, :LAST]
    by_node, by_edge = cells[:nodes].reshape(places, size, 3), cells[nodes:].reshape(places, size, size, 3)
    return PathCounts(slots, by_node, by_edge)


@numba.njit(cache=True, nogil=True)
def _list_waits(
    begin: I64,
    size: I64,
    code: Codes,
    moment: Times,
    slot: U16,
    depth: int,
    backwards: bool,
    at: I64,
    waits: I64,
) -> None:
    """Write the waits of every edge between nodes from the edge's own place on."""
    step = 1 if depth else 0
    for u in range(len(begin)):
        if size[u] == 0:
            continue
        place = (depth - size[u] if backwards else 0) if depth else 0
        here = slot[place, code[begin[u]]]
        for j in range(begin[u] + 1, begin[u] + size[u]):
            place += step
            there = slot[place, code[j]]
            waits[at[place, here, there]] = moment[j] - moment[j - 1]
            at[place, here, there] += 1
            here = there


def median_waits(walked: Walks, counts: PathCounts, depth: int, backwards: bool) -> npt.NDArray[np.float64]:
    """Return, per edge, the median time between its two nodes in seconds; NaN where it leads from or to an end.

    Exact: every wait is listed. The walks need their moments.
    """
    times = counts.edges[..., TIMES].copy()
    times[:, :FIRST, :] = 0
    times[:, :, :FIRST] = 0
    ends = np.cumsum(times.ravel())
    begins = (ends - times.ravel()).reshape(times.shape)
    waits = np.empty(int(ends[-1]) if len(ends) else 0, np.int64)
    columns = walked.begin, walked.size, walked.code, walked.moment
    _list_waits(*columns, counts.slots.of, depth, backwards, begins.copy(), waits)
    medians = np.full(times.shape, np.nan)
    for place in np.argwhere(times).tolist():
        first = begins[tuple(place)]
        medians[tuple(place)] = np.median(waits[first : first + times[tuple(place)]]) / MICROSECONDS
    return medians


@numba.njit(cache=True, nogil=True)
def _on_edge(
    lo: int,
    hi: int,
    begin: I64,
    size: I64,
    state: U8,
    ending: U8,
    code: Codes,
    slot: U16,
    depth: int,
    backwards: bool,
    position: int,
    source: int,
    target: int,
    found: npt.NDArray[np.bool_],
) -> None:
    step = 1 if depth else 0
    for u in range(lo, hi):
        found[u] = False
        if size[u] == 0:
            continue
        here, back, place = _ends(state[u], ending[u], size[u], depth, backwards)
        for j in range(begin[u], begin[u] + size[u] + 1):
            last = j == begin[u] + size[u]
            there = back if last else slot[place, code[j]]
            if place == position and here == source and there == target:
                found[u] = True
            place += step
            here = there


def on_edge(
    walked: Walks, slots: Slots, depth: int, backwards: bool, edge: tuple[int, int, int], run: Runner = in_one_part
) -> npt.NDArray[np.bool_]:
    """Tell, per unit, whether its path walks an edge: (position, slot from, slot to)."""
    found = np.empty(len(walked), np.bool_)
    columns = walked.begin, walked.size, walked.state, walked.lines.ending, walked.code
    run(lambda lo, hi: _on_edge(lo, hi, *columns, slots.of, depth, backwards, *edge, found), len(walked))
    return found
