"""What the forms of these pages send."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hanhtrinh.app.draft_pieces.shapes import Choices, Piece

MOST_KEPT, LONGEST = 20, 200
_NAME = "name."


class Sent(NamedTuple):
    """A form: what of what was shown is taken, what things are called, where it came from.

    `shown` holds each piece's mark by its id, as the page showed it.
    """

    source: str
    state: str
    shown: Mapping[str, str]
    take: frozenset[str]
    only: str
    choices: Choices


def sent_of(data: Mapping[str, str | Sequence[str]]) -> Sent:
    """Return what a form says; what was shown and is not ticked is refused."""
    shown = dict(part.partition("~")[::2] for part in _last(data, "shown").split())
    take = frozenset(_all(data, "take"))
    names = {name.removeprefix(_NAME): _last(data, name) for name in data if name.startswith(_NAME)}
    kept = (*_all(data, "keep"), *_all(data, "kept"))
    wanted = tuple(dict.fromkeys(name for name in kept if 0 < len(name) <= LONGEST))[:MOST_KEPT]
    choices = Choices(frozenset(shown) - take, names, wanted)
    return Sent(_last(data, "from"), _last(data, "state"), shown, take, _last(data, "only"), choices)


def shown_as(pieces: Sequence[Piece]) -> str:
    """Return what a page shows, so that its form can say it."""
    return " ".join(f"{piece.id}~{piece.mark}" for piece in pieces)


def _all(data: Mapping[str, str | Sequence[str]], name: str) -> list[str]:
    found = data.get(name, ())
    return [found] if isinstance(found, str) else [str(one) for one in found]


def _last(data: Mapping[str, str | Sequence[str]], name: str) -> str:
    found = _all(data, name)
    return found[-1] if found else ""
