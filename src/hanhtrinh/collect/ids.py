"""Who a message is about, and by which key a message is known."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b

from hanhtrinh.events.event import ANONYMOUS

MAX_ID_CHARACTERS = 256
"""Longest user, anonymous, group and previous id, and longest event name."""

PLACEHOLDERS = frozenset(("undefined", "null", "none", "nan", "[object object]", "true", "false"))
"""Ids that programs send by mistake, compared without case: they are nobody's, and would glue strangers together."""

_LONGEST_PLACEHOLDER = 15
_KEY_BYTES = 16


def id_text(value: object) -> str | None:
    """Return an id as text, None where it names nobody: absent, empty, or a placeholder."""
    if type(value) is str:
        if len(value) > _LONGEST_PLACEHOLDER:
            return value if not value.isspace() else None
        bare = value.strip().lower()
        return value if bare and bare not in PLACEHOLDERS else None
    if type(value) is int:
        return str(value)
    return format(value, ".15g") if type(value) is float else None


def raw_ids(message: Mapping[str, object]) -> tuple[str | None, str | None]:
    """Return the raw ids of the known person and of the device that a message names."""
    anonymous = id_text(message.get("anonymousId"))
    return id_text(message.get("userId")), ANONYMOUS + anonymous if anonymous is not None else None


def message_key(workspace: str, message_id: str) -> bytes:
    """Return the 16 bytes by which a message with an id of the sender's is known in a workspace."""
    return blake2b(_start(b"m", workspace) + message_id.encode(), digest_size=_KEY_BYTES).digest()


def content_key(workspace: str, source: str, body: bytes) -> bytes:
    """Return the key of a message without an id that says when it happened: the same content is the same message."""
    return blake2b(_start(b"c", f"{workspace}\0{source}") + body, digest_size=_KEY_BYTES).digest()


def arrival_key(workspace: str, seed: bytes, position: int) -> bytes:
    """Return the key of a message with neither id nor time: it is a new one each time it arrives.

    `seed` is different for every request, `position` for every message of one.
    """
    rest = seed + position.to_bytes(4, "big")
    return blake2b(_start(b"a", workspace) + rest, digest_size=_KEY_BYTES).digest()


@lru_cache(1_024)
def _start(kind: bytes, place: str) -> bytes:
    """What keys are made of begins with their kind and place: no two kinds or places have a key in common."""
    return kind + place.encode() + b"\0"
