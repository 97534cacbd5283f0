"""The slides: read back with the library that reads presentations."""

import io
import zipfile
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Emu

from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import numbers, scene_of
from hanhtrinh.draw.shapes import PainsCell, Scene
from hanhtrinh.draw.slides.chart import felt
from hanhtrinh.draw.slides.deck import map_pptx
from hanhtrinh.draw.slides.look import FONT
from hanhtrinh.i18n import LANGS, Lang
from tests.unit.draw import fixture
from tests.unit.draw.scenes import FOREIGN, HOSTILE, made_up


def scene_in(lang: Lang) -> Scene:
    return scene_of(fixture.JOURNEY, fixture.readings(), lang=lang, options=DrawOptions())


def opened(data: bytes) -> Any:
    return Presentation(io.BytesIO(data))


def said(slide: Any) -> str:
    """Return every text of a slide, tables and charts' labels too."""
    texts = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            texts.append(shape.text_frame.text)
        elif shape.has_table:
            texts += [cell.text for row in shape.table.rows for cell in row.cells]
        elif shape.has_chart:
            labels = shape.chart._chartSpace.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")
            texts += [label.text for label in labels]
    return "\n".join(texts)


@pytest.fixture(scope="module")
def deck() -> Any:
    """Return the shop's presentation in Vietnamese."""
    return opened(map_pptx(scene_in("vi"), as_of=fixture.AS_OF))


@pytest.mark.parametrize("lang", LANGS)
def test_there_is_a_slide_for_every_step(lang: Lang) -> None:
    """Title, what stands out, the whole, then a slide a step, in order, each with its title."""
    scene = scene_in(lang)
    titles = [slide.shapes.title.text_frame.text for slide in opened(map_pptx(scene)).slides]
    start = titles.index(scene.steps[0].name)
    assert titles[0] == scene.title
    assert titles[start : start + len(scene.steps)] == [step.name for step in scene.steps]


def test_the_slides_are_wide(deck: Any) -> None:
    """They are 16:9, and nothing stands outside of them."""
    assert round(deck.slide_width / deck.slide_height, 3) == round(16 / 9, 3)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= Emu(-95_000)
            assert shape.left + shape.width <= deck.slide_width + Emu(95_000)
            assert shape.top + shape.height <= deck.slide_height


def test_a_step_tells_its_numbers_pains_and_voices(deck: Any) -> None:
    """The slide of a step has its people, its score with interval and n, its pains, what it feels like."""
    scene = scene_in("vi")
    index = next(i for i, step in enumerate(scene.steps) if step.key == "delivery")
    slide = next(s for s in deck.slides if s.shapes.title.text_frame.text == scene.steps[index].name)
    text = said(slide)
    lanes = {lane.key: lane.cells[index] for lane in scene.lanes}
    point, pains = scene.curve.points[index], lanes["pains"]
    assert lanes["people"].count.text in text  # type: ignore[union-attr]
    assert lanes["satisfaction"].interval in text  # type: ignore[union-attr]
    assert point is not None
    assert point.value.text in text
    assert point.n in text
    assert isinstance(pains, PainsCell)
    assert all(pain in text for pain, _, _ in pains.items)


def test_every_number_is_on_a_slide_or_in_its_notes(deck: Any) -> None:
    """What the map shows, the presentation can tell."""
    everything = "\n".join(said(slide) + "\n" + slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    segments = {f.value.text for panel in scene_in("vi").segments for f in panel.figures}
    assert [n for n in numbers(scene_in("vi")) if n not in everything and n not in segments] == []


def test_the_notes_explain_the_numbers(deck: Any) -> None:
    """The definition behind a number stands in the speaker's notes of its step."""
    scene = scene_in("vi")
    slide = next(s for s in deck.slides if s.shapes.title.text_frame.text == scene.steps[7].name)
    people = next(lane.cells[7] for lane in scene.lanes if lane.key == "people")
    assert scene.doors[people.count.door].definition in slide.notes_slide.notes_text_frame.text  # type: ignore[union-attr,index]


def test_the_curve_is_a_native_chart(deck: Any) -> None:
    """One can open its data: reported and assumed, step by step, None where nobody was asked."""
    scene = scene_in("vi")
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 1
    reported, assumed = list(charts[0].plots[0].series)[:2]
    assert list(charts[0].plots[0].categories) == [step.name for step in scene.steps]
    assert list(reported.values) == [None if p is None else felt(p.y) for p in scene.curve.points]
    assert list(assumed.values) == [None if a is None else felt(a[0]) for a in scene.curve.assumed]
    assert min(v for v in reported.values if v is not None) >= -2


def test_pictures_and_charts_are_described(deck: Any) -> None:
    """A screen reader hears the chart's values; a picture that only adorns is marked as saying nothing."""
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                assert scene_in("vi").steps[0].name in shape._element.nvGraphicFramePr.cNvPr.get("descr")
            elif shape.shape_type is not None and shape.shape_type.name == "PICTURE":
                assert shape._element.nvPicPr.cNvPr.get("descr") is not None


def test_it_wears_our_typeface(deck: Any) -> None:
    """Every run names it, and so does the theme."""
    runs = [
        run
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert {run.font.name for run in runs} == {FONT}


def test_equal_maps_are_equal_bytes() -> None:
    """Neither the clock nor the order of a dict gets into the file, nor into the workbook of its chart."""
    once, again = (map_pptx(scene_in("en"), as_of=fixture.AS_OF) for _ in range(2))
    assert once == again
    with zipfile.ZipFile(io.BytesIO(once)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-21" in file.read("docProps/core.xml")


@pytest.mark.parametrize(("seed", "steps"), [(1, 1), (2, 23)])
def test_anything_can_be_shown(seed: int, steps: int) -> None:
    """Every kind of cell, any script, any number of steps: the file opens and has all its slides."""
    scene = made_up(seed, steps=steps, hostile=0.7, texts=(*HOSTILE, *FOREIGN))
    titles = [slide.shapes.title.text_frame.text for slide in opened(map_pptx(scene)).slides]
    assert [t for t in titles if t.startswith("Step ")] == [step.name for step in scene.steps]


def test_a_map_without_data_says_so() -> None:
    """The first slide tells that nothing was measured yet, and the chart has assumed feelings only."""
    scene = scene_of(fixture.JOURNEY, None, lang="en", options=DrawOptions())
    deck = opened(map_pptx(scene))
    assert scene.state in said(deck.slides[0])
    chart = next(shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart)
    reported, assumed = list(chart.plots[0].series)[:2]
    assert set(reported.values) == {None}
    assert None not in set(assumed.values)
