"""Two versions of a file as one: journeys by edits, libraries by lines, comments of both kept where possible."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from hanhtrinh.app.maps.writing import text_after
from hanhtrinh.app.versions.merging import merged
from hanhtrinh.app.versions.merging_text import merged_lines
from hanhtrinh.app.versions.reading import file_of
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.codec import shape_of
from hanhtrinh.journey.diff import sentences
from hanhtrinh.journey.edits import Edit
from hanhtrinh.journey.library_file import is_library
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.yaml_text import read_yaml
from hanhtrinh.ports.versions import Texts

Library = Callable[[str], str | None]
"""Gives the text of the library that lies beside a journey, by its name without `.yaml`."""


class Disagreement(NamedTuple):
    """What one side says and the other side says of the same thing, in sentences."""

    mine: tuple[str, ...]
    theirs: tuple[str, ...]


class Apart(Exception):
    """Two versions of a file cannot be one; `about` says where, nothing where it cannot be told."""

    def __init__(self, about: Sequence[Disagreement] = ()) -> None:
        super().__init__()
        self.about = tuple(about)


def merged_files(base: str | None, mine: str, theirs: str, name: str, library: Library, lang: Lang) -> str:
    """Return two versions made from one as one text; Apart where they disagree, or where the base is not known."""
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    if base is None:
        raise Apart
    lines = merged_lines(base, mine, theirs)
    if holds_library(mine) or holds_library(theirs):
        if lines is None:
            raise Apart
        return lines
    try:
        old, my, their = (read_text(text, name, library) for text in (base, mine, theirs))
    except HanhtrinhError:
        raise Apart from None
    result = merged(old, my, their)
    if result.conflicts:
        raise Apart(
            [Disagreement(_said((c.mine,), old, my, lang), _said(c.theirs, old, their, lang)) for c in result.conflicts]
        )
    if lines is not None and _says(lines, name, library) == result.journey:
        return lines
    return text_after(theirs, their, result.journey)


def read_text(text: str, name: str, library: Library) -> Journey:
    """Return the journey a text holds as it is written; Rejected where it has errors."""
    written, _ = shape_of(read_yaml(text, name))
    given = written.library if written else None
    stem = given.removeprefix("./").removesuffix(".yaml") if given else ""
    return file_of(Texts(text=text, library=library(stem) if stem else None), name).written


def holds_library(text: str) -> bool:
    """Tell whether a text is a library and no journey."""
    return is_library(read_yaml(text, ""))


def _says(text: str, name: str, library: Library) -> Journey | None:
    try:
        return read_text(text, name, library)
    except HanhtrinhError:
        return None


def _said(edits: Iterable[Edit], old: Journey, new: Journey, lang: Lang) -> tuple[str, ...]:
    return tuple(sentence for section in sentences(edits, old, new, lang) for sentence in section.sentences)
