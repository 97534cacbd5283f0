"""What messages mean."""

import json

import pytest

from hanhtrinh.collect import understand
from hanhtrinh.events.event import (
    BOT,
    DESKTOP,
    KEPT_BOT,
    Aliased,
    Consent,
    Event,
    Identified,
    Traits,
    Understood,
)
from tests.unit.collect.messages import DAY, HOUR, MINUTE, NOW, SECOND, event_of, meaning, message


def test_a_tracked_event() -> None:
    """A track call is an event of its person, under its own name, with its properties."""
    found = meaning(userId="lan", event="Order Completed", properties={"total": 25, "gift": True, "note": None})
    assert found == Understood(
        event=Event(
            id=b"k" * 16, person="lan", time=NOW, event="Order Completed", source="web",
            properties={"total": 25.0, "gift": True},
        )
    )  # fmt: skip


def test_page_and_screen() -> None:
    """A page view is the event `page`, a screen the event `screen`; name, category, place and title are properties."""
    page = event_of(
        "page",
        name="Pricing",
        category="Docs",
        context={"page": {"url": "https://www.shop.vn/gia?x=1", "title": "Giá", "referrer": "https://www.google.com/"}},
    )
    assert page.event == "page"
    assert page.properties == {
        "name": "Pricing", "category": "Docs", "url": "https://www.shop.vn/gia?x=1", "title": "Giá", "path": "/gia",
        "host": "shop.vn", "referrer": "https://www.google.com/", "channel": "google / organic",
    }  # fmt: skip
    assert event_of("screen", name="Cart").event == "screen"


def test_a_device_nobody_has_named() -> None:
    """An anonymous id becomes a raw id with a tilde, which no user id can begin with."""
    assert meaning(anonymousId="abc", event="x").event.person == "~abc"  # type: ignore[union-attr]


@pytest.mark.parametrize("nobody", ["", "  ", "undefined", "NULL", "[object Object]", None, True])
def test_ids_that_name_nobody(nobody: object) -> None:
    """What programs send by mistake for an id glues no strangers together: the device counts."""
    found = meaning(userId=nobody, anonymousId="abc", event="x")
    assert found.event is not None
    assert found.event.person == "~abc"
    assert found.facts == ()


def test_numbers_as_ids() -> None:
    """A number is an id as its digits."""
    assert event_of(userId=1042).person == "1042"
    assert event_of(userId=1042.0).person == "1042"


@pytest.mark.parametrize("kind", ["track", "page", "screen", "identify", "group", "alias", "contact"])
def test_both_ids_say_who_used_a_device(kind: str) -> None:
    """Every message with both ids says that this person used this device then."""
    facts = meaning(kind, userId="lan", anonymousId="abc", event="x", groupId="g", previousId="p").facts  # type: ignore[arg-type]
    assert facts[0] == Identified(anonymous="~abc", known="lan", at=NOW)


def test_identify() -> None:
    """identify gives traits, flat, and no event; null takes a trait away; `context.traits` count below them."""
    found = meaning(
        "identify",
        userId="lan",
        traits={"email": "lan@example.com", "address": {"city": "Huế"}, "phone": None, "age": 30},
        context={"traits": {"age": 29, "plan": "pro"}},
    )
    values = {"age": 30.0, "plan": "pro", "email": "lan@example.com", "address.city": "Huế", "phone": None}
    assert found == Understood(facts=(Traits(person="lan", values=values, at=NOW),))


def test_traits_in_the_context_of_an_event() -> None:
    """Traits that come along with an event are known of its person."""
    assert meaning(userId="lan", event="x", context={"traits": {"plan": "pro"}}).facts == (
        Traits(person="lan", values={"plan": "pro"}, at=NOW),
    )


def test_group() -> None:
    """group says which account a person belongs to, and what is known of the account."""
    assert meaning("group", userId="lan", groupId="acme", traits={"plan": "pro"}).facts == (
        Traits(person="lan", values={"account": "acme"}, at=NOW),
        Traits(person="lan", values={"plan": "pro"}, at=NOW, account="acme"),
    )


