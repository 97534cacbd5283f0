"""The list: cases by filter, several handled at once."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from hanhtrinh.app.cases.handling import PAGE
from hanhtrinh.app.cases.words import said, step_name
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.ports.cases import Wanted
from hanhtrinh.voice.cases.model import STATES, WHYS, Case
from hanhtrinh.web.cases.parts import Room, due, owner, priority
from hanhtrinh.web.components import button, data_table, empty, form, select, tick


def filters(here: Room, wanted: Wanted, state: str, view: str, steps: Sequence[tuple[str, str]]) -> Markup:
    """Return the filter of board and list."""
    step = f"{wanted.step[0]}/{wanted.step[1]}" if wanted.step else ""
    names = [(f"{j}/{s}", step_name(here.journeys, j, s, here.lang) or here.say("no_step")) for j, s in steps]
    members = [(one.user.id, one.user.name) for one in here.members if one.user.id != here.asking.actor.id]
    whose = [("", here.say("filter_all")), (here.asking.actor.id, here.say("filter_mine")),
             ("-", here.say("filter_none")), *members]  # fmt: skip
    whys = [("", here.say("filter_every_why")), *((one, here.say(f"why_{one}")) for one in WHYS)]
    parts = [
        select(here.say("filter_owner"), "owner", whose, wanted.owner, data_sends=True),
        select(here.say("filter_step"), "step", [("", here.say("filter_every_step")), *names], step, data_sends=True),
        select(here.say("filter_why"), "why", whys, wanted.why, data_sends=True),
    ]
    if view == "list":
        states = [("", here.say("filter_every_state")), ("open", here.say("filter_open")),
                  *((one, here.say(f"state_{one}")) for one in STATES)]  # fmt: skip
        parts.append(select(here.say("filter_state"), "state", states, state, data_sends=True))
    hidden = h("input", type="hidden", name="view", value=view) if view != "board" else None
    overdue = tick(here.say("filter_overdue"), "overdue", ticked=wanted.overdue_at is not None)
    return h("form.case-filter", hidden, parts, overdue, button(here.say("show"), kind="plain"), action=here.base,
             method="get", aria_label=here.say("filter"))  # fmt: skip


class Turn(NamedTuple):
    """Which page of a list: what was asked for, with the state as the address has it, from where on, of how many."""

    wanted: Wanted
    state: str
    start: int
    many: int


def query_of(wanted: Wanted, state: str, start: int = 0) -> str:
    """Return the query of the list that asks for what a page was asked for."""
    step = f"{wanted.step[0]}/{wanted.step[1]}" if wanted.step else ""
    asked = {"view": "list", "state": state, "owner": wanted.owner, "step": step, "why": wanted.why,
             "overdue": "yes" if wanted.overdue_at is not None else "", "start": start or ""}  # fmt: skip
    return urlencode({name: value for name, value in asked.items() if value})


def listed(here: Room, cases: Sequence[Case], turn: Turn) -> Markup:
    """Return the table of a page of cases with what can be done with several, and the way to the other pages."""
    if not cases:
        return empty("circle-check", here.say("nothing_here"), here.say("nothing_found"))
    heads = ("", here.say("case"), here.say("customer"), here.say("why"), here.say("state"), here.say("owner"),
             here.say("due"))  # fmt: skip
    table = data_table(heads, [_row(here, one) for one in cases], caption=here.say("title"), kind="case-table")
    number = here.words.number
    count = here.say("count", count=number(turn.many))
    if turn.many > len(cases):
        first, last = turn.start + 1, turn.start + len(cases)
        count = here.say("count_page", first=number(first), last=number(last), count=number(turn.many))
    action = f"{here.base}/bulk?{query_of(turn.wanted, turn.state, turn.start)}"
    return form(here.asking, action, h("p.hint", count, aria_live="polite"), table, _pager(here, turn), _bulk(here),
                kind="case-list")  # fmt: skip


def _pager(here: Room, turn: Turn) -> Markup | None:
    places = (("page_before", turn.start - PAGE, turn.start > 0),
              ("page_after", turn.start + PAGE, turn.start + PAGE < turn.many))  # fmt: skip
    links = [
        h("a.btn.plain", here.say(name), href=f"{here.base}?{query_of(turn.wanted, turn.state, max(0, start))}")
        for name, start, there in places if there
    ]  # fmt: skip
    return h("nav.pager", links, aria_label=here.say("title")) if links else None


def _row(here: Room, case: Case) -> Sequence[Markup | str]:
    name = f"choose-{case.id}"
    box = h("span", h("input", type="checkbox", name="case", value=case.id, id=name),
            h("label.vh", here.say("choose", number=case.number), for_=name))  # fmt: skip
    quote = said(case.trigger)
    step = here.step(case)
    what = h("span.case-cell", here.say(f"why_{case.trigger.why}"), h("small", step) if step else None)
    link = h("a.case-name", here.customer(case), href=f"{here.base}/{case.id}")
    person = h("span.case-cell", link, h("small", quote) if quote else None)
    number = h("span.case-cell", f"#{case.number}", priority(here, case))
    return box, number, person, what, here.say(f"state_{case.state}"), owner(here, case), due(here, case)


def _bulk(here: Room) -> Markup:
    members = [("", "–"), *((one.user.id, one.user.name) for one in here.members)]
    take = button(here.say("bulk_take"), kind="plain", name="do", value="take")
    give = select(here.say("bulk_give"), "to", members)
    return h("fieldset.case-bulk", h("legend", here.say("bulk")), take, give,
             button(here.say("bulk_do"), kind="plain", name="do", value="give"))  # fmt: skip
