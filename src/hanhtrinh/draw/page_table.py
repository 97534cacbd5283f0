"""The map itself: a real table with phases, stages and steps across and lanes down."""

from collections.abc import Sequence

from hanhtrinh.draw import page_curve
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.page_cells import cell
from hanhtrinh.draw.page_evidence import signs
from hanhtrinh.draw.page_marks import bar, number
from hanhtrinh.draw.shapes import Cell, Lane, Number, Scene, StageHead, StepHead
from hanhtrinh.draw.vendored import drawn_icon, icon
from hanhtrinh.draw.words import Words

_PHASES = {"before": "eye", "during": "shopping-bag", "after": "heart-handshake"}
# Lanes that begin a new part of the map: what customers live through, what is counted, what we do about it.
_FEW_STEPS = 8
_PARTS = {"people": "numbers", "pains": "work"}


def table(scene: Scene, words: Words) -> Markup:
    """Return the whole table; roles are written out because phones lay its rows out as slides."""
    columns = h("colgroup", h("col.lane-names"), [h("col") for _ in scene.steps])
    head = _heads(scene, words)
    body = h("tbody", [_lane(scene, lane, words) for lane in scene.lanes], role="rowgroup")
    caption = h("caption.vh", words.tr("map_of", title=scene.title))
    return h("div.map", h("table", caption, columns, head, body, role="table"), id=f"map-{scene.lang}", tabindex=-1)


def pieces(scene: Scene, words: Words) -> dict[str, Markup]:
    """Return the table in pieces that can be exchanged one by one: `heads`, `head/<lane>` with `cell/<lane>/<step>`,
    and `row/<lane>` where a lane is one cell across the map.
    """
    found = {"heads": _heads(scene, words)}
    for lane in scene.lanes:
        if lane.key == "emotion" or lane.nothing:
            found[f"row/{lane.key}"] = _lane(scene, lane, words)
            continue
        found[f"head/{lane.key}"] = _lane_head(scene, lane, words)
        for step, cell_of_step in zip(scene.steps, _cells(scene, lane, words), strict=True):
            found[f"cell/{lane.key}/{step.key}"] = cell_of_step
    return found


def _heads(scene: Scene, words: Words) -> Markup:
    return h("thead", _phases(scene, words), _stages(scene, words), _steps(scene, words), role="rowgroup")


def _first(scene: Scene, index: int) -> str:
    """Return the class that parts stages."""
    return ".first" if index == 0 or scene.steps[index - 1].stage != scene.steps[index].stage else ""


def _phases(scene: Scene, words: Words) -> Markup:
    heads = [
        h(
            f"th.phase.{p.phase}.cols{p.span}",
            h("span", drawn_icon(_PHASES[p.phase]), p.name),
            colspan=p.span,
            scope="colgroup",
            role="columnheader",
        )
        for p in scene.phases
    ]
    return h("tr.phases", h("td.corner", role="cell"), heads, role="row")


def _stages(scene: Scene, words: Words) -> Markup:
    heads = []
    for stage in scene.stages:
        reach = h("span", _headed(stage.reach)) if stage.reach else None
        name = h("span.stage-name", _opening(stage, words))
        meter = bar(stage.bar) if stage.reach else None
        heads.append(
            h(
                f"th.stage.{stage.phase}.cols{stage.span}",
                h("div", name, reach, meter),
                colspan=stage.span,
                scope="colgroup",
                role="columnheader",
                data_stage=stage.key,
            )
        )
    corner = h(
        "th.corner",
        h("span.lane-name", words.tr("stage_head")),
        h("span.note", words.tr("stage_note")),
        scope="row",
        role="rowheader",
    )
    return h("tr.stages", corner, heads, role="row")


def _headed(value: Number) -> list[Markup]:
    """Return a number of the head: a button, and for paper a plain text, since repeated heads show no buttons."""
    return [number(value), h("span.num.on-paper", value.text, aria_hidden="true")]


def _opening(stage: StageHead, words: Words) -> Markup | str:
    """Return a stage's name, as a link where the stage opens a map of its own."""
    if not stage.link:
        return stage.name
    label = h("span.vh", words.tr("opens_map", stage=stage.name))
    return h("a", stage.name, drawn_icon("external-link"), label, href=stage.link)


def _steps(scene: Scene, words: Words) -> Markup:
    corner = h("th.corner", h("span.lane-name", words.tr("step_head")), scope="row", role="rowheader")
    return h("tr.steps", corner, [_step(scene, i, s, words) for i, s in enumerate(scene.steps)], role="row")


