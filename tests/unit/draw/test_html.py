"""The page: self-contained, safe, and saying what the scene says."""

import base64
import hashlib
import html
import re

import msgspec
import pytest

from hanhtrinh.draw.html import render
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import numbers, scene_of
from hanhtrinh.draw.vendored import FALLBACK_ICON, icon_names, resolve
from hanhtrinh.i18n import LANGS, Lang
from hanhtrinh.journey.model import Channel, Persona, Segment, Touchpoint
from tests.unit.draw import fixture

EVIL = "\"><script>alert('x')</script><img src=x onerror=alert(1)> </script><!-- ${1} {0} javascript:alert(1)"


@pytest.fixture(scope="module")
def page() -> str:
    """Return the fixture's page, opening in Vietnamese."""
    return render(fixture.JOURNEY, fixture.readings(), lang="vi")


def main_of(page: str, lang: Lang) -> str:
    """Return the part of the page in one language, as text without tags."""
    part = page[page.index(f'<main lang="{lang}"') :]
    return html.unescape(re.sub(r"<[^>]*>", " ", part[: part.index("</main>")]))


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_of_the_scene_is_on_the_page(page: str, lang: Lang) -> None:
    """The HTML back end leaves no number of the scene out."""
    scene = scene_of(fixture.JOURNEY, fixture.readings(), lang=lang, options=DrawOptions())
    text = main_of(page, lang)
    assert [n for n in numbers(scene) if n not in text] == []
    assert all(h.text in text and h.title in text for h in scene.highlights)


def test_the_policy_allows_exactly_what_is_inside(page: str) -> None:
    """The policy names the hashes of the page's own style and script and nothing else."""
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert style is not None
    assert script is not None
    digests = [base64.b64encode(hashlib.sha256(m[1].encode()).digest()).decode() for m in (style, script)]
    assert policy == (
        f"default-src 'none'; img-src data:; font-src data:; style-src 'sha256-{digests[0]}'; "
        f"script-src 'sha256-{digests[1]}'; base-uri 'none'; form-action 'none'"
    )


def test_nothing_points_outside(page: str) -> None:
    """No address, no import, no inline style, no handler."""
    body = page[page.index("<body>") :]
    assert not re.search(r"\s(style|on[a-z]+)=", re.sub(r"<script.*?</script>", "", body, flags=re.DOTALL))
    assert not re.search(r'(src|href)="(?!#)', page)
    assert re.findall(r"url\((?!data:|#)[^)]*\)", page) == []
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_it_is_small(page: str) -> None:
    """The demo's map fits in 700 KB with both languages, fonts and icons."""
    assert len(page.encode()) < 700_000


def test_ids_are_unique(page: str) -> None:
    """Both languages live in one document without getting in each other's way."""
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_table_is_one(page: str) -> None:
    """Every row of the body covers every step, whatever it spans."""
    table = page[page.index("<tbody") : page.index("</tbody>")]
    for row in table.split("<tr")[1:]:
        spans = [int(n) for n in re.findall(r"<td[^>]*colspan=\"(\d+)\"", row)]
        plain = len(re.findall(r"<td(?![^>]*colspan)", row))
        assert plain + sum(spans) == len(fixture.JOURNEY.steps)


@pytest.mark.parametrize("lang", LANGS)
def test_without_readings(lang: Lang) -> None:
    """A map without data is drawn in full and holds no door."""
    empty = render(fixture.JOURNEY, None, lang=lang)
    assert "data-door=" not in empty.split("<script")[0]
    assert f'<html lang="{lang}">' in empty


def test_hostile_words_stay_words() -> None:
    """Whatever a journey, a customer or a segment is called, it is text on the page."""
    journey, readings = fixture.JOURNEY, fixture.readings()
    stages = tuple(
        msgspec.structs.replace(
            stage,
            name=EVIL,
            steps=tuple(
                msgspec.structs.replace(s, name=EVIL, activity=EVIL, owner=EVIL, thoughts=(EVIL,)) for s in stage.steps
            ),
        )
        for stage in journey.stages
    )
    journey = msgspec.structs.replace(
        journey,
        name=EVIL,
        scenario=EVIL,
        goal=EVIL,
        stages=stages,
        personas={"lan": Persona(name=EVIL, quote=EVIL, about=EVIL)},
        segments={"mobile": Segment(name=EVIL, match={"did": {"event": "x"}})},
        channels={"website": Channel(name=EVIL, icon=EVIL)},
        touchpoints={k: Touchpoint(name=EVIL, channel="website", icon=EVIL) for k in journey.touchpoints},
    )
    steps = tuple(
        msgspec.structs.replace(
            s, verbatims=tuple(msgspec.structs.replace(v, text=EVIL, source=EVIL) for v in s.verbatims)
        )
        for s in readings.steps
    )
    page = render(
        journey, msgspec.structs.replace(readings, steps=steps), lang="en", options=DrawOptions(journey_file=EVIL)
    )
    assert page.count("<script") == 3  # two blocks of data and the page's own script
    assert page.count("</script") == 3
    assert "<img" not in page
    assert "onerror=" not in re.sub(r"&[a-z#0-9x]+;|\\u003c", "", page).replace("onerror=alert(1)", "")
    assert page.count("<main") == 2


def test_strange_icons_become_a_dot() -> None:
    """A journey may name any icon; one we do not have is drawn as a plain dot, and nicknames are understood."""
    assert resolve("cart") == "shopping-cart"
    assert resolve('"><script>') == FALLBACK_ICON
    assert FALLBACK_ICON in icon_names()


def test_hidden_lanes_start_unticked() -> None:
    """A lane hidden by the options is still in the page, one tick away."""
    page = render(fixture.JOURNEY, fixture.readings(), lang="vi", options=DrawOptions(hidden=frozenset({"questions"})))
    assert re.search(r'id="show-questions"(?! checked)', page)
    assert 'id="show-people" checked' in page


def test_the_same_input_gives_the_same_bytes(page: str) -> None:
    """Nothing of the clock or of chance is in a page."""
    assert render(fixture.JOURNEY, fixture.readings(), lang="vi") == page


def test_a_promise_spreads_over_empty_neighbours_only(page: str) -> None:
    """The wide cell of a broken promise never covers another cell's content."""
    rows = re.findall(r'<tr class="lane-promise".*?</tr>', page, re.DOTALL)
    assert len(rows) == len(LANGS)
    cells = re.findall(r'<td class="cell([^"]*)"', rows[0])
    for i, classes in enumerate(cells):
        spread, left = re.search(r"spread(\d)", classes), re.search(r"left(\d)", classes)
        if spread and left:
            covered = range(i - int(left[1]), i + int(spread[1]) - int(left[1]) + 1)
            assert [j for j in covered if j != i and "void" not in cells[j]] == []
    assert any("spread2" in classes for classes in cells)
