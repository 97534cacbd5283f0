"""What one accepted message means: at most one event on a person's timeline, and facts about who is who.

| message | event | facts |
|---|---|---|
| track, contact | its `event` | |
| page, screen | `page`, `screen` | |
| identify | | Traits |
| group | | Traits of the account, and the person's `account` |
| alias | | Aliased |

Every message that names a person and a device adds Identified; `context.traits` adds Traits, `context.consent` Consent.
A robot's message means nothing, unless its source counts robots.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from hanhtrinh.collect.answers import answer_of
from hanhtrinh.collect.context import add_context
from hanhtrinh.collect.devices import device_of_flags
from hanhtrinh.collect.flatten import flatten, traits_of
from hanhtrinh.collect.ids import id_text, raw_ids
from hanhtrinh.collect.moments import Moment, happened
from hanhtrinh.events.event import (
    ANONYMOUS,
    BOT,
    KEPT_BOT,
    UNPROVEN,
    Aliased,
    Consent,
    Event,
    Fact,
    Identified,
    Message,
    Traits,
    Understood,
    Value,
)

NOTHING = Understood()
ACCOUNT = "account"
"""The trait that says which company a person belongs to."""

_decode = msgspec.json.Decoder(dict[str, Any]).decode


def understand(message: Message) -> Understood:
    """Return what an accepted message means. The body was checked at the door (`collect.door`)."""
    if message.flags & BOT and not message.flags & KEPT_BOT:
        return NOTHING
    body = _decode(message.body)
    known, device = raw_ids(body)
    person = known if known is not None else device
    if person is None:
        return NOTHING
    moment = when(message, body)
    context = _object(body, "context")
    facts = tuple(_facts(message, body, context, person, known, device, moment.time))
    return Understood(event=_event(message, body, context, person, moment), facts=facts)


def when(message: Message, body: Mapping[str, Any]) -> Moment:
    """Return when a message happened."""
    return happened(
        received=message.received_at,
        sent=message.sent_at,
        timestamp=body.get("timestamp"),
        original=body.get("originalTimestamp"),
        forwarded=body.get("receivedAt"),
    )


def _event(
    message: Message, body: Mapping[str, Any], context: Mapping[str, Any], person: str, moment: Moment
) -> Event | None:
    name = _event_name(message.kind, body)
    if name is None:
        return None
    values: dict[str, Value] = {}
    times: dict[str, int] = {}
    properties = _object(body, "properties")
    answer = answer_of(name, properties)
    if answer.taken:
        properties = {key: value for key, value in properties.items() if key not in answer.taken}
    flatten(properties, values, times)
    products = properties.get("products")
    if isinstance(products, list):
        values.setdefault("products_count", float(len(products)))
    if message.kind in ("page", "screen"):
        _named(body, values)
    add_context(context, values, message.kind == "page")
    _marks(message, moment, values, times)
    for name in times.keys() & values.keys():
        del values[name]
    return Event(
        id=message.key, person=person, time=moment.time, event=name, source=message.source, properties=values,
        times=times, instrument=answer.instrument, score=answer.score, text=answer.text, asks=answer.asks,
        asked_at=answer.asked_at,
    )  # fmt: skip


def _event_name(kind: str, body: Mapping[str, Any]) -> str | None:
    if kind in ("page", "screen"):
        return kind
    if kind not in ("track", "contact"):
        return None
    name = body.get("event")
    return name if isinstance(name, str) and name.strip() else ("contact" if kind == "contact" else None)


def _named(body: Mapping[str, Any], values: dict[str, Value]) -> None:
    """Page and screen calls may carry a name and a category beside their properties."""
    for key in ("name", "category"):
        value = body.get(key)
        if isinstance(value, str) and value:
            values.setdefault(key, value)


def _marks(message: Message, moment: Moment, values: dict[str, Value], times: dict[str, int]) -> None:
    """Say what is special about an event: a robot's, the device, the sender's address, a time not believed."""
    if message.flags & BOT:
        values["bot"] = True
    if message.flags and "device" not in values:
        device = device_of_flags(message.flags)
        if device:
            values["device"] = device
    if message.address:
        values.setdefault("ip", message.address)
    if moment.problem:
        values["time_problem"] = moment.problem
        if moment.given is not None:
            times["time_given"] = moment.given


def _facts(
    message: Message,
    body: Mapping[str, Any],
    context: Mapping[str, Any],
    person: str,
    known: str | None,
    device: str | None,
    at: int,
) -> Iterator[Fact]:
    proven = not message.flags & UNPROVEN
    if known is not None and device is not None:
        yield Identified(anonymous=device, known=known, at=at, proven=proven)
    said = traits_of(_object(context, "traits")) if "traits" in context else {}
    if message.kind == "identify":
        yield Traits(person=person, values=said | traits_of(_object(body, "traits")), at=at, proven=proven)
    elif said:
        yield Traits(person=person, values=said, at=at, proven=proven)
    if message.kind == "group":
        yield from _group(body, person, traits_of(_object(body, "traits")), at, proven=proven)
    if message.kind == "alias":
        yield from _alias(body, person, device, at, proven=proven)
    if "consent" in context:
        allowed = _object(_object(context, "consent"), "categoryPreferences")
        categories = {name: value for name, value in allowed.items() if isinstance(value, bool)}
        if categories:
            yield Consent(person=person, categories=categories, at=at, proven=proven)


def _group(
    body: Mapping[str, Any], person: str, given: dict[str, Value | None], at: int, *, proven: bool
) -> Iterator[Fact]:
    account = id_text(body.get("groupId"))
    if account is not None:
        yield Traits(person=person, values={ACCOUNT: account}, at=at, proven=proven)
        yield Traits(person=person, values=given, at=at, account=account, proven=proven)


def _alias(body: Mapping[str, Any], person: str, device: str | None, at: int, *, proven: bool) -> Iterator[Fact]:
    """The protocol does not say whether the previous id was a device's or a person's, so both names are joined."""
    previous = id_text(body.get("previousId"))
    if previous is None:
        return
    raw = ANONYMOUS + previous
    if raw != device and previous != person:
        yield Aliased(previous=previous, known=person, at=at, proven=proven)
    if raw != person:
        yield Aliased(previous=raw, known=person, at=at, proven=proven)


def _object(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = body.get(name)
    return found if type(found) is dict else {}
