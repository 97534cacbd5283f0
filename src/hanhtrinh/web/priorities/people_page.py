"""The people behind an opportunity: who met its step, who left there, who said that it felt bad."""

from hanhtrinh.app.maps.behind import FEWEST, Behind
from hanhtrinh.app.priorities.tickets import Ticket
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import tr
from hanhtrinh.values import instant_of
from hanhtrinh.web.components import box, data_table, head, link_button
from hanhtrinh.web.people.parts import shown_name
from hanhtrinh.web.person_address import person_path
from hanhtrinh.web.priorities.board import Board

_MOMENTS = ("begun", "last_seen")
KINDS = ("reached", "dropped", "unhappy")


def people_page(board: Board, ticket: Ticket, what: str, behind: Behind) -> tuple[Markup, ...]:
    """Return the page's content: how many, and those who may see people see one page of them."""
    top = head(board.tr(f"list_{what}", step=board.step(ticket)), board.words.period(board.seen.readings.period),
               back=(f"{board.address(ticket)}?{board.asked.query}", board.text(ticket)))  # fmt: skip
    few = behind.rows is None and behind.people < FEWEST
    count = tr("map_page.fewer_people", board.lang, fewest=FEWEST) if few else tr(
        "map_page.people_count", board.lang, passes=board.words.number(behind.passes),
        people=board.words.number(behind.people),
    )  # fmt: skip
    hidden = h("p.small", tr("map_page.people_hidden", board.lang)) if behind.rows is None else None
    return top, box(None, h("p", count), hidden, _rows(board, behind), _more(board, ticket, what, behind))


def _rows(board: Board, behind: Behind) -> Markup | None:
    if behind.rows is None or not behind.passes:
        return None
    heads = [tr(f"map_page.{name}", board.lang) for name in ("person", "begun", "last_seen")]
    rows = [
        (
            h("a", shown_name(str(row["person"]), str(row["person"]), board.lang),
              href=person_path(board.space, str(row["person"]))),
            *("—" if row[name] is None else board.words.moment(instant_of(row[name])) for name in _MOMENTS),
        )
        for row in behind.rows.iter_rows(named=True)
    ]  # fmt: skip
    return data_table(heads, rows, caption=tr("map_page.person", board.lang))


def _more(board: Board, ticket: Ticket, what: str, behind: Behind) -> Markup | None:
    if behind.more is None:
        return None
    there = f"{board.address(ticket)}/people?what={what}&start={behind.more}&{board.asked.query}"
    return h("div.pager", link_button(tr("map_page.more_people", board.lang), there))
