"""Logging contacts: what can be logged, what is stored of it, and that it is stored once."""

import json
from concurrent.futures import Future

import msgspec
import pytest

from hanhtrinh.access import Actor, Right
from hanhtrinh.app.contacts import MOOD, Contact, ContactDesk, person_of
from hanhtrinh.collect import understand
from hanhtrinh.errors import NotAllowed, NotFound, WorkspaceError
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.landing import touchpoint_of
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Receipt

NOW = 1_795_348_800_000_000
MINUTE = 60 * 10**6
SPACE = Space(id="nha-may", slug="nha-may", name="Nhà máy", folder=".")
STAFF = Actor(kind="user", id="minh", name="Minh", rights={"nha-may": frozenset({Right.LOG_CONTACTS})})
JOURNEY = """
format: hanhtrinh/1
key: shop
name: Cửa hàng
channels: {store: {name: Cửa hàng, icon: store}, web: {name: Website, icon: globe}}
touchpoints:
  site: {name: Trang web, channel: web, match: {event: page, path: {prefix: /}}}
  cart: {name: Giỏ hàng, channel: web, match: {event: [cart_viewed, Cart Viewed]}}
  counter: {name: Quầy, channel: store, match: {event: store_visit, channel: store}}
  unused: {name: Không dùng, channel: store, match: {event: other}}
stages:
  - key: s
    name: S
    phase: before
    steps: [{key: a, touchpoint: site}, {key: b, touchpoint: cart}, {key: c, touchpoint: counter}]
"""


class Shelf:
    """The journeys of a workspace."""

    def __init__(self, *texts: str) -> None:
        self.found = {str(i): read_journey(text, "j.yaml") for i, text in enumerate(texts)}

    def usable(self, space):
        return self.found


class Inbox:
    """Keeps each message once by its key, as the real one does."""

    def __init__(self) -> None:
        self.kept = {}

    def put(self, workspace, messages, refused=()):
        for message in messages:
            self.kept.setdefault(message.key, message)
        future: Future[Receipt] = Future()
        future.set_result(Receipt(len(messages), 0))
        return future

    @property
    def bodies(self):
        return [json.loads(message.body) for message in self.kept.values()]


class Asked:
    """The instruments of a workspace; busy ones refuse."""

    def __init__(self, busy: bool = False) -> None:
        self.busy, self.known = busy, {}

    def ensure(self, space, instrument):
        if self.busy:
            raise WorkspaceError("sources.workspace_busy", path="", holder="")
        self.known[instrument.key] = instrument


@pytest.fixture
def desk() -> ContactDesk:
    return ContactDesk(Shelf(JOURNEY), Inbox(), Asked())


def contact(**more) -> Contact:
    return Contact(**({"id": "contact-0001", "kind": "shop/counter", "at": NOW} | more))


def test_what_can_be_logged(desk) -> None:
    """Touchpoints of the map whose rule equal values satisfy; where people meet people first."""
    assert [(kind.key, kind.likely) for kind in desk.kinds(STAFF, SPACE)] == [
        ("shop/counter", True),
        ("shop/cart", False),
    ]


def test_without_any_map_there_is_something_to_log() -> None:
    """A shop's first day: four kinds everybody knows, in both languages."""
    kinds = ContactDesk(Shelf(), Inbox(), Asked()).kinds(STAFF, SPACE)
    assert [kind.event for kind in kinds] == ["store_visit", "call", "sales_visit", "complaint"]
    assert kinds[0].name.vi != kinds[0].name.en


def test_the_same_touchpoint_of_two_maps_is_one_kind() -> None:
    """Two maps that ask for the same event do not make two buttons."""
    other = JOURNEY.replace("key: shop", "key: other")
    assert len(ContactDesk(Shelf(JOURNEY, other), Inbox(), Asked()).kinds(STAFF, SPACE)) == 2


def test_a_contact_lands_on_the_map(desk) -> None:
    """What is stored is understood as the event the touchpoint's rule asks for, of the person that was typed."""
    logged = desk.log(STAFF, SPACE, [contact(person="0901 234 567", note=" đổi \n size ")], None, NOW)
    assert logged.stored == ("contact-0001",)
    (message,) = desk.inbox.kept.values()
    assert (message.kind, message.source, message.received_at) == ("contact", "contacts", NOW)
    event = understand(message).event
    assert touchpoint_of(read_journey(JOURNEY, "j"), {**event.properties, "event": event.event}) == "counter"
    assert (event.person, event.time) == ("0901234567", NOW)
    assert (event.properties["note"], event.properties["logged_by"]) == ("đổi size", "Minh")


