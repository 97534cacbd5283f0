"""One icon or portrait as a picture with nothing behind it, for those who cannot show SVG."""

from functools import cache

import typst

from hanhtrinh.draw.vector.typeset import fonts

_TEMPLATE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 72pt)
"""
_INCH = 72.0


@cache
def stamped(svg: str, *, color: str = "", pixels: int = 192) -> bytes:
    """Return an SVG as PNG, so many pixels wide, what has no colour of its own in `color` (`#c8452d`)."""
    drawn = typst.compile(
        _TEMPLATE,
        format="png",
        ppi=pixels / _INCH * 72.0,
        font_paths=fonts(False),
        sys_inputs={"svg": svg.replace("currentColor", color) if color else svg},
    )
    return drawn
