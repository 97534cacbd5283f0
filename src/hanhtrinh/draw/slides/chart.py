"""The emotion curve as a native chart: reported solid, assumed dashed, personas and competitors beside them."""

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from hanhtrinh.draw.curve import BOTTOM, TOP
from hanhtrinh.draw.shapes import Point, Scene, Series
from hanhtrinh.draw.slides.look import CARD, FONT, GUESS, INK, LINE, PAPER, SOFT, TONE, Box, Brush, rgb
from hanhtrinh.draw.vector.texts import clean
from hanhtrinh.draw.words import Words

_RIVAL = "4A4F5C"
_LOOKS = {"persona": ("3F4BAB", "8A4A06", "8C2F74"), "rival": (_RIVAL,) * 3}
_DASHES = {
    "persona": (MSO_LINE.DASH, MSO_LINE.DASH_DOT, MSO_LINE.ROUND_DOT),
    "rival": (MSO_LINE.SOLID, MSO_LINE.LONG_DASH, MSO_LINE.SQUARE_DOT),
}


def felt(y: float) -> float:
    """Return the feeling, −2 … +2, that stands at a height of the curve's box."""
    return round(2 - (y - TOP) / (BOTTOM - TOP) * 4, 3)


def emotion_chart(brush: Brush, scene: Scene, first: int, last: int, box: Box, *, left: float, labels: bool) -> None:
    """Put the chart of steps `first` … `last` into a place; its plot begins `left` inches from the place's edge."""
    words, curve = Words(scene.lang), scene.curve
    window = slice(first, last + 1)
    maker: Any = CategoryChartData
    data = maker(number_format="+0.0;-0.0;0.0")
    data.categories = [clean(step.name) for step in scene.steps[window]]
    data.add_series(words.tr("reported"), [None if p is None else felt(p.y) for p in curve.points[window]])
    data.add_series(words.tr("assumed"), [None if a is None else felt(a[0]) for a in curve.assumed[window]])
    for line in curve.series:
        name = words.tr(f"legend_{line.kind}", name=line.name)
        data.add_series(clean(name), [None if p is None else felt(p[0]) for p in line.points[window]])
    place = (Inches(box.x), Inches(box.y), Inches(box.width), Inches(box.height))
    frame: Any = brush.slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *place, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", _about(scene, words, window))
    chart = frame.chart
    chart.font.name, chart.font.size = FONT, Pt(10)
    chart.font.color.rgb = rgb(SOFT)
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _axes(chart, labels)
    reported, assumed, *others = chart.plots[0].series
    _reported(reported, curve.points[window])
    _line(assumed, GUESS, 1.5, MSO_LINE.DASH, XL_MARKER_STYLE.CIRCLE)
    for series, line in zip(others, curve.series, strict=True):
        _other(series, line)
    _inner(chart, left / box.width, labels)


def _about(scene: Scene, words: Words, window: slice) -> str:
    """Return the chart in words: each step with what is reported and assumed."""
    steps, points, assumed = scene.steps[window], scene.curve.points[window], scene.curve.assumed[window]
    parts = []
    for step, point, guess in zip(steps, points, assumed, strict=True):
        said = f"{words.tr('reported')} {point.value.text}" if point else words.tr("no_answers")
        parts.append(f"{step.name}: {said}" + (f", {words.tr('assumed')} {guess[1]}" if guess else ""))
    return clean(f"{words.tr('curve_table')}. {'; '.join(parts)}.")


def _axes(chart: Any, labels: bool) -> None:
    value, category = chart.value_axis, chart.category_axis
    value.minimum_scale, value.maximum_scale, value.major_unit = -2, 2, 1
    value.has_major_gridlines = True
    value.major_gridlines.format.line.color.rgb = rgb(LINE)
    value.format.line.fill.background()
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = "+0;-0;0", False
    category.format.line.color.rgb = rgb(GUESS)
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW if labels else XL_TICK_LABEL_POSITION.NONE


def _reported(series: Any, points: Sequence[Point | None]) -> None:
    """Draw the reported line: every point in the colour of its feeling, with its number as it is written elsewhere."""
    _line(series, TONE["good"], 3, MSO_LINE.SOLID, XL_MARKER_STYLE.CIRCLE)
    series.marker.size = 10
    for i, point in enumerate(points):
        if point is None:
            continue
        drawn = series.points[i]
        drawn.marker.format.fill.solid()
        drawn.marker.format.fill.fore_color.rgb = rgb(PAPER if point.hollow else TONE[point.tone])
        drawn.marker.format.line.color.rgb = rgb(TONE[point.tone] if point.hollow else CARD)
        frame = drawn.data_label.text_frame
        frame.text = point.value.text
        run = frame.paragraphs[0].runs[0]
        run.font.name, run.font.size, run.font.bold = FONT, Pt(11), True
        run.font.color.rgb = rgb(INK)
        drawn.data_label.position = XL_LABEL_POSITION.BELOW if point.below else XL_LABEL_POSITION.ABOVE


def _line(series: Any, color: str, width: float, dash: Any, marker: Any) -> None:
    series.smooth = False
    series.format.line.color.rgb = rgb(color)
    series.format.line.width, series.format.line.dash_style = Pt(width), dash
    series.marker.style, series.marker.size = marker, 6
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(CARD)
    series.marker.format.line.color.rgb = rgb(color)


def _other(series: Any, line: Series) -> None:
    look = line.look - 1
    persona = line.kind == "persona"
    signs = (
        (XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.TRIANGLE, XL_MARKER_STYLE.DIAMOND)
        if persona
        else (XL_MARKER_STYLE.X, XL_MARKER_STYLE.PLUS, XL_MARKER_STYLE.STAR)
    )
    _line(series, _LOOKS[line.kind][look], 1.75, _DASHES[line.kind][look], signs[look])


def _inner(chart: Any, left: float, labels: bool) -> None:
    """Fix where the plot lies within the chart, so that its columns stand under the stages' boxes."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = etree.SubElement(area, qn("c:layout"))
    area.insert(0, layout)
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    bottom = 0.78 if labels else 0.86
    values = (
        ("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"),
        ("x", f"{left:.4f}"), ("y", "0.1"), ("w", f"{1 - left:.4f}"), ("h", f"{bottom:.4f}"),
    )  # fmt: skip
    for name, value in values:
        etree.SubElement(manual, qn(f"c:{name}")).set("val", value)
