"""Packed bodies, unpacked to a stated size and no further."""

import zlib

_GZIP, _ZLIB = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS
_FORMS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}
ENCODINGS = ("gzip", "deflate", "identity")


class Unpackable(Exception):
    """A body cannot be unpacked: `unknown` encoding, `damaged`, or `too_large` when unpacked."""


def unpack(body: bytes, encoding: str, allowed: int) -> bytes:
    """Return a body unpacked (`Content-Encoding`); Unpackable for what is damaged or gives more than `allowed` bytes.

    No more than the allowed bytes are ever unpacked, however much a small body would give.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return body
    if encoding not in _FORMS:
        raise Unpackable("unknown")
    found = b""
    while body:
        part = zlib.decompressobj(_FORMS[encoding])
        try:
            found += part.decompress(body, allowed + 1 - len(found))
        except zlib.error as error:
            raise Unpackable("damaged") from error
        if len(found) > allowed or part.unconsumed_tail:
            raise Unpackable("too_large")
        if not part.eof:
            raise Unpackable("damaged")
        body = part.unused_data  # gzip allows several parts, one after the other
    return found
