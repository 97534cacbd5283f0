"""The page with everything beside the map: what the plain page promises, kept for the new lanes and parts."""

import html
import re

import msgspec
import pytest

from hanhtrinh.draw.html import render
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import numbers, scene_of
from hanhtrinh.i18n import LANGS, Lang
from hanhtrinh.journey.model import Comparison, Competitor, Persona, Question, Walk, WalkedStep
from tests.unit.draw import beside_fixture as fixture
from tests.unit.draw.test_html import EVIL, main_of

OPTIONS = DrawOptions(journey_file="journey.yaml", links={"usage": "delivery.html"})


@pytest.fixture(scope="module")
def page() -> str:
    """Return the full fixture's page, opening in Vietnamese."""
    return render(fixture.journey(), fixture.readings(), lang="vi", options=OPTIONS)


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_of_the_scene_is_on_the_page(page: str, lang: Lang) -> None:
    """No number of the new lanes and sections is left out, nor is any line's value."""
    scene = scene_of(fixture.journey(), fixture.readings(), lang=lang, options=OPTIONS)
    text = main_of(page, lang)
    assert [n for n in numbers(scene) if n not in text] == []
    points = [p for series in scene.curve.series for p in series.points if p]
    assert points
    assert [p for p in points if f"{p[1]}, {p[2]}" not in text] == []


def test_every_cell_has_its_hook(page: str) -> None:
    """Each cell can be found by its lane and step; the curve's points too."""
    scene = scene_of(fixture.journey(), fixture.readings(), lang="vi", options=OPTIONS)
    main = page[page.index('<main lang="vi"') : page.index("</main>")]
    for lane in scene.lanes:
        for step in scene.steps:
            assert main.count(f'data-lane="{lane.key}" data-step="{step.key}"') == 1, (lane.key, step.key)


def test_ids_are_unique(page: str) -> None:
    """Portraits, boxes and heads of both languages live in one document."""
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_only_the_stage_with_a_map_of_its_own_leads_out(page: str) -> None:
    """The one address in the page is the link to that map, once a language."""
    assert re.findall(r'(?:src|href)="((?!#)[^"]*)"', page) == ["delivery.html"] * len(LANGS)
    body = re.sub(r"<script.*?</script>", "", page[page.index("<body>") :], flags=re.DOTALL)
    assert not re.search(r"\s(style|on[a-z]+)=", body)


def test_lines_can_be_switched_off_without_scripts(page: str) -> None:
    """Every persona and competitor on the curve has a box, and a rule that hides what is unticked."""
    boxes = re.findall(r'id="(line-vi-[a-z-]+)" checked', page)
    assert boxes == ["line-vi-persona-lan", "line-vi-persona-tung", "line-vi-persona-mai", "line-vi-rival-shopx"]
    for box in boxes:
        name = box.removeprefix("line-vi-")
        assert f"main:has(#{box}:not(:checked)) .s-{name}{{display:none}}" in page
        assert page.count(f'class="s-{name}"') == len(LANGS)


def test_competitor_lanes_are_named_in_both_languages(page: str) -> None:
    """The menu names a competitor's lane in either language; options hide all of them together."""
    menu = page[page.index('class="menu"') : page.index("</details>")]
    assert "Ở Chợ gần nhà" in menu
    assert "At The local market" in menu
    hidden = render(fixture.journey(), None, lang="vi", options=DrawOptions(hidden=frozenset({"rivals"})))
    assert re.search(r'id="show-rival-shopx"(?! checked)', hidden)


def test_a_question_with_two_answers_is_asked_once(page: str) -> None:
    """Time of day and weekday stand under one question; for ears it is said again."""
    row = re.search(r'<tr class="lane-questions".*?</tr>', page, re.DOTALL)
    assert row is not None
    assert row[0].count('<p class="asked">Họ gặp quảng cáo vào lúc nào?') == 1
    assert row[0].count('<p class="vh">Họ gặp quảng cáo vào lúc nào?') == 1


def test_printed_heads_show_what_they_hold(page: str) -> None:
    """Heads repeated on paper show neither references nor buttons, so icons are drawn in place and numbers written
    twice.
    """
    head = page[page.index("<thead") : page.index("</thead>")]
    assert "<use" not in head
    assert head.count("<button") == head.count("on-paper")


def test_wide_parts_scroll_by_keyboard(page: str) -> None:
    """What may be wider than a phone can be focused and has a name."""
    parts = re.findall(r'<div class="wide"([^>]*)>', page)
    assert parts
    assert all('tabindex="0"' in part and "aria-label=" in part for part in parts)


def test_it_is_small(page: str) -> None:
    """A map with every lane and section fits in 800 KB with both languages, fonts and icons."""
    assert len(page.encode()) < 800_000


def test_hostile_words_stay_words() -> None:
    """Whatever personas, competitors, walkers, events and channels are called, it is text on the page."""
    journey = fixture.journey()
    stages = tuple(
        msgspec.structs.replace(
            stage,
            steps=tuple(
                msgspec.structs.replace(
                    step,
                    questions=(Question(vi=EVIL, en=EVIL, note=EVIL),),
                    competitors={"shopx": Comparison(words=EVIL, source=EVIL, score=1)},
                )
                for step in stage.steps
            ),
        )
        for stage in journey.stages
    )
    persona = Persona(name=EVIL, quote=EVIL, about=EVIL, demographics=EVIL, behaviour=EVIL, needs=EVIL)
    journey = msgspec.structs.replace(
        journey,
        stages=stages,
        personas=dict.fromkeys(journey.personas, persona),
        competitors={"shopx": Competitor(name=EVIL, why_chosen=EVIL)},
        walks={"w": Walk(by=EVIL, on=EVIL, steps={"compare": WalkedStep(follows=False, note=EVIL)})},
    )
    found = fixture.beside()
    assert found.off_map is not None
    top = tuple(msgspec.structs.replace(one, event=EVIL, channels={EVIL: 1}) for one in found.off_map.top)
    channels = tuple(msgspec.structs.replace(one, channel=EVIL) for one in found.channels)
    off_map = msgspec.structs.replace(found.off_map, top=top)
    readings = fixture.readings()
    readings = msgspec.structs.replace(
        readings, beside=msgspec.structs.replace(found, off_map=off_map, channels=channels)
    )
    page = render(journey, readings, lang="en", options=DrawOptions(links={"usage": f"{EVIL}.html"}))
    assert page.count("<script") == 3
    assert page.count("</script") == 3
    assert "<img" not in page
    assert page.count("<main") == 2
    assert html.escape(EVIL) in page