def _step(scene: Scene, index: int, step: StepHead, words: Words) -> Markup:
    mark = h("span.gem", drawn_icon("gem"), h("span.vh", words.tr("lane_moments"))) if step.moment else None
    met = h("span.at", step.touchpoint) if step.touchpoint else None
    channel = h("span.channel", step.channel, _optional(step, words))
    flag = h("span.unnatural", drawn_icon("unlink"), _headed(step.unnatural)) if step.unnatural else None
    text = h("span.names", h("span.step-name", step.name, mark), met, channel, flag)
    return h(
        f"th.step.{step.phase}{_first(scene, index)}{'.optional' if step.optional else ''}",
        _brace(step, words),
        h("span.medal", drawn_icon(step.icon)),
        text,
        scope="col",
        role="columnheader",
        id=f"{scene.lang}-{step.key}",
        data_step=step.key,
    )


def _optional(step: StepHead, words: Words) -> list[Markup | str]:
    """Return the word that says a step may be left out, parted from the channel where there is one."""
    if not step.optional:
        return []
    return [*([" · "] if step.channel else []), h("i", words.tr("optional"))]


def _brace(step: StepHead, words: Words) -> Markup | None:
    """Return a step's part of the brace over steps that may come in any order; the first part says so."""
    if not step.brace:
        return None
    said = h("span", words.tr("parallel")) if step.brace == "first" else h("span.vh", words.tr("parallel"))
    return h(f"span.brace.{step.brace}", said)


def _lane(scene: Scene, lane: Lane, words: Words) -> Markup:
    head = _lane_head(scene, lane, words)
    part = f".part-{_PARTS[lane.key]}" if lane.key in _PARTS else ""
    part += ".voiced" if lane.key == "emotion" and scene.curve.quotes else ""
    part = ".put-away" if lane.hidden else part
    return h(f"tr.lane-{lane.key}{part}", head, _cells(scene, lane, words), role="row", data_lane=lane.key)


def _lane_head(scene: Scene, lane: Lane, words: Words) -> Markup:
    name = h("span.lane-name", icon(lane.icon), lane.name)
    faces = page_curve.axis(scene.curve) if lane.key == "emotion" and not lane.hidden else None
    return h("th.lane", h("div.lane-head", name, h("span.note", lane.note)), faces, scope="row", role="rowheader")


def _cells(scene: Scene, lane: Lane, words: Words) -> list[Markup]:
    if lane.hidden:
        again = h("button.tool", icon("eye"), words.tr("lane_show"), type="button", data_show_lane=lane.key)
        return [h("td.none", h("p.nothing", h("span", lane.nothing, again)), colspan=len(scene.steps), role="cell")]
    if lane.key == "emotion":
        return [page_curve.cell(scene, words)]
    if lane.nothing:
        message = h("p.nothing", h("span", icon("circle-dashed"), lane.nothing))
        return [h("td.none", message, colspan=len(scene.steps), role="cell")]
    return [_cell(scene, lane, i, words) for i in range(len(scene.steps))]


def _room(lane: Lane, index: int) -> str:
    """Return the classes that let a promise spread over up to two empty neighbours, to the right first.

    Where there are few steps its own column is wide enough to need no neighbour to the left.
    """
    if lane.key != "promise":
        return ""
    after, before = lane.cells[index + 1 : index + 3], lane.cells[:index][::-1]
    many = len(lane.cells) > _FEW_STEPS
    right = _empty(after[: 2 if many else 1])
    left = _empty(before[: 2 - right]) if many else 0
    return f".spread{right + left}.left{left}"


def _empty(cells: Sequence[Cell | None]) -> int:
    """Return how many cells in a row, from the first, are empty."""
    return next((i for i, cell in enumerate(cells) if cell is not None), len(cells))


def _cell(scene: Scene, lane: Lane, index: int, words: Words) -> Markup:
    value = lane.cells[index]
    edge, hooks = _first(scene, index), {"data_lane": lane.key, "data_step": scene.steps[index].key}
    more = signs(scene, lane, index, words)
    if value is not None:
        return h(f"td.cell{edge}{_room(lane, index)}", cell(value, words), more, role="cell", **hooks)
    why = {"people": "not_measured", "satisfaction": "not_asked"}.get(lane.key)
    text = h("span.why", words.tr(why)) if why else h("span.empty", "·", aria_hidden="true")
    return h(f"td.cell.void{edge}", text, more, role="cell", **hooks)
