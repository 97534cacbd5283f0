"""A scene as plain data for the page's template: every text, number, icon and path, in the order of the map.

Nothing is decided here but what belongs to paper: how a promise spreads over its empty neighbours.
"""

from collections.abc import Sequence

from hanhtrinh.draw.shapes import Cell, Highlight, Lane, Promise, Scene, SegmentPanel, StageHead, StepHead
from hanhtrinh.draw.vector.cells import cell_of
from hanhtrinh.draw.vector.curve import curve_of
from hanhtrinh.draw.vector.pieces import Fields, figure_of, path_of, text_of, whisker_of
from hanhtrinh.draw.vector.texts import Plain
from hanhtrinh.draw.vector.under import sections_of
from hanhtrinh.draw.words import Words

PHASES = {"before": "eye", "during": "shopping-bag", "after": "heart-handshake"}
PARTS = {"people": "numbers", "pains": "work"}
_WHY = {"people": "not_measured", "satisfaction": "not_asked"}
# Where there are few steps a column is wide enough for a promise to need no neighbour to the left.
_FEW_STEPS = 8


def content_of(scene: Scene) -> Fields:
    """Return everything the page draws of a scene."""
    words = Words(scene.lang)
    return {
        "lang": scene.lang,
        "words": {key: words.tr(key) for key in ("stage_head", "stage_note", "step_head", "persona", "glossary")},
        "head": _head(scene, words),
        "figures": [figure_of(f) for f in scene.figures],
        "highlights": [_highlight(h) for h in scene.highlights],
        "phases": [{"phase": p.phase, "name": p.name, "span": p.span, "icon": PHASES[p.phase]} for p in scene.phases],
        "stages": [_stage(stage) for stage in scene.stages],
        "steps": [_step(step, words) for step in scene.steps],
        "lanes": [_lane(lane, words) for lane in scene.lanes],
        "curve": curve_of(scene, words),
        "personas": _personas(scene, words),
        **sections_of(scene.sections, words),
        "segments": {
            "title": words.tr("segments"),
            "note": words.tr("segments_note"),
            "bars": words.tr("segment_reach"),
            "panels": [_panel(panel) for panel in scene.segments],
        },
        "glossary": [{"term": term, "text": text} for term, text in scene.glossary],
    }


def _head(scene: Scene, words: Words) -> Fields:
    story = [("scenario", scene.scenario), ("goal", scene.goal)]
    facts = [*scene.facts, *([("circle-user", words.tr("owner"), scene.owner)] if scene.owner else [])]
    return {
        "eyebrow": words.tr("eyebrow"),
        "title": scene.title,
        "story": [{"label": words.tr(key), "text": text} for key, text in story if text],
        "persona": _persona(scene),
        "facts": [{"icon": icon, "label": label, "value": value} for icon, label, value in facts],
        "state": scene.state,
    }


def _persona(scene: Scene) -> Fields | None:
    if scene.persona is None:
        return None
    name, quote, about = scene.persona
    key = scene.personas[0].key if scene.personas else scene.key
    return {"portrait": f"portrait-{key}", "name": name, "quote": quote, "about": about}


def _highlight(item: Highlight) -> Fields:
    return {
        "kind": item.kind,
        "icon": item.icon,
        "title": item.title,
        "text": item.text,
        "marks": [{"label": label, "value": value, "whisker": whisker_of(w)} for label, value, w in item.marks],
        "bars": [{"name": name, "text": text, "share": share, "on": on} for name, text, share, on in item.bars],
    }


def _stage(stage: StageHead) -> Fields:
    return {
        "name": stage.name,
        "phase": stage.phase,
        "span": stage.span,
        "reach": text_of(stage.reach),
        "bar": stage.bar,
        "link": stage.link,
    }


def _step(step: StepHead, words: Words) -> Fields:
    return {
        "name": step.name,
        "touchpoint": step.touchpoint,
        "icon": step.icon,
        "channel": step.channel,
        "optional": words.tr("optional") if step.optional else "",
        "brace": step.brace,
        "parallel": words.tr("parallel") if step.brace == "first" else "",
        "unnatural": text_of(step.unnatural),
        "stage": step.stage,
        "phase": step.phase,
        "moment": step.moment,
    }


def _lane(lane: Lane, words: Words) -> Fields:
    cells: list[Plain] = [
        None if cell is None else {"kind": cell.__struct_config__.tag, **cell_of(cell, words)} for cell in lane.cells
    ]
    why = _WHY.get(lane.key)
    return {
        "key": lane.key,
        "icon": lane.icon,
        "name": lane.name,
        "note": lane.note,
        "part": lane.key in PARTS,
        "nothing": lane.nothing,
        "why": words.tr(why) if why else "",
        "cells": cells,
        "rooms": [list(room) for room in rooms(lane)],
    }


def rooms(lane: Lane) -> list[tuple[int, int]]:
    """Return for each cell how many empty neighbours it may take, to the left and to the right.

    Only a promise spreads, over at most two, to the right first.
    """
    many = len(lane.cells) > _FEW_STEPS
    return [
        _room(lane.cells, i, many) if isinstance(cell, Promise) and (cell.on_time or cell.late_side) else (0, 0)
        for i, cell in enumerate(lane.cells)
    ]


def _room(cells: Sequence[Cell | None], index: int, many: bool) -> tuple[int, int]:
    right = _empty(cells[index + 1 : index + (3 if many else 2)])
    left = _empty(cells[:index][::-1][: 2 - right]) if many else 0
    return left, right


def _empty(cells: Sequence[Cell | None]) -> int:
    """Return how many cells in a row, from the first, are empty."""
    return next((i for i, cell in enumerate(cells) if cell is not None), len(cells))


def _personas(scene: Scene, words: Words) -> Fields:
    """Return every persona in full; none where there is no more to say than the head says."""
    cards = scene.personas if any(card.details or not card.main for card in scene.personas) else ()
    return {
        "title": words.tr("persona_more" if len(cards) == 1 else "personas_more"),
        "cards": [
            {
                "portrait": f"portrait-{card.key}",
                "name": card.name,
                "quote": card.quote,
                "about": card.about,
                "details": [{"icon": icon, "label": label, "text": text} for icon, label, text in card.details],
            }
            for card in cards
        ],
    }


def _panel(panel: SegmentPanel) -> Fields:
    return {
        "name": panel.name,
        "figures": [figure_of(figure) for figure in panel.figures],
        "lines": [path_of(path) for path in panel.lines],
        "everybody": [path_of(path) for path in panel.everybody],
        "bars": list(panel.bars),
    }
