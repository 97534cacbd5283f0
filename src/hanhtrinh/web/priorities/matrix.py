"""The matrix: value upwards, effort to the right, a bubble for each opportunity, and the tray of those not placed yet.

Every place is a cell of its own in which bubbles stand side by side, so none hides another; without script the same is
done by the table below.
"""

from collections.abc import Sequence

from hanhtrinh.app.priorities.tickets import Ticket
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.web.components import sign
from hanhtrinh.web.priorities.board import EVIDENCE, Board

GRADES = range(1, 6)
MIDDLE = 3
"""From this value on something is worth much, from this effort on it takes much."""
QUADRANTS = ("now", "big", "fill", "later")


def quadrant(value: int, effort: int) -> str:
    """Return which of the four a place belongs to."""
    if value >= MIDDLE:
        return "now" if effort < MIDDLE else "big"
    return "fill" if effort < MIDDLE else "later"


def matrix(board: Board) -> Markup:
    """Return the matrix with its tray and the meaning of its signs."""
    placed = [one for one in board.shown if one.opportunity.value and one.opportunity.effort]
    waiting = [one for one in board.shown if one not in placed]
    cells = [_cell(board, value, effort, placed) for value in reversed(GRADES) for effort in GRADES]
    names = [h(f"p.pr-quad.q-{name}", board.tr(f"quad_{name}")) for name in QUADRANTS]
    grid = h("div.pr-grid", names, cells, role="group", aria_label=board.tr("matrix"))
    picture = h(
        "div.pr-matrix",
        h("p.pr-axis-y", h("span", board.tr("value")), sign("arrow-up")),
        grid,
        h("p.pr-axis-x", h("span", board.tr("effort")), sign("arrow-right")),
    )
    hint = h("p.pr-hint.js", sign("move"), board.tr("hint")) if board.edits else None
    said = h("p.vh", role="status", id="pr-said")
    return h(
        "section.pr-board",
        h("div.pr-main", picture, hint, _legend(board)), _tray(board, waiting), said,
        id="pr-board", aria_label=board.tr("matrix"), data_edits=board.edits, data_token=board.asking.csrf,
        data_failed=board.tr("failed"), data_undo=board.tr("undo"), data_unplaced=board.tr("unplaced_again"),
        data_moved=board.tr("moved", value="#v", effort="#e"),
    )  # fmt: skip


def _cell(board: Board, value: int, effort: int, placed: Sequence[Ticket]) -> Markup:
    here = [one for one in placed if (one.opportunity.value, one.opportunity.effort) == (value, effort)]
    marks = h("span.pr-tick-y", str(value), aria_hidden="true") if effort == 1 else None
    below = h("span.pr-tick-x", str(effort), aria_hidden="true") if value == 1 else None
    return h(
        f"div.pr-cell.q-{quadrant(value, effort)}.v{value}.e{effort}",
        marks, below, h("ul", [bubble(board, one) for one in here]) if here else None,
        data_value=value, data_effort=effort,
    )  # fmt: skip


def bubble(board: Board, ticket: Ticket) -> Markup:
    """Return one opportunity as a bubble: its number, its words, who is behind it and how well that is known."""
    grade, number = board.grade(ticket), board.number(ticket)
    dot = h(f"span.pr-dot.s{board.size(ticket)}.ev-{grade}", h("b", str(number)))
    facts = h("small", f"{board.people_said(ticket)} · {board.evidence(grade)}")
    link = h("a", dot, h("span.pr-words", h("span.pr-name", board.text(ticket)), facts), href=board.address(ticket),
             draggable="false", title=board.text(ticket), data_address=board.address(ticket),
             aria_keyshortcuts="ArrowUp ArrowDown ArrowLeft ArrowRight" if board.edits else None)  # fmt: skip
    return h(
        "li.pr-bubble", link, data_mark=ticket.mark, data_step=ticket.step.key, data_name=board.text(ticket),
        data_value=ticket.opportunity.value or "", data_effort=ticket.opportunity.effort or "",
    )  # fmt: skip


def _tray(board: Board, waiting: Sequence[Ticket]) -> Markup:
    """Return those without grades: they wait beside the matrix."""
    words = board.tr("tray_text" if board.edits else "tray_text_viewer")
    nothing = h("p.pr-none", sign("circle-check"), board.tr("tray_empty"))
    return h(
        "aside.pr-tray", h("h2", board.tr("tray")), h("p.small", words),
        h("ul", [bubble(board, one) for one in waiting]), nothing, id="pr-tray", data_value="", data_effort="",
    )  # fmt: skip


def _legend(board: Board) -> Markup:
    looks = [h("li", h(f"span.pr-dot.s3.ev-{grade}", aria_hidden="true"), board.evidence(grade)) for grade in EVIDENCE]
    sizes = h("li", h("span.pr-sizes", [h(f"span.pr-dot.s{size}.ev-told") for size in (2, 5, 9)], aria_hidden="true"),
              board.tr("legend_size"))  # fmt: skip
    return h("ul.pr-legend", looks, sizes)
