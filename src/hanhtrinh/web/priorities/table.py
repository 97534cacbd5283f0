"""The same opportunities as a table that can be put in order and graded without a script."""

from datetime import date

from hanhtrinh.app.maps.asked import SPANS
from hanhtrinh.app.priorities.tickets import STATES, Ticket
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.i18n import say, tr
from hanhtrinh.web.components import box, button, form, sign
from hanhtrinh.web.priorities.board import Board, Sort

_HEADS: tuple[tuple[str, Sort | None], ...] = (
    ("opportunity", "map"), ("value", "value"), ("effort", "effort"), ("people", "people"), ("step", "step"),
    ("owner", "owner"), ("state", "state"), ("due", "due"),
)  # fmt: skip


def filters(board: Board) -> Markup:
    """Return the form that chooses a stage, an owner, a state; it sends itself, and works without script too."""
    chosen = board.chosen
    stages = [(one.key, say(one.name, board.lang)) for one in board.seen.journey.stages]
    states = [(one, tr(f"draw.state_{one}", board.lang)) for one in STATES]
    asked = board.asked
    kept = {"from": asked.first, "to": asked.last, "segment": asked.segment,
            "sort": chosen.sort}  # fmt: skip
    hidden = [h("input", type="hidden", name=name, value=str(value)) for name, value in kept.items() if value]
    return h(
        "form.pr-filters", hidden, _period(board),
        _choice(board, "stage", stages, chosen.stage),
        _choice(board, "owner", [(one, one) for one in board.owners], chosen.owner),
        _choice(board, "state", states, chosen.state),
        h("noscript", button(board.tr("filter"), kind="plain small")),
        method="get", action=board.home, aria_label=board.tr("filters"),
    )  # fmt: skip


def _period(board: Board) -> Markup:
    spans = [(span, tr(f"map_page.span_{span}", board.lang)) for span in SPANS]
    days = [] if board.asked.span else [("days", tr("map_page.span_days", board.lang))]
    now = board.asked.span or "days"
    options = [h("option", words, value=value, selected=value == now) for value, words in (*spans, *days)]
    control = h("select.in", options, name="period", id="f-period", data_sends=True)
    return h("label.pr-filter", sign("calendar-days"), h("span.vh", tr("map_page.period", board.lang)), control)


def _choice(board: Board, name: str, options: list[tuple[str, str]], chosen: str) -> Markup:
    every = [("", board.tr(f"every_{name}")), *options]
    choices = [h("option", words, value=value, selected=value == chosen) for value, words in every]
    control = h("select.in", choices, name=name, id=f"f-{name}", data_sends=True)
    return h("label.pr-filter", h("span.vh", board.tr(name)), control)


def table(board: Board) -> Markup:
    """Return the table in a box."""
    heads = [_head(board, name, sort) for name, sort in _HEADS]
    rows = [_row(board, ticket) for ticket in board.ordered]
    caption = h("caption.vh", board.tr("table"))
    whole = h("table.data.pr-table", caption, h("thead", h("tr", heads)), h("tbody", rows))
    return box(board.tr("table"), h("div.data-wrap", whole), id="pr-table")


def _head(board: Board, name: str, sort: Sort | None) -> Markup:
    here = sort == board.chosen.sort
    link = h(
        "a", board.tr(name), sign("arrow-down") if here else None, href=f"?{board.query(sort=sort or 'map')}#pr-table"
    )
    return h("th", link, scope="col", aria_sort="other" if here else None)


def _row(board: Board, ticket: Ticket) -> Markup:
    one, step = ticket.opportunity, board.step(ticket)
    people = board.people(ticket)
    name = h("a.pr-link", board.text(ticket), href=board.address(ticket))
    number = h(f"span.pr-dot.s4.ev-{board.grade(ticket)}", h("b", str(board.number(ticket))))
    shared = h("small", sign("book-open"), board.tr("from_library")) if one.use else None
    cells: list[tuple[str, Child]] = [
        ("opportunity", h("div.pr-first", number, h("div", name, shared))),
        ("value", grades(board, ticket, "value", one.value)),
        ("effort", grades(board, ticket, "effort", one.effort)),
        ("people", [h("b", "—" if people is None else board.words.number(people)), board.chip(board.grade(ticket))]),
        ("step", h("a", step, href=f"{board.map}?{board.asked.query}#{board.lang}-{ticket.step.key}")),
        ("owner", ticket.owner(board.lang) or "—"),
        ("state", board.state(ticket.state)),
        ("due", day(board, ticket.due)),
    ]  # fmt: skip
    return h(
        "tr",
        [h(f"td.c-{key}", cell, data_head=board.tr(key)) for key, cell in cells],
        data_row=ticket.mark,
        data_step=ticket.step.key,
    )


def day(board: Board, text: str) -> str:
    """Return a day as it is written in the page's language."""
    return board.words.calendar_day(date.fromisoformat(text)) if text else "—"


def grades(board: Board, ticket: Ticket, name: str, now: int | None) -> Child:
    """Return a grade, for those who may change it as a list to choose from."""
    if not board.edits:
        return str(now or "—")
    options = [("", "—"), *((str(n), str(n)) for n in range(1, 6))]
    label = board.tr(f"{name}_of", name=board.text(ticket))
    choices = [h("option", words, value=value, selected=value == str(now or "")) for value, words in options]
    return form(
        board.asking, board.address(ticket),
        h("input", type="hidden", name="then", value="board"),
        h("select.in.pr-grade", choices, name=name, aria_label=label, data_grade=name),
        h("button.btn.quiet.small.no-js", sign("check"), h("span.vh", board.tr("save")), type="submit"),
        kind="pr-grades",
    )  # fmt: skip