def test_a_face_is_an_answer(desk) -> None:
    """The mood is kept with the contact and as an answer about the touchpoint, its question known to the workspace."""
    desk.log(STAFF, SPACE, [contact(mood=-2)], None, NOW)
    event, answer = (understand(message).event for message in desk.inbox.kept.values())
    assert event.properties["mood"] == -2
    assert (answer.instrument, answer.score, answer.asked_at) == (MOOD.key, -2, "counter")
    assert event.person == answer.person
    assert desk.instruments.known == {MOOD.key: MOOD}


def test_a_busy_workspace_loses_no_mood() -> None:
    """The answer is stored even while the question cannot be written down."""
    desk = ContactDesk(Shelf(JOURNEY), Inbox(), Asked(busy=True))
    assert desk.log(STAFF, SPACE, [contact(mood=2)], None, NOW).stored
    assert len(desk.inbox.kept) == 2


def test_sent_twice_stored_once(desk) -> None:
    """The sender's id decides; another workspace's contact of the same id is another one."""
    for _ in range(2):
        assert desk.log(STAFF, SPACE, [contact()], None, NOW).stored == ("contact-0001",)
    assert len(desk.inbox.kept) == 1
    elsewhere = Actor(kind="server", id="s")
    desk.log(elsewhere, msgspec.structs.replace(SPACE, id="tiem-khac"), [contact()], None, NOW)
    assert len(desk.inbox.kept) == 2


def test_an_unknown_person_is_a_person_of_their_own(desk) -> None:
    """Two unknown customers are not one, and nobody's id is "null"."""
    desk.log(STAFF, SPACE, [contact(), contact(id="contact-0002", person=" null ")], None, NOW)
    people = {understand(message).event.person for message in desk.inbox.kept.values()}
    assert people == {"~contact-contact-0001", "~contact-contact-0002"}


def test_a_wrong_clock_and_a_long_wait(desk) -> None:
    """A contact from yesterday keeps its time by the phone's own clock; one that waited for months is refused."""
    sent = NOW + 500 * MINUTE
    logged = desk.log(STAFF, SPACE, [contact(at=sent - 60 * MINUTE)], sent, NOW)
    assert logged.stored
    (message,) = desk.inbox.kept.values()
    assert understand(message).event.time == NOW - 60 * MINUTE
    old = desk.log(STAFF, SPACE, [contact(id="contact-0002", at=NOW - 91 * 24 * 60 * MINUTE)], None, NOW)
    assert [problem.key for problem in old.refused] == ["contacts.too_old"]


def test_a_bad_contact_does_not_hold_up_the_others(desk) -> None:
    """What the map does not know any more is refused by its id; the rest is stored."""
    logged = desk.log(STAFF, SPACE, [contact(id="contact-0002", kind="shop/gone"), contact()], None, NOW)
    assert logged.stored == ("contact-0001",)
    assert [(problem.id, problem.key) for problem in logged.refused] == [("contact-0002", "contacts.no_kind")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("0901 234 567", "0901234567"),
        ("+84 901-234-567", "0901234567"),
        ("84.901.234.567", "0901234567"),
        ("0084901234567", "0901234567"),
        ("(028) 3822 1234", "02838221234"),
        ("+1 415 555 0100", "+14155550100"),
        (" Lan@Example.COM ", "lan@example.com"),
        ("KH-00123", "KH-00123"),
        ("12345678", "12345678"),
        ("Chị Lan\x00 quầy 2", "Chị Lan quầy 2"),
    ],
)
def test_who_is_meant(given, expected) -> None:
    """One phone number is one person however it is typed; codes stay as they are."""
    assert person_of(given)["userId"] == expected


@pytest.mark.parametrize("given", ["", "  ", "null", "\x00", "undefined"])
def test_nobody_is_meant(given) -> None:
    """Empty and meaningless ids are nobody's."""
    assert person_of(given) == {}


def test_only_who_may(desk) -> None:
    """A viewer may not, a stranger learns nothing."""
    viewer = Actor(kind="user", id="ha", rights={"nha-may": frozenset({Right.SEE_MAPS})})
    stranger = Actor(kind="user", id="tu", rights={"tiem-khac": frozenset(Right)})
    for actor, error in ((viewer, NotAllowed), (stranger, NotFound)):
        with pytest.raises(error):
            desk.kinds(actor, SPACE)
        with pytest.raises(error):
            desk.log(actor, SPACE, [contact()], None, NOW)
    assert not desk.inbox.kept
