"""One request to `/v1/said/<source>`: what it says, as messages, and why some of it is refused."""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from hanhtrinh.app.taking_in.messages import messages_of
from hanhtrinh.collect.limits import MAX_REFUSED_BODY
from hanhtrinh.collect.rules import shown
from hanhtrinh.events.event import Message
from hanhtrinh.ports.inbox import Refusal
from hanhtrinh.ports.taking_in import SaidHook
from hanhtrinh.voice.elsewhere.generic import Lacking, sayings, scale_text
from hanhtrinh.voice.elsewhere.model import Saying
from hanhtrinh.voice.elsewhere.shapes.all import sayings_of, shape_named, within

MOST_SAYINGS = 1_000
"""At most so many are taken of one request."""


Joins = Callable[[Saying], bool]
"""Adds a letter to the conversation it answers; False where it answers none: then it is an answer like others."""


def joins_nothing(saying: Saying) -> bool:
    """Say that there are no conversations."""
    return False


class Received(NamedTuple):
    """What one request holds: messages for the inbox, the sayings they are of, and what is refused."""

    messages: list[Message]
    sayings: list[Saying]
    refusals: list[Refusal]


def received(hook: SaidHook, body: bytes, now: int, joins: Joins = joins_nothing) -> Received:
    """Return what a request's body says; what cannot be read comes as refusals with their reasons.

    A letter that joins a conversation (`joins`) is no answer of its own.
    """
    try:
        sent = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Received([], [], [_refusal(hook, "collect.not_object", {}, body, now)])
    found: list[Saying] = []
    refusals: list[Refusal] = []
    for one in _said(hook, sent):
        if len(found) + len(refusals) >= MOST_SAYINGS:
            refusals.append(_refusal(hook, "taking_in.too_many", {"allowed": MOST_SAYINGS}, body, now))
            break
        if isinstance(one, Lacking):
            key, params = _why(hook, one)
            refusals.append(_refusal(hook, key, params, body, now))
        else:
            found.append(one)
    found = [_timed(one, now) for one in found]
    found = [one for one in found if not (one.refers and joins(one))]
    proven = hook.signing != "none"  # who signs says who it is of; an address alone is known to whoever has seen it
    messages = messages_of(hook.workspace, hook.source, found, now, hook.asked_at, proven=proven)
    return Received(messages, found, refusals)


def _said(hook: SaidHook, sent: object) -> Iterator[Saying | Lacking]:
    shape = shape_named(hook.shape)
    if shape is None:
        yield from sayings(hook.fields, sent)
        return
    objects = list(within(shape, sent))
    if not objects:
        yield Lacking("shape", shape.name, sent)
    for one in objects:
        yield from sayings_of(shape, one)


def _timed(saying: Saying, now: int) -> Saying:
    """Return a saying with a time and an id: without one of its own, its words and person tell it apart."""
    words = blake2b(f"{saying.text}\0{saying.title}".encode(), digest_size=12)
    own = saying.id or f"{saying.person}-{words.hexdigest()}"
    return msgspec.structs.replace(saying, id=own, at=saying.at or now)


def _why(hook: SaidHook, lacking: Lacking) -> tuple[str, dict[str, str | int]]:
    given: dict[str, str | int] = {"path": lacking.path or "–", "given": shown(lacking.given)}
    match lacking.field:
        case "shape":
            return "taking_in.other_shape", {"tool": lacking.path}
        case "score":
            return "taking_in.bad_score", {**given, "allowed": scale_text(hook.fields.scale)}
        case "at":
            return "taking_in.bad_time", given
        case "items":
            return "taking_in.no_items", given
        case _:
            return "taking_in.lacking", {**given, "field": lacking.field}


def _refusal(hook: SaidHook, reason: str, params: dict[str, str | int], body: bytes, now: int) -> Refusal:
    return Refusal(hook.source, reason, params, body[:MAX_REFUSED_BODY], now)
