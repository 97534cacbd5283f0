"""A step's pictures on its slide, cut to one shape: presentations know no WebP, so they are JPEG there."""

import io
from collections.abc import Sequence

from PIL import Image, ImageOps

from hanhtrinh.draw.shapes import Cell, Lane, PicturesCell, Shown
from hanhtrinh.draw.slides.look import Box, Brush

_MOST, _GAP = 3, 0.12
_SHAPE = (4, 3)
_SIDE = 960


def step_pictures(brush: Brush, lanes: Sequence[tuple[Lane, Cell]], box: Box) -> float:
    """Draw up to three pictures beside each other and return how tall they are; 0 where there are none."""
    found = [item for _, cell in lanes if isinstance(cell, PicturesCell) for item in cell.items if item.data][:_MOST]
    if not found:
        return 0.0
    wide = min((box.width - _GAP * (len(found) - 1)) / len(found), box.height * _SHAPE[0] / _SHAPE[1])
    tall = wide * _SHAPE[1] / _SHAPE[0]
    for i, item in enumerate(found):
        brush.picture(_jpeg(item), Box(box.x + i * (wide + _GAP), box.y, wide, tall), item.alt)
    return tall


def _jpeg(item: Shown) -> bytes:
    """Return a picture (WebP that was made clean) as JPEG on white, cut to the shape of its place."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(item.data), formats=["WEBP"]) as picture:
        shown = picture.convert("RGBA")
        ground = Image.new("RGBA", shown.size, "white")
        ground.alpha_composite(shown)
        wide = min(_SIDE, ground.width)
        cut = ImageOps.fit(ground.convert("RGB"), (wide, max(1, wide * _SHAPE[1] // _SHAPE[0])))
        cut.save(buffer, "JPEG", quality=86)
    return buffer.getvalue()
