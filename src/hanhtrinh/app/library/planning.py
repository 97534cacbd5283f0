"""Use cases: the plan of channels at each stage is written, cell by cell, as commands that can be taken back."""

from collections.abc import Sequence
from typing import NamedTuple

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.maps.cells import Entry
from hanhtrinh.app.maps.commands.doing import carry_out
from hanhtrinh.app.maps.commands.shapes import Add, Answer, AnyCommand, Sent, Write
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.ports.accounts import Space

MOST_CELLS = 2_000


class Cell(NamedTuple):
    """A line as a form sends it: at which thing and field, what stood there when the form was drawn, what is given."""

    thing: str
    key: str
    field: str
    was: Entry
    given: Entry


def write_cells(
    actor: Actor, space: Space, desk: Desk, journey: str, cells: Sequence[Cell], lang: Lang
) -> tuple[Answer, ...]:
    """Write what is different in some cells; what somebody else wrote meanwhile is merged, or both are kept."""
    changed = [cell for cell in cells if cell.was != cell.given]
    if len(changed) > MOST_CELLS:
        raise InputError("commands.too_many_lines", given=len(changed), allowed=MOST_CELLS)
    writes: list[AnyCommand] = [
        Write(thing=cell.thing, key=cell.key, field=cell.field, lang=lang, was=(cell.was,), given=(cell.given,))  # type: ignore[arg-type]
        for cell in changed
    ]
    return do(actor, space, desk, journey, writes, lang)


def do(
    actor: Actor, space: Space, desk: Desk, journey: str, commands: Sequence[AnyCommand], lang: Lang
) -> tuple[Answer, ...]:
    """Do commands for somebody whose page runs no script; each can be taken back on the map."""
    require(actor, space.id, Right.EDIT_MAPS)
    kept, _ = usable_journey(actor, space, desk, journey)
    sent = [Sent(id=desk.new_id(), base=kept.version, command=one) for one in commands]
    return carry_out(actor, space, desk, journey, sent, lang=lang).answers if sent else ()


def add_named(actor: Actor, space: Space, desk: Desk, journey: str, thing: str, name: str, lang: Lang) -> str:
    """Add a channel or competitor at the end of a journey's; return its key."""
    require(actor, space.id, Right.EDIT_MAPS)
    words = " ".join(name.split())
    if not words:
        raise InputError("library_page.no_name")
    _, file = usable_journey(actor, space, desk, journey)
    taken, own = getattr(file.journey, thing), getattr(file.written, thing)
    key = free_key(words, taken, thing.removesuffix("s"))
    after = next(reversed(own), None)
    answers = do(actor, space, desk, journey, [Add(thing=thing, key=key, name=words, after=after)], lang)  # type: ignore[arg-type]
    refuse(answers)
    return key


def refuse(answers: Sequence[Answer]) -> None:
    """Raise InputError with the first reason where something was refused."""
    said = [one.said for one in answers if one.state == "refused"]
    if said:
        raise InputError("library_page.refused", why=said[0])
