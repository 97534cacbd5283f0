"""What `git diff` shows of an edit on the page: the lines it is about, and no others."""

from difflib import ndiff

import pytest

from hanhtrinh.app.maps.writing import text_after
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.edits import (
    AddEntry,
    AddItem,
    AddStep,
    ChangeField,
    MoveStep,
    RemoveStep,
    apply,
)
from hanhtrinh.journey.model import Step
from hanhtrinh.journey.templates import template_text
from tests.web.living import SHOP

RETAIL = template_text("online-retail")


def lines_of(text, edit):
    """Return the lines an edit took out and put in."""
    before = read_journey(text, "x.yaml")
    after = text_after(text, before, apply(before, edit))
    assert read_journey(after, "x.yaml") == apply(before, edit)
    found = list(ndiff(text.splitlines(), after.splitlines()))
    return [one[2:] for one in found if one[0] == "-"], [one[2:] for one in found if one[0] == "+"]


def test_a_changed_text_is_one_line() -> None:
    """In block style and between braces alike."""
    old = read_journey(RETAIL, "x").steps[0].activity.vi
    gone, come = lines_of(
        RETAIL, ChangeField(place=("steps", "ad"), field=("activity", "vi"), old=old, new="Lướt và bấm")
    )
    assert len(gone) == len(come) == 1
    gone, come = lines_of(
        SHOP, ChangeField(place=("steps", "visit"), field=("feeling", "words", "vi"), old="Tò mò", new="Vui: lắm, thật")
    )
    assert gone == ["        feeling: {words: {vi: Tò mò, en: Curious}, score: 1}"]
    assert come == ["        feeling: {words: {vi: 'Vui: lắm, thật', en: Curious}, score: 1}"]


ADDED = {
    "step": AddStep(stage="purchase", step=Step(key="gift", name="Gói quà"), after="cart"),
    "lane": AddEntry(field="lanes", key="legal", value={"name": "Pháp lý"}),
    "picture": AddItem(place=("steps", "cart"), field="pictures", at=0, value={"file": "gio.webp", "alt": "Giỏ"}),
    "plan": AddEntry(place=("stages", "purchase"), field="plan", key="website", value={"text": "Nhắc giỏ"}),
    "note": AddEntry(place=("steps", "cart"), field="notes", key="legal", value={"text": "Hỏi luật"}),
}


@pytest.mark.parametrize("what", ADDED)
def test_what_is_added_takes_no_line_away(what) -> None:
    """Only new lines are shown."""
    journey = read_journey(RETAIL, "x")
    text = RETAIL
    if what == "note":
        text = text_after(RETAIL, journey, apply(journey, ADDED["lane"]))
    edit = ADDED[what]
    gone, come = lines_of(text, edit)
    assert gone == []
    assert 1 <= len(come) <= 6


def test_a_removed_step_puts_no_line_in() -> None:
    """Only its own lines go."""
    gone, come = lines_of(SHOP, RemoveStep(key="cart"))
    assert come == []
    assert len(gone) == 3


def test_a_moved_step_keeps_its_lines() -> None:
    """The same lines stand elsewhere, comments among them."""
    gone, come = lines_of(RETAIL, MoveStep(key="checkout", stage="purchase", after=None))
    assert sorted(gone) == sorted(come)
