"""What customers say on the map: chips with people and feelings, honest states, the same in every drawing."""

import re

import msgspec

from hanhtrinh.draw import terminal
from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.html import render
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.said_cells import felt_tone
from hanhtrinh.draw.scene import numbers, scene_of
from hanhtrinh.draw.shapes import PainsCell, SaidCell, Scene
from hanhtrinh.draw.slides.lines import figures_of, sentences_of
from hanhtrinh.draw.tables.grid import grid_of
from hanhtrinh.draw.tables.sheets import reading_sheet
from hanhtrinh.draw.vector.cells import cell_of as fields_of
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, Localized
from hanhtrinh.journey.model import Journey, Pain
from hanhtrinh.measures.results import MapReadings, SaidReadings, SaidStep, ThemeReadings, Verbatim
from hanhtrinh.measures.said_readings import feeling_reading
from hanhtrinh.measures.shares import share
from hanhtrinh.measures.statistics import Moments
from hanhtrinh.measures.suppressing import suppressed
from tests.unit.draw import beside_fixture as fixture

AT = fixture.KEYS.index("cart")
NAME = Localized(vi="Giao hàng", en="Delivery")


def mean(value: float, n: int) -> Moments:
    """Return the moments of n feelings around a value."""
    feelings = [round((value + (0.1 if i % 2 else -0.1)) * 1_000_000) for i in range(n)]
    return Moments(n, sum(feelings), sum(f * f for f in feelings))


def said_step(people: int = 20, speak: int = 8, unread: int = 0) -> SaidStep:
    """Return what was said at a step: one theme, one text without a score."""
    quote = Verbatim(
        text="Giao <u>trễ</u>", time=1, person="p1", source="shopee", instrument="said.ticket", emotion=-1.8
    )
    theme = ThemeReadings(
        key="delivery", name=NAME, texts=9, share=share(speak, people, "theme_share", params={"theme": "delivery"}),
        feeling=feeling_reading(mean(-1.2, speak), theme="delivery"), quotes=(quote,),
    )  # fmt: skip
    feeling = feeling_reading(mean(0.2, people))
    return SaidStep(
        key="cart", texts=25, people=people, unread=unread, feeling=feeling, themes=(theme,), other=2,
        quotes=(quote,), newest=1,
    )  # fmt: skip


def with_said(**changes: int) -> MapReadings:
    """Return readings in which something was said at the cart."""
    steps = tuple(said_step(**changes) if i == AT else None for i in range(len(fixture.KEYS)))
    return msgspec.structs.replace(fixture.readings(), said=SaidReadings(version="1", texts=25, unread=0, steps=steps))


def drawn(lang: Lang = "en", readings: MapReadings | None = None, journey: Journey | None = None) -> Scene:
    """Return the scene."""
    options = DrawOptions()
    return scene_of(journey or fixture.journey(), readings or with_said(), lang=lang, options=options)


def cell_of(scene: Scene) -> SaidCell:
    """Return the cell at the cart."""
    found = next(lane for lane in scene.lanes if lane.key == "said").cells[AT]
    assert isinstance(found, SaidCell)
    return found


def test_a_theme_is_a_chip_with_people_and_a_feeling_in_both_languages() -> None:
    """Names are those of the reader's language; the face says what the number does; more themes are counted."""
    for lang, name, people, more in (
        ("en", "Delivery", "8 people", "+2 themes"),
        ("vi", "Giao hàng", "8 người", "+2 chủ đề"),
    ):
        found = cell_of(drawn(lang))
        (chip,) = found.chips
        assert (chip.name, chip.people.text, chip.tone, found.more) == (name, people, "bad", more)
        assert chip.feeling.startswith("−1")
        assert found.tone == "middling"


