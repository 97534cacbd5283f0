"""The presentation put together: title, what stands out, the whole journey, step by step, how the numbers are made."""

import io
import re
from datetime import UTC, datetime
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches

from hanhtrinh.draw.shapes import Scene
from hanhtrinh.draw.slides.closing import definitions, pages
from hanhtrinh.draw.slides.look import ACCENT, FONT, HEIGHT, INK, PAPER, PHASE_INK, SOFT, TONE, WIDTH, Brush, rgb
from hanhtrinh.draw.slides.opening import standing_out, title_slide
from hanhtrinh.draw.slides.overview import MOST_STEPS, overview
from hanhtrinh.draw.slides.packing import packed
from hanhtrinh.draw.slides.steps import step_slide
from hanhtrinh.draw.vector.plan import groups_of
from hanhtrinh.draw.vector.texts import clean
from hanhtrinh.values import MICROSECONDS

_TITLE_ONLY = 5
_THEME = (INK, PAPER, SOFT, "FFFFFF", ACCENT, TONE["good"], TONE["middling"], PHASE_INK["before"], "8B91A8", "858A98")


def map_pptx(scene: Scene, *, as_of: int | None = None) -> bytes:
    """Return a map as presentation, 16:9, everything on it native and editable; equal scenes give equal bytes.

    Notes hold what a speaker needs: all that the step says, and the definition of each number.
    """
    deck = _empty(scene, as_of)

    def brush() -> Brush:
        return Brush(deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY]), scene.lang)

    title_slide(brush(), scene)
    if scene.highlights:
        standing_out(brush(), scene)
    for first, last in groups_of([stage.span for stage in scene.stages], MOST_STEPS):
        overview(brush(), scene, first, last)
    for index in range(len(scene.steps)):
        step_slide(brush(), scene, index)
    for columns in pages(scene):
        definitions(brush(), scene, columns)
    buffer = io.BytesIO()
    deck.save(buffer)
    return packed(buffer.getvalue(), _moment(as_of))


def _moment(as_of: int | None) -> datetime | None:
    return None if as_of is None else datetime.fromtimestamp(as_of // MICROSECONDS, UTC)


def _empty(scene: Scene, as_of: int | None) -> Any:
    """Return a presentation without slides, in our colours and typeface."""
    deck = Presentation()
    wide = WIDTH / (deck.slide_width / Inches(1))
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = deck.slide_master
    for layout in (master, *deck.slide_layouts):
        for shape in layout.placeholders:
            shape.left, shape.width = int(shape.left * wide), int(shape.width * wide)
    master.background.fill.solid()
    master.background.fill.fore_color.rgb = rgb(PAPER)
    _dress(master)
    properties = deck.core_properties
    properties.title, properties.author = clean(scene.title)[:255], clean(scene.owner)[:255]
    properties.subject, properties.language = clean(scene.scenario)[:255], scene.lang
    properties.last_modified_by, properties.keywords = "Hanhtrinh", ""
    return deck


def _dress(master: Any) -> None:
    """Give the theme our typeface and colours, so that what people add looks like what is there."""
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode("utf-8")
    text = re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{FONT}"', text)
    for name, color in zip(("dk1", "lt1", "dk2", "lt2", *(f"accent{i}" for i in range(1, 7))), _THEME, strict=True):
        text = re.sub(
            rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{color}"/></a:{name}>', text, flags=re.DOTALL
        )
    part._blob = text.encode("utf-8")
