"""The door: which of a request's messages are accepted, as what, and why the others are not.

A message is accepted as it came, or refused with one reason and kept to be shown. It is never changed on the way in,
but for what the sender's source does not want kept: addresses, and what a person has not consented to.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from hanhtrinh.collect.consent import Consented, consented
from hanhtrinh.collect.envelope import Envelope, Unreadable, decoded
from hanhtrinh.collect.ids import arrival_key, content_key, id_text, message_key
from hanhtrinh.collect.limits import MAX_MESSAGE, MAX_REFUSED_BODY
from hanhtrinh.collect.moments import DAY, EARLIEST, instant
from hanhtrinh.collect.proving import Proof, is_proven_message
from hanhtrinh.collect.rewriting import only_consent, with_context, without_address
from hanhtrinh.collect.rules import check_message, kind_of, shown
from hanhtrinh.events.event import BOT, LATE, UNPROVEN, Kind, Message


def _nobody_is(agent: str) -> bool:
    return False


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a request beside its body.

    `seed` differs for every request. `flags` are those of the whole request (robot, device); a message that names a
    robot as its user agent (`is_robot`) gets the flags `robots`. `address` is the sender's where the source keeps it,
    else empty. Without `trusted` a message has to prove whom it speaks of, by one of the `proofs`.
    """

    workspace: str
    source: str
    received: int
    seed: bytes
    flags: int = 0
    robots: int = BOT
    is_robot: Callable[[str], bool] = _nobody_is
    address: str = ""
    keep_addresses: bool = False
    needs_consent: bool = False
    trusted: bool = True
    proofs: tuple[Proof, ...] = ()


class Refused(NamedTuple):
    """A message that was not accepted: a message key of `i18n` with its parameters, and what is kept of it."""

    reason: str
    params: dict[str, str | int]
    body: bytes


class Checked(NamedTuple):
    """What became of the messages of one request."""

    accepted: list[Message]
    refused: list[Refused]


def check(envelope: Envelope, kind: Kind | None, arrival: Arrival) -> Checked:
    """Check every message of a request. `kind` is what the address says the message is, None for batches."""
    checked = Checked([], [])
    sent = instant(envelope.sent_at)
    for position, part in enumerate(envelope.parts):
        try:
            body = with_context(part, envelope.context) if envelope.context and _object(part) else part
            checked.accepted.append(_message(body, kind, arrival, sent, position))
        except Unreadable as problem:
            kept = b"" if problem.reason in WITHOUT_BODY else part[:MAX_REFUSED_BODY]
            checked.refused.append(Refused(problem.reason, problem.params, kept))
    return checked


WITHOUT_BODY = frozenset(("collect.consent_missing",))
"""Reasons that forbid to keep the message itself."""


def _object(part: bytes) -> bool:
    return len(part) <= MAX_MESSAGE and bool(decoded(part))


def _message(body: bytes, said: Kind | None, arrival: Arrival, sent: int | None, position: int) -> Message:
    if len(body) > MAX_MESSAGE:
        raise Unreadable("collect.message_too_large", size=len(body), allowed=MAX_MESSAGE)
    message = decoded(body)
    kind = said if said is not None else kind_of(message)
    check_message(kind, message, body)
    sent_at = sent if sent is not None else instant(message.get("sentAt"))
    flags = arrival.flags | _late(message, arrival.received, sent_at)
    if not arrival.trusted and not is_proven_message(message, arrival.proofs, arrival.received):
        flags |= UNPROVEN
    key = _key(message, body, arrival, position)
    kept = body
    if arrival.needs_consent:
        kind, kept = _consented(kind, message, body)
    context = message.get("context")
    if context:
        agent = context.get("userAgent")
        if type(agent) is str and arrival.is_robot(agent):
            flags |= arrival.robots
        if "ip" in context and not arrival.keep_addresses and kept is body:
            kept = without_address(body)
    return Message(
        key=key, kind=kind, source=arrival.source, received_at=arrival.received, sent_at=sent_at, body=kept,
        flags=flags, address=arrival.address,
    )  # fmt: skip


def _consented(kind: Kind, message: Mapping[str, Any], body: bytes) -> tuple[Kind, bytes]:
    """Return what may be kept of a message whose source needs consent; Unreadable where it says nothing about it."""
    allowed = consented(message)
    if allowed is Consented.UNSAID:
        raise Unreadable("collect.consent_missing")
    return (kind, body) if allowed is Consented.YES else ("identify", only_consent(body, message))


def _late(message: Mapping[str, Any], received: int, sent: int | None) -> int:
    """Return the flag of a message that comes more than a day late; Unreadable for a time that is none.

    The same as `moments.happened`, but for the time itself, which nobody here needs.
    """
    stamp, original = message.get("timestamp"), message.get("originalTimestamp")
    forwarded = message.get("receivedAt")
    given = original if original and not forwarded else stamp
    if given is None or given == "":
        return 0
    at = instant(given)
    if at is None:
        raise Unreadable(
            "collect.bad_time", field="timestamp" if given is stamp else "originalTimestamp", given=shown(given)
        )
    ago = (received if sent is None or forwarded else sent) - at
    return LATE if ago > DAY and received - ago >= EARLIEST else 0


def _key(message: Mapping[str, Any], body: bytes, arrival: Arrival, position: int) -> bytes:
    given = id_text(message.get("messageId"))
    if given is not None:
        return message_key(arrival.workspace, given)
    if message.get("timestamp") or message.get("originalTimestamp"):
        return content_key(arrival.workspace, arrival.source, body)
    return arrival_key(arrival.workspace, arrival.seed, position)
