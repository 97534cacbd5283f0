"""Pictures made for tests: honest ones of every kind, and those that would do harm."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

_SIGN = b"\x89PNG\r\n\x1a\n"


def drawn(width: int = 640, height: int = 480, color: str = "#c8452d") -> Image.Image:
    """Return a picture one can tell apart from others."""
    picture = Image.new("RGB", (width, height), "#faf8f4")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((width // 8, height // 8, width * 7 // 8, height * 7 // 8), fill=color)
    pen.ellipse((width // 3, height // 3, width * 2 // 3, height * 2 // 3), fill="#1f8a70")
    return picture


def saved(picture: Image.Image, kind: str, **more: Any) -> bytes:
    """Return a picture as the bytes of a file."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **more)
    return buffer.getvalue()


def photo(width: int = 640, height: int = 480) -> bytes:
    """Return a JPEG as a phone makes it: lying on its side, with the place it was taken at."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker of phones"
    exif.get_ifd(0x8825)[2] = (10.0, 46.0, 37.0)
    return saved(drawn(width, height), "JPEG", exif=exif)


def png(width: int, height: int, data: bytes) -> bytes:
    """Return a PNG that claims a size, whatever its data says."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return _SIGN + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def animation(frames: int, width: int = 16, height: int = 16) -> bytes:
    """Return a GIF of so many frames."""
    pictures = [Image.new("L", (width, height), i * 37 % 256) for i in range(frames)]
    return saved(pictures[0], "GIF", save_all=True, append_images=pictures[1:], duration=20)


def animated_bomb() -> bytes:
    """Return a small GIF of a few hundred frames, each of which would be millions of pixels."""
    small = animation(300)
    return small[:6] + struct.pack("<HH", 6_000, 6_000) + small[10:]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PLAIN_SVG = b'<?xml version="1.0"?>\n<!-- a drawing -->\n<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64
