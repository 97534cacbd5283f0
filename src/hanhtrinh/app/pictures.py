"""Use cases of pictures: added by editors, shown to whoever sees the maps, cleared away when nothing names them."""

from collections.abc import Callable, Mapping

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.draw.options import Shot
from hanhtrinh.errors import NotFound
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.pictures import KeptPicture, Pictures

_MOST_NAME = 80


def add_picture(actor: Actor, space: Space, pictures: Pictures, data: bytes, name: str) -> KeptPicture:
    """Keep a picture somebody brings; InputError says what was given and what is allowed."""
    require(actor, space.id, Right.EDIT_MAPS)
    return pictures.keep(space, data, _plain(name))


def give_picture(actor: Actor, space: Space, pictures: Pictures, file: str, small: bool) -> bytes:
    """Return a picture of a workspace as WebP; NotFound where there is none of that name."""
    require(actor, space.id, Right.SEE_MAPS)
    found = pictures.get(space, file, small)
    if found is None:
        raise NotFound("pictures.none_of_name", given=_plain(file))
    return found


def files_of(journey: Journey) -> frozenset[str]:
    """Return the files a journey names as pictures of steps, portraits of personas, and notes of walks."""
    named = {picture.file for step in journey.steps for picture in step.pictures}
    named |= {persona.picture for persona in journey.personas.values()}
    named |= {at.picture for walk in journey.walks.values() for at in walk.steps.values()}
    return frozenset(named - {""})


def shots_of(journey: Journey, space: Space, pictures: Pictures, address: str) -> Mapping[str, Shot]:
    """Return where a page finds the pictures of a journey, those that are there; `address` is what they lie below."""
    return {file: shot_at(address, file, mark) for file, mark in pictures.there(space, files_of(journey)).items()}


def shot_at(address: str, file: str, mark: str) -> Shot:
    """Return where a page finds a picture; the address changes with the file."""
    return Shot(large=f"{address}/{file}?v={mark}", small=f"{address}/{file}?small=1&v={mark}")


def clear_pictures(space: Space, pictures: Pictures, clock: Callable[[], int]) -> int:
    """Delete the pictures of a workspace that nothing has named for thirty days; return how many."""
    return pictures.sweep(space, pictures.mentioned(space), clock())


def _plain(name: str) -> str:
    """Return a file's name as an error may say it."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    return shown[:_MOST_NAME] or "?"
