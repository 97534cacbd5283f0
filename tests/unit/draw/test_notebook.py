"""What a notebook shows."""

import html
import re

import pytest

from hanhtrinh.draw.html import render
from hanhtrinh.draw.notebook import framed, funnel_html, reading_html, reading_text
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.measures.results import Reading
from tests.unit.draw import fixture

EVIL = '"><script>alert(1)</script>'


def test_a_map_is_a_frame_of_its_own() -> None:
    """The whole page is text inside a sandbox that lets it run for itself alone, and nothing else is in the cell."""
    page = render(fixture.JOURNEY, fixture.readings(), lang="vi", options=DrawOptions())
    shown = framed(page, EVIL, height=700)
    inside = re.fullmatch(r'<iframe srcdoc="([^"]*)"([^<>]*)></iframe>', shown)
    assert inside is not None
    assert html.unescape(inside[1]) == page
    assert 'sandbox="allow-scripts allow-modals"' in inside[2]
    assert 'height="700"' in inside[2]
    assert "src=" not in inside[2]


def test_a_reading_says_what_it_means() -> None:
    """Value, interval, n, definition and what was left out, in words."""
    drop = fixture.readings().steps[7].drop_off
    assert drop is not None
    shown = reading_html(drop, "en")
    assert "<strong>31.0%</strong> (95%: 29.7–32.3%; n = 4,666)" in shown
    assert "at least 14\u00a0days ago" in shown
    assert "Left out: 144 still open" in shown
    assert reading_text(drop, "vi").startswith("31,0\u00a0% (95\u00a0%: 29,7–32,3\u00a0%; n = 4.666) · Trong số lượt")


def test_a_reading_without_a_value_is_a_dash() -> None:
    """Nothing is made up where nothing can be said, and hostile definitions stay words."""
    nothing = Reading(value=None, unit="nps", n=0, definition=EVIL)
    shown = reading_html(nothing, "en")
    assert shown.startswith("<div><strong>—</strong> (n = 0)")
    assert "<script" not in shown


@pytest.mark.parametrize(("lang", "head"), [("en", "Step"), ("vi", "Bước")])
def test_a_funnel_is_a_table(lang: str, head: str) -> None:
    """One row a step with counts, shares and intervals; every option it was counted under stands below."""
    funnel = fixture.funnel()
    shown = funnel_html(funnel, lang)  # type: ignore[arg-type]
    assert shown.count("<tr>") == 1 + len(funnel.steps)
    assert f'<th scope="col">{head}</th>' in shown
    assert "entry = best" in shown
    assert "4,700" in shown or "4.700" in shown
