"""Make the fonts of printed maps: one TrueType file a weight, from the subsets npm ships, with a few signs drawn.

The web fonts come cut by script, and without arrows, ≥, ≤, √ and subscripts, which the map's own words use. A PDF needs
whole fonts; so the subsets are merged and the missing signs are drawn here from the font's own strokes. The licence
allows it and reserves no name; NOTICE says what was changed.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import merge
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

SUBSETS = ("latin", "vietnamese", "latin-ext")
FACES = (("400", "normal"), ("600", "normal"), ("700", "normal"), ("400", "italic"))
_EMPTY_SIGNS = (0x200B, 0x200C, 0x200D, 0x2060)
Polygon = Sequence[tuple[float, float]]


def make(package: Path, target: Path) -> None:
    """Write the merged fonts of a package of web fonts into a folder."""
    with TemporaryDirectory() as folder:
        for weight, style in FACES:
            font = _merged(package, weight, style, Path(folder))
            for code, name, polygons, width in _signs(font):
                _add(font, code, name, polygons, width)
            _add_subscripts(font)
            for code in _EMPTY_SIGNS:
                _add(font, code, f"uni{code:04X}", (), 0)
            _draw_missing(font)
            font.recalcTimestamp = False
            font.save(target / f"print-{weight}{'-italic' if style == 'italic' else ''}.ttf")
        (target / "print-covers.txt").write_text(covers(font), encoding="ascii")


def _merged(package: Path, weight: str, style: str, folder: Path) -> TTFont:
    parts = []
    for subset in SUBSETS:
        font = TTFont(package / "files" / f"be-vietnam-pro-{subset}-{weight}-{style}.woff", recalcTimestamp=False)
        font.flavor = None
        parts.append(folder / f"{subset}.ttf")
        font.save(parts[-1])
    merged = merge.Merger().merge([str(part) for part in parts])
    head = TTFont(parts[0])["head"]
    merged["head"].created, merged["head"].modified = head.created, head.modified
    return merged


def _signs(font: TTFont) -> list[tuple[int, str, tuple[Polygon, ...], float]]:
    """Return arrows, comparisons and the root: code, name, polygons, width."""
    _, bottom, _, top = _bounds(font, "minus")
    pen, middle = top - bottom, (bottom + top) / 2
    arrow = _arrow(pen)
    across = tuple([(90 + x, middle + y) for x, y in p] for p in arrow)
    back = tuple([(90 + 720 - x, middle + y) for x, y in reversed(p)] for p in arrow)
    rise = tuple([(400 - y, middle - 360 + x) for x, y in p] for p in arrow)
    fall = tuple([(400 + y, middle + 360 - x) for x, y in p] for p in arrow)
    return [
        (0x2192, "arrowright", across, 900),
        (0x2190, "arrowleft", back, 900),
        (0x2191, "arrowup", rise, 800),
        (0x2193, "arrowdown", fall, 800),
        (0x2265, "greaterequal", _or_equal(pen, 1), 600),
        (0x2264, "lessequal", _or_equal(pen, -1), 600),
        (0x221A, "radical", _root(pen), 640),
    ]


def _arrow(pen: float) -> tuple[Polygon, ...]:
    """Return an arrow of length 720 about the origin's height, pointing right; polygons run clockwise."""
    cut, reach = pen * 1.42, 230.0
    shaft = [(0, -pen / 2), (0, pen / 2), (720 - cut / 2, pen / 2), (720 - cut / 2, -pen / 2)]
    x = 720 - reach - cut
    head = [(x, reach), (x + cut, reach), (720, 0), (x + cut, -reach), (x, -reach), (720 - cut, 0)]
    return shaft, head


def _or_equal(pen: float, side: int) -> tuple[Polygon, ...]:
    """Return ≥ (side 1) or ≤ (side −1)."""
    thick = pen * 1.1
    tip = [(85, 660), (515, 440), (515, 440 - thick * 0.8), (85, 220 - thick * 0.8)]
    inner = [(85, 220 + thick * 0.4), (420, 440 - thick * 0.4), (85, 660 - thick * 1.2)]
    chevron = [*tip, *inner]
    bar = [(85, 20), (85, 20 + pen), (515, 20 + pen), (515, 20)]
    if side > 0:
        return chevron, bar
    return [(600 - x, y) for x, y in reversed(chevron)], bar


def _root(pen: float) -> tuple[Polygon, ...]:
    check = [(40, 330), (150, 400), (275, 140), (470, 720), (470 + pen, 720), (290, -60), (255, -60), (120, 270)]
    return check, [(470, 720 - pen * 0.2), (470, 720 + pen * 0.8), (640, 720 + pen * 0.8), (640, 720 - pen * 0.2)]


def _draw_missing(font: TTFont) -> None:
    """Show a character the font lacks as an empty box: what cannot be written must not vanish."""
    pen = TTGlyphPen(None)
    for box in ([(60, 0), (60, 700), (500, 700), (500, 0)], [(110, 50), (450, 50), (450, 650), (110, 650)]):
        pen.moveTo(box[0])
        for point in box[1:]:
            pen.lineTo(point)
        pen.closePath()
    glyph = pen.glyph()
    font["glyf"][".notdef"] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][".notdef"] = (560, 60)


def _bounds(font: TTFont, name: str) -> tuple[float, float, float, float]:
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[name].draw(pen)
    return pen.bounds


def _add(font: TTFont, code: int, name: str, polygons: Sequence[Polygon], width: float) -> None:
    if code in font.getBestCmap():
        return
    pen = TTGlyphPen(None)
    for polygon in polygons:
        pen.moveTo(polygon[0])
        for point in polygon[1:]:
            pen.lineTo(point)
        pen.closePath()
    _set(font, code, name, pen, width)


def _add_subscripts(font: TTFont) -> None:
    """Add ₀ … ₉ as small digits set low."""
    glyphs = font.getGlyphSet()
    for digit in range(10):
        name = font.getBestCmap()[ord("0") + digit]
        if 0x2080 + digit not in font.getBestCmap():
            pen = TTGlyphPen(None)
            glyphs[name].draw(TransformPen(pen, (0.6, 0, 0, 0.6, 0, -140)))
            _set(font, 0x2080 + digit, f"uni208{digit}", pen, glyphs[name].width * 0.6)


def _set(font: TTFont, code: int, name: str, pen: TTGlyphPen, width: float) -> None:
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    glyph = pen.glyph(dropImpliedOnCurves=False)
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (round(width), getattr(glyph, "xMin", 0))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def covers(font: TTFont) -> str:
    """Return the characters a font has as spans of hexadecimal codes, one a line."""
    codes, spans = sorted(font.getBestCmap()), []
    for code in codes:
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(f"{low:X}\n" if low == high else f"{low:X}-{high:X}\n" for low, high in spans)
