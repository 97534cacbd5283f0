"""Use case: the inbox of a large company is made ready before anybody asks for it: its table and its first page."""

from collections.abc import Iterator

from hanhtrinh.access import Actor
from hanhtrinh.app.said_list.desk import SaidDesk
from hanhtrinh.app.said_list.listing import list_answers
from hanhtrinh.app.said_list.search import Search, kept_steps
from hanhtrinh.events.frame import Frame
from hanhtrinh.ports.accounts import Space

SERVER = Actor(kind="server", id="said")
MOST_JOURNEYS = 4
"""Of so many journeys the steps are made ready; those of others are when somebody asks."""
_COLUMNS = ("spoken", "rows", "event", "time", "person", "key", "has_words", "feeling")


def make_ready(desk: SaidDesk, space: Space, base: Frame) -> Iterator[str]:
    """Make what the first page of the inbox is drawn from, and at which step of the first journeys each answer stands,
    one piece with each step; yield the name of each.

    The first page of a process would wait for all of it: columns come from disk, kernels and words are loaded.
    """
    table = desk.memory.table(base)
    for column in _COLUMNS:
        getattr(table, column)
        yield column
    desk.understanding.reader(space)
    yield "reader"
    desk.people.knowledge(space)
    yield "people"
    list_answers(SERVER, space, desk, Search())
    yield "page"
    for journey in list(desk.people.shelf.usable(space).values())[:MOST_JOURNEYS]:
        kept_steps(desk, table, journey, desk.clock())
        yield "steps"
