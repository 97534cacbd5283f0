"""A library: what journeys take from it, what stands before it, who uses what, and what is wrong with its file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.errors import Rejected
from hanhtrinh.i18n import LANGS
from hanhtrinh.journey.check import check
from hanhtrinh.journey.codec import inspect_journey, read_journey, write_journey
from hanhtrinh.journey.library import Library, Use, unused, usage, with_library
from hanhtrinh.journey.library_file import inspect_library, read_library, write_library
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.yaml_text import read_yaml
from tests.properties.test_journey import (
    CHANNELS,
    COMPETITORS,
    KEYS,
    OPPORTUNITIES,
    PERSONAS,
    SEGMENTED,
    TEXTS,
    TOUCHPOINTS,
)
from tests.random_edits import ANY_JOURNEYS

SHARED = """\
format: hanhtrinh-library/1
name: Shared
channels:
  web: {name: Website}
  tv: {name: Television}
touchpoints:
  visit: {name: Site, channel: web, match: {event: site_visit}}
  pay: {name: Checkout, channel: web, match: {event: purchase}}
  spot: {name: Spot}
segments:
  mobile: {name: Mobile, match: {did: {channel: app}}}
competitors:
  lazada: {name: Lazada}
opportunities:
  faster: {text: Faster checkout, solutions: [{text: Wallets}]}
  kinder: {text: Kinder words}
"""
SHOP = """\
format: hanhtrinh/1
key: shop
name: Shop
outcome: pay
library: shared.yaml
touchpoints:
  visit: {name: Our own site, match: {event: visit}}
stages:
  - key: buy
    name: Buy
    phase: during
    steps:
      - {key: visit, touchpoint: visit}
      - key: pay
        touchpoint: pay
        competitors: {lazada: {words: Quicker}}
        opportunities: [{use: faster}, {use: faster, text: Fewer fields}, {use: kinder, solutions: [{text: Train}]}]
"""


def library() -> Library:
    return read_library(SHARED, "shared.yaml")


def shop() -> Journey:
    return read_journey(SHOP, "shop.yaml")


def test_taken_is_what_is_referred_to() -> None:
    """A journey takes the touchpoints, channels and competitors it refers to, and all personas and segments."""
    whole = with_library(shop(), library())
    assert list(whole.touchpoints) == ["visit", "pay"]
    assert list(whole.channels) == ["web"]
    assert list(whole.competitors) == ["lazada"]
    assert list(whole.segments) == ["mobile"]


def test_own_stands_before_shared() -> None:
    """What a journey describes itself is changed here only."""
    whole = with_library(shop(), library())
    assert whole.touchpoints["visit"].name == "Our own site"
    faster, fewer, kinder = whole.stages[0].steps[1].opportunities
    assert (faster.text, faster.solutions[0].text) == ("Faster checkout", "Wallets")
    assert (fewer.text, fewer.solutions[0].text) == ("Fewer fields", "Wallets")
    assert (kinder.text, kinder.solutions[0].text) == ("Kinder words", "Train")


def test_the_file_stays_as_it_was_written() -> None:
    """Reading and writing a journey keeps the name of its library and takes nothing in."""
    text = write_journey(shop())
    assert "library: shared.yaml" in text
    assert "Checkout" not in text
    assert read_journey(text, "f") == shop()


def test_use() -> None:
    """Each object knows which journeys use it at which steps, and whether they describe it themselves."""
    found = usage(library(), {"shop.yaml": shop()})
    assert found["touchpoints", "pay"] == (Use(journey="shop.yaml", steps=("pay",)),)
    assert found["touchpoints", "visit"] == (Use(journey="shop.yaml", steps=("visit",), changed=True),)
    assert found["opportunities", "faster"] == (Use(journey="shop.yaml", steps=("pay",)),)
    assert found["channels", "web"] == (Use(journey="shop.yaml", steps=("pay",)),)
    assert found["segments", "mobile"] == ()


def test_unused() -> None:
    """What no journey uses is told, segments and channels of the library's own touchpoints left out."""
    assert unused(library(), {"shop.yaml": shop()}) == (
        ("channels", "tv"),
        ("touchpoints", "visit"),
        ("touchpoints", "spot"),
    )


def test_a_journey_without_its_library_is_not_blamed() -> None:
    """Where the library is not at hand, what it may describe is not missed; steps are."""
    assert [f.key for f in inspect_journey(SHOP, "shop.yaml")[1] if f.severity == "error"] == []
    lost = SHOP.replace("outcome: pay", "outcome: gone")
    assert [f.key for f in inspect_journey(lost, "shop.yaml")[1]] == ["check.unknown_step"]


