"""Messages for tests."""

from itertools import count

from hanhtrinh.events.event import Message
from hanhtrinh.store.seen_sweep import DAY_MICROSECONDS

DAY = 20_779
NOON = DAY * DAY_MICROSECONDS + DAY_MICROSECONDS // 2
_numbers = count()


def message(key: int | None = None, *, at: int = NOON, source: str = "web", body: bytes = b"{}") -> Message:
    """Return a message, a new one unless its key is given."""
    number = next(_numbers) + 2**40 if key is None else key
    return Message(key=number.to_bytes(16, "big"), kind="track", source=source, received_at=at, sent_at=None, body=body)