def test_alias() -> None:
    """The previous id may have been a device's or a person's; both are joined, and nobody with themselves."""
    assert meaning("alias", userId="lan", previousId="abc").facts == (
        Aliased(previous="abc", known="lan", at=NOW),
        Aliased(previous="~abc", known="lan", at=NOW),
    )
    assert meaning("alias", userId="lan", previousId="abc", anonymousId="abc").facts == (
        Identified(anonymous="~abc", known="lan", at=NOW),
        Aliased(previous="~abc", known="lan", at=NOW),
    )
    assert meaning("alias", userId="lan", previousId="lan").facts == (Aliased(previous="~lan", known="lan", at=NOW),)


def test_consent() -> None:
    """What a person allowed, by category, is a fact of its own; what is neither yes nor no is none."""
    consent = {"consent": {"categoryPreferences": {"analytics": True, "ads": False, "odd": "yes"}}}
    assert meaning(userId="lan", event="x", context=consent).facts == (
        Consent(person="lan", categories={"analytics": True, "ads": False}, at=NOW),
    )


def test_offline_contact() -> None:
    """A contact that staff logged is an event by the name it was given, else `contact`."""
    assert event_of("contact", event="Store Visited", properties={"channel": "store"}).event == "Store Visited"
    assert event_of("contact", event=None, properties={"channel": "phone"}).event == "contact"


def test_answers() -> None:
    """`Survey Answered` is an answer to an instrument; what else it says stays a property."""
    found = event_of(
        event="Survey Answered",
        properties={"instrument": "csat", "score": "4", "text": "Tốt", "asked_at": "delivery", "order_id": "A1"},
    )
    assert (found.instrument, found.score, found.text, found.asked_at) == ("csat", 4.0, "Tốt", "delivery")
    assert found.properties == {"order_id": "A1"}


def test_invitations_to_answer() -> None:
    """`Survey Asked` is an invitation: response rates need it."""
    found = event_of(event="survey_asked", properties={"instrument": "csat", "asked_at": "delivery"})
    assert (found.asks, found.asked_at, found.instrument, found.properties) == ("csat", "delivery", None, {})


@pytest.mark.parametrize(
    "properties",
    [{"score": 4}, {"instrument": "csat"}, {"instrument": "csat", "score": True}, {"instrument": "csat", "score": "?"},
     {"instrument": "csat", "score": 1e300}],
)  # fmt: skip
def test_answers_that_are_none(properties: dict[str, object]) -> None:
    """An answer without instrument, or with neither score nor text, is an ordinary event that loses nothing."""
    found = event_of(event="Survey Answered", properties=properties)
    assert found.instrument is None
    assert set(found.properties) == set(properties)


def test_robots() -> None:
    """A robot's message means nothing, unless its source counts robots; then its events are marked."""
    body = {"userId": "lan", "event": "x", "anonymousId": "abc"}
    assert understand(message(flags=BOT, **body)) == Understood()
    counted = understand(message(flags=BOT | KEPT_BOT, **body))
    assert counted.event is not None
    assert counted.event.properties == {"bot": True}


def test_device_and_address_of_the_request() -> None:
    """The device comes from the message, else from the request; the address only where it is kept."""
    found = understand(message(flags=DESKTOP, address="203.0.113.7", userId="lan", event="x"))
    assert found.event is not None
    assert found.event.properties == {"device": "desktop", "ip": "203.0.113.7"}
    own = understand(message(flags=DESKTOP, userId="lan", event="x", context={"device": {"type": "ios"}}))
    assert own.event is not None
    assert own.event.properties == {"device": "mobile"}


def test_addresses_in_messages_are_no_properties() -> None:
    """`context.ip` is not taken over."""
    assert event_of(context={"ip": "203.0.113.7"}).properties == {}


def test_context() -> None:
    """Useful parts of the context become properties under the names maps use; own properties are never changed."""
    found = event_of(
        properties={"path": "/own", "city": "Huế"},
        context={
            "page": {"path": "/other", "title": "T"}, "os": {"name": "iOS"}, "app": {"name": "Shop", "version": "2"},
            "location": {"city": "Hà Nội", "country": "VN"}, "locale": "vi-VN", "timezone": "Asia/Ho_Chi_Minh",
            "groupId": "acme", "library": {"name": "x"}, "screen": {"width": 1}, "userAgent": "Mozilla/5.0 (iPhone)",
        },
    )  # fmt: skip
    assert found.properties == {
        "path": "/own", "city": "Huế", "title": "T", "operating_system": "iOS", "app": "Shop", "app_version": "2",
        "country": "VN", "language": "vi-VN", "time_zone": "Asia/Ho_Chi_Minh", "account": "acme", "device": "mobile",
    }  # fmt: skip


