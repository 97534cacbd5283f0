"""Contacts that staff log by hand: in the shop, on the phone, at a customer's.

What can be logged are the touchpoints whose rule a hand-made event can satisfy; the event that is stored is the one
the rule asks for, so that it lands on the map by the same rules as everything else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.shelf import JourneyShelf
from hanhtrinh.app.sources import CONTACTS
from hanhtrinh.collect.ids import id_text, message_key
from hanhtrinh.draw.vendored import resolve
from hanhtrinh.errors import WorkspaceError
from hanhtrinh.events.event import Message
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import LANGS, Localized, Text, tr
from hanhtrinh.journey.landing import sample_event
from hanhtrinh.journey.model import Journey, Touchpoint
from hanhtrinh.journey.rules import EVENT, Scalar
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.contacts import Instruments
from hanhtrinh.ports.inbox import Inbox
from hanhtrinh.values import MICROSECONDS, datetime_of

MOST_AT_ONCE = 200
MOST_NOTE = 500
MOST_PERSON = 120
OLDEST_DAYS = 90
"""A contact may wait this long on a phone without a connection."""
MOOD = Instrument(
    key="contact_mood", kind="emotion", low=-2, high=2,
    question=Localized(vi="Nhân viên thấy khách hàng lúc đó thế nào?", en="How did the customer seem to the staff?"),
)  # fmt: skip
"""What a face means: an answer about the touchpoint, given by staff; a series of its own on the map."""
_SECONDS = 60
_BY_HAND = frozenset(
    ("store", "phone", "headset", "headphones", "handshake", "users", "user-round", "ticket", "presentation", "house")
)
"""Icons of channels where people meet people."""
_GENERAL = ("store_visit", "call", "sales_visit", "complaint")
_GENERAL_ICONS = {"store_visit": "store", "call": "headset", "sales_visit": "handshake", "complaint": "frown"}


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be logged: `key` in requests, `event` and `properties` what is stored.

    `likely` says that people meet people there; `touchpoint` is the touchpoint it belongs to, empty for a general kind.
    """

    key: str
    name: Text
    channel: Text
    icon: str
    likely: bool
    event: str
    properties: dict[str, Scalar]
    touchpoint: str = ""


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """One contact as a phone or a program says it.

    `id` is the sender's own: the same id is the same contact, however often it is sent. `at` is an instant in
    microseconds; `person` a phone number, an e-mail address, a customer code, or empty for somebody unknown; `mood`
    −2 (very unhappy) to 2 (delighted).
    """

    id: Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
    kind: Annotated[str, Meta(max_length=200)]
    at: int
    person: Annotated[str, Meta(max_length=MOST_PERSON)] = ""
    note: Annotated[str, Meta(max_length=MOST_NOTE)] = ""
    mood: Annotated[int, Meta(ge=-2, le=2)] | None = None


class Problem(msgspec.Struct, frozen=True):
    """Why one contact was not taken: a message key of `i18n` with its parameters."""

    id: str
    key: str
    params: dict[str, str | int] = {}


class Logged(msgspec.Struct, frozen=True):
    """What became of contacts: the ids that are stored now, and those that never will be."""

    stored: tuple[str, ...]
    refused: tuple[Problem, ...]


@dataclass(frozen=True)
class ContactDesk:
    """Where contacts are logged."""

    shelf: JourneyShelf
    inbox: Inbox
    instruments: Instruments

    def kinds(self, actor: Actor, space: Space) -> Sequence[Kind]:
        """Return what can be logged in a workspace, the likely ones first, each in the order of its map."""
        require(actor, space.id, Right.LOG_CONTACTS)
        return self._kinds(space)

    def log(self, actor: Actor, space: Space, contacts: Sequence[Contact], sent_at: int | None, now: int) -> Logged:
        """Make contacts durable, each once; whoever sends what was stored before hears that it is stored.

        Raises StorageError or `Busy` when nothing could be kept: then all of them are to be sent again.
        """
        require(actor, space.id, Right.LOG_CONTACTS)
        kinds = {kind.key: kind for kind in self._kinds(space)}
        problems = {
            contact.id: problem
            for contact in contacts
            if (problem := _problem(contact, kinds, (sent_at or now) - contact.at))
        }
        good = [contact for contact in contacts if contact.id not in problems]
        if any(contact.mood is not None for contact in good):
            self._ask_for_mood(space)
        messages = [
            message
            for contact in good
            for message in _messages(contact, kinds[contact.kind], actor, space.id, sent_at, now)
        ]
        if messages:
            self.inbox.put(space.id, messages).result(_SECONDS)
        return Logged(tuple(contact.id for contact in good), tuple(problems.values()))

    def _kinds(self, space: Space) -> Sequence[Kind]:
        found: dict[str, Kind] = {}
        for journey in self.shelf.usable(space).values():
            for kind in _kinds_of(journey):
                found.setdefault(_same(kind), kind)
        likely = [kind for kind in found.values() if kind.likely] or _general()
        return [*likely, *(kind for kind in found.values() if not kind.likely)]

    def _ask_for_mood(self, space: Space) -> None:
        # While an import writes, the answers are stored all the same; the next contact tries again.
        try:
            self.instruments.ensure(space, MOOD)
        except WorkspaceError:
            return


