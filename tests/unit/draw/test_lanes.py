"""The lanes as a team has them: in its order, under its names, with its own, without those it hid; on every form."""

import io
from typing import get_args

import pytest
from msgspec.structs import replace
from pptx import Presentation

from hanhtrinh.app.drawn import hidden_but
from hanhtrinh.draw.html import page, render
from hanhtrinh.draw.options import DrawOptions, LaneKey
from hanhtrinh.draw.scene import LANE_KEYS, scene_of
from hanhtrinh.draw.shapes import Scene, WordsCell
from hanhtrinh.draw.slides.deck import map_pptx
from hanhtrinh.draw.tables.wide import wide_csv
from hanhtrinh.draw.terminal import render as in_terminal
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import LANGS, Lang, Localized
from hanhtrinh.journey.model import Journey, Lane, Note
from tests.unit.draw import fixture
from tests.unit.draw.html_text import map_of
from tests.unit.draw.test_golden import compare

SAID = Localized(vi="Máy bán hàng và sổ tay", en="Till and <b>notebook</b>")
LANES = {
    "owner": Lane(),
    "systems": Lane(name=Localized(vi="Hệ thống", en="Systems"), icon="server"),
    "activity": Lane(name=Localized(vi="Việc khách làm", en="Doing")),
    "thoughts": Lane(hidden=True),
    "unsaid": Lane(name="Nobody wrote here"),
}


def arranged(**lanes: Lane) -> Journey:
    """Return the fixture with a team's lanes, a note, an optional step and two that may come in any order."""
    journey = fixture.JOURNEY
    first, *others = journey.stages
    step, *rest = first.steps
    step = replace(step, notes={"systems": Note(text=SAID)}, optional=True, parallel=rest[0].key, icon="hourglass")
    stages = (replace(first, steps=(step, *rest)), *others)
    return replace(journey, lanes=lanes or LANES, stages=stages)


def drawn(lang: Lang = "en", editing: bool = False, journey: Journey | None = None) -> Scene:
    """Return the scene of it."""
    options = DrawOptions(editing=editing)
    return scene_of(journey or arranged(), fixture.readings(), lang=lang, options=options)


def test_lanes_stand_in_the_teams_order() -> None:
    """Named lanes come as they are named; each other one behind the one it usually follows."""
    keys = [lane.key for lane in drawn().lanes]
    assert keys.index("evidence") == keys.index("owner") + 1 < keys.index("systems") < keys.index("activity")
    assert keys.index("emotion") == keys.index("activity") + 1
    assert "thoughts" not in keys
    assert "unsaid" not in keys


def test_a_lane_bears_the_teams_name_and_icon() -> None:
    """Renamed lanes and those the team added say what it called them."""
    lanes = {lane.key: lane for lane in drawn("vi").lanes}
    assert (lanes["activity"].name, lanes["systems"].name) == ("Việc khách làm", "Hệ thống")
    assert (lanes["systems"].icon, lanes["systems"].own, lanes["activity"].own) == ("server", True, False)
    first, *others = lanes["systems"].cells
    assert isinstance(first, WordsCell)
    assert first.text == "Máy bán hàng và sổ tay"
    assert set(others) == {None}


def test_while_editing_nothing_is_out_of_reach() -> None:
    """An empty lane of the team's own is there to be filled, and a hidden one as a row with a button to show it."""
    lanes = {lane.key: lane for lane in drawn(editing=True).lanes}
    assert lanes["unsaid"].cells == (None,) * len(fixture.JOURNEY.steps)
    assert (lanes["thoughts"].hidden, lanes["thoughts"].cells) == (True, ())
    table = page([drawn(editing=True)], DrawOptions())
    assert 'data-show-lane="thoughts"' in table
    assert 'data-show-lane="owner"' not in table


def test_the_curve_can_be_hidden_and_shown_again() -> None:
    """The emotion lane is a lane like the others: hidden it is drawn nowhere, while editing as a thin row."""
    journey = arranged(emotion=Lane(hidden=True))
    assert "emotion" not in {lane.key for lane in drawn(journey=journey).lanes}
    table = map_of(page([drawn(editing=True, journey=journey)], DrawOptions()), "en")
    assert table.all("td", "curve") == []


@pytest.mark.parametrize("lang", LANGS)
def test_page_and_pdf_say_the_same(lang: Lang) -> None:
    """Lanes in the team's order, its own and renamed ones, a brace over two steps: cell by cell, in both languages."""
    compare(drawn(lang))


def test_a_lane_can_be_hidden_by_a_reader_too() -> None:
    """The menu of a page has a box for the lane the team added, and its rule."""
    whole = render(arranged(), fixture.readings(), lang="en")
    assert 'id="show-systems"' in whole
    assert "#show-systems:not(:checked)" in whole


def test_optional_and_parallel_are_said() -> None:
    """The first step's head says that it may be left out, and that it and the next may come in any order."""
    scene = drawn()
    assert [step.brace for step in scene.steps[:3]] == ["first", "last", ""]
    assert scene.steps[0].icon == "hourglass"
    head = map_of(page([scene], DrawOptions()), "en").all("th", "step")[0]
    assert "optional" in head.classes
    text = "".join(head.texts())
    assert "optional" in text
    assert "in any order" in text


def test_a_brace_spans_what_lies_between() -> None:
    """A step that names one further off joins all between them."""
    journey = fixture.JOURNEY
    first, second = journey.stages[0], journey.stages[1]
    joined = replace(second.steps[1], parallel=first.steps[1].key)
    stages = (first, replace(second, steps=(second.steps[0], joined, *second.steps[2:])), *journey.stages[2:])
    braces = [step.brace for step in drawn(journey=replace(journey, stages=stages)).steps]
    assert braces[:5] == ["", "first", "middle", "last", ""]


def test_the_terminal_tells_the_teams_lanes() -> None:
    """What was written in a lane of the team's own stands under its name; a brace and a word stand beside steps."""
    text = in_terminal(arranged(), fixture.readings(), lang="en", width=200)
    assert "Systems" in text
    assert "Till and <b>notebook</b>" in text
    assert "╭" in text
    assert "(optional)" in text


def test_the_wide_table_has_the_lanes_as_they_stand() -> None:
    """Rows follow the team's order and names; a hidden lane has none."""
    rows = [line.partition(",")[0] for line in wide_csv(arranged(), None, lang="en").splitlines()]
    assert rows.index("Owner") < rows.index("Systems") < rows.index("Doing")
    assert not any(row.startswith("Thoughts") for row in rows)


def test_slides_show_the_teams_lanes() -> None:
    """The slide of a step has a part for what the team wrote in a lane of its own."""
    deck = Presentation(io.BytesIO(map_pptx(drawn())))
    texts = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert any("Systems" in text and "Till and <b>notebook</b>" in text for text in texts)


def test_a_lane_of_the_teams_own_can_be_asked_for() -> None:
    """`--lanes` knows the lanes the team added; another name is refused with those there are."""
    hidden = hidden_but("systems,activity", LANES)
    assert "systems" not in hidden
    assert {"unsaid", "emotion"} < hidden
    with pytest.raises(InputError):
        hidden_but("systems", ())


def test_there_is_one_usual_order() -> None:
    """Commands, which know the lanes by their keys' type, and the drawing agree on the usual order."""
    assert get_args(LaneKey) == LANE_KEYS


def test_without_lanes_of_its_own_a_map_is_as_ever() -> None:
    """A journey that says nothing of lanes has the map's own in their usual order."""
    keys = [lane.key for lane in drawn(journey=fixture.JOURNEY).lanes]
    assert keys == [key for key in LANE_KEYS if key in keys]