def test_the_doors_tell_definition_shares_and_quotes() -> None:
    """Behind the feeling stand its definition, every theme and what was said; behind a chip its share."""
    scene = drawn()
    found = cell_of(scene)
    assert found.feeling.door is not None
    assert found.chips[0].people.door is not None
    whole, theme = scene.doors[found.feeling.door], scene.doors[found.chips[0].people.door]
    assert "series of its own" in whole.definition
    assert whole.tables[0][2][0][:2] == ("Delivery", "8")
    assert theme.quotes[0].text == "Giao <u>trễ</u>"
    assert any("40" in value for _, value in theme.rows)


def test_texts_that_wait_to_be_read_are_told() -> None:
    """A map whose texts are still being read says how many."""
    assert "7 of 25" in cell_of(drawn(readings=with_said(unread=7))).unread


def test_every_drawing_says_it() -> None:
    """Page, terminal, slides, vector page and tables have the theme with its people; markup in it stays text."""
    journey, readings, words = fixture.journey(), with_said(), Words("en", "UTC")
    scene = drawn()
    found = cell_of(scene)
    page = render(journey, readings, lang="en")
    assert "Delivery" in page
    assert "<u>trễ" not in re.sub(r"<script[^>]*json.*?</script>", "", page, flags=re.DOTALL)
    assert "Delivery 8 people" in terminal.render(journey, readings, lang="en", width=160)
    lane = next(one for one in scene.lanes if one.key == "said")
    assert figures_of(lane, found)[0].value == found.feeling.text
    assert any("Delivery 8 people" in line for line in sentences_of(found))
    assert fields_of(found, words)["chips"][0]["people"] == "8 people"
    doors = Doors(journey, readings, words, DrawOptions())
    assert any("Delivery: 8" in str(entry) for line in grid_of(doors).lines for entry in line.cells)
    assert any("Delivery" in map(str, row) for row in reading_sheet(doors).rows)
    assert {"8 people", found.feeling.text} <= set(numbers(scene))


def test_a_pain_that_came_from_a_theme_counts_who_speaks_of_it() -> None:
    """Its severity stands with the people of now and their feeling; another pain has its severity alone."""
    journey = fixture.journey()
    pains = (Pain(text="Trễ", severity=3, theme="delivery"), Pain(text="Đắt", severity=1))
    stages = tuple(
        msgspec.structs.replace(stage, steps=tuple(
            msgspec.structs.replace(step, pains=pains) if step.key == "cart" else step for step in stage.steps
        ))
        for stage in journey.stages
    )  # fmt: skip
    scene = drawn(journey=msgspec.structs.replace(journey, stages=stages))
    found = next(lane for lane in scene.lanes if lane.key == "pains").cells[AT]
    assert isinstance(found, PainsCell)
    assert [("8 people" in word) for _, _, word in found.items] == [True, False]


def test_strangers_see_no_small_group_and_no_words() -> None:
    """Of five and more the mean stays; a theme of few, or of all but few, goes; quotes, trends and texts go."""
    safe = suppressed(with_said()).readings.said
    assert safe is not None
    step = safe.steps[AT]
    assert step is not None
    assert (step.people, step.quotes, [theme.key for theme in step.themes]) == (20, (), ["delivery"])
    few = suppressed(with_said(speak=3)).readings.said
    assert few is not None
    assert few.steps[AT] is not None
    assert few.steps[AT].themes == ()  # type: ignore[union-attr] # told above
    nearly = suppressed(with_said(speak=18)).readings.said
    assert nearly is not None
    assert nearly.steps[AT].themes == ()  # type: ignore[union-attr]
    tiny = suppressed(with_said(people=4, speak=4))
    assert tiny.readings.said is not None
    assert tiny.readings.said.steps[AT] is None
    assert ("said", AT) in tiny.hidden


def test_a_mean_near_zero_is_neither_good_nor_bad() -> None:
    """Tones change where a feeling is clear."""
    assert [felt_tone(value) for value in (-0.5, -0.4, 0.4, 0.5, None)] == [
        "bad",
        "middling",
        "middling",
        "good",
        "plain",
    ]
