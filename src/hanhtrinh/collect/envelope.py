"""The outside of one request's body: its messages still in their bytes, and what is said about all of them."""

from typing import Any, NamedTuple

import msgspec

from hanhtrinh.collect.limits import MAX_MESSAGES


class Envelope(NamedTuple):
    """The messages of a body in their bytes; `sent_at` and `write_key` as they were said, unchecked.

    `context` is a batch's own, which holds for each message that says nothing else.
    """

    parts: list[bytes]
    sent_at: object = None
    write_key: object = None
    context: dict[str, msgspec.Raw] | None = None


class Unreadable(Exception):
    """A body, or a message, is not what it should be: a message key of `i18n` with its parameters."""

    def __init__(self, reason: str, **params: str | int) -> None:
        super().__init__(reason, params)
        self.reason = reason
        self.params = params


class _Batch(msgspec.Struct):
    batch: list[msgspec.Raw]
    sentAt: Any = None  # noqa: N815 - the protocol's name
    writeKey: Any = None  # noqa: N815
    context: msgspec.Raw = msgspec.Raw(b"null")


_decode_batch = msgspec.json.Decoder(_Batch).decode
_decode_object = msgspec.json.Decoder(dict[str, Any]).decode
_decode_context = msgspec.json.Decoder(dict[str, msgspec.Raw] | None).decode


def open_call(body: bytes) -> Envelope:
    """Return the envelope of a single call: the body is the message."""
    said = decoded(body)
    return Envelope([body], said.get("sentAt"), said.get("writeKey"))


def open_batch(body: bytes) -> Envelope:
    """Return the envelope of a batch: `{"batch": […], "sentAt": …, "writeKey": …}`."""
    try:
        batch = _decode_batch(body)
        context = _decode_context(batch.context)
    except msgspec.ValidationError:
        decoded(body)
        raise Unreadable("collect.no_batch") from None
    except (ValueError, RecursionError) as error:
        raise unreadable(error) from None
    if len(batch.batch) > MAX_MESSAGES:
        raise Unreadable("collect.too_many", count=len(batch.batch), allowed=MAX_MESSAGES)
    return Envelope([bytes(part) for part in batch.batch], batch.sentAt, batch.writeKey, context)


def decoded(body: bytes) -> dict[str, Any]:
    """Return the object a body is; Unreadable for anything else."""
    try:
        return _decode_object(body)
    except (ValueError, RecursionError) as error:
        raise unreadable(error) from None


def unreadable(error: Exception) -> Unreadable:
    """Return in our words why bytes could not be decoded."""
    if isinstance(error, RecursionError):
        return Unreadable("collect.too_deep_to_read")
    if isinstance(error, UnicodeDecodeError):
        return Unreadable("collect.bad_text", byte=f"0x{error.object[error.start]:02x}")
    text = str(error)
    if "out of range" in text:
        return Unreadable("collect.bad_number")
    if isinstance(error, msgspec.ValidationError):
        return Unreadable("collect.not_object")
    return Unreadable("collect.malformed", detail=text.removeprefix("JSON is malformed: "))
