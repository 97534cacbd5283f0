"""Parcels: the messages of one commit, packed together and compressed.

Messages of one sender look much alike: packed together they take a sixth of the room, and one row is written where
there would be hundreds.
"""

from collections.abc import Sequence

import msgspec
import zstandard
from sqlalchemy import Connection, insert, text

from hanhtrinh.events.event import Message
from hanhtrinh.store.sql.tables.inbox import inbox

MAX_MESSAGES = 5_000
"""In one parcel. Places inside a parcel must fit into 16 bits of a watermark."""
_MAX_BYTES = 2**30
_ORDER = text("SELECT pg_advisory_xact_lock(hashtextextended(:workspace, 0))")
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Message])


def pack(messages: Sequence[Message]) -> bytes:
    """Return messages as one parcel."""
    return zstandard.ZstdCompressor(level=1).compress(_encoder.encode(messages))


def unpack(parcel: bytes) -> list[Message]:
    """Return the messages of a parcel, in the order they were packed."""
    return _decoder.decode(zstandard.ZstdDecompressor().decompress(parcel, max_output_size=_MAX_BYTES))


def add_parcels(connection: Connection, workspace: str, messages: Sequence[Message], batch: int | None = None) -> None:
    """Store messages as parcels. From here to the end of the transaction nobody else adds to the workspace, so that
    the numbers of parcels are in the order of commits."""
    if messages and connection.dialect.name != "sqlite":
        connection.execute(_ORDER, {"workspace": workspace})
    for start in range(0, len(messages), MAX_MESSAGES):
        part = messages[start : start + MAX_MESSAGES]
        row = {"workspace": workspace, "messages": len(part), "batch": batch, "parcel": pack(part)}
        connection.execute(insert(inbox).values(row))
