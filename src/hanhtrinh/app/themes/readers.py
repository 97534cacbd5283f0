"""Who reads a workspace's texts: made from what is kept, and made anew when that changes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.texts import KeptModel, Texts
from hanhtrinh.voice.text.feeling import Feeling
from hanhtrinh.voice.text.learned import Model, decode
from hanhtrinh.voice.text.reading import Reader
from hanhtrinh.voice.text.taxonomies import FIRST, taxonomy_text
from hanhtrinh.voice.text.taxonomy import Taxonomy, read_taxonomy
from hanhtrinh.voice.text.theme_model import LearnedThemes, model_of

LOOKED = 1_000_000
"""Microseconds for which what is kept is not looked at again: another process may have changed it."""


@dataclass
class _Shelf:
    reader: Reader
    turn: tuple[int, ...]
    looked: int


@dataclass
class Readers:
    """The readers of workspaces, by `of`."""

    texts: Texts
    clock: Callable[[], int]
    _shelves: dict[str, _Shelf] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def of(self, space: Space) -> Reader:
        """Return who reads a workspace's texts now; what is unusable of what is kept is left out."""
        now, shelf = self.clock(), self._shelves.get(space.id)
        if shelf is not None and 0 <= now - shelf.looked < LOOKED:
            return shelf.reader
        turn = self.texts.turn(space.id)
        if shelf is not None and shelf.turn == turn:
            shelf.looked = now
            return shelf.reader
        with self._lock:
            reader = self._made(space.id, turn)
            self._shelves[space.id] = _Shelf(reader, turn, now)
        return reader

    def look_again(self, space: Space) -> None:
        """Something was changed here: look at what is kept with the next question."""
        shelf = self._shelves.get(space.id)
        if shelf is not None:
            shelf.looked = -LOOKED

    def _made(self, workspace: str, turn: tuple[int, ...]) -> Reader:
        themes, feeling = self.texts.model(workspace, "themes"), self.texts.model(workspace, "feeling")
        return Reader(
            taxonomy_of(self.texts, workspace),
            Feeling(_feeling_of(feeling)),
            _themes_of(themes),
            self.texts.corrections(workspace),
            taught="-".join(map(str, turn)),
        )


def shipped() -> Reader:
    """Return who reads where nobody has taught anything: the themes and words that ship."""
    return Reader(read_taxonomy(taxonomy_text(FIRST)))


def taxonomy_of(texts: Texts, workspace: str) -> Taxonomy:
    """Return the themes of a workspace: those it keeps, or the first of those that ship."""
    kept = texts.taxonomy(workspace)
    try:
        return read_taxonomy(kept.text if kept else taxonomy_text(FIRST))
    except HanhtrinhError:  # what an older version let in
        return read_taxonomy(taxonomy_text(FIRST))


def _themes_of(kept: KeptModel | None) -> LearnedThemes | None:
    if kept is None or not kept.used:
        return None
    try:
        return model_of(kept.model)
    except ValueError:
        return None


def _feeling_of(kept: KeptModel | None) -> Model | None:
    if kept is None or not kept.used:
        return None
    try:
        return decode(kept.model)
    except ValueError:  # of another version of Hanhtrinh: the shipped words read until something is learned anew
        return None
