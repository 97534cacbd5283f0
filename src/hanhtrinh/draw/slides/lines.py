"""What the cells of a step say, as rows of a table of numbers and as plain sentences for a speaker."""

from dataclasses import dataclass
from typing import assert_never

from hanhtrinh.draw.said_cells import chip_of
from hanhtrinh.draw.shapes import (
    Cell,
    EvidenceCell,
    FrictionCell,
    IdeasCell,
    Lane,
    ListCell,
    MomentCell,
    Number,
    PainsCell,
    PeopleCell,
    PicturesCell,
    Promise,
    QuestionsCell,
    Quote,
    QuotesCell,
    RivalCell,
    SaidCell,
    Scene,
    ScoreCell,
    TargetsCell,
    TimeCell,
    Tone,
    WordsCell,
)


@dataclass(frozen=True)
class Figure:
    """A number on a step's slide: what it is, the value, its interval and n, the number itself with its door."""

    name: str
    value: str
    detail: str
    number: Number
    tone: Tone = "plain"


def figures_of(lane: Lane, cell: Cell) -> tuple[Figure, ...]:
    """Return the numbers of a cell; cells of words have none."""
    match cell:
        case PeopleCell():
            return _people(lane, cell)
        case TimeCell():
            return (Figure(lane.name, cell.median.text, cell.quartiles, cell.median),)
        case ScoreCell():
            name = f"{lane.name} · {cell.label}" if cell.label else lane.name
            return (Figure(name, cell.value.text, joined(cell.interval, cell.n, cell.rate), cell.value, cell.tone),)
        case Promise():
            return _promise(lane, cell)
        case FrictionCell():
            kinds = ", ".join(f"{name} {text}" for _, name, _, text in cell.kinds)
            return (Figure(lane.name, cell.share.text, joined(cell.interval, kinds), cell.share, cell.tone),)
        case SaidCell():
            return (Figure(lane.name, cell.feeling.text, joined(cell.interval, cell.n), cell.feeling, cell.tone),)
        case RivalCell():
            if cell.value is None:
                return ()
            detail = joined(cell.n, cell.difference, cell.source if cell.assumed else "")
            return (Figure(lane.name, cell.value.text, detail, cell.value, "plain" if cell.assumed else cell.tone),)
        case (
            PicturesCell()
            | WordsCell()
            | ListCell()
            | QuotesCell()
            | PainsCell()
            | MomentCell()
            | IdeasCell()
            | TargetsCell()
            | EvidenceCell()
            | QuestionsCell()
        ):
            return ()
    assert_never(cell)


def _people(lane: Lane, cell: PeopleCell) -> tuple[Figure, ...]:
    reach = Figure(lane.name, cell.count.text, cell.share, cell.count)
    if cell.flow is None:
        return (reach,)
    return reach, Figure(cell.flow_label, cell.flow.text, "", cell.flow, "bad" if cell.worst else "plain")


def _promise(lane: Lane, cell: Promise) -> tuple[Figure, ...]:
    late = Figure(lane.name, cell.late.text, joined(cell.late_interval, cell.delay), cell.late, cell.tone)
    sides = [side for side in (cell.on_time, cell.late_side) if side]
    found = [Figure(s.label, s.value.text, joined(s.interval, s.n), s.value, s.whisker.tone) for s in sides]
    return (late, *found)


def joined(*texts: str) -> str:
    """Return the texts that say something, parted by dots."""
    return " · ".join(text for text in texts if text)


def sentences_of(cell: Cell) -> tuple[str, ...]:
    """Return what a cell says in words, one sentence a line; its numbers are told by `figures_of`."""
    match cell:
        case PicturesCell():
            return tuple(picture.alt for picture in cell.items if picture.alt)
        case WordsCell() | MomentCell():
            return (cell.text,)
        case ListCell():
            return cell.items
        case QuotesCell():
            return tuple(map(quoted, cell.quotes))
        case PainsCell():
            return tuple(f"{text} ({word})" for text, _, word in cell.items)
        case IdeasCell():
            return tuple(
                line
                for idea in cell.items
                for line in (idea.text, *(f"   – {text} ({word})" for text, _, word in idea.solutions))
            )
        case TargetsCell():
            return tuple(f"{t.label} {t.wanted}: {t.got}, {t.word}" for t in cell.items)
        case EvidenceCell():
            return (joined(cell.word, cell.newest),)
        case QuestionsCell():
            return tuple(
                _answered(item.question, item.note, tuple((b.label, b.text) for b in item.bars), item.n)
                for item in cell.items
            )
        case RivalCell():
            return tuple(text for text in (cell.words, *map(quoted, cell.quotes)) if text)
        case SaidCell():
            return tuple(text for text in (*map(chip_of, cell.chips), cell.more, cell.unread) if text)
        case Promise():
            effect = joined(cell.difference.text, cell.difference_interval, cell.score) if cell.difference else ""
            return (effect,) if effect else ()
        case PeopleCell() | TimeCell() | ScoreCell() | FrictionCell():
            return ()
    assert_never(cell)


def quoted(quote: Quote) -> str:
    """Return a verbatim with its source."""
    return f"“{quote.text}” ({quote.short or quote.source})"


def _answered(question: str, note: str, parts: tuple[tuple[str, str], ...], n: str) -> str:
    shares = ", ".join(f"{label} {text}" for label, text in parts)
    answer = joined(shares, n, note)
    return f"{question} {answer}".strip()


def told(scene: Scene, step: int) -> tuple[tuple[Lane, Cell], ...]:
    """Return the lanes that have something at a step, with what they have."""
    cells = ((lane, lane.cells[step]) for lane in scene.lanes if lane.key != "emotion")
    return tuple((lane, cell) for lane, cell in cells if cell is not None)