def test_campaigns() -> None:
    """A campaign is known from the context, from the address, or from the event's own `campaign`."""
    told = event_of(context={"campaign": {"name": "tet", "source": "zalo", "medium": "social", "kol": "mai"}})
    assert told.properties == {
        "utm_campaign": "tet", "utm_source": "zalo", "utm_medium": "social", "utm_kol": "mai", "campaign": "tet",
        "channel": "zalo / social",
    }  # fmt: skip
    read = event_of(context={"page": {"url": "https://shop.vn/?utm_source=zalo&utm_campaign=t%E1%BA%BFt#x"}})
    assert read.properties["campaign"] == "tết"
    assert read.properties["channel"] == "zalo / (none)"
    mail = event_of(properties={"campaign": {"name": "tet", "source": "newsletter", "medium": "email"}})
    assert mail.properties["channel"] == "newsletter / email"
    assert mail.properties["campaign"] == "tet"


def test_own_channel() -> None:
    """A channel that the sender names is not derived again."""
    found = event_of(properties={"channel": "store"}, context={"campaign": {"source": "zalo"}})
    assert found.properties["channel"] == "store"


def test_products() -> None:
    """Lists are kept as JSON; products are counted too."""
    found = event_of(properties={"products": [{"sku": "a"}, {"sku": "b"}]})
    assert found.properties == {"products": '[{"sku":"a"},{"sku":"b"}]', "products_count": 2.0}


@pytest.mark.parametrize(
    ("sent", "timestamp", "expected", "problem"),
    [
        (None, None, NOW, None),
        (None, NOW - HOUR, NOW - HOUR, None),
        (NOW, NOW - MINUTE, NOW - MINUTE, None),
        (NOW + HOUR, NOW + HOUR - MINUTE, NOW - MINUTE, None),  # a clock an hour fast
        (NOW - 365 * DAY, NOW - 365 * DAY - MINUTE, NOW - MINUTE, None),  # a clock a year slow
        (NOW, NOW + SECOND, NOW, "future"),
        (None, NOW + SECOND, NOW, "future"),
        (None, 10**15 // 2, NOW, "past"),  # 1985
    ],
)
def test_when(sent: int | None, timestamp: int | None, expected: int, problem: str | None) -> None:
    """A sender's wrong clock is corrected; what cannot be is taken as the arrival, and said."""
    found = understand(message(sent_at=sent, userId="lan", event="x", timestamp=timestamp and timestamp // 1_000)).event
    assert found is not None
    assert found.time == expected
    assert found.properties.get("time_problem") == problem
    assert ("time_given" in found.times) == (problem is not None)


def test_original_time() -> None:
    """`originalTimestamp` is the sender's own time; a message that came through another server has been corrected."""
    stamps = {"originalTimestamp": "2026-11-22T10:00:00Z", "timestamp": "2026-11-22T11:00:00Z"}
    assert event_of(sent_at=NOW, **stamps).time == NOW - 2 * HOUR
    assert event_of(sent_at=NOW - HOUR, receivedAt="2026-11-22T11:00:01Z", **stamps).time == NOW - HOUR


def test_names_that_two_properties_have() -> None:
    """No property is lost when flattening gives it another one's name."""
    found = event_of(properties={"a.b": 1, "a": {"b": 2}, "": "empty"})
    assert found.properties == {"a.b": 1.0, "a.b_2": 2.0, "_": "empty"}


def test_our_own_marks_win() -> None:
    """A name never stands among the values and the times at once."""
    found = event_of(properties={"time_given": "x", "time_problem": "x"}, timestamp="2030-01-01T00:00:00Z")
    assert set(found.properties) == {"time_problem"}
    assert set(found.times) == {"time_given"}


def test_examples_of_the_documentation(payloads: list[dict[str, object]]) -> None:
    """Every documented call of Segment and RudderStack that names somebody means something."""
    for body in payloads:
        kind = body["type"]
        found = understand(message(kind, **{k: v for k, v in body.items() if k != "type"}))  # type: ignore[arg-type]
        named = any(body.get(field) for field in ("userId", "anonymousId"))
        assert (found != Understood()) is named, json.dumps(body)
        if named and kind in ("track", "page", "screen"):
            assert found.event is not None
