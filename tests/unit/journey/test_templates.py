"""The templates are journeys a team can start from as they are."""

from pathlib import Path

import msgspec
import pytest

from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Localized
from hanhtrinh.journey.check import check_against
from hanhtrinh.journey.codec import inspect_journey, read_journey, write_journey
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import matches
from hanhtrinh.journey.templates import template_names, template_text

ICONS = Path(__file__).parents[3] / "src" / "hanhtrinh" / "draw" / "assets" / "icons"
RETAIL_EVENTS = {
    "ad": "ad_click",
    "article": "article_read",
    "website": "site_visit",
    "product": "product_viewed",
    "reviews": "reviews_read",
    "compare": "compare_viewed",
    "cart": "cart_added",
    "checkout": "purchase",
    "delivery": "parcel_delivered",
    "usage": "product_used",
    "support": "support_contacted",
    "feedback": "feedback_given",
    "loyalty": "loyalty_joined",
    "referral": "friend_referred",
}


WITHOUT_EVENTS = {"survey-only", "map-only", "blank"}
"""Templates whose touchpoints have no rules: they are measured by answers, or not at all."""
STAGES = {
    "three-phase": ["before", "during", "after"],
    "experience": ["learn", "evaluate", "explore", "buy", "onboard"],
    "digital": ["awareness", "discovery", "evaluation", "purchase", "sharing", "support", "repurchase"],
    "b2b-sales": ["prospect", "qualify", "propose", "negotiate", "deliver", "support", "grow"],
    "survey-only": ["before", "during", "after"],
    "blank": ["before", "during", "after"],
}


def template(name: str) -> Journey:
    return read_journey(template_text(name), f"{name}.yaml")


@pytest.mark.parametrize("name", template_names())
def test_no_findings(name: str) -> None:
    """A template passes its own check without a finding; those without events only note that they have no rules."""
    found = inspect_journey(template_text(name), name)[1]
    notes = {"check.touchpoint_unmeasured", "check.no_outcome"} if name in WITHOUT_EVENTS else set()
    assert {finding.key for finding in found} <= notes


@pytest.mark.parametrize("name", sorted(set(template_names()) - WITHOUT_EVENTS))
def test_every_touchpoint_is_recognised(name: str) -> None:
    """A template for events says of every touchpoint which events are it, one common name of other tools among them."""
    for touchpoint in template(name).touchpoints.values():
        assert touchpoint.rule is not None


@pytest.mark.parametrize("name", template_names())
def test_no_event_is_wanted_twice(name: str) -> None:
    """No event name stands in the rules of two touchpoints of one template."""
    names = [event for t in template(name).touchpoints.values() for event in (t.match or {}).get("event", [])]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", template_names())
def test_as_written(name: str) -> None:
    """Below its comments a template stands as the product writes it, so a first edit changes nothing else."""
    text = template_text(name)
    assert text[text.index("format:") :] == write_journey(template(name))


@pytest.mark.parametrize("name", template_names())
def test_both_languages(name: str) -> None:
    """Every text is there in Vietnamese and in English, and a plain text is one both languages share."""

    def walk(value: object) -> None:
        if isinstance(value, Localized):
            assert value.vi
            assert value.en
            assert value.vi != value.en
        elif isinstance(value, msgspec.Struct):
            for field in value.__struct_fields__:
                walk(getattr(value, field))
        elif isinstance(value, (tuple, list)):
            for item in value:
                walk(item)
        elif isinstance(value, dict):
            for item in value.values():
                walk(item)

    walk(template(name))
    assert {c.name for c in template(name).channels.values() if isinstance(c.name, str)} <= {"Website", "E-mail"}


@pytest.mark.parametrize("name", sorted(set(template_names()) - {"blank"}))
def test_every_step_is_full(name: str) -> None:
    """Every step says what a team would write there."""
    for step in template(name).steps:
        assert step.activity
        assert step.feeling.words
        assert step.feeling.score is not None
        assert step.thoughts
        assert step.questions
        assert step.pains
        assert step.opportunities
        assert all(opportunity.solutions for opportunity in step.opportunities)
        assert step.owner
        assert step.backstage
        assert step.targets != type(step.targets)()


@pytest.mark.parametrize("name", template_names())
def test_icons(name: str) -> None:
    """Every icon a template names is one the map can draw."""
    if not ICONS.is_dir():
        pytest.skip("the icons are not part of this checkout")
    journey = template(name)
    named = {thing.icon for thing in [*journey.channels.values(), *journey.touchpoints.values()] if thing.icon}
    assert all((ICONS / f"{icon}.svg").is_file() for icon in named)


def test_retail_steps() -> None:
    """The retail template has the fourteen steps of online retail, each at the touchpoint of its name."""
    journey = template("online-retail")
    assert [step.key for step in journey.steps] == list(RETAIL_EVENTS)
    assert [step.touchpoint for step in journey.steps] == list(RETAIL_EVENTS)
    assert len(journey.stages) == 7
    assert journey.outcome == "checkout"
    assert journey.window == "30d"
    delivery = journey.steps[journey.step_index["delivery"]].promise
    assert delivery is not None
    assert (delivery.by, delivery.whole_day) == ("promised_date", True)


@pytest.mark.parametrize(
    ("event", "touchpoint"),
    [
        *[(event, name) for name, event in RETAIL_EVENTS.items()],
        ("view_item", "product"),
        ("Product Viewed", "product"),
        ("add_to_cart", "cart"),
        ("begin_checkout", "cart"),
        ("Order Completed", "checkout"),
        ("page_view", "website"),
    ],
)
def test_retail_rules(event: str, touchpoint: str) -> None:
    """Each common event name belongs to exactly one touchpoint of the retail template."""
    rules = {name: t.rule for name, t in template("online-retail").touchpoints.items()}
    assert [name for name, rule in rules.items() if rule and matches(rule, {"event": event})] == [touchpoint]


def test_retail_fits_the_demo() -> None:
    """Against the demo company's events the retail template raises no doubt."""
    properties = {"event": set(RETAIL_EVENTS.values()), "promised_date": set(), "channel": {"web"}}
    assert check_against(template("online-retail"), properties) == ()


@pytest.mark.parametrize("name", list(STAGES))
def test_stages(name: str) -> None:
    """Each template has the stages it is named for."""
    assert [stage.key for stage in template(name).stages] == STAGES[name]


def test_buying_again() -> None:
    """In the digital template buying again meets the touchpoint of buying."""
    assert [step.key for step in template("digital").steps if step.touchpoint == "order"] == ["order", "reorder"]


def test_unknown_template() -> None:
    """Asking for a template there is not names those there are."""
    with pytest.raises(InputError) as refusal:
        template_text("../secret")
    assert str(refusal.value) == f"there is no template '../secret'. There are: {', '.join(template_names())}."
