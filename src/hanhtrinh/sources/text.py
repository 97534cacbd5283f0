"""Text files as streams of UTF-8 bytes, whatever compression and encoding they have."""

import codecs
import gzip
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import msgspec
import zstandard

from hanhtrinh.errors import FileUnusable

CHUNK_BYTES = 8 * 2**20
_WIDE_SHARE = 0.6
_READ_BYTES = 1 << 20
_ZSTD_BYTES = 1_024
"""zstd unpacks all it is given at once, up to 32,768 times as much: so it is given little."""
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Vietnamese first: in windows-1258 every byte sequence of the others is readable too, so the order is a preference.
OFFERED_ENCODINGS = ("windows-1258", "windows-1252", "latin-1", "utf-16")

ReadBytes = Callable[[int], None]


class TextForm(msgspec.Struct, frozen=True):
    """How a file's bytes become text: its encoding, and whether the mapping named it (then bad rows are refused
    singly)."""

    encoding: str
    declared: bool


def open_bytes(path: Path, on_read: ReadBytes = lambda count: None) -> Iterator[bytes]:
    """Yield a file's content, decompressed, in blocks; `on_read` is told how many bytes of the file itself were used
    up.

    Raises FileUnusable when the file cannot be opened, is cut off or its compression is damaged.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            yield from _decompressed(path, file, start, on_read)
    except OSError as error:
        raise FileUnusable("sources.file_unreadable", file=path.name, detail=error.strerror or str(error)) from error
    except EOFError as error:
        raise FileUnusable("sources.cut_off", file=path.name) from error
    except (zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
        raise FileUnusable("sources.compression_damaged", file=path.name) from error


def _decompressed(path: Path, file: IO[bytes], start: bytes, on_read: ReadBytes) -> Iterator[bytes]:
    blocks = _blocks(file, on_read)
    if start.startswith(_GZIP):
        yield from _gunzip(blocks)
    elif start == _ZSTD:
        yield from _unzstd(blocks)
    else:
        yield from blocks


def _blocks(file: IO[bytes], on_read: ReadBytes) -> Iterator[bytes]:
    while block := file.read(_READ_BYTES):
        on_read(len(block))
        yield block


def _gunzip(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress one or more gzip members; EOFError when the last one is not complete."""
    engine = zlib.decompressobj(wbits=31)
    started = False
    for block in blocks:
        while block:
            if engine.eof:
                block = block.lstrip(b"\0")  # padding after the last member is allowed
                engine, started = zlib.decompressobj(wbits=31), False
                continue
            started = True
            yield engine.decompress(block, CHUNK_BYTES)
            block = engine.unconsumed_tail or engine.unused_data
    if started and not engine.eof:
        raise EOFError


def _unzstd(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress one or more zstd frames; EOFError when the last one is not complete."""
    engine = zstandard.ZstdDecompressor().decompressobj()
    started = False
    for block in _small(blocks):
        while block:
            if engine.eof:
                engine, started = zstandard.ZstdDecompressor().decompressobj(), False
            started = True
            yield engine.decompress(block)
            block = engine.unused_data
    if started and not engine.eof:
        raise EOFError


def _small(blocks: Iterator[bytes]) -> Iterator[bytes]:
    return (block[i : i + _ZSTD_BYTES] for block in blocks for i in range(0, len(block), _ZSTD_BYTES))


def content_start(path: Path, count: int = 1 << 16) -> bytes:
    """Return the first bytes of a file's content, decompressed; a cut file gives what there is."""
    found = bytearray()
    try:
        for block in open_bytes(path):
            found += block
            if len(found) >= count:
                break
    except FileUnusable as error:
        if error.key != "sources.cut_off" or not found:
            raise
    return bytes(found[:count])


def text_form(path: Path, encoding: str | None) -> TextForm:
    """Return the encoding a file is to be read in: the one given, else the one its first bytes show, else UTF-8.

    Raises FileUnusable when the encoding is unknown or the content is not text.
    """
    if encoding is not None:
        try:
            return TextForm(codecs.lookup(encoding).name, declared=True)
        except LookupError:
            offered = ", ".join(("utf-8", *OFFERED_ENCODINGS))
            raise FileUnusable("sources.encoding_unknown", file=path.name, given=encoding, allowed=offered) from None
    start = content_start(path, 4096)
    for mark, name in _MARKS.items():
        if start.startswith(mark):
            return TextForm(name, declared=False)
    if (wide := _wide(start)) is not None:
        return TextForm(wide, declared=False)
    if b"\0" in start:
        raise FileUnusable("sources.not_text", file=path.name)
    return TextForm("utf-8", declared=False)


def _wide(start: bytes) -> str | None:
    """Return the kind of UTF-16 that text without a byte-order mark is, None when it is none: half its bytes are 0."""
    for name, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if len(start) > 1 and zeros.count(0) > _WIDE_SHARE * len(zeros) and start.count(0) == zeros.count(0):
            return name
    return None


def utf8_chunks(path: Path, form: TextForm, on_read: ReadBytes = lambda count: None) -> Iterator[bytes]:
    """Yield a text file as UTF-8 bytes in chunks of about 8 MiB, without byte-order mark.

    UTF-8 itself is passed on unchecked (the readers check record by record); raises FileUnusable, naming the line,
    when another
    encoding does not fit.
    """
    chunks = _utf8(path, form, _gathered(open_bytes(path, on_read)))
    first = next(chunks, None)
    if first is None:
        return
    changed = with_newlines(first)
    yield changed
    if changed is first:
        yield from chunks
    else:
        yield from (chunk.replace(b"\r", b"\n") for chunk in chunks)


def with_newlines(text: bytes) -> bytes:
    """Return text whose lines end in CR alone (old Macintosh) with LF instead; any other as it is."""
    return text.replace(b"\r", b"\n") if b"\r" in text and b"\n" not in text else text


def _utf8(path: Path, form: TextForm, blocks: Iterator[bytes]) -> Iterator[bytes]:
    if form.encoding in ("utf-8", "utf-8-sig"):
        first = True
        for block in blocks:
            yield block.removeprefix(codecs.BOM_UTF8) if first else block
            first = False
    else:
        yield from _transcoded(path, form.encoding, blocks)


def _gathered(blocks: Iterator[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for block in blocks:
        held += block
        if len(held) >= CHUNK_BYTES:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _transcoded(path: Path, encoding: str, blocks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for block, final in _with_last(blocks):
        try:
            text = decoder.decode(block, final)
        except UnicodeError as error:
            before = getattr(error, "object", b"")[: getattr(error, "start", 0)]
            line += before.count(b"\n")
            raise FileUnusable("sources.wrong_encoding", file=path.name, line=line, encoding=encoding) from None
        line += text.count("\n")
        # windows-1258 writes tones as separate marks; composed, the words equal those of other files.
        composed = unicodedata.normalize("NFC", text) if encoding == "cp1258" else text
        yield composed.removeprefix("\ufeff").encode()


def _with_last(blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    for block in blocks:
        yield block, False
    yield b"", True


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8 text."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
