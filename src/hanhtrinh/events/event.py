"""One event, one fact: what the door takes in, before it becomes rows and columns.

An *event* is something a person did or said and stands on the timeline. A *fact* says something about a person or
about who is who; it changes what is known of people and is not on the timeline itself.

Whoever sends names a person by a *raw id*: the user id as it is, or `~` before the anonymous id of a device. Stored
events keep the raw id for ever; which person it belongs to is decided by the facts, each time a frame is built, so
that a wrong merge can be undone.
"""

from typing import Literal, Union

import msgspec

ANONYMOUS = "~"
"""Begins the raw id of a device nobody has named."""
ADDRESS = "email"
"""The trait that holds the address letters are written to."""

Value = str | float | bool
"""A property's value. Instants are given under `times`."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One thing one person did or said at one time, as the lake stores it (`events.lake.LAKE_SCHEMA`).

    `id` are 16 bytes over (workspace, message id); `person` the raw id; `time` an instant, corrected for clock skew.
    """

    id: bytes
    person: str
    time: int
    event: str
    source: str
    properties: dict[str, Value] = {}
    times: dict[str, int] = {}
    instrument: str | None = None
    score: float | None = None
    text: str | None = None
    asks: str | None = None
    asked_at: str | None = None


class Identified(msgspec.Struct, frozen=True, kw_only=True, tag="identified", omit_defaults=True):
    """At an instant a device was used by a known person (`identify`, or an event that carries both ids).

    `anonymous` and `known` are raw ids. What is not `proven` (`collect.proving`) is believed of timelines, and shown
    as what it is.
    """

    anonymous: str
    known: str
    at: int
    proven: bool = True


class Aliased(msgspec.Struct, frozen=True, kw_only=True, tag="aliased", omit_defaults=True):
    """The sender says that two raw ids are one person (`alias`): `previous` was the name before `known`.

    What is not `proven` never joins two users each of whom somebody proved.
    """

    previous: str
    known: str
    at: int
    proven: bool = True


class Traits(msgspec.Struct, frozen=True, kw_only=True, tag="traits"):
    """What a sender knows of a person at an instant; a later fact about the same trait wins. None takes one away.

    `account` says which company the person belongs to (`group`); then the values are the account's. What is not
    `proven` may hold only where nothing proven is known (`people.said`).
    """

    person: str
    values: dict[str, Value | None]
    at: int
    account: str | None = None
    proven: bool = True


class Merged(msgspec.Struct, frozen=True, kw_only=True, tag="merged"):
    """A member of the team says that two people are one; `undone` by another fact with the same `merge`."""

    merge: str
    into: str
    person: str
    at: int
    by: str
    undone: bool = False


class Consent(msgspec.Struct, frozen=True, kw_only=True, tag="consent"):
    """What a person allowed, by category, at an instant. A yes that is not `proven` is a device's (`people.said`)."""

    person: str
    categories: dict[str, bool]
    at: int
    proven: bool = True


Fact = Union[Identified, Aliased, Traits, Merged, Consent]  # noqa: UP007 - a union msgspec can decode by its tags

Kind = Literal["identify", "track", "page", "screen", "group", "alias", "contact"]
KINDS: tuple[Kind, ...] = ("identify", "track", "page", "screen", "group", "alias", "contact")
"""What messages can be; the position is what the inbox stores."""

BOT, PRIVACY_SIGNAL, LATE, KEPT_BOT = 1, 2, 4, 8
"""Flags of a message: sent by a known robot; its sender asked not to be tracked (GPC, DNT); more than a day late; a
robot's message that makes an event all the same, because its source counts robots (else it is only shown)."""
MOBILE, TABLET, DESKTOP = 16, 32, 64
"""Flags of a message: the kind of device whose browser sent it, for messages that do not say so themselves."""
UNPROVEN = 128
"""Flag of a message: nobody proved whom it speaks of, it came by a public key or from a letter (`collect.proving`)."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One accepted message as the inbox keeps it: everything needed to understand it later, nothing understood yet.

    `key` are the 16 bytes by which it is known (workspace and message id), `received_at` and `sent_at` instants,
    `source` the key of the source whose write key it carried, `body` the message as JSON, checked at the door,
    `address` the sender's, empty unless the workspace keeps addresses.
    """

    key: bytes
    kind: Kind
    source: str
    received_at: int
    sent_at: int | None
    body: bytes
    flags: int = 0
    address: str = ""


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """What one message means: at most one event, and any number of facts."""

    event: Event | None = None
    facts: tuple[Fact, ...] = ()
