"""A map as strangers see it: the chosen lanes, what rests on few people said so, doors without the way to people.

The journey and the readings come in with nothing in them that is not to be seen (`journey.chosen`,
`measures.suppressing`): what is left out here is left out for looks, not for safety, but for the doors. Of a door
stay the definition, the value, its interval and n, as of when, and the trend.
"""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from hanhtrinh.draw.options import DrawOptions, Shot
from hanhtrinh.draw.scene import scene_of
from hanhtrinh.draw.shapes import (
    Answered,
    Cell,
    Curve,
    Door,
    Lane,
    Number,
    PeopleCell,
    Quote,
    Scene,
    WordsCell,
)
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, Text
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.suppressing import EVERYTHING, Place, Safe

_OF_FIGURES = {"route": "people", "funnel": "people", "timer": "time", "star": "satisfaction"}
_OF_HIGHLIGHTS = {"drop": "people", "gap": "emotion", "promise": "promise"}


def lane_kind(lane: Lane) -> str:
    """Return what a choice calls a lane: all competitors together are `rivals`."""
    return "rivals" if lane.key.startswith("rival-") and not lane.own else lane.key


def shared_scene(
    journey: Journey,
    safe: Safe,
    *,
    lang: Lang,
    lanes: Collection[str],
    questions: Mapping[str, Text],
    pictures: Mapping[str, Shot],
) -> Scene:
    """Return the scene of a shared map; `journey` holds the chosen lanes alone."""
    options = DrawOptions(questions=questions, pictures=pictures)
    scene = scene_of(journey, safe.readings, lang=lang, options=options)
    words = Words(lang, safe.readings.zone)
    scene = _only(scene, lanes, words, EVERYTHING in safe.hidden)
    curve = _curve(scene.curve, safe.hidden) if "emotion" in lanes else _no_curve(scene.curve)
    scene = replace(scene, curve=curve, lanes=tuple(_lane(lane, safe.hidden, words) for lane in scene.lanes))
    return _Doors(scene, words).scene()


def _only(scene: Scene, lanes: Collection[str], words: Words, nothing: bool) -> Scene:
    """Return a scene without what belongs to lanes that were not chosen."""
    with_people = "people" in lanes
    return replace(
        scene,
        state=words.tr("few_people") if nothing else scene.state,
        lanes=tuple(lane for lane in scene.lanes if lane_kind(lane) in lanes and not lane.hidden),
        stages=tuple(
            replace(stage, link="", **({} if with_people else {"reach": None, "bar": 0.0})) for stage in scene.stages
        ),
        figures=tuple(f for f in scene.figures if _OF_FIGURES.get(f.icon, "people") in lanes),
        highlights=() if nothing else tuple(h for h in scene.highlights if _OF_HIGHLIGHTS.get(h.kind, h.kind) in lanes),
        alarms=(),
        review="",
        share=None,
        segments=(),
        sections=type(scene.sections)(),
        owner=scene.owner if "owner" in lanes else "",
    )


def _lane(lane: Lane, hidden: Collection[Place], words: Words) -> Lane:
    """Return a lane in which cells that were taken out say so."""
    lane = replace(lane, marks=())
    if lane.key == "emotion" or not lane.cells:
        return lane
    cells = tuple(_cell(lane.key, i, cell, hidden, words) for i, cell in enumerate(lane.cells))
    nothing = lane.nothing if all(cell is None for cell in cells) else ""
    return replace(lane, cells=cells, nothing=nothing)


def _cell(lane: str, i: int, cell: Cell | None, hidden: Collection[Place], words: Words) -> Cell | None:
    if cell is None and (lane, i) in hidden:
        return WordsCell(text=words.tr("few_people"))
    if isinstance(cell, PeopleCell) and cell.flow is None and ("people-flow", i) in hidden:
        few = Number(text=words.tr("few_short"))
        return replace(cell, flow=few, flow_kind="none", flow_label=words.tr("flow_left"))
    return cell


def _curve(curve: Curve, hidden: Collection[Place]) -> Curve:
    return replace(curve, few=tuple(i for i in range(curve.steps) if ("emotion", i) in hidden))


def _no_curve(curve: Curve) -> Curve:
    """Return a curve nothing is drawn on."""
    nothing = (None,) * curve.steps
    return Curve(
        steps=curve.steps, zero=curve.zero, points=nothing, assumed=nothing, lines=(), bands=(), bars=(), dashes=(),
        gaps=(), quotes=(), faces=curve.faces, missing=(),
    )  # fmt: skip


class _Doors:
    """Keeps the doors a scene still opens, under new positions and without the way to people."""

    def __init__(self, scene: Scene, words: Words) -> None:
        self._scene, self._words = scene, words
        self._new: dict[int, int] = {}
        level = words.percent(0.95, 0)
        self._rows = {
            words.tr("interval", level=level),
            words.tr("method"),
            words.tr("counted"),
            words.tr("as_of"),
            "n",
        }

    def scene(self) -> Scene:
        """Return the scene with its doors."""
        bare = self._walk(replace(self._scene, doors=()))
        kept: Scene = replace(bare, doors=tuple(self._thin(self._scene.doors[old]) for old in self._new))
        return kept

    def _walk(self, value: Any) -> Any:
        match value:
            case Number():
                return value if value.door is None else replace(value, door=self._place(value.door))
            case Answered():
                return replace(value, door=None)
            case Quote():
                return value if value.assumed else replace(value, source=self._words.tr("said_by_customer"), short="")
            case tuple():
                return tuple(self._walk(one) for one in value)
            case msgspec.Struct():
                fields = {name: getattr(value, name) for name in value.__struct_fields__}
                return type(value)(**{name: self._walk(one) for name, one in fields.items()})
        return value

    def _place(self, old: int) -> int:
        return self._new.setdefault(old, len(self._new))

    def _thin(self, door: Door) -> Door:
        rows = tuple(row for row in door.rows if row[0] in self._rows)
        return replace(door, rows=rows, tables=(), quotes=(), command="", who=None, n=None)