def _kinds_of(journey: Journey) -> Iterator[Kind]:
    """Yield what can be logged of a journey: touchpoints on its map whose rule asks for equal values only."""
    on_map = dict.fromkeys(step.touchpoint for step in journey.steps if step.touchpoint in journey.touchpoints)
    for key in on_map:
        sample = sample_event(journey, str(key))
        if sample is not None:
            yield _kind(journey, str(key), journey.touchpoints[str(key)], dict(sample))


def _kind(journey: Journey, key: str, touchpoint: Touchpoint, sample: dict[str, Scalar]) -> Kind:
    channel = journey.channels.get(touchpoint.channel or "")
    icons = [resolve(icon) for icon in (channel.icon if channel else "", touchpoint.icon) if icon]
    event = str(sample.pop(EVENT, "contact"))
    return Kind(
        key=f"{journey.key}/{key}", name=touchpoint.name, channel=channel.name if channel else "",
        icon=touchpoint.icon or (channel.icon if channel else ""), likely=bool(_BY_HAND.intersection(icons[:1])),
        event=event, properties=sample, touchpoint=key,
    )  # fmt: skip


def _same(kind: Kind) -> str:
    """Return what two kinds of different journeys share when they are one contact."""
    return msgspec.json.encode([kind.event, kind.properties], order="sorted").decode()


def _general() -> list[Kind]:
    """Return what can be logged while no map says anything better."""
    return [
        Kind(
            key=f"-/{name}", name=_both(f"contacts.kind_{name}"), channel="", icon=_GENERAL_ICONS[name], likely=True,
            event=name, properties={},
        )
        for name in _GENERAL
    ]  # fmt: skip


def _both(key: str) -> Localized:
    vi, en = (tr(key, lang) for lang in LANGS)
    return Localized(vi=vi, en=en)


def _problem(contact: Contact, kinds: dict[str, Kind], age: int) -> Problem | None:
    if contact.kind not in kinds:
        return Problem(contact.id, "contacts.no_kind", {"given": contact.kind})
    if age > OLDEST_DAYS * 86_400 * MICROSECONDS:
        return Problem(contact.id, "contacts.too_old", {"allowed": OLDEST_DAYS})
    return None


def _messages(
    contact: Contact, kind: Kind, actor: Actor, workspace: str, sent_at: int | None, now: int
) -> Iterator[Message]:
    who = person_of(contact.person) or {"anonymousId": f"contact-{contact.id}"}
    at = datetime_of(min(contact.at, sent_at or now)).isoformat()
    properties: dict[str, Any] = {**kind.properties, "logged_by": actor.name or actor.id}
    if note := _line(contact.note):
        properties["note"] = note
    if contact.mood is not None:
        properties["mood"] = contact.mood
    common = {**who, "timestamp": at, "messageId": contact.id}
    yield _message(
        {**common, "type": "contact", "event": kind.event, "properties": properties}, workspace, sent_at, now
    )
    if contact.mood is not None:
        asked = {"asked_at": kind.touchpoint} if kind.touchpoint else {}
        answer = {"instrument": MOOD.key, "score": contact.mood, **asked}
        body = {**who, "timestamp": at, "messageId": f"{contact.id}.mood", "type": "track"}
        yield _message({**body, "event": "Survey Answered", "properties": answer}, workspace, sent_at, now)


def _message(body: dict[str, Any], workspace: str, sent_at: int | None, now: int) -> Message:
    return Message(
        key=message_key(workspace, f"contact:{body['messageId']}"), kind=body["type"], source=CONTACTS,
        received_at=now, sent_at=sent_at, body=msgspec.json.encode(body),
    )  # fmt: skip


_PHONE = re.compile(r"\+?\d{8,15}")
_VIETNAM = re.compile(r"(?:\+|00)84(?=\d{9,10}$)")


def person_of(given: str) -> dict[str, Any]:
    """Return the ids and traits that a typed person means; nothing for somebody unknown.

    `0901 234 567`, `+84 901 234 567` and `84.901.234.567` are one phone number, written the Vietnamese way; e-mail
    addresses are compared without case; everything else is the customer's own code.
    """
    text = _line(given)
    if id_text(text) is None:
        return {}
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        return {"userId": text.lower(), "context": {"traits": {"email": text.lower()}}}
    digits = re.sub(r"[\s.()\-]", "", text)
    if _PHONE.fullmatch(digits) and (digits[0] in "+0" or digits.startswith("84")):
        number = _VIETNAM.sub("0", digits if digits[0] in "+0" else f"+{digits}")
        return {"userId": number, "context": {"traits": {"phone": number}}}
    return {"userId": text}


def _line(text: str) -> str:
    """Return a text on one line, without what cannot be seen."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
