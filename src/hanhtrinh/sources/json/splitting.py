"""A stream of JSON cut into the objects of its outermost list, without building anything."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hanhtrinh.sources.tables import MAX_RECORD_BYTES

_OUTSIDE = re.compile(rb'["{}]')
_INSIDE = re.compile(rb'["\\]')
_BETWEEN = b" \t\r\n,[]"


class Piece(NamedTuple):
    """One object's text (its beginning, where it is too long) and line; `whole` is False for what is no object."""

    text: bytes
    line: int
    whole: bool


class Splitter:
    """Takes blocks of bytes one after another and gives the objects they complete."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._line = self._begun = 1
        self._depth = 0
        self._quoted = False
        self._skip = 0

    def feed(self, block: bytes) -> Iterator[Piece]:
        """Yield the objects that a block completes, and what stands between them and is none."""
        at, last = self._skip, 0
        self._skip = 0
        while found := (_INSIDE if self._quoted else _OUTSIDE).search(block, at):
            at = found.end()
            if self._quoted and found[0] == b"\\":
                at += 1
            elif found[0] == b'"':
                self._quoted = not self._quoted
            elif found[0] == b"{":
                if not self._depth:
                    self._hold(block[last : at - 1])
                    last = at - 1
                    yield from self._stray()
                self._depth += 1
            elif self._depth:
                self._depth -= 1
                if not self._depth:
                    self._hold(block[last:at])
                    last = at
                    yield self._taken(len(self._held) <= MAX_RECORD_BYTES)
        self._skip = max(0, at - len(block))  # an escaped sign that comes with the next block
        self._hold(block[last:])

    def finish(self) -> Iterator[Piece]:
        """Yield what is left at the end: an object that was cut off, or what is none."""
        yield from self._stray()

    def _hold(self, part: bytes) -> None:
        self._line += part.count(b"\n")
        self._held += part[: MAX_RECORD_BYTES + 1 - len(self._held)]

    def _stray(self) -> Iterator[Piece]:
        piece = self._taken(False)
        text = piece.text.lstrip(_BETWEEN)
        if text:
            skipped = piece.text[: len(piece.text) - len(text)].count(b"\n")
            yield Piece(text.rstrip(_BETWEEN), piece.line + skipped, False)

    def _taken(self, whole: bool) -> Piece:
        piece = Piece(bytes(self._held), self._begun, whole)
        self._held, self._begun = bytearray(), self._line
        return piece
