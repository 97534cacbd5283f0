"""The board: a column for each state, what is overdue first; cases are dragged, or moved by a list beside each."""

from collections.abc import Mapping

from hanhtrinh.app.cases.handling import Column
from hanhtrinh.app.cases.words import said
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.ports.cases import Wanted
from hanhtrinh.voice.cases.machine import MOVES
from hanhtrinh.voice.cases.model import CLOSED, Case, State
from hanhtrinh.web.cases.list_page import query_of
from hanhtrinh.web.cases.parts import Room, due, happened, owner, priority
from hanhtrinh.web.components import form, sign

REFRESH_MILLISECONDS = 5_000


def board(here: Room, found: Mapping[State, Column], wanted: Wanted) -> Markup:
    """Return the columns; asked for again every few seconds, so that what others do is seen."""
    columns = [_column(here, state, column, wanted) for state, column in found.items()]
    return h("div.case-board", columns, id="case-board", data_refresh=REFRESH_MILLISECONDS)


def _column(here: Room, state: State, column: Column, wanted: Wanted) -> Markup:
    number, shown = here.words.number, column.cases
    notes = [h("small", here.say("closed_shown"))] if state in CLOSED else []
    if column.many > len(shown):
        more = here.say("most_recent" if state in CLOSED else "most_urgent", shown=number(len(shown)))
        notes.append(h("small", more, " ", h("a", here.say("see_all"), href=f"{here.base}?{query_of(wanted, state)}")))
    top = h("header", h("h2", here.say(f"state_{state}")), h("span.case-count", number(column.many)), notes)
    cards = h("ul", [_card(here, one) for one in shown]) if shown else h("p.case-none", here.say("nothing_here"))
    return h(f"section.case-column.case-is-{state.replace('_', '-')}", top, cards, data_state=state)


def _card(here: Room, case: Case) -> Markup:
    late = ".late" if case.overdue(here.now) else ""
    quote = said(case.trigger)
    return h(
        f"li.case-card{late}",
        h("div.case-card-top", h("span.case-number", f"#{case.number}"), priority(here, case)),
        h("a.case-name", here.customer(case), href=f"{here.base}/{case.id}"),
        h("p.case-what", happened(here, case)),
        h("p.case-quote", quote) if quote else None,
        h("div.case-card-foot", owner(here, case), due(here, case)),
        _mover(here, case),
        data_case=case.id, id=f"case-{case.id}",
    )  # fmt: skip


def _mover(here: Room, case: Case) -> Markup:
    """Return the list a case is moved by without dragging it."""
    name = f"to-{case.id}"
    states = [h("option", here.say(f"state_{one}"), value=one) for one in MOVES[case.state].values()]
    label = h("label.vh", here.say("move_to", number=case.number), for_=name)
    choice = h("select.in", states, name="to", id=name)
    move = here.say("move")
    go = h("button.btn.plain", sign("arrow-right"), h("span.vh", move), type="submit", title=move)
    return form(here.asking, f"{here.base}/{case.id}/move", label, choice, go, kind="case-mover")
