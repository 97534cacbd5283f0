"""Where a text speaks of a theme: the part of a sentence that names it and says the most about it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hanhtrinh.voice.text.language import EN
from hanhtrinh.voice.text.lexicon import lexicon
from hanhtrinh.voice.text.matching import Matcher
from hanhtrinh.voice.text.normal import LONGEST, Words, read_words, units_of
from hanhtrinh.voice.text.weighing import weigh

_CUT = re.compile(
    r"(?<![.!?;,…\n])[.!?;,…\n]+(?=\s|$)|[!?;…\n]+"
    r"|(?<!\w)(?:nhưng(?: mà)?|tuy nhiên|mỗi tội|có điều|nhung|tuy nhien|but|however)(?!\w)",
    re.I,
)


class Passage(NamedTuple):
    """A part of a text, by the places of its letters."""

    start: int
    end: int


class _Piece(NamedTuple):
    span: Passage
    themes: frozenset[int]
    balance: float


def passage(
    text: str, theme: int, feeling: float | None, matcher: Matcher, general: frozenset[int] = frozenset()
) -> Passage | None:
    """Return the part of a text that speaks of a theme (by number): of several the one that says most of what the text
    feels about it. A part that judges nothing takes the next one with it where that names no other theme but `general`
    ones. None where no word of the theme is found.
    """
    pieces = list(_pieces(text[:LONGEST], matcher))
    mine = [i for i, piece in enumerate(pieces) if theme in piece.themes]
    if not mine:
        return None
    side = -1.0 if feeling is not None and feeling < 0 else 1.0
    best = max(mine, key=lambda i: (side * pieces[i].balance, -i))
    span = pieces[best].span
    if not pieces[best].balance and best + 1 < len(pieces) and not pieces[best + 1].themes - general - {theme}:
        span = Passage(span.start, pieces[best + 1].span.end)
    return span


def _pieces(text: str, matcher: Matcher) -> Iterator[_Piece]:
    language, _, bare = read_words(text)
    words = lexicon("en" if language == EN else "vi")
    for span in _spans(text):
        some = Words(language, units_of(text[span.start : span.end], language), bare)
        yield _Piece(span, frozenset(hit.theme for hit in matcher.hits(some)), weigh(some, words).total)


def _spans(text: str) -> Iterator[Passage]:
    """Yield the parts between signs and words of contrast, without the space around them."""
    begin = 0
    for cut in [*_CUT.finditer(text), None]:
        end = cut.start() if cut else len(text)
        part = text[begin:end]
        if part.strip():
            start = begin + len(part) - len(part.lstrip())
            yield Passage(start, begin + len(part.rstrip()))
        begin = cut.end() if cut else end