def findings(shop_text: str, shared_text: str = SHARED) -> list[str]:
    document, shared = read_yaml(shop_text, "shop.yaml"), read_yaml(shared_text, "shared.yaml")
    journey = read_journey(shop_text, "shop.yaml")
    found, _ = inspect_library(shared)
    return [finding.line_of_text("en") for finding in check(journey, document, found, shared)]


def test_references_reach_into_the_library() -> None:
    """With the library at hand, what neither file describes is found, and the nearest of both is suggested."""
    assert findings(SHOP) == []
    text = SHOP.replace("touchpoint: pay", "touchpoint: spott").replace("{use: faster}", "{use: fastr}")
    assert findings(text) == [
        "shop.yaml:15 stages[0].steps[1].touchpoint: error: there is no touchpoint 'spott'. Did you mean 'spot'?",
        "shop.yaml:17 stages[0].steps[1].opportunities[0].use: error: the library has no opportunity 'fastr'. "
        "Did you mean 'faster'?",
    ]


def test_findings_point_into_the_right_file() -> None:
    """A rule that is that of another touchpoint is found in the file that holds it."""
    twice = SHARED.replace("match: {event: purchase}", "match: {event: visit}")
    assert findings(SHOP, twice) == [
        "shared.yaml:8 touchpoints.pay.match: warning: the touchpoints 'visit' and 'pay' recognise the same events. An "
        "event counts for one touchpoint only: here always for 'pay'.",
    ]


FAULTY = """\
format: hanhtrinh-library/1
channels: {web: {name: Web}}
touchpoints:
  visit: {name: "", channel: webb, match: {event: a}}
  pay: {name: Pay, match: {path: {globb: x}}}
opportunities:
  faster: {use: other}
"""


def test_a_faulty_library() -> None:
    """A library is checked like a journey: every finding with its line, in both languages."""
    _, found = inspect_library(read_yaml(FAULTY, "l.yaml"))
    assert [finding.line_of_text("en") for finding in found] == [
        "l.yaml:4 touchpoints.visit.channel: error: there is no channel 'webb'. Did you mean 'web'?",
        "l.yaml:4 touchpoints.visit.name: warning: the text is empty.",
        "l.yaml:5 touchpoints.pay.match.path.globb: error: 'globb' is not a test. Allowed: is, in, prefix, glob, "
        "range, exists.",
        "l.yaml:7 opportunities.faster.use: error: 'use: other' has no meaning in a library. Write the text here.",
        "l.yaml:7 opportunities.faster.text: warning: the text is empty.",
    ]
    assert all(finding.line_of_text("vi") != finding.line_of_text("en") for finding in found)
    with pytest.raises(Rejected):
        read_library(FAULTY, "l.yaml")


def test_a_library_of_no_shape() -> None:
    """An unknown field, a missing format and text that is no YAML are findings."""
    assert [f.key for f in inspect_library(read_yaml("steps: []\n", "l"))[1]] == [
        "check.unknown_field",
        "check.no_format",
    ]
    assert inspect_library(read_yaml("a: [", "l"))[1][0].key.startswith("check.yaml_")


LIBRARIES = st.builds(
    Library,
    name=TEXTS,
    channels=st.dictionaries(KEYS, CHANNELS, max_size=2),
    touchpoints=st.dictionaries(KEYS, TOUCHPOINTS, max_size=2),
    personas=st.dictionaries(KEYS, PERSONAS, max_size=2),
    segments=st.dictionaries(KEYS, SEGMENTED, max_size=2),
    competitors=st.dictionaries(KEYS, COMPETITORS, max_size=2),
    opportunities=st.dictionaries(KEYS, OPPORTUNITIES, max_size=2),
)


@settings(deadline=None, max_examples=40)
@given(LIBRARIES)
def test_round_trip(found: Library) -> None:
    """A library written and read again is the same; what is said about it can be said in both languages."""
    again, told = inspect_library(read_yaml(write_library(found), "l"))
    assert again == found
    assert all(finding.line_of_text(lang) for finding in told for lang in LANGS)


@settings(deadline=None, max_examples=25)
@given(ANY_JOURNEYS, LIBRARIES)
def test_taking_twice_is_taking_once(journey: Journey, found: Library) -> None:
    """What was taken is the journey's own from then on; nothing of its own is lost."""
    whole = with_library(journey, found)
    assert with_library(whole, found) == whole
    for field in ("touchpoints", "channels", "personas", "segments", "competitors"):
        own = getattr(journey, field)
        assert {key: getattr(whole, field)[key] for key in own} == own
