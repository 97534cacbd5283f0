"""A scene as vector page: a PDF on sheets of paper or on A4 sheets to glue, one SVG, one PNG.

PDF and pictures are the same drawing: one template, one plan of rows and heights. Equal scenes give equal bytes.
"""

import re
from html import escape

from hanhtrinh.draw.shapes import Scene
from hanhtrinh.draw.vector.plan import NAMES_EM, POINT, Format, PaperName, Plan, Wish, planned, unit_of
from hanhtrinh.draw.vector.texts import clean
from hanhtrinh.draw.vector.tiles import fields, tiled
from hanhtrinh.draw.vector.typeset import Page
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import tr

# Width and height in millimetres, and how much larger than on A3 everything is that does not depend on the map.
_SHEETS: dict[PaperName, tuple[float, float, float]] = {
    "a4": (297, 210, 0.8),
    "a3": (420, 297, 1.0),
    "a2": (594, 420, 1.3),
    "a1": (841, 594, 1.75),
    "a0": (1189, 841, 2.4),
}
_UPRIGHT = 0.85
_POSTER_TEXT, _POSTER_COLUMN_EM, _LEAST_POSTER = 8.0, 11.5, 280.0
PPI, MOST_MEGAPIXELS = 144.0, 200
_INCH = 25.4
_PARTS = frozenset({"people", "pains"})


def map_pdf(scene: Scene, *, paper: PaperName = "a3", as_of: int | None = None) -> bytes:
    """Return a map as PDF: as few sheets of a paper, across or upright, as text of seven points allows.

    `a4-tiles` is one large drawing on A4 sheets to glue. `as_of` (an instant) is the document's date.
    """
    page = Page(scene, as_of)
    if paper == "a4-tiles":
        grid, plan = tiled(_wish(scene), page.rule)
        return page.draw(plan, "pdf", tiles=fields(grid, scene.lang))[0]
    return page.draw(planned(_wish(scene), formats(paper), page.rule), "pdf")[0]


def map_svg(scene: Scene) -> bytes:
    """Return a map as one self-contained SVG, letters as outlines, with a title and a description."""
    page = Page(scene)
    text = page.draw(_poster(scene, page), "svg")[0].decode()
    about = (
        f"{tr('vector.description', scene.lang, stages=len(scene.stages), steps=len(scene.steps))}. {scene.scenario}"
    )
    words = (
        f'<title id="title">{escape(clean(scene.title))}</title><desc id="about">{escape(clean(about).strip())}</desc>'
    )
    head = f'<svg role="img" aria-labelledby="title about" xml:lang="{scene.lang}" '
    return re.sub(r"<svg ([^>]*>)", lambda found: f"{head}{found[1]}{words}", text, count=1).encode()


def map_png(scene: Scene, *, scale: float = 1.0) -> bytes:
    """Return a map as PNG of 144 pixels an inch, `scale` times as many; InputError where that is beyond all measure."""
    page = Page(scene)
    plan = _poster(scene, page)
    width, height = (round(side / _INCH * PPI * scale) for side in (plan.format.width, plan.format.height))
    if not 0 < width * height <= MOST_MEGAPIXELS * 1_000_000:
        raise InputError("vector.too_large", width=width, height=height, most=MOST_MEGAPIXELS, scale=scale)
    return page.draw(plan, "png", ppi=PPI * scale)[0]


def formats(paper: PaperName) -> tuple[Format, ...]:
    """Return a paper across and upright."""
    width, height, unit = _SHEETS[paper]
    margin = 8.0 * unit**0.5
    across = Format(width=width, height=height, unit=unit, margin=margin)
    return across, Format(width=height, height=width, unit=unit * _UPRIGHT, margin=margin)


def _wish(scene: Scene) -> Wish:
    return Wish(spans=tuple(stage.span for stage in scene.stages), parts=_PARTS)


def _poster(scene: Scene, page: Page) -> Plan:
    """Return the plan of one open sheet, as wide as the steps and as tall as the lanes."""
    width = max(_LEAST_POSTER, (NAMES_EM + _POSTER_COLUMN_EM * len(scene.steps)) * _POSTER_TEXT * POINT)
    margin = 10.0
    paper = Format(
        width=width + 2 * margin, height=1.0, unit=unit_of(width), margin=margin, least=_POSTER_TEXT, open=True
    )
    return planned(_wish(scene), (paper,), page.rule)
