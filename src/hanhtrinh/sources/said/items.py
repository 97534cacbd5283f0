"""The objects in a tool's JSON, one after another: lines, one list, or the lists inside an envelope.

Nothing is held but the object at hand, however long the file is.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from hanhtrinh.sources.json.splitting import Piece, Splitter
from hanhtrinh.sources.tables import MAX_RECORD_BYTES
from hanhtrinh.voice.elsewhere.shapes.all import SHAPES, shape_of, within
from hanhtrinh.voice.elsewhere.shapes.shape import Shape

_DECODE = msgspec.json.Decoder().decode
_NAMES = sorted({name for shape in SHAPES for name in shape.lists})
_LIST = re.compile(rb'"(?:' + "|".join(_NAMES).encode() + rb')"\s*:\s*\[')
_SEEN = 128
_OUTSIDE = re.compile(rb'["{}\]]')
_INSIDE = re.compile(rb'["\\]')
_TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+(?P<end>"|\Z)|[\[{]|[\]}]', re.DOTALL)
_MOST_OUTER = 1 << 16


def first_shape(start: bytes) -> Shape | None:
    """Return the shape of the first object a file holds; None where it is none that is known."""
    begun = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begun[:1] not in (b"{", b"["):
        return None
    for pieces in (_plain_pieces([begun]), _listed_pieces([begun])):
        for piece in pieces:
            shape = shape_of(decoded(piece)) if piece.whole else None
            if shape is not None:
                return shape
            break
    whole = decoded(Piece(begun, 1, True))
    return next((shape for shape in SHAPES if whole is not None and any(within(shape, whole))), None)


def objects(start: bytes, blocks: Iterable[bytes], shape: Shape) -> Iterator[Piece]:
    """Yield the objects of a file that begins with `start`."""
    first = next(_plain_pieces([start.removeprefix(b"\xef\xbb\xbf").lstrip()]), None)
    known = first is not None and first.whole and shape.knows(decoded(first) or {})
    alone = first is not None and first.whole and any(within(shape, decoded(first)))
    yield from _plain_pieces(blocks) if known or (alone and _small(start)) else _listed_pieces(blocks)


def _small(start: bytes) -> bool:
    return len(start) < 1 << 15


def outermost(blocks: Iterable[bytes]) -> bytes:
    """Return what stands in the object a file is itself, without the lists and objects within it: its beginning."""
    depth, kept, rest = 0, bytearray(), b""
    for block in blocks:
        text, at = rest + block, 0
        rest = b""
        for token in _TOKENS.finditer(text):
            sign, before = token[0][:1], depth
            if sign == b'"' and not token["end"]:
                rest = text[at:]
                break
            depth += (sign in b"[{") - (sign in b"]}")
            if before == 1:
                kept += text[at : token.start() if depth == 2 else token.end()]
            at = token.end()
        if depth == 1 and not rest:
            kept += text[at:]
        if len(kept) > _MOST_OUTER or len(rest) > MAX_RECORD_BYTES:
            break
    return bytes(kept[:_MOST_OUTER])


def decoded(piece: Piece) -> dict[str, Any] | None:
    """Return an object; None for what is none."""
    try:
        value = _DECODE(piece.text.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _plain_pieces(blocks: Iterable[bytes]) -> Iterator[Piece]:
    splitter = Splitter()
    for block in blocks:
        yield from splitter.feed(block)
    yield from splitter.finish()


def _listed_pieces(blocks: Iterable[bytes]) -> Iterator[Piece]:
    """Yield the objects in the lists a known tool puts them in; what stands around those lists is passed over."""
    lists = _Lists()
    for block in blocks:
        yield from lists.feed(block)
    yield from lists.finish()


class _Lists:
    """Takes blocks one after another and gives the objects of every known list they complete."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._in_list = False
        self._depth = 0
        self._quoted = False
        self._skip = 0
        self._line = self._begun = 1

    def feed(self, block: bytes) -> Iterator[Piece]:
        """Yield what a block completes."""
        at = 0
        while at < len(block):
            if self._in_list:
                at, piece = self._read(block, at)
                if piece is not None:
                    yield piece
            else:
                at = self._seek(block, at)

    def finish(self) -> Iterator[Piece]:
        """Yield an object that was cut off."""
        if self._in_list and self._depth:
            yield Piece(bytes(self._held), self._begun, False)

    def _seek(self, block: bytes, at: int) -> int:
        # What a block ends with is joined to the next one once; within a block nothing is copied.
        whole, begin = (bytes(self._held) + block[at:], 0) if self._held else (block, at)
        found = _LIST.search(whole, begin)
        if found is None:
            self._line += block.count(b"\n", at)
            self._held = bytearray(whole[max(begin, len(whole) - _SEEN) :])
            return len(block)
        end = found.end() - len(whole) + len(block)
        self._line += block.count(b"\n", at, end)
        self._in_list, self._held = True, bytearray()
        return end

    def _read(self, block: bytes, at: int) -> tuple[int, Piece | None]:
        """Go on to the end of an object, of the list or of the block; return where that is, and the object."""
        start = at
        at += self._skip
        self._skip = 0
        while found := (_INSIDE if self._quoted else _OUTSIDE).search(block, at):
            at = found.end()
            sign = found[0]
            if self._quoted and sign == b"\\":
                at += 1
            elif sign == b'"':
                self._quoted = not self._quoted
            elif sign == b"{":
                if not self._depth:
                    self._line += block.count(b"\n", start, at)
                    start, self._begun, self._held = at - 1, self._line, bytearray()
                self._depth += 1
            elif sign == b"}" and self._depth:
                self._depth -= 1
                if not self._depth:
                    self._hold(block[start:at])
                    self._line += block.count(b"\n", start, at)
                    piece = Piece(bytes(self._held), self._begun, len(self._held) <= MAX_RECORD_BYTES)
                    self._held = bytearray()
                    return at, piece
            elif sign == b"]" and not self._depth:
                self._line += block.count(b"\n", start, at)
                self._in_list, self._held = False, bytearray()
                return at, None
        self._skip = max(0, at - len(block))
        if self._depth:
            self._hold(block[start:])
        self._line += block.count(b"\n", start)
        return len(block), None

    def _hold(self, part: bytes) -> None:
        self._held += part[: MAX_RECORD_BYTES + 1 - len(self._held)]
