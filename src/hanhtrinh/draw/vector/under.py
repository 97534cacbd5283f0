"""What stands under the map as plain data: off the map, how people really go, the ways they take, channels."""

from hanhtrinh.draw.shapes import (
    ChannelSection,
    FlowSection,
    Heat,
    KeptSection,
    Number,
    OffMapSection,
    PlanCell,
    Sections,
)
from hanhtrinh.draw.vector.pieces import Fields, figure_of, path_of
from hanhtrinh.draw.vector.texts import Plain
from hanhtrinh.draw.words import Words


def sections_of(found: Sections, words: Words) -> Fields:
    """Return every section that was measured, None for the others."""
    return {
        "kept": _kept(found.kept, words) if found.kept else None,
        "off_map": _off_map(found.off_map, words) if found.off_map else None,
        "flow": _flow(found.flow, words) if found.flow else None,
        "channels": _channels(found.channels, words) if found.channels else None,
    }


def _title(icon: str, key: str, words: Words) -> Fields:
    return {"icon": icon, "title": words.tr(f"{key}_title"), "note": words.tr(f"{key}_note")}


def _kept(found: KeptSection, words: Words) -> Fields:
    return {
        **_title("route", "kept", words),
        "figures": [figure_of(figure) for figure in found.figures],
        "heads": [words.tr("step"), *found.heads],
        "rows": [
            {
                "name": f"{step.number}. {step.name}",
                "shares": [None if s is None else {"text": s[0].text, "bar": s[1]} for s in step.shares],
            }
            for step in found.steps
        ],
    }


def _off_map(found: OffMapSection, words: Words) -> Fields:
    return {
        **_title("map-pin-off", "off_map", words),
        "figures": [figure_of(figure) for figure in found.figures],
        "heads": list(found.heads),
        "rows": [
            {"name": row.name, "note": row.note, "bar": row.bar, "numbers": [number.text for number in row.numbers]}
            for row in found.rows
        ],
        "rest": found.rest,
    }


def _flow(found: FlowSection, words: Words) -> Fields:
    return {
        **_title("waypoints", "flow", words),
        "width": found.width,
        "height": found.height,
        "links": [{"path": path_of(link.path), "kind": link.kind} for link in found.links],
        "nodes": [
            {
                "x": node.x,
                "y": node.y,
                "width": node.width,
                "height": node.height,
                "name": node.name,
                "text": node.text,
                "kind": node.kind,
            }
            for node in found.nodes
        ],
        "under": found.note,
    }


def _channels(found: ChannelSection, words: Words) -> Fields:
    key = "channels_plan" if found.planned else "channels"
    return {
        **_title("grid-3x3", key, words),
        "heads": [words.tr("by_channel"), *found.stages],
        "rows": [{"name": row.name, "icon": row.icon, "cells": _heat(row)} for row in found.rows],
    }


def _heat(row: Heat) -> list[Plain]:
    plans = row.plans or (None,) * len(row.cells)
    return [_cell(item, plan) for item, plan in zip(row.cells, plans, strict=True)]


def _cell(item: tuple[Number, int, str] | None, plan: PlanCell | None) -> Plain:
    if item is None and plan is None:
        return None
    text, warmth, visits = (item[0].text, item[1], item[2]) if item else ("", None, "")
    planned = " ".join(part for part in (plan.share, plan.text) if part) if plan else ""
    return {"text": text, "warmth": warmth, "visits": visits, "plan": planned, "said": plan.said if plan else ""}
