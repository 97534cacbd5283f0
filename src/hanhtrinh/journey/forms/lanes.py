"""What the lanes of a foreign map put into a step, whether they stood in a table or in an outline."""

import re
from collections.abc import Callable
from typing import NamedTuple

from hanhtrinh.journey.forms.feelings import number_of
from hanhtrinh.journey.forms.sketch import Sketch, SketchStage, SketchStep, one_line
from hanhtrinh.journey.forms.words import Lane

_BULLET = re.compile(r"^\s*(?:[-*•‣◦·–—▪✔✓]\s+|\d{1,2}[.)]\s+)")
_NO = ("", "no", "n", "0", "-", "–", "không", "khong", "false")
_YES = ("yes", "y", "x", "true", "có", "co", "1", "✓", "✔", "★", "⭐", "⭑", "mot", "!")
_LISTS: tuple[Lane, ...] = (
    "activity", "thoughts", "questions", "pains", "opportunities", "solutions", "owner", "backstage",
)  # fmt: skip


class Said(NamedTuple):
    """What a lane says at one step: the lane (None: nobody knows it), its name in the file, the items, the place."""

    lane: Lane | None
    label: str
    items: list[str]
    line: int


def items_of(cell: str) -> list[str]:
    """Return what a cell lists, a line or bullet each."""
    parts = (_BULLET.sub("", line).strip() for line in cell.splitlines())
    return [part for part in parts if part]


def put(sketch: Sketch, said: Said, step: SketchStep, stage: SketchStage) -> None:
    """Put what a lane says into a step; what has no place of its own is kept backstage, with the lane's name."""
    PUT.get(said.lane or "", _put_backstage)(sketch, said, step, stage)


def _labelled(label: str, items: list[str]) -> list[str]:
    name = one_line(label).rstrip(":")
    return [f"{name}: {item}" if name else item for item in items]


def _put_backstage(sketch: Sketch, said: Said, step: SketchStep, stage: SketchStage) -> None:
    step.backstage += _labelled(said.label, said.items)


def _put_list(sketch: Sketch, said: Said, step: SketchStep, stage: SketchStage) -> None:
    getattr(step, said.lane or "").extend(said.items)


def _put_place(sketch: Sketch, said: Said, step: SketchStep, stage: SketchStage) -> None:
    """A step has one touchpoint and one channel: the first; the others are kept backstage."""
    field, items = said.lane or "", list(said.items)
    if items and not getattr(step, field):
        setattr(step, field, one_line(items.pop(0)))
    if items:
        sketch.say(
            "note", "forms.more_places", said.line, given=tuple(items), lane=said.label, step=step.name or stage.name
        )
        step.backstage += _labelled(said.label, items)


def _put_goal(sketch: Sketch, said: Said, step: SketchStep, stage: SketchStage) -> None:
    stage.goal += said.items


def _put_moment(sketch: Sketch, said: Said, step: SketchStep, stage: SketchStage) -> None:
    words = [item for item in said.items if item.casefold() not in _NO]
    step.moment_of_truth = step.moment_of_truth or bool(words)
    step.backstage += _labelled(said.label, [item for item in words if item.casefold() not in _YES])


def _put_optional(sketch: Sketch, said: Said, step: SketchStep, stage: SketchStage) -> None:
    step.optional = any(item.casefold() not in _NO for item in said.items)


def _put_severity(sketch: Sketch, said: Said, step: SketchStep, stage: SketchStage) -> None:
    numbers = [number_of(item) for item in said.items]
    if all(number in (1, 2, 3) for number in numbers):
        step.severities += [int(number or 2) for number in numbers]
    else:
        _put_backstage(sketch, said, step, stage)


Put = Callable[[Sketch, Said, SketchStep, SketchStage], None]
PUT: dict[str, Put] = {
    **dict.fromkeys(_LISTS, _put_list),
    "touchpoint": _put_place,
    "channel": _put_place,
    "goal": _put_goal,
    "moment": _put_moment,
    "optional": _put_optional,
    "severity": _put_severity,
}
