"""What a picture's bytes are, told before anything decodes them, and whether a WebP is clean enough to be served."""

import re
from collections.abc import Iterator

from hanhtrinh.errors import InputError

MOST_BYTES = 12 * 2**20
MOST_SIDE, SMALL_SIDE = 1_600, 480
_MEGA = 2**20
_MARKUP = re.compile(rb"<(?:script|!doctype|html[\s>]|iframe|\?php)", re.IGNORECASE)
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_SIGNS: tuple[tuple[str, bytes], ...] = (
    ("PNG", b"\x89PNG\r\n\x1a\n"),
    ("JPEG", b"\xff\xd8\xff"),
    ("GIF", b"GIF87a"),
    ("GIF", b"GIF89a"),
)
_OTHERS: tuple[tuple[str, bytes], ...] = (
    ("PDF", b"%PDF"), ("BMP", b"BM"), ("TIFF", b"II*\0"), ("TIFF", b"MM\0*"), ("ZIP", b"PK\x03\x04"),
    ("Photoshop", b"8BPS"), ("Windows program", b"MZ"), ("icon", b"\0\0\1\0"),
)  # fmt: skip
_PARTS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
# Flags of VP8X that say there is more than pixels: colour profile, EXIF, XMP, animation.
_MORE_THAN_PIXELS = 0b0010_1110
_WIDE, _TALL = slice(24, 27), slice(27, 30)


def kind_of(data: bytes, name: str) -> str:
    """Return which of the allowed kinds a file is; InputError, naming what it is instead, for every other."""
    if not data:
        raise InputError("pictures.empty", file=name)
    if len(data) > MOST_BYTES:
        raise InputError("pictures.too_many_bytes", file=name, given=_megabytes(len(data)), allowed=MOST_BYTES // _MEGA)
    found = next((kind for kind, sign in _SIGNS if data.startswith(sign)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = "WebP"
    if not found:
        raise _refusal(data, name)
    if _MARKUP.search(data):
        raise InputError("pictures.two_faced", file=name, kind=found)
    return found


def _refusal(data: bytes, name: str) -> InputError:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _SVG.search(start):
        return InputError("pictures.svg", file=name)
    if _MARKUP.search(start):
        return InputError("pictures.not_picture", file=name, given="HTML")
    if data[4:8] == b"ftyp":
        return InputError("pictures.heic", file=name, given="AVIF" if b"avi" in data[8:12] else "HEIC/MP4")
    for kind, sign in _OTHERS:
        if data.startswith(sign):
            return InputError("pictures.not_picture", file=name, given=kind)
    return InputError("pictures.unknown_kind", file=name)


def _megabytes(count: int) -> str:
    return f"{count / _MEGA:.1f}"


def is_clean(data: bytes) -> bool:
    """Tell whether a file is a WebP of one picture of at most 1,600 pixels with nothing in it but pixels."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or int.from_bytes(data[4:8], "little") + 8 != len(data):
        return False
    parts = list(_parts(data))
    names = {name for name, _ in parts}
    if not parts or parts[-1][1] != len(data) or not names <= _PARTS or not names & {b"VP8 ", b"VP8L"}:
        return False
    if b"VP8X" in names:
        wide, tall = (int.from_bytes(data[part], "little") + 1 for part in (_WIDE, _TALL))
        return not data[20] & _MORE_THAN_PIXELS and max(wide, tall) <= MOST_SIDE
    return max(_simple_size(data)) <= MOST_SIDE


def _parts(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each part of a RIFF file with where it ends."""
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        name, at = data[at : at + 4], at + 8 + size + size % 2
        yield name, at


def _simple_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a WebP that has but one part."""
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
