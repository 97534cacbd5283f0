"""What every known shape is: its name, how an object of it is known, and the sayings in it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from hanhtrinh.voice.elsewhere.model import Kind, Saying, Scale

Object = Mapping[str, Any]


class Shape(NamedTuple):
    """One tool's way of telling. `lists` are the names under which its files hold many objects; `instruments` the
    kinds and scales its sayings may have. `knows` is asked about one object.
    """

    name: str
    knows: Callable[[Object], bool]
    sayings: Callable[[Object], Iterator[Saying]]
    instruments: tuple[tuple[Kind, Scale], ...]
    lists: tuple[str, ...] = ()
    broken: bool = False
    """Its texts may be UTF-8 written as Latin-1."""
