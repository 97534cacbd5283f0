"""One scene, two back ends: the page's table and the PDF's tagged table say the same, lane by lane, step by step.

Nothing here knows which kinds of cells or lanes there are: what one back end shows and the other forgets is found.
"""

import re
import unicodedata
from collections.abc import Sequence

import pytest

from hanhtrinh.draw.html import page
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import numbers, scene_of
from hanhtrinh.draw.shapes import Scene
from hanhtrinh.draw.vector.render import map_pdf
from hanhtrinh.i18n import LANGS, Lang
from tests.unit.draw import fixture
from tests.unit.draw.html_text import Element, map_of
from tests.unit.draw.pdf_text import Cell, tables, whole_text
from tests.unit.draw.scenes import made_up

HEADS = 3
Lanes = dict[str, list[str]]


def bare(text: str) -> str:
    """Return a text composed, without spaces, invisible characters and the dots that only part things."""
    return unicodedata.normalize("NFC", re.sub(r"[\s\u00a0\u200b\u200c\u200d\u2060\u00ad·]", "", text))


def seen(element: Element) -> str:
    return bare("".join(element.texts()))


def html_lanes(table: Element, steps: int) -> tuple[Lanes, list[str]]:
    """Return what the page shows of every lane, by its name and note, and its heads of stages and steps."""
    lanes: Lanes = {}
    rows = table.all("tr")
    for row in rows[HEADS:]:
        head, *cells = row.all("th", "lane") + row.all("td")
        shown = [seen(cell) for cell in cells for _ in range(int(cell.given.get("colspan", "1")))]
        assert len(shown) == steps
        lanes[seen(head)] = shown
    heads = [seen(cell) for row in rows[:HEADS] for cell in row.all("th")]
    return lanes, [head for head in heads if head]


def pdf_lanes(scene: Scene, data: bytes, names: Sequence[str]) -> tuple[Lanes, str]:
    """Return the same of a PDF, its sheets put together again, and all that its heads say."""
    lanes: Lanes = {name: [""] * len(scene.steps) for name in names}
    heads = ""
    sheets = [rows for rows in tables(data) if len(rows) > HEADS]
    for rows in sheets:
        heads += bare("".join(cell.text for row in rows[:HEADS] for cell in row))
        first = start_of(scene, rows[2][1:])
        for head, *cells in rows[HEADS:]:
            name = next(n for n in sorted(names, key=len, reverse=True) if bare(head.text).startswith(n))
            at = first
            for cell in cells:
                for i in range(at, at + cell.span):
                    lanes[name][i] = bare(cell.text)
                at += cell.span
    return lanes, heads


def start_of(scene: Scene, heads: Sequence[Cell]) -> int:
    """Return the first step of a sheet, found by the names of its columns."""
    given = [bare(head.text) for head in heads]
    known = [bare(step.name) for step in scene.steps]
    starts = range(len(known) - len(given) + 1)
    return next(s for s in starts if all(k in g for g, k in zip(given, known[s:], strict=False)))


def merged(html: list[str], pdf: list[str]) -> list[str]:
    """Return the page's cells as the PDF joins them: a promise spreads over its empty neighbours."""
    result = list(html)
    for i, text in enumerate(html):
        if not text and pdf[i] and pdf[i] in html[max(0, i - 2) : i + 3]:
            result[i] = pdf[i]
    return result


def compare(scene: Scene) -> None:
    """Compare both back ends of one scene."""
    data = map_pdf(scene)
    table = map_of(page([scene], DrawOptions()), scene.lang)
    html, html_heads = html_lanes(table, len(scene.steps))
    emotion = bare(next(lane.name + lane.note for lane in scene.lanes if lane.key == "emotion"))
    pdf, pdf_heads = pdf_lanes(scene, data, list(html))
    assert set(pdf) == set(html)
    for name, cells in html.items():
        if name != emotion:
            assert pdf[name] == merged(cells, pdf[name]), name
    compare_curve(
        scene, table, pdf[emotion][0] if len(set(pdf[emotion])) == 1 else "".join(dict.fromkeys(pdf[emotion]))
    )
    assert [head for head in html_heads if head not in pdf_heads and not in_parts(head, scene, pdf_heads)] == []
    text = bare(whole_text(data))
    assert [number for number in numbers(scene) if bare(number) not in text] == []


def in_parts(head: str, scene: Scene, heads: str) -> bool:
    """Tell whether a head's texts are all there, though parted over two columns of sheets."""
    return any(bare(stage.name) in heads for stage in scene.stages if head.startswith(bare(stage.name)))


def compare_curve(scene: Scene, table: Element, drawn: str) -> None:
    """Compare the emotion lane: every text of the page's, and not a letter more than that and the gap's note."""
    pieces = [bare(piece) for piece in table.all("td", "curve")[0].texts()]
    assert [piece for piece in pieces if piece not in drawn] == []
    widest = bare(scene.curve.widest[2]) if scene.curve.widest else ""
    if len(scene.steps) <= 16:
        assert sorted(drawn) == sorted("".join(pieces) + widest)


@pytest.mark.parametrize("lang", LANGS)
def test_page_and_pdf_say_the_same_of_the_shop(lang: Lang) -> None:
    """Every cell, number and name of the fourteen-step map stands in both, in both languages."""
    compare(scene_of(fixture.JOURNEY, fixture.readings(), lang=lang, options=DrawOptions()))


@pytest.mark.parametrize("lang", LANGS)
def test_page_and_pdf_say_the_same_without_data(lang: Lang) -> None:
    """A journey nobody measured says the same honest things in both."""
    compare(scene_of(fixture.JOURNEY, None, lang=lang, options=DrawOptions()))


@pytest.mark.parametrize(("seed", "steps"), [(1, 6), (2, 13), (3, 1), (4, 17)])
def test_page_and_pdf_say_the_same_of_anything(seed: int, steps: int) -> None:
    """Every kind of cell in every state, with texts that try to be markup: nothing is lost, nothing is run."""
    compare(made_up(seed, lang="vi" if seed % 2 else "en", steps=steps, whole=False))


def test_the_comparison_finds_a_forgotten_lane() -> None:
    """A lane that is on the page and not on paper does not pass."""
    scene = made_up(5, steps=4, whole=False)
    html, _ = html_lanes(map_of(page([scene], DrawOptions()), scene.lang), 4)
    fewer = type(scene)(**{**{f: getattr(scene, f) for f in scene.__struct_fields__}, "lanes": scene.lanes[:-2]})
    pdf, _ = pdf_lanes(fewer, map_pdf(fewer), list(html))
    assert [name for name in html if pdf[name] != merged(html[name], pdf[name])] != []
