"""A filled form of the map page: several cells of one thing, as they were when it was opened and as they are wanted."""

from collections.abc import Sequence
from typing import NamedTuple

from hanhtrinh.app.maps.cells import Cell, Entry, check, edit_of
from hanhtrinh.errors import NotFound
from hanhtrinh.journey.edits import Edit, Several
from hanhtrinh.journey.model import Journey


class Filled(NamedTuple):
    """One cell of a form: which, what it said when the form was opened, what it shall say."""

    cell: Cell
    was: tuple[Entry, ...]
    given: tuple[Entry, ...]


def edit_from(journey: Journey, filled: Sequence[Filled]) -> Edit | None:
    """Return one edit for a whole form, None where nothing is new.

    InputError for what a cell cannot hold, Conflict where one says something else by now.
    """
    for one in filled:
        check(one.given, one.cell)
    if not filled:
        raise NotFound("map_page.no_form")
    edits = [edit for one in filled if (edit := edit_of(journey, one.cell, one.was, one.given)) is not None]
    return Several(edits=tuple(edits)) if edits else None
