"""One stage or step as it was: changed back or put back where it stood, and nothing made since goes."""

import pytest
from msgspec.structs import replace

from hanhtrinh.app.versions.parts import with_part
from hanhtrinh.errors import NotFound
from hanhtrinh.journey.codec import inspect_journey, read_journey, write_journey
from hanhtrinh.journey.edits import AddStep, apply, apply_all, edits_between, removal
from hanhtrinh.journey.model import Step
from tests.web.living import SHOP

OLD = read_journey(SHOP, "shop.yaml")


def without(journey, kind, key):
    """Return the journey without something."""
    return apply(journey, removal(journey, kind, key))


def sound(journey) -> None:
    """See that a journey has no errors and can be reached by edits from the present."""
    _, findings = inspect_journey(write_journey(journey), "x.yaml")
    assert [one for one in findings if one.severity == "error"] == []


def test_a_changed_step_is_changed_back() -> None:
    """Only that step."""
    changed = tuple(
        replace(stage, steps=tuple(replace(step, activity="anders") for step in stage.steps)) for stage in OLD.stages
    )
    now = replace(OLD, stages=changed)
    got = with_part(now, OLD, "step", "visit")
    assert got.step_index["visit"] == OLD.step_index["visit"]
    assert next(step for step in got.steps if step.key == "visit") == OLD.steps[0]
    assert [step.activity for step in got.steps[1:]] == ["anders", "anders"]


def test_a_removed_step_comes_back_where_it_stood_with_its_touchpoint() -> None:
    """Behind the nearest step before it that is still there."""
    now = without(without(OLD, "steps", "cart"), "touchpoints", "cart")
    got = with_part(now, OLD, "step", "cart")
    assert [step.key for step in got.steps] == ["visit", "cart", "pay"]
    assert got.touchpoints["cart"] == OLD.touchpoints["cart"]
    sound(got)
    assert apply_all(now, edits_between(now, got)) == got


def test_a_stage_comes_back_and_what_was_added_since_stays() -> None:
    """Its steps stand as they did; a new one behind them."""
    now = apply(without(OLD, "steps", "cart"), AddStep(stage="buy", step=Step(key="gift", name="Gift"), after="pay"))
    got = with_part(now, OLD, "stage", "buy")
    assert [step.key for step in got.stages[1].steps] == ["cart", "pay", "gift"]
    gone = without(OLD, "stages", "look")
    back = with_part(gone, OLD, "stage", "look")
    assert [stage.key for stage in back.stages] == ["look", "buy"]
    assert back.stages[0] == OLD.stages[0]


def test_a_step_whose_stage_is_gone_brings_the_stage_alone_with_it() -> None:
    """The stage holds that step and no other."""
    now = without(OLD, "stages", "look")
    got = with_part(now, OLD, "step", "visit")
    assert [(stage.key, len(stage.steps)) for stage in got.stages] == [("look", 1), ("buy", 2)]
    sound(got)


def test_what_never_was_cannot_come_back() -> None:
    """The error names it."""
    for part in ("step", "stage"):
        with pytest.raises(NotFound, match="nowhere"):
            with_part(OLD, OLD, part, "nowhere")
