"""Parcels: the messages of one commit, packed together and compressed.

Messages of one sender look much alike: packed together they take a sixth of the room, and one row is written where
there would be hundreds.
"""

from collections.abc import Sequence

import msgspec
import zstandard

from hanhtrinh.events.event import Message

MAX_MESSAGES = 5_000
"""In one parcel. Places inside a parcel must fit into 16 bits of a watermark."""
_MAX_BYTES = 2**30
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Message])


def pack(messages: Sequence[Message]) -> bytes:
    """Return messages as one parcel."""
    return zstandard.ZstdCompressor(level=1).compress(_encoder.encode(messages))


def unpack(parcel: bytes) -> list[Message]:
    """Return the messages of a parcel, in the order they were packed."""
    return _decoder.decode(zstandard.ZstdDecompressor().decompress(parcel, max_output_size=_MAX_BYTES))
