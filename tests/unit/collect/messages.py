"""Messages to test with."""

import json
from typing import Any

from hanhtrinh.collect import understand
from hanhtrinh.events.event import Event, Kind, Message, Understood

NOW = 1_795_348_800_000_000
"""2026-11-22T12:00:00Z."""
SECOND, MINUTE, HOUR, DAY = 10**6, 60 * 10**6, 3_600 * 10**6, 86_400 * 10**6


def message(
    kind: Kind = "track", *, sent_at: int | None = None, flags: int = 0, address: str = "", **body: Any
) -> Message:
    """Return an accepted message."""
    return Message(
        key=b"k" * 16, kind=kind, source="web", received_at=NOW, sent_at=sent_at, flags=flags, address=address,
        body=json.dumps(body).encode(),
    )  # fmt: skip


def meaning(kind: Kind = "track", **body: Any) -> Understood:
    """Return what a message means."""
    return understand(message(kind, **body))


def event_of(kind: Kind = "track", **body: Any) -> Event:
    """Return the event of a message by Lan."""
    body = {"userId": "lan", "event": "x", **body}
    found = meaning(kind, **body).event
    assert found is not None
    return found
