"""The cells of readings beside the map's own as HTML: friction, answered questions, competitors."""

import re

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.page_marks import TONES, bar, number, quote
from hanhtrinh.draw.shapes import AnswerBar, Answered, FrictionCell, Number, QuestionsCell, RivalCell
from hanhtrinh.draw.vendored import icon
from hanhtrinh.draw.words import Words

_JOINTS = re.compile(r"(?<=[_./])(?=\w)")
_STATES = {"noted": ("file-text", "answer_noted"), "open": ("circle-dashed", "answer_open")}


def friction(value: FrictionCell) -> Markup:
    """Return the share that met trouble, and its kinds as icons with names and shares."""
    kinds = [
        h("li", icon(sign), h("span", h("b", text), " ", name)) for sign, name, share, text in value.kinds if share
    ]
    return h(
        f"div.friction.{value.tone}",
        h("p.line", number(value.share, "big"), h("span.small", value.interval) if value.interval else None),
        bar(value.bar, value.tone),
        h("ul.kinds", kinds) if kinds else None,
    )


def questions(value: QuestionsCell, words: Words) -> Markup:
    """Return the research questions with their answers; two answers to one question stand under it together."""
    before = ("", *(item.question for item in value.items))
    items = [_answered(item, item.question != last, words) for item, last in zip(value.items, before, strict=False)]
    return h("ul.questions", items)


def _answered(item: Answered, named: bool, words: Words) -> Markup:
    asked = h("p.asked", item.question) if named else h("p.vh", item.question)
    if item.state == "measured":
        shown = h("p.small", number(Number(text=item.n, door=item.door)))
        note = h("p.noted.small", item.note) if item.note and named else None
        return h(f"li{'' if named else '.also'}", asked, h("ul.answers", [_part(b) for b in item.bars]), shown, note)
    sign, key = _STATES[item.state]
    state = h("p.small.state-of", icon(sign), words.tr(key))
    return h(f"li.{item.state}", asked, h("p.noted", item.note) if item.note else None, state)


def _part(item: AnswerBar) -> Markup:
    return h("li", h("p", h("b", item.text), " ", breakable(item.label)), bar(item.share))


def breakable(text: str) -> list[Markup | str]:
    """Return a text that may break after the signs that join the words of an event's name."""
    parts = _JOINTS.split(text)
    return [piece for i, part in enumerate(parts) for piece in ([h("wbr"), part] if i else [part])]


def rival(value: RivalCell) -> Markup:
    """Return how a step feels at a competitor's; what was only noted is dashed, and says who noted it."""
    head = None
    if value.value is not None:
        face = icon(TONES[value.tone], value.tone)
        head = h("p.line", face, number(value.value, "big"), h("span.small", value.n) if value.n else None)
    source = [icon("circle-dashed"), value.source] if value.assumed else value.source
    return h(
        f"div.rival{'.assumed' if value.assumed else ''}",
        head,
        h("p.small.compared", value.difference) if value.difference else None,
        h("p.noted", value.words) if value.words else None,
        h("p.small.source", source) if value.source else None,
        [quote(q) for q in value.quotes],
    )
