"""What every form of a journey is made of: how it is recognised, read and written."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Journey
from hanhtrinh.values import Finding

Row = Sequence[str]
Result = tuple[Journey | None, tuple[Finding, ...]]
"""The journey that was read, None when there is none to be had, and what there is to say about it."""


class Form(NamedTuple):
    """One form in which journeys are kept.

    `recognises(text, name)` tells whether a text (of a file of that name) looks like it; `read(text, file)` never
    raises for a bad text; `write(journey, lang)` is None where the form is only read. `lossless` says that reading what
    was written gives the same journey.
    """

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[str, str], bool]
    read: Callable[[str, str], Result]
    write: Callable[[Journey, Lang], str] | None = None
    lossless: bool = False
