"""The whole journey on a slide: phases, stages with reach, the emotion chart over the steps, people and drop-off."""

from itertools import groupby

from hanhtrinh.draw.shapes import Cell, PeopleCell, Scene, ScoreCell
from hanhtrinh.draw.slides.chart import emotion_chart
from hanhtrinh.draw.slides.look import (
    ACCENT,
    CARD,
    INK,
    LINE,
    MARGIN,
    PHASE,
    PHASE_INK,
    SOFT,
    TONE_INK,
    WIDTH,
    Box,
    Brush,
    Par,
    Run,
    par,
)
from hanhtrinh.draw.slides.size import fitted
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr

MOST_STEPS = 16
_LABELS = 1.35
_WIDE = WIDTH - 2 * MARGIN


def overview(brush: Brush, scene: Scene, first: int, last: int) -> None:
    """Draw steps `first` … `last` of the journey."""
    words = Words(scene.lang)
    parts = (
        ""
        if last - first + 1 == len(scene.steps)
        else " · " + tr("vector.steps_of", scene.lang, first=first + 1, last=last + 1, total=len(scene.steps))
    )
    brush.title(tr("vector.slide_overview", scene.lang) + parts, Box(MARGIN, 0.45, _WIDE, 0.6), 26)
    column = (_WIDE - _LABELS) / (last - first + 1)
    _phases(brush, scene, first, last, column)
    _stages(brush, scene, first, last, column)
    chart = Box(MARGIN, 2.2, _WIDE, 3.1)
    emotion_chart(brush, scene, first, last, chart, left=_LABELS, labels=False)
    _table(brush, scene, first, last, column, words)
    brush.notes(_told(scene, first, last))


def _x(column: float, index: int) -> float:
    return MARGIN + _LABELS + index * column


def _phases(brush: Brush, scene: Scene, first: int, last: int, column: float) -> None:
    names = {phase.phase: phase.name for phase in scene.phases}
    for phase, group in groupby(range(first, last + 1), key=lambda i: scene.steps[i].phase):
        steps = list(group)
        box = Box(_x(column, steps[0] - first), 1.15, column * len(steps), 0.32)
        brush.rect(box, PHASE[phase])
        text = fitted([par(names.get(phase, phase), 12, PHASE_INK[phase], bold=True)], box.width - 0.2, 0.3)
        brush.text(Box(box.x + 0.1, box.y, box.width - 0.2, box.height), text, "middle")


def _stages(brush: Brush, scene: Scene, first: int, last: int, column: float) -> None:
    for stage, group in groupby(range(first, last + 1), key=lambda i: scene.steps[i].stage):
        steps, head = list(group), scene.stages[stage_at(scene, stage)]
        box = Box(_x(column, steps[0] - first), 1.47, column * len(steps), 0.7)
        brush.rect(box, CARD, line=LINE)
        runs = (Run(head.name, 12, True), Run(f"  {head.reach.text}" if head.reach else "", 12, False, SOFT))
        inner = Box(box.x + 0.1, box.y + 0.06, box.width - 0.2, 0.42)
        brush.text(inner, fitted([Par(runs)], inner.width, inner.height), "middle")
        if head.reach:
            track = Box(box.x + 0.1, box.y + 0.55, box.width - 0.2, 0.06)
            brush.rect(track, LINE)
            brush.rect(Box(track.x, track.y, max(0.02, track.width * min(1.0, head.bar)), 0.06), PHASE_INK[head.phase])


def stage_at(scene: Scene, stage: int) -> int:
    """Return a stage's place among those that have steps: a step names its stage as the journey counts them."""
    order = list(dict.fromkeys(step.stage for step in scene.steps))
    return order.index(stage)


def _table(brush: Brush, scene: Scene, first: int, last: int, column: float, words: Words) -> None:
    """Put the steps' names, people, drop-off and satisfaction in a native table under the chart."""
    window = slice(first, last + 1)
    size = 8 if last - first > 9 else 12
    lanes = {lane.key: lane for lane in scene.lanes if not lane.nothing}
    rows = [[_label(words.tr("step")), *(_name(step.name, size, step.moment) for step in scene.steps[window])]]
    if people := lanes.get("people"):
        cells = [cell if isinstance(cell, PeopleCell) else None for cell in people.cells[window]]
        rows.append([_label(people.name), *(_value(cell.count.text if cell else None, size, INK) for cell in cells)])
        rows.append([_label(""), *(_flow(cell, size) for cell in cells)])
    if score := lanes.get("satisfaction"):
        rows.append([_label(score.name), *(_score(cell, size) for cell in score.cells[window])])
    brush.table(Box(MARGIN, 5.35, _WIDE, 0.4 * len(rows)), rows, [_LABELS, *[column] * (last - first + 1)], 0.4)


def _label(text: str) -> Par:
    return par(text, 10, SOFT, bold=True)


def _name(name: str, size: float, moment: bool) -> Par:
    mark = (Run("◆ ", size, True, ACCENT),) if moment else ()
    return Par((*mark, Run(name, size, True, INK)), align="center")


def _value(text: str | None, size: float, color: str) -> Par:
    return Par((Run(text or "·", size + 1, bool(text), color if text else SOFT),), align="center")


def _flow(cell: PeopleCell | None, size: float) -> Par:
    if cell is None or cell.flow is None:
        return _value(None, size, SOFT)
    color = ACCENT if cell.worst else SOFT
    return Par((Run(f"{cell.flow.text} {cell.flow_label}", size, cell.worst, color),), align="center")


def _score(cell: Cell | None, size: float) -> Par:
    return (
        _value(cell.value.text, size, TONE_INK[cell.tone]) if isinstance(cell, ScoreCell) else _value(None, size, INK)
    )


def _told(scene: Scene, first: int, last: int) -> str:
    """Return the curve's points for the speaker: step, what is reported, what was assumed."""
    words, lines = Words(scene.lang), []
    for i in range(first, last + 1):
        point, guess = scene.curve.points[i], scene.curve.assumed[i]
        reported = f"{words.tr('reported')} {point.value.text} ({point.n})" if point else words.tr("no_answers")
        lines.append(
            f"{i + 1}. {scene.steps[i].name}: {reported}" + (f"; {words.tr('assumed')} {guess[1]}" if guess else "")
        )
    return "\n".join(lines)
