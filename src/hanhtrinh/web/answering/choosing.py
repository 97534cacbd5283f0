"""Questions with options: one, several, a matrix, an order of preference."""

from collections.abc import Sequence

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.voice.surveys.model import AnswerValue, Option, Question
from hanhtrinh.web.answering.pen import OTHER, Pen, chosen_of, other_words, radio, sign

_MOST_WORDS = 200


def choice(pen: Pen, question: Question, value: AnswerValue | None) -> Markup:
    """Return options of which one, or several, are picked; the last may be one's own words."""
    kind = "checkbox" if question.kind == "choices" else "radio"
    chosen = chosen_of(value)
    cards = [
        radio(question.key, one.key, on=one.key in chosen, kind=kind, css="sv-card",
              shown=h("span", pen.say(one.text)))
        for one in pen.order(question)
    ]  # fmt: skip
    if question.other:
        cards.append(_other(pen, question, kind, OTHER in chosen, other_words(value)))
    most = question.most if question.kind == "choices" else None
    hint = h("p.sv-hint", pen.tr("most_options", most=most)) if most else None
    return h("div", hint, h("div.sv-cards", cards))


def _other(pen: Pen, question: Question, kind: str, on: bool, words: str) -> Markup:
    name = pen.tr("other")
    card = radio(question.key, OTHER, on=on, kind=kind, css="sv-card", shown=h("span", name))
    typed = h(
        "input.sv-in", type="text", name=f"{question.key}:{OTHER}", value=words, maxlength=_MOST_WORDS,
        aria_label=pen.tr("other_words"), placeholder=pen.tr("other_words"), autocomplete="off",
    )  # fmt: skip
    return h("div.sv-other", card, typed)


def matrix(pen: Pen, question: Question, value: AnswerValue | None) -> Markup:
    """Return a row of options for each of the rows: a table to the eye, on a phone a card each."""
    given = value if isinstance(value, dict) else {}
    columns = pen.order(question)
    count = min(len(columns), 11)
    heads = h("div.sv-mx-heads", h("span"), [h("span", pen.say(one.text)) for one in columns], aria_hidden="true")
    rows = [_row(pen, question, row, columns, given.get(row.key, "")) for row in question.rows]
    return h(f"div.sv-mx.sv-mx-{count}", heads, rows)


def _row(pen: Pen, question: Question, row: Option, columns: Sequence[Option], chosen: str) -> Markup:
    id = pen.id(question.key, row.key)
    cells = [
        radio(f"{question.key}/{row.key}", one.key, on=one.key == chosen, css="sv-mx-cell",
              shown=h("span", pen.say(one.text)))
        for one in columns
    ]  # fmt: skip
    return h("div.sv-mx-row", h("span.sv-mx-name", pen.say(row.text), id=id), cells, role="radiogroup",
             aria_labelledby=id)  # fmt: skip


def ranking(pen: Pen, question: Question, value: AnswerValue | None) -> Markup:
    """Return options to be put in order: by arrows without a script, by pressing one after the other with one.

    An order nobody touched is no answer: the tick says that the one shown is meant; moving anything ticks it.
    """
    options = list(pen.order(question))
    given = [key for key in chosen_of(value) if any(one.key == key for one in options)]
    place = {key: n for n, key in enumerate(given)}
    options.sort(key=lambda one: place.get(one.key, len(place)))
    rows = [_ranked(pen, question, one, n, len(options)) for n, one in enumerate(options)]
    sure = h("input", type="checkbox", name=f"{question.key}:ranked", value="yes", checked=bool(given),
             autocomplete="off")  # fmt: skip
    tick = h("label.sv-tick", sure, h("span", pen.tr("my_order")))
    places = min(question.most or len(options), len(options))
    said = h("p.sv-hint", pen.tr("rank_hint"), data_sv_press=pen.tr("rank_press"))
    news = h("p.vh", role="status", data_sv_place=pen.tr("place", name="#name", n="#n", of="#of"),
             data_sv_out=pen.tr("taken_out", name="#name"))  # fmt: skip
    ranks = h("ol.sv-ranks", rows, data_sv_ranks=question.key, data_sv_given=min(len(given), places),
              data_sv_places=places)  # fmt: skip
    return h("div", said, ranks, news, tick)


def _ranked(pen: Pen, question: Question, option: Option, at: int, total: int) -> Markup:
    name = pen.say(option.text)

    def move(to: str, icon: str, off: bool) -> Markup:
        return h(
            "button.sv-move", sign(icon), h("span.vh", pen.tr(f"move_{to}", name=name)), type="submit", name="_move",
            value=f"{question.key}/{option.key}/{to}", formnovalidate=True, disabled=off,
        )  # fmt: skip

    return h(
        "li", h("input", type="hidden", name=question.key, value=option.key),
        h("span.sv-rank-name", h("b", str(at + 1)), h("span", name)),
        move("up", "arrow-up", at == 0), move("down", "arrow-down", at == total - 1),
    )  # fmt: skip
