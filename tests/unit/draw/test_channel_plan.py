"""The plan of channels: held against what was measured, and drawn by every back end."""

import msgspec
import pytest

from hanhtrinh.draw.channel_plan import channel_section
from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.html import render
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import scene_of
from hanhtrinh.draw.tables.plan_sheet import plan_sheet
from hanhtrinh.draw.terminal import render as drawn_in_letters
from hanhtrinh.draw.vector.render import map_pdf
from hanhtrinh.draw.words import Words
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.measures.planned import plan_verdict
from hanhtrinh.measures.results import Reading
from hanhtrinh.measures.shares import share
from tests.unit.draw.pdf_text import whole_text

JOURNEY = """\
format: hanhtrinh/1
key: shop
name: Shop
channels: {web: {name: Website}, shop: {name: Shop, icon: store}}
touchpoints: {visit: {name: Visit, channel: web, match: {event: visit}}}
stages:
  - key: look
    name: Looking
    phase: before
    plan: {web: {text: Articles, share: 0.5}, shop: {text: Open days}}
    steps: [{key: visit, touchpoint: visit}]
"""


def reading(count: int, n: int) -> Reading:
    """Return a measured share."""
    return share(count, n, "channel_share")


@pytest.mark.parametrize(
    ("planned", "wanted", "measured", "verdict"),
    [
        (True, 0.5, reading(66, 100), "above"),
        (True, 0.9, reading(66, 100), "below"),
        (True, 0.6, reading(66, 100), "as_planned"),
        (True, 0.9, reading(10, 29), "too_few"),
        (True, 0.9, reading(0, 100), "unmet"),
        (True, None, None, "unmet"),
        (True, None, reading(1, 5), "met"),
        (False, None, reading(5, 100), "unplanned"),
    ],
)
def test_a_plan_is_held_against_the_interval(planned, wanted, measured, verdict) -> None:
    """Beyond the interval is above or below plan, within as planned; below thirty passes nothing is claimed."""
    assert plan_verdict(planned, wanted, measured) == verdict


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_plan_stands_before_anything_is_measured(lang) -> None:
    """Without readings the plan is drawn as planned and not measured yet, on the page and in the workbook."""
    journey = read_journey(JOURNEY, "shop.yaml")
    doors = Doors(journey, None, Words(lang, "UTC"), DrawOptions())
    section = channel_section(doors, ())
    assert section is not None
    assert [row.key for row in section.rows] == ["web", "shop"]
    assert {row.plans[0].verdict for row in section.rows} == {"open"}
    page = render(journey, None, lang=lang)
    assert "Articles" in page
    assert section.rows[0].plans[0].said in page
    table = plan_sheet(doors)
    assert [row[:3] for row in table.rows] == [("Website", "Looking", "Articles"), ("Shop", "Looking", "Open days")]


def test_no_plan_no_column() -> None:
    """Where nothing is planned and nothing measured there is no section and no sheet."""
    journey = read_journey(JOURNEY, "shop.yaml")
    bare = msgspec.structs.replace(
        journey, stages=tuple(msgspec.structs.replace(stage, plan={}) for stage in journey.stages)
    )
    doors = Doors(bare, None, Words("en", "UTC"), DrawOptions())
    assert channel_section(doors, ()) is None
    assert plan_sheet(doors) is None


def test_paper_says_what_the_page_says() -> None:
    """The PDF and the terminal hold every planned word, share and verdict of the page."""
    journey = read_journey(JOURNEY, "shop.yaml")
    doors = Doors(journey, None, Words("en", "UTC"), DrawOptions())
    section = channel_section(doors, ())
    assert section is not None
    paper = " ".join(whole_text(map_pdf(scene_of(journey, None, lang="en", options=DrawOptions()))).split())
    screen = " ".join(drawn_in_letters(journey, None, lang="en").split())
    for row in section.rows:
        plan = row.plans[0]
        for said in filter(None, (row.name, plan.text, plan.share, plan.said)):
            assert said in paper
            assert said in screen
