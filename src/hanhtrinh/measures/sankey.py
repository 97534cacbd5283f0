"""Paths as a Sankey picture: where every node and every band stands, ready to be drawn.

Coordinates run from 0 to 1, from the left and from the top. A node's height and a band's width are its occurrences on
one scale, so that bands fill their nodes exactly: what flows in is as wide as what flows out. Within a column nodes
stand in the order of their neighbours' middles (barycentres, swept there and back), which keeps bands from crossing;
`(other)` and the ends stand below.
"""

import msgspec

from hanhtrinh.errors import InputError
from hanhtrinh.measures.results import NodeKind, PathEdge, PathNode, Paths

_SWEEPS = 4
_GAP_SHARE = 0.25
_MOST_GAP = 0.03
_ORDER = {"start": 0, "node": 0, "other": 1, "end": 2}
Place = tuple[int, str]


class SankeyNode(msgspec.Struct, frozen=True, kw_only=True):
    """A node's column, its place `x`, and the span `y`…`y + height` it takes in it."""

    position: int
    key: str
    kind: NodeKind
    x: float
    y: float
    height: float
    people: int
    occurrences: int


class SankeyBand(msgspec.Struct, frozen=True, kw_only=True):
    """A band of some `width` from a node (position in `nodes`) to another, with its upper edge at either end."""

    source: int
    target: int
    source_y: float
    target_y: float
    width: float
    people: int
    occurrences: int


class Sankey(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of paths: nodes column by column from above, bands; `scale` is the height of one occurrence."""

    columns: int
    scale: float
    nodes: tuple[SankeyNode, ...]
    bands: tuple[SankeyBand, ...]


def sankey(paths: Paths) -> Sankey:
    """Return where the nodes and bands of paths stand; InputError for paths counted without positions."""
    if not paths.options.get("positions"):
        raise InputError("paths.no_positions")
    columns = _ordered(paths)
    if not columns:
        return Sankey(columns=0, scale=0.0, nodes=(), bands=())
    gap = min(_MOST_GAP, _GAP_SHARE / max(1, *(len(column) - 1 for column in columns)))
    tallest = max(sum(node.occurrences for node in column) for column in columns)
    scale = min((1 - gap * (len(c) - 1)) / sum(n.occurrences for n in c) for c in columns)
    scale = min(scale, 1 / tallest)
    last = max(1, len(columns) - 1)
    nodes: list[SankeyNode] = []
    for place, column in enumerate(columns):
        y = (1 - gap * (len(column) - 1) - scale * sum(n.occurrences for n in column)) / 2
        for node in column:
            nodes.append(_placed(node, place / last, y, scale))
            y += node.occurrences * scale + gap
    return Sankey(columns=len(columns), scale=scale, nodes=tuple(nodes), bands=tuple(_bands(paths, nodes, scale)))


def _placed(node: PathNode, x: float, y: float, scale: float) -> SankeyNode:
    return SankeyNode(
        position=node.position,
        key=node.key,
        kind=node.kind,
        x=x,
        y=y,
        height=node.occurrences * scale,
        people=node.people,
        occurrences=node.occurrences,
    )


def _ordered(paths: Paths) -> list[list[PathNode]]:
    """Return the nodes column by column, each in the order it is drawn in."""
    last = max((node.position for node in paths.nodes), default=-1)
    columns = [[node for node in paths.nodes if node.position == place] for place in range(last + 1)]
    columns = [column for column in columns if column]
    into: dict[Place, list[PathEdge]] = {}
    out: dict[Place, list[PathEdge]] = {}
    for edge in paths.edges:
        out.setdefault((edge.position, edge.source), []).append(edge)
        into.setdefault((edge.position + 1, edge.target), []).append(edge)
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        steps = range(1, len(columns)) if forth else range(len(columns) - 2, -1, -1)
        for at in steps:
            beside = columns[at - 1 if forth else at + 1]
            columns[at] = _sorted(columns[at], _middles(beside), into if forth else out, forth)
    return columns


def _middles(column: list[PathNode]) -> dict[str, float]:
    """Return where the middle of each node of a column lies, as a share of the column."""
    total, middles, y = sum(node.occurrences for node in column), {}, 0
    for node in column:
        middles[node.key] = (y + node.occurrences / 2) / total
        y += node.occurrences
    return middles


def _sorted(
    column: list[PathNode], middles: dict[str, float], edges: dict[Place, list[PathEdge]], forth: bool
) -> list[PathNode]:
    """Return a column in the order of the mean middle of each node's neighbours; what has none stays in its order."""

    def centre(node: PathNode) -> float:
        bands = edges.get((node.position, node.key), [])
        weights = [(middles[key], e.occurrences) for e in bands if (key := e.source if forth else e.target) in middles]
        total = sum(weight for _, weight in weights)
        return sum(middle * weight for middle, weight in weights) / total if total else 0.0

    return sorted(column, key=lambda node: (_ORDER[node.kind], round(centre(node), 9)))


def _bands(paths: Paths, nodes: list[SankeyNode], scale: float) -> list[SankeyBand]:
    """Return the bands; at either end they stand in the order of the nodes at the other."""
    index = {(node.position, node.key): i for i, node in enumerate(nodes)}
    ends = [(index[e.position, e.source], index[e.position + 1, e.target], e) for e in paths.edges]
    left, right = [node.y for node in nodes], [node.y for node in nodes]
    source_y: dict[tuple[int, int], float] = {}
    for a, b, edge in sorted(ends, key=lambda end: end[:2]):
        source_y[a, b] = left[a]
        left[a] += edge.occurrences * scale
    bands = []
    for b, a, edge in sorted(((b, a, e) for a, b, e in ends), key=lambda end: end[:2]):
        width = edge.occurrences * scale
        bands.append(
            SankeyBand(
                source=a, target=b, source_y=source_y[a, b], target_y=right[b], width=width,
                people=edge.people, occurrences=edge.occurrences,
            )
        )  # fmt: skip
        right[b] += width
    return bands
