"""A journey's text after a change: what nobody touched stays as it was written, and the text says what it should."""

from random import Random

import msgspec
import pytest

from hanhtrinh.app.maps.editing import text_after
from hanhtrinh.journey.codec import inspect_journey, read_journey, write_journey
from hanhtrinh.journey.edits import AddStep, ChangeField, EditRefused, MoveStage, MoveStep, apply, removal
from hanhtrinh.journey.model import Opportunity, Step
from hanhtrinh.journey.templates import template_names, template_text
from hanhtrinh.journey.yaml_patch import patched
from hanhtrinh.journey.yaml_text import read_yaml
from tests.random_edits import random_edits, random_journey

OPPORTUNITIES = """\
format: hanhtrinh/1
key: shop
name: Shop
stages:
  - key: buy
    name: Buy
    phase: during
    steps:
      - key: cart
        name: Cart
        opportunities:
          # half of our callers ask for it
          - text: Say the fee   # soon
            solutions: [{text: Banner}]
          - {text: Remember it}
"""
HAND = """\
# on top
key: shop   # the key
name: {vi: Tiệm, en: Shop}
format: hanhtrinh/1
outcome: pay

# where people meet us
touchpoints:
  cart: {name: Cart, match: {event: cart}}
  pay:
    name: Payment
    match: {event: [purchase, Order Completed]}
stages:
  # one stage is enough
  - key: buy
    name: "Buying"
    phase: during
    steps:
      - {key: cart, touchpoint: cart}
      # the last one
      - key: pay
        touchpoint: pay
        activity: |
          Pays
          and goes
        optional: false
"""


def data(text):
    """Return the plain data of a text."""
    return read_yaml(text, "").data


def after(text, edit):
    """Return a text after an edit, having seen that it says what it should and was patched, not written anew."""
    journey = read_journey(text, "")
    changed = apply(journey, edit)
    result = text_after(text, journey, changed)
    assert inspect_journey(result, "")[0] == changed
    return result


def gone(before, result):
    """Return the lines that are there no more."""
    left = result.splitlines()
    return [line for line in before.splitlines() if line not in left]


def test_one_text_changes_one_line() -> None:
    """Comments, quotes, order, flow style and what spells out a default stay."""
    edit = ChangeField(place=("steps", "pay"), field=("owner",), old="", new="Minh: #1")
    result = after(HAND, edit)
    assert gone(HAND, result) == []
    assert "        owner: 'Minh: #1'" in result
    assert "optional: false" in result


def test_a_block_of_text_is_written_anew() -> None:
    """Of a text over several lines the block alone changes."""
    edit = ChangeField(place=("steps", "pay"), field=("activity",), old="Pays\nand goes\n", new="Pays")
    assert gone(HAND, after(HAND, edit)) == ["        activity: |", "          Pays", "          and goes"]


def test_a_thing_on_one_line_is_set_out() -> None:
    """A step written on one line is written out when it gets more to say; its neighbours keep theirs."""
    edit = ChangeField(place=("steps", "cart"), field=("owner",), old="", new="Lan")
    assert gone(HAND, after(HAND, edit)) == ["      - {key: cart, touchpoint: cart}"]


def test_a_step_is_added_and_removed() -> None:
    """Its own lines come and go; the comment above the next step stays with that."""
    added = after(HAND, AddStep(stage="buy", step=Step(key="wait", name="Wait"), after="cart"))
    assert gone(HAND, added) == []
    removed = after(added, removal(read_journey(added, ""), "steps", "wait"))
    assert "# the last one" in removed
    assert gone(HAND, removed) == []


def test_lines_keep_their_ends() -> None:
    """A file written on Windows stays one."""
    text = HAND.replace("\n", "\r\n")
    journey = read_journey(text, "")
    edit = ChangeField(place=("steps", "pay"), field=("owner",), old="", new="Lan")
    result = text_after(text, journey, apply(journey, edit))
    assert result.count("\r\n") == result.count("\n") > 20


def test_what_cannot_be_patched_is_written_anew() -> None:
    """A journey on one line becomes a journey over many."""
    journey = read_journey("{format: hanhtrinh/1, key: a, name: A, stages: []}", "")
    changed = apply(journey, ChangeField(field=("name",), old="A", new="B"))
    assert patched("{format: hanhtrinh/1, key: a, name: A, stages: []}", data(write_journey(journey)), {}) is None
    assert text_after("{format: hanhtrinh/1, key: a, name: A, stages: []}", journey, changed) == write_journey(changed)


@pytest.mark.parametrize("name", template_names())
def test_templates_are_patched_whatever_is_done(name) -> None:
    """Steps and stages are moved, added, removed; the text is patched each time and its first comment stays."""
    text = template_text(name)
    journey = read_journey(text, name)
    first, second = journey.stages[0], journey.stages[1]
    for edit in (
        AddStep(stage=second.key, step=Step(key="new-one"), after=None),
        MoveStage(key=first.key, after=second.key),
        MoveStep(key=first.steps[0].key, stage=second.key, after=second.steps[0].key),
        removal(journey, "steps", journey.steps[-1].key),
    ):
        changed = apply(journey, edit)
        candidate = patched(text, data(write_journey(journey)), data(write_journey(changed)))
        assert candidate is not None
        assert inspect_journey(candidate, "")[0] == changed
        assert candidate.splitlines()[0] == text.splitlines()[0]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_done_the_text_says_it(seed) -> None:
    """After random edits of random journeys the text reads as exactly the journey wanted."""
    random = Random(seed)
    journey = random_journey(random, sound=True)
    text = write_journey(journey)
    for edit, _ in zip(random_edits(journey, random), range(6), strict=False):
        try:
            changed = apply(journey, edit, strict=False)
        except EditRefused:
            continue
        assert inspect_journey(text_after(text, journey, changed), "")[0] == changed


def test_an_opportunity_is_changed_among_others() -> None:
    """A graded, an added and a removed opportunity leave the others' lines and comments as they were written."""
    text = OPPORTUNITIES
    journey = read_journey(text, "shop.yaml")
    one, two = journey.steps[0].opportunities

    def after(*found: Opportunity) -> str:
        place = ("steps", "cart")
        new = [_plain(item) for item in found]
        edit = ChangeField(place=place, field=("opportunities",), old=[_plain(one), _plain(two)], new=new)
        return text_after(text, journey, apply(journey, edit))

    graded = after(one, msgspec.structs.replace(two, value=4))
    assert graded == text.replace("{text: Remember it}", "{text: Remember it, value: 4}")
    assert after(one, two, Opportunity(text="New")) == text + "          - text: New\n"
    assert after(one) == text.replace("          - {text: Remember it}\n", "")


def _plain(opportunity: Opportunity) -> object:
    return msgspec.to_builtins(opportunity)
