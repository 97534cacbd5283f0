"""Where one event lands, and events made for a touchpoint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.landing import sample_event, steps_of, touchpoint_of
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.journey.rules import parse_rule
from hanhtrinh.journey.templates import template_names, template_text
from tests.oracles import lens_twin

NAMES = st.sampled_from(["visit", "call", "buy"])
CHANNELS = st.sampled_from(["store", "web"])
RULES = st.one_of(
    st.fixed_dictionaries({"event": NAMES}, optional={"channel": CHANNELS}),
    st.fixed_dictionaries({"event": st.lists(NAMES, min_size=1, unique=True)}, optional={"channel": CHANNELS}),
    st.fixed_dictionaries({"channel": CHANNELS}),
    st.fixed_dictionaries({"event": st.just({"prefix": "vi"})}),
    st.fixed_dictionaries({"event": NAMES, "not": st.fixed_dictionaries({"channel": CHANNELS})}),
    st.fixed_dictionaries({"event": NAMES, "price": st.just({"range": [1, 5]})}),
)
EVENTS = st.fixed_dictionaries({"event": NAMES}, optional={"channel": CHANNELS, "price": st.just(3)})


def journey(rules: dict[str, dict]) -> Journey:
    """Return a journey whose touchpoints have these rules, each at the step of its name."""
    points = {key: Touchpoint(name=key, match=rule) for key, rule in rules.items()}
    steps = tuple(Step(key=f"step-{key}", touchpoint=key) for key in rules)
    return Journey(
        key="j", name="J", touchpoints=points, stages=(Stage(key="s", name="S", phase="before", steps=steps),)
    )


@given(st.dictionaries(st.sampled_from("abcd"), RULES, min_size=1), EVENTS)
def test_it_is_the_lens_for_one_event(rules, event) -> None:
    """An event lands where the slow twin of the lens says."""
    parsed = {key: parse_rule(rule) for key, rule in rules.items()}
    assert touchpoint_of(journey(rules), event) == lens_twin.touchpoint_of(parsed, event)


@given(st.dictionaries(st.sampled_from("abcd"), RULES, min_size=1))
def test_a_made_event_lands_where_it_was_made_for(rules) -> None:
    """Never at another touchpoint; where equal values are asked for and nobody else wants them there is one."""
    made = journey(rules)
    for key in rules:
        sample = sample_event(made, key)
        assert sample is None or touchpoint_of(made, sample) == key


@pytest.mark.parametrize("name", [name for name in template_names() if "only" not in name and name != "blank"])
def test_contacts_can_be_logged_at_touchpoints_of_templates(name) -> None:
    """Of every template with rules, all touchpoints of plain rules can be met by a hand-made event."""
    found = read_journey(template_text(name), f"{name}.yaml")
    samples = {key: sample_event(found, key) for key in found.touchpoints}
    assert sum(sample is not None for sample in samples.values()) >= len(samples) / 2


def test_rules_that_ask_for_more_than_values_make_no_event() -> None:
    """A prefix and a range cannot be met by a value anybody would log."""
    made = journey({"a": {"event": {"prefix": "vi"}}, "b": {"event": "buy", "price": {"range": [1, 5]}}})
    assert [sample_event(made, key) for key in "ab"] == [None, None]


def test_steps_of_a_touchpoint() -> None:
    """A touchpoint may stand at several steps, in map order, or at none."""
    made = journey({"a": {"event": "visit"}})
    assert steps_of(made, "a") == ("step-a",)
    assert steps_of(made, "b") == ()


def test_a_touchpoint_without_a_rule_takes_nothing() -> None:
    """It is drawn, not measured."""
    made = Journey(key="j", name="J", touchpoints={"a": Touchpoint(name="A")})
    assert touchpoint_of(made, {"event": "visit"}) is None
    assert sample_event(made, "a") is None
