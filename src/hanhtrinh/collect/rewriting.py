"""Changes to a message before it is kept. Everything that is not changed stays byte by byte what it was."""

from collections.abc import Mapping
from typing import Any

import msgspec

from hanhtrinh.collect.ids import id_text

_decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode
_KEPT_OF_REFUSAL = ("type", "messageId", "timestamp", "originalTimestamp", "sentAt", "receivedAt")


def without_address(body: bytes) -> bytes:
    """Return a message without `context.ip`."""
    parts = _decode(body)
    context = _decode(parts["context"])
    context.pop("ip", None)
    return _encode({**parts, "context": context})


def with_context(body: bytes, context: Mapping[str, msgspec.Raw]) -> bytes:
    """Return a message with its batch's context, where it has not said the same part itself."""
    parts = _decode(body)
    own = bytes(parts.get("context", b"null"))
    if own[:1] not in (b"{", b"n"):
        return body  # no context at all: it will be refused for it
    said = _decode(own) if own[:1] == b"{" else {}
    return _encode({**parts, "context": {**context, **said}})


def only_consent(body: bytes, message: Mapping[str, Any]) -> bytes:
    """Return what is kept of a message where the person has refused more: who refused what, and when."""
    parts = _decode(body)
    kept: dict[str, Any] = {name: parts[name] for name in _KEPT_OF_REFUSAL if name in parts}
    who = "userId" if id_text(message.get("userId")) is not None else "anonymousId"
    said = message["context"]["consent"]["categoryPreferences"]
    categories = {name: value for name, value in said.items() if isinstance(value, bool)}
    return _encode({**kept, who: parts[who], "context": {"consent": {"categoryPreferences": categories}}})
