"""The ways people took through the map, position by position, as a picture and as a table."""

from collections.abc import Sequence
from typing import Literal

from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.shapes import FlowLink, FlowNode, FlowSection
from hanhtrinh.measures.results import PathEdge, Paths
from hanhtrinh.measures.sankey import SankeyBand, SankeyNode, sankey

Kind = Literal["start", "before", "during", "after", "left", "completed", "open", "other"]
LinkKind = Literal["on", "left", "completed", "open", "other"]
WIDTH, HEIGHT = 1_200.0, 460.0
_NODE, _NAMES = 12.0, 118.0
_MOST_ROWS = 80
_THIN = 0.7
_ENDS: dict[str, Literal["left", "completed", "open", "other"]] = {
    "(left)": "left",
    "(completed)": "completed",
    "(open)": "open",
    "(end)": "other",
    "(more)": "other",
}
_NAMES_OF = {
    "(start)": "node_start",
    "(earlier)": "node_earlier",
    "(left)": "node_left",
    "(open)": "node_open",
    "(completed)": "node_completed",
    "(end)": "node_end",
    "(more)": "node_more",
    "(other)": "other",
}


def flow_section(doors: Doors, paths: Paths) -> FlowSection | None:
    """Return the picture of paths counted by position; None where nobody went anywhere."""
    if not paths.edges or not paths.options.get("positions"):
        return None
    picture = sankey(paths)
    tr = doors.words.tr
    return FlowSection(
        width=WIDTH,
        height=HEIGHT,
        nodes=tuple(_node(doors, node) for node in picture.nodes),
        links=tuple(_link(doors, picture.nodes, band) for band in picture.bands),
        heads=tuple(tr(key) for key in ("flow_position", "flow_from", "flow_to", "passes", "people_word")),
        rows=_rows(doors, paths.edges),
        note=tr("flow_counted", paths=doors.words.number(paths.paths)),
    )


def node_name(doors: Doors, key: str) -> str:
    """Return the name of a node: a step's, or the words for a start, an end, or everything else."""
    return doors.words.tr(_NAMES_OF[key]) if key in _NAMES_OF else doors.names.get(key, key)


def _x(node: SankeyNode) -> float:
    return round(node.x * (WIDTH - _NAMES - _NODE), 1)


def _node(doors: Doors, node: SankeyNode) -> FlowNode:
    return FlowNode(
        x=_x(node),
        y=round(node.y * HEIGHT, 1),
        width=_NODE,
        height=round(max(1.0, node.height * HEIGHT), 1),
        name=node_name(doors, node.key),
        text=doors.words.number(node.occurrences),
        kind=_kind(doors, node),
    )


def _kind(doors: Doors, node: SankeyNode) -> Kind:
    """Return what a node is: the phase of its step, or the start, end or rest it stands for."""
    if node.kind == "start":
        return "start"
    if node.key in doors.journey.step_index:
        return doors.journey.stages[doors.journey.stage_of[doors.journey.step_index[node.key]]].phase
    return _ENDS.get(node.key, "other")


def _link(doors: Doors, nodes: Sequence[SankeyNode], band: SankeyBand) -> FlowLink:
    source, target = nodes[band.source], nodes[band.target]
    kind: LinkKind = _ENDS.get(target.key, "other" if target.kind == "other" else "on")
    count = doors.words.number(band.occurrences)
    return FlowLink(
        path=_ribbon(
            _x(source) + _NODE, band.source_y * HEIGHT, _x(target), band.target_y * HEIGHT, band.width * HEIGHT
        ),
        text=f"{node_name(doors, source.key)} → {node_name(doors, target.key)}: {count}",
        kind=kind,
    )


def _ribbon(x0: float, y0: float, x1: float, y1: float, width: float) -> str:
    """Return the area of a ribbon: out along its upper edge, back along its lower one."""
    middle, w = (x0 + x1) / 2, max(_THIN, width)
    there = f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
    return there + f"V{y1 + w:.1f}C{middle:.1f} {y1 + w:.1f} {middle:.1f} {y0 + w:.1f} {x0:.1f} {y0 + w:.1f}Z"


def _rows(doors: Doors, edges: Sequence[PathEdge]) -> tuple[tuple[str, ...], ...]:
    """Return the edges as a table, position by position, the largest first; the smallest of many as one row."""
    ranked = sorted(edges, key=lambda e: (e.position, -e.occurrences, e.source, e.target))
    least = sorted(ranked, key=lambda e: -e.occurrences)[:_MOST_ROWS][-1].occurrences
    number = doors.words.number
    shown = [e for e in ranked if e.occurrences >= least]
    rest = [e for e in ranked if e.occurrences < least]
    rows = tuple(
        (
            number(e.position + 1),
            node_name(doors, e.source),
            node_name(doors, e.target),
            number(e.occurrences),
            number(e.people),
        )
        for e in shown
    )
    if not rest:
        return rows
    more = doors.words.tr("flow_rest", count=number(len(rest)))
    return (*rows, ("", more, "", number(sum(e.occurrences for e in rest)), "—"))
