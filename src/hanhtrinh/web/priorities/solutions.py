"""The solutions of an opportunity: what is being done, by whom, until when, and since when it is live."""

from hanhtrinh.app.priorities.changing import solution_marks
from hanhtrinh.app.priorities.tickets import STATES, Ticket
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import say, tr
from hanhtrinh.journey.model import Solution
from hanhtrinh.web.components import ask_first, box, button, field, form, select, sign
from hanhtrinh.web.priorities.board import Board
from hanhtrinh.web.priorities.table import day


def solutions(board: Board, ticket: Ticket, today: str) -> Markup:
    """Return the solutions in a box, and for those who may change the map the way to add one."""
    found = ticket.opportunity.solutions
    rows = [_solution(board, ticket, one, mark, today) for one, mark in zip(found, solution_marks(found), strict=True)]
    nothing = None if rows else h("p", board.tr("no_solutions"))
    return box(board.tr("solutions"), nothing, h("ul.pr-solutions", rows) if rows else None, _new(board, ticket, today),
               id="solutions")  # fmt: skip


def _solution(board: Board, ticket: Ticket, one: Solution, mark: str, today: str) -> Markup:
    words = h("p.pr-what", say(one.text, board.lang))
    facts = [
        board.state(one.state),
        h("span", sign("user"), say(one.owner, board.lang)) if say(one.owner, board.lang) else None,
        _due(board, one, today),
        h("span.pr-live", sign("rocket"), board.tr("live_since", day=day(board, one.shipped))) if one.shipped else None,
    ]
    top = h("div.pr-solution", h("div", words, h("p.pr-marks", facts)), _ship(board, ticket, one, mark, today))
    if not board.edits:
        return h("li", top)
    address = f"{board.address(ticket)}/solutions"
    remove = ask_first(
        board.asking, address, board.tr("remove"), board.tr("remove_sure"), id=f"remove-{mark}", shut=board.tr("keep"),
        was=mark, do="remove",
    )  # fmt: skip
    edit = h("details.pr-more", h("summary", board.tr("edit")), _form(board, ticket, one, mark, today), remove)
    return h("li", top, edit)


def _due(board: Board, one: Solution, today: str) -> Markup | None:
    if not one.due or one.state == "done":
        return None
    late = one.due < today
    words = board.tr("overdue" if late else "due_on", day=day(board, one.due))
    return h(f"span{'.late' if late else ''}", sign("alarm-clock" if late else "calendar-days"), words)


def _ship(board: Board, ticket: Ticket, one: Solution, mark: str, today: str) -> Markup | None:
    """Return one button that says: this went live today."""
    if not board.edits or one.shipped:
        return None
    given = {"was": mark, "state": "done", "shipped": today}
    hidden = [h("input", type="hidden", name=name, value=value) for name, value in given.items()]
    return form(board.asking, f"{board.address(ticket)}/solutions", hidden,
                button(board.tr("ship_today"), kind="plain small", icon="rocket"))  # fmt: skip


def _new(board: Board, ticket: Ticket, today: str) -> Markup | None:
    if not board.edits:
        return None
    summary = h("summary.btn.plain.small", sign("plus"), h("span", board.tr("add_solution")))
    is_open = not ticket.opportunity.solutions
    return h("details.pr-new", summary, _form(board, ticket, Solution(text=""), "", today), open=is_open)


def _form(board: Board, ticket: Ticket, one: Solution, mark: str, today: str) -> Markup:
    states = [(state, tr(f"draw.state_{state}", board.lang)) for state in STATES]
    content = (
        h("input", type="hidden", name="was", value=mark),
        _named(field(board.tr("solution"), "text", say(one.text, board.lang), maxlength=2000, required=True), mark),
        h("div.pr-fields",
          _named(select(board.tr("state"), "state", states, one.state, data_ships=today), mark),
          _named(field(board.tr("owner"), "owner", say(one.owner, board.lang), maxlength=200, list="pr-owners"), mark),
          _named(field(board.tr("due"), "due", one.due, type="date"), mark),
          _named(field(board.tr("shipped"), "shipped", one.shipped, type="date", hint=board.tr("shipped_hint")), mark)),
        h("div.actions", button(board.tr("save" if mark else "add"), kind="main small")),
    )  # fmt: skip
    return form(board.asking, f"{board.address(ticket)}/solutions", *content, kind="pr-solution-form")


def _named(markup: Markup, mark: str) -> Markup:
    """Return a field whose ids are its own: there is a form for every solution."""
    own = f"-{mark or 'new'}"
    for name in ("text", "state", "owner", "due", "shipped"):
        for kind in ("f", "h", "e"):
            markup = Markup(markup.replace(f'"{kind}-{name}"', f'"{kind}-{name}{own}"'))
    return markup
