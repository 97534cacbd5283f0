"""Each kind of cell as plain data for the page's template.

What a new kind of cell says on paper has to be written here: mypy asks for it.
"""

from typing import assert_never

from hanhtrinh.draw.shapes import (
    Answered,
    Cell,
    EvidenceCell,
    FrictionCell,
    IdeasCell,
    ListCell,
    MomentCell,
    PainsCell,
    PeopleCell,
    PicturesCell,
    Promise,
    QuestionsCell,
    QuotesCell,
    RivalCell,
    SaidCell,
    ScoreCell,
    Side,
    TargetsCell,
    TimeCell,
    Tone,
    WordsCell,
)
from hanhtrinh.draw.vector.pictures import pictures_of
from hanhtrinh.draw.vector.pieces import Fields, quote_of, text_of, whisker_of
from hanhtrinh.draw.words import Words

EVIDENCE = {
    "assumed": "circle-dashed",
    "told": "quote",
    "thin": "circle-dot",
    "measured": "check",
    "fresh": "badge-check",
}
STATES = {
    "idea": "lightbulb",
    "planned": "calendar-days",
    "doing": "wrench",
    "done": "circle-check",
    "shipped": "rocket",
}
TARGETS = {"met": "circle-check", "missed": "x", "unknown": "circle-dashed"}
ANSWERS = {"noted": ("file-text", "answer_noted"), "open": ("circle-dashed", "answer_open")}
TONES: dict[Tone, str] = {"good": "smile", "middling": "meh", "bad": "frown", "plain": "circle-dot"}


def cell_of(cell: Cell, words: Words) -> Fields:
    """Return what a cell says on paper."""
    match cell:
        case PicturesCell():
            return pictures_of(cell, words)
        case WordsCell():
            return {"text": cell.text}
        case ListCell():
            return {"items": list(cell.items)}
        case QuotesCell():
            return {"quotes": [quote_of(q) for q in cell.quotes], "more": text_of(cell.more)}
        case PeopleCell():
            return _people(cell, words)
        case TimeCell():
            return {"median": cell.median.text, "quartiles": cell.quartiles}
        case ScoreCell():
            return _score(cell, words)
        case Promise():
            return _promise(cell, words)
        case PainsCell():
            return {"items": [{"text": text, "severity": n, "word": word} for text, n, word in cell.items]}
        case MomentCell():
            return {"text": cell.text}
        case IdeasCell():
            return _ideas(cell)
        case TargetsCell():
            return _targets(cell)
        case EvidenceCell():
            return {"grade": cell.grade, "icon": EVIDENCE[cell.grade], "word": cell.word, "newest": cell.newest}
        case FrictionCell():
            return _friction(cell)
        case QuestionsCell():
            return _questions(cell, words)
        case RivalCell():
            return _rival(cell)
        case SaidCell():
            return _said(cell, words)
    assert_never(cell)


def _people(cell: PeopleCell, words: Words) -> Fields:
    return {
        "count": cell.count.text,
        "share": cell.share,
        "bar": cell.bar,
        "flow": text_of(cell.flow),
        "flow_kind": cell.flow_kind,
        "label": words.tr("flow_worst") if cell.worst else cell.flow_label,
        "worst": cell.worst,
        "icon": "trending-down" if cell.flow_kind == "left" else "arrow-right",
    }


def _score(cell: ScoreCell, words: Words) -> Fields:
    return {
        "label": cell.label,
        "value": cell.value.text,
        "interval": cell.interval,
        "n": cell.n,
        "rate": cell.rate,
        "whisker": whisker_of(cell.whisker),
        "thin": words.tr("legend_thin") if cell.hollow else "",
        "tone": cell.tone,
        "icon": TONES[cell.tone],
    }


def _promise(cell: Promise, words: Words) -> Fields:
    return {
        "step": cell.step,
        "late": cell.late.text,
        "late_word": words.tr("late_word"),
        "interval": cell.late_interval,
        "bar": cell.late_bar,
        "delay": cell.delay,
        "sides": [_side(side) for side in (cell.on_time, cell.late_side) if side],
        "difference": text_of(cell.difference),
        "difference_interval": cell.difference_interval,
        "what": words.tr("difference" if cell.clear else "unclear"),
        "clear": cell.clear,
        "score": cell.score,
        "tone": cell.tone,
    }


def _side(side: Side) -> Fields:
    return {
        "label": side.label,
        "value": side.value.text,
        "interval": side.interval,
        "n": side.n,
        "whisker": whisker_of(side.whisker),
    }


def _ideas(cell: IdeasCell) -> Fields:
    return {
        "items": [
            {
                "text": idea.text,
                "solutions": [
                    {"text": text, "state": state, "word": word, "icon": STATES[state]}
                    for text, state, word in idea.solutions
                ],
            }
            for idea in cell.items
        ]
    }


def _targets(cell: TargetsCell) -> Fields:
    return {
        "items": [
            {
                "label": t.label,
                "wanted": t.wanted,
                "got": t.got,
                "state": t.state,
                "word": t.word,
                "icon": TARGETS[t.state],
            }
            for t in cell.items
        ]
    }


def _friction(cell: FrictionCell) -> Fields:
    return {
        "share": cell.share.text,
        "interval": cell.interval,
        "bar": cell.bar,
        "tone": cell.tone,
        "kinds": [{"icon": icon, "name": name, "text": text} for icon, name, share, text in cell.kinds if share],
    }


def _questions(cell: QuestionsCell, words: Words) -> Fields:
    """Return questions with their answers; a question with two answers is asked once."""
    before = ("", *(item.question for item in cell.items))
    return {
        "items": [_answered(item, item.question != last, words) for item, last in zip(cell.items, before, strict=False)]
    }


def _answered(item: Answered, named: bool, words: Words) -> Fields:
    icon, key = ANSWERS.get(item.state, ("", ""))
    return {
        "question": item.question if named else "",
        "bars": [{"label": bar.label, "share": bar.share, "text": bar.text} for bar in item.bars],
        "n": item.n,
        "note": item.note if named or item.state != "measured" else "",
        "state": item.state,
        "icon": icon or "circle-dashed",
        "word": words.tr(key) if key else "",
    }


def _said(cell: SaidCell, words: Words) -> Fields:
    return {
        "value": cell.feeling.text,
        "n": cell.n,
        "interval": cell.interval,
        "whisker": whisker_of(cell.whisker),
        "thin": words.tr("legend_thin") if cell.hollow else "",
        "tone": cell.tone,
        "icon": TONES[cell.tone],
        "chips": [
            {
                "name": chip.name, "people": chip.people.text, "feeling": chip.feeling, "tone": chip.tone,
                "icon": TONES[chip.tone],
            }
            for chip in cell.chips
        ],
        "more": cell.more,
        "unread": cell.unread,
    }  # fmt: skip


def _rival(cell: RivalCell) -> Fields:
    return {
        "value": text_of(cell.value),
        "n": cell.n,
        "tone": cell.tone,
        "assumed": cell.assumed,
        "words": cell.words,
        "source": cell.source,
        "difference": cell.difference,
        "quotes": [quote_of(quote) for quote in cell.quotes],
        "icon": "circle-dashed" if cell.assumed else TONES[cell.tone],
    }
