"""Sayings as messages for the inbox: each version of each is one message, however often it is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import msgspec

from hanhtrinh.app.contacts import person_of
from hanhtrinh.collect.ids import MAX_ID_CHARACTERS, message_key
from hanhtrinh.errors import WorkspaceError
from hanhtrinh.events.event import ANONYMOUS, UNPROVEN, Message
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.contacts import Instruments
from hanhtrinh.voice.elsewhere.model import EVENT, Saying, instrument_key, instrument_of, properties_of
from hanhtrinh.voice.elsewhere.paths import iso


@dataclass
class Known:
    """Keeps instruments once each; while an import writes to the workspace, the next saying tries again."""

    instruments: Instruments
    _kept: set[tuple[str, str]] = field(default_factory=set)

    def ensure(self, space: Space, sayings: Iterable[Saying]) -> None:
        """Keep the instruments some sayings belong to."""
        for kind, scale in dict.fromkeys((one.kind, one.scale if one.score is not None else "") for one in sayings):
            key = (space.id, instrument_key(kind, scale))
            if key in self._kept:
                continue
            try:
                self.instruments.ensure(space, instrument_of(kind, scale))
            except WorkspaceError:
                continue
            self._kept.add(key)


def messages_of(
    workspace: str, source: str, sayings: Sequence[Saying], received: int, asked_at: str = "", *, proven: bool = True
) -> list[Message]:
    """Return a message for each saying. Its id is made of the saying's own and of what it says: sent twice it counts
    once, edited it is another message with the same `said_id`, of which the newest is the current one. `proven` tells
    that whoever sends them says who they are of, and nobody else could.
    """
    flags = 0 if proven else UNPROVEN
    return [_message(workspace, source, saying, received, asked_at, flags) for saying in sayings]


def _message(workspace: str, source: str, saying: Saying, received: int, asked_at: str, flags: int) -> Message:
    scored = saying.score is not None
    properties: dict[str, Any] = {
        "instrument": instrument_key(saying.kind, saying.scale if scored else ""), **properties_of(saying),
    }  # fmt: skip
    if scored:
        properties["score"] = saying.score
    if saying.text.strip():
        properties["text"] = saying.text
    if asked_at:
        properties["asked_at"] = asked_at
    content = msgspec.json.encode([properties, saying.changed or 0, saying.at], order="sorted")
    version = blake2b(content, digest_size=12).hexdigest()
    own = f"said:{source}:{saying.kind}:{saying.id[:200]}:{version}"
    at = min(saying.time or received, received)
    body = {
        "type": "track", "event": EVENT, "messageId": own, "timestamp": iso(at), "properties": properties,
        **_person(source, saying),
    }  # fmt: skip
    return Message(
        key=message_key(workspace, own), kind="track", source=source, received_at=received, sent_at=None,
        body=msgspec.json.encode(body), flags=flags,
    )  # fmt: skip


def _person(source: str, saying: Saying) -> dict[str, Any]:
    """Return who said it: the person named, else somebody known by the conversation or the saying alone."""
    named = person_of(saying.person.lstrip(ANONYMOUS)[:MAX_ID_CHARACTERS])
    if named:
        return named
    thread = saying.thread or saying.id
    return {"anonymousId": f"said-{blake2b(f'{source}/{saying.kind}/{thread}'.encode(), digest_size=12).hexdigest()}"}
