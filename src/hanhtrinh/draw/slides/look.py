"""How the slides look: paper, ink, one accent, our typeface; and a brush that puts native shapes on a slide."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.util import Emu, Inches, Length, Pt

from hanhtrinh.draw.shapes import Tone
from hanhtrinh.draw.vector.texts import clean
from hanhtrinh.i18n import Lang

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
FONT = "Be Vietnam Pro"
PAPER, CARD, INK, SOFT, LINE, EDGE = "FAF8F4", "FFFFFF", "20242E", "5A5F6C", "E9E4DA", "D3CCBE"
ACCENT, TRACK, FILL, GUESS = "C8452D", "EBE6DC", "8B91A8", "858A98"
TONE: dict[Tone, str] = {"good": "1F8A70", "middling": "B98A20", "bad": ACCENT, "plain": GUESS}
TONE_INK: dict[Tone, str] = {"good": "17705B", "middling": "7C5B0C", "bad": "B03A24", "plain": INK}
PHASE = {"before": "ECEEFB", "during": "FDEED6", "after": "E1F3EC"}
PHASE_INK = {"before": "3F4BAB", "during": "86560A", "after": "17705B"}
_LANGUAGES = {"vi": MSO_LANGUAGE_ID.VIETNAMESE, "en": MSO_LANGUAGE_ID.ENGLISH_UK}
_ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
_ANCHOR = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}
_LETTER, _LINE = 0.52, 1.27
"""Mean width of a letter and height of a line, in the size of the type."""


@dataclass(frozen=True)
class Run:
    """A piece of text in one look."""

    text: str
    size: float = 14
    bold: bool = False
    color: str = INK
    italic: bool = False


@dataclass(frozen=True)
class Par:
    """A paragraph: its runs and the space above it, in points."""

    runs: tuple[Run, ...]
    above: float = 0.0
    align: Literal["left", "right", "center"] = "left"

    def height(self, width: float) -> float:
        """Return about how tall it is in inches, when set in a width."""
        size = max((run.size for run in self.runs), default=12)
        points = sum(len(run.text) * run.size * (_LETTER + 0.03 * run.bold) for run in self.runs)
        lines = max(1, -(-points // (width * 72)))
        return (lines * size * _LINE + self.above) / 72


def rgb(code: str) -> RGBColor:
    """Return a colour from its six hexadecimal digits."""
    maker: Any = RGBColor
    made: RGBColor = maker.from_string(code)
    return made


def par(text: str, size: float = 14, color: str = INK, *, bold: bool = False, above: float = 0.0) -> Par:
    """Return a paragraph of one run."""
    return Par((Run(text, size, bold, color),), above)


def heights(pars: Sequence[Par], width: float) -> float:
    """Return about how tall paragraphs are in inches."""
    return sum(p.height(width) for p in pars)


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    x: float
    y: float
    width: float
    height: float

    def inner(self, pad: float) -> "Box":
        """Return the place within, so far from each side."""
        return Box(self.x + pad, self.y + pad, self.width - 2 * pad, self.height - 2 * pad)


@dataclass(frozen=True)
class Brush:
    """Puts things on one slide."""

    slide: Slide
    lang: Lang

    def title(self, text: str, box: Box, size: float, color: str = INK) -> None:
        """Write the slide's title in its own placeholder, so that outlines and screen readers find it."""
        shape = self.slide.shapes.title
        if shape is None:
            raise ValueError("the layout has no title")
        _place(shape, box)
        self._write(shape.text_frame, (par(text, size, color, bold=True),), "top")

    def text(self, box: Box, pars: Sequence[Par], anchor: Literal["top", "middle", "bottom"] = "top") -> None:
        """Write paragraphs into a place."""
        frame = self.slide.shapes.add_textbox(*_emu(box)).text_frame
        self._write(frame, pars, anchor)

    def rect(self, box: Box, fill: str | None, *, line: str | None = None, round_: float = 0.0) -> Shape:
        """Draw a rectangle, its corners rounded by inches."""
        kind = MSO_SHAPE.ROUNDED_RECTANGLE if round_ else MSO_SHAPE.RECTANGLE
        shape = self.slide.shapes.add_shape(kind, *_emu(box))
        if round_:
            shape.adjustments[0] = min(0.5, round_ / max(0.01, min(box.width, box.height)))
        if fill is None:
            shape.fill.background()
        else:
            shape.fill.solid()
            shape.fill.fore_color.rgb = rgb(fill)
        if line is None:
            shape.line.fill.background()
        else:
            shape.line.color.rgb = rgb(line)
            shape.line.width = Pt(0.75)
        _plain(shape)
        return shape

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        """Draw a filled circle about a point."""
        shape = self.slide.shapes.add_shape(MSO_SHAPE.OVAL, *_emu(Box(x - radius, y - radius, 2 * radius, 2 * radius)))
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(fill)
        shape.line.fill.background()
        _plain(shape)

    def card(self, box: Box, top: str | None = None) -> None:
        """Draw a card, with a line of colour along its top."""
        self.rect(box, CARD, line=LINE, round_=0.12)
        if top:
            self.rect(Box(box.x + 0.12, box.y, box.width - 0.24, 0.05), top)

    def picture(self, data: bytes, box: Box, about: str = "") -> None:
        """Show a picture; one that only adorns has no description."""
        shape: Any = self.slide.shapes.add_picture(BytesIO(data), *_emu(box))
        shape._element.nvPicPr.cNvPr.set("descr", about)

    def table(self, box: Box, rows: Sequence[Sequence[Par]], widths: Sequence[float], row_height: float) -> None:
        """Put a native table without lines of its own but hairlines under the rows."""
        table: Any = self.slide.shapes.add_table(len(rows), len(widths), *_emu(box)).table
        table.first_row = table.horz_banding = False
        for i, width in enumerate(widths):
            table.columns[i].width = _length(width)
        for r, row in enumerate(rows):
            table.rows[r].height = _length(row_height)
            for c, value in enumerate(row):
                cell = table.cell(r, c)
                cell.fill.solid()
                cell.fill.fore_color.rgb = rgb(CARD if r % 2 == 0 else PAPER)
                cell.margin_left = cell.margin_right = _length(0.06)
                cell.margin_top = cell.margin_bottom = _length(0.03)
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                self._write(cell.text_frame, (value,), None)

    def notes(self, text: str) -> None:
        """Write the speaker's notes."""
        frame = self.slide.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = clean(text)

    def _write(self, frame: Any, pars: Sequence[Par], anchor: Literal["top", "middle", "bottom"] | None) -> None:
        frame.word_wrap = True
        if anchor is not None:
            frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
            frame.vertical_anchor = _ANCHOR[anchor]
        for i, one in enumerate(pars):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            paragraph.alignment = _ALIGN[one.align]
            paragraph.space_before = Pt(one.above)
            for run in one.runs:
                added = paragraph.add_run()
                added.text = clean(run.text)
                font = added.font
                font.name, font.size, font.bold, font.italic = FONT, Pt(run.size), run.bold, run.italic
                font.color.rgb = rgb(run.color)
                font.language_id = _LANGUAGES[self.lang]


def _length(inches: float) -> Length:
    return Inches(inches)


def _emu(box: Box) -> tuple[Length, Length, Length, Length]:
    return Inches(box.x), Inches(box.y), Inches(max(0.01, box.width)), Inches(max(0.01, box.height))


def _plain(shape: Any) -> None:
    """Take the theme's shadow and colours off a shape."""
    shape._element.remove(shape._element.find(qn("p:style")))


def _place(shape: Shape, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = _emu(box)
