"""The terminal's words for what stands beside the map's own readings: one block a lane or section, one line a step."""

from collections.abc import Callable, Iterator

from hanhtrinh.draw.said_cells import line_of
from hanhtrinh.draw.shapes import (
    Answered,
    Cell,
    ChannelSection,
    FrictionCell,
    Heat,
    QuestionsCell,
    RivalCell,
    SaidCell,
    Scene,
    ScoreCell,
    WordsCell,
)
from hanhtrinh.draw.words import Words

Block = tuple[str, tuple[str, ...]]


def blocks(scene: Scene, words: Words) -> Iterator[Block]:
    """Yield each lane and section that has anything to say: its title and its lines."""
    for lane in scene.lanes:
        say = _own if lane.own else _SAY.get("rival" if lane.key.startswith("rival-") else lane.key)
        if say is not None:
            lines = [
                f"{step.name}: {said}"
                for step, cell in zip(scene.steps, lane.cells, strict=True)
                if cell is not None
                for said in say(cell, words)
            ]
            yield lane.name, tuple(lines)
    yield from _sections(scene, words)
    flagged = [f"{step.name}: {step.unnatural.text}" for step in scene.steps if step.unnatural]
    if flagged:
        yield words.tr("walk_title"), tuple(flagged)


def _own(cell: Cell, words: Words) -> Iterator[str]:
    if isinstance(cell, WordsCell):
        yield cell.text


def _effort(cell: Cell, words: Words) -> Iterator[str]:
    if isinstance(cell, ScoreCell):
        label = f" {cell.label}" if cell.label else ""
        thin = words.tr("legend_thin") if cell.hollow else ""
        beside = "; ".join(part for part in (cell.interval, cell.n, cell.rate, thin) if part)
        yield f"{cell.value.text}{label} ({beside})"


def _friction(cell: Cell, words: Words) -> Iterator[str]:
    if isinstance(cell, FrictionCell):
        kinds = ", ".join(f"{name} {text}" for _, name, _, text in cell.kinds)
        span = f" ({cell.interval})" if cell.interval else ""
        yield f"{cell.share.text}{span}" + (f": {kinds}" if kinds else "")


def _rival(cell: Cell, words: Words) -> Iterator[str]:
    if isinstance(cell, RivalCell):
        value = f"{cell.value.text} {cell.n}".strip() if cell.value else ""
        yield "; ".join(part for part in (value, cell.difference, cell.words, cell.source) if part)


def _questions(cell: Cell, words: Words) -> Iterator[str]:
    if isinstance(cell, QuestionsCell):
        yield from (_answered(item, words) for item in cell.items)


def _answered(item: Answered, words: Words) -> str:
    if item.state == "measured":
        bars = ", ".join(f"{part.label} {part.text}" for part in item.bars)
        return f"{item.question} {bars} ({item.n})".replace("  ", " ")
    return f"{item.question} {item.note or words.tr('answer_open')}"


def _said(cell: Cell, words: Words) -> Iterator[str]:
    if isinstance(cell, SaidCell):
        yield line_of(cell)


_SAY: dict[str, Callable[[Cell, Words], Iterator[str]]] = {
    "effort": _effort,
    "friction": _friction,
    "rival": _rival,
    "said": _said,
    "questions": _questions,
}


def _sections(scene: Scene, words: Words) -> Iterator[Block]:
    kept, off_map, channels = scene.sections.kept, scene.sections.off_map, scene.sections.channels
    if kept is not None:
        figures = " · ".join(f"{f.label} {f.value.text}" + (f" ({f.detail})" if f.detail else "") for f in kept.figures)
        steps = (
            f"{step.name}: "
            + ", ".join(f"{head} {s[0].text}" for head, s in zip(kept.heads, step.shares, strict=True) if s)
            for step in kept.steps
        )
        yield words.tr("kept_title"), (figures, *steps)
    if off_map is not None:
        figures = " · ".join(f"{f.label} {f.value.text}" for f in off_map.figures)
        rows = (
            f"{row.name}: "
            + ", ".join(f"{head} {n.text}" for head, n in zip(off_map.heads[1:], row.numbers, strict=True))
            for row in off_map.rows
        )
        yield words.tr("off_map_title"), (figures, *rows, *([off_map.rest] if off_map.rest else []))
    if channels is not None:
        title = "channels_plan_title" if channels.planned else "channels_title"
        yield words.tr(title), tuple(f"{row.name}: " + ", ".join(_at_stages(row, channels)) for row in channels.rows)


def _at_stages(row: Heat, channels: ChannelSection) -> Iterator[str]:
    plans = row.plans or (None,) * len(row.cells)
    for stage, cell, plan in zip(channels.stages, row.cells, plans, strict=True):
        planned = " ".join(part for part in (plan.share, plan.text) if part) if plan else ""
        told = "; ".join(part for part in (planned, plan.said if plan else "") if part)
        text = cell[0].text if cell else "–"
        if cell or plan:
            yield f"{stage} {text} ({told})" if told else f"{stage} {text}"
