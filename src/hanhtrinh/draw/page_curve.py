"""The emotion lane as HTML: one stretched SVG for the lines, real buttons for the points; nothing is ever distorted."""

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.page_marks import quote
from hanhtrinh.draw.shapes import Curve, Point, Quote, Scene, Series
from hanhtrinh.draw.vendored import icon
from hanhtrinh.draw.words import Words

FELT = "url(#felt)"
_MARKS = {
    "persona": ("M1 1H9V9H1z", "M5 .6 9.6 9H.4z", "M5 0 10 5 5 10 0 5z"),
    "rival": ("M1 1 9 9M9 1 1 9", "M5 0V10M0 5H10", "M1 5H9M3 1 7 9M7 1 3 9"),
}


def gradient() -> Markup:
    """Return the colours from good to bad down any picture of the curve; one definition serves the page."""
    stops = [h(f"stop.{tone}", offset=f"{offset}%") for offset, tone in ((36, "good"), (50, "middling"), (60, "bad"))]
    colours = h("linearGradient", stops, id="felt", gradientUnits="userSpaceOnUse", x1=0, y1=0, x2=0, y2=100)
    return h("svg.sprite", h("defs", colours), aria_hidden="true", width=0, height=0)


def y_class(y: float) -> str:
    """Return the class that places something at a height 0…100; the page's style sheet defines those it uses."""
    return f"y{round(y * 10):04}"


def length_class(length: float) -> str:
    """Return the class that gives an upright line its length; the page's style sheet defines those it uses."""
    return f"t{round(length * 10):04}"


def used_lengths(scene: Scene) -> set[float]:
    """Return the length of every upright line the page draws beside the curve."""
    return {abs(late[0] - on_time[0]) for _, on_time, late in scene.curve.splits}


def axis(curve: Curve) -> Markup:
    """Return the five faces with their words, at their heights."""
    return h(
        "div.axis",
        [h(f"span.face.{y_class(y)}", word, icon(name, f"face-{name}")) for y, name, word in curve.faces],
        aria_hidden="true",
    )


def cell(scene: Scene, words: Words) -> Markup:
    """Return the cell that spans the map: legend, lines, and one list item per step."""
    curve = scene.curve
    items = [_item(scene, i, words) for i in range(curve.steps)]
    classes = "plot" + (".voiced" if curve.quotes else "")
    return h(
        "td.curve",
        legend(scene, words),
        h(f"div.{classes}", axis(curve), lines(curve), _gap_note(curve), h("ol.points", items)),
        colspan=curve.steps,
        role="cell",
    )


def legend(scene: Scene, words: Words) -> Markup:
    """Return what the lines mean; what is not drawn is not explained."""
    reported = (("solid", "legend_reported"),) if scene.measured else ()
    gap = (("gap", "legend_gap"),) if scene.curve.gaps else ()
    thin = (("ring", "legend_thin"),) if any(p and p.hollow for p in scene.curve.points) else ()
    entries = (*reported, ("dash", "legend_assumed"), *gap, *thin)
    lines = [h("li", h(f"span.key.{kind}"), words.tr(key)) for kind, key in entries]
    return h("ul.legend", lines, [_switch(scene, series, words) for series in scene.curve.series])


def switch_id(scene: Scene, series: Series) -> str:
    """Return the id of the box that shows or hides one further line."""
    return f"line-{scene.lang}-{series.kind}-{series.key}"


def _switch(scene: Scene, series: Series, words: Words) -> Markup:
    box = h("input", type="checkbox", id=switch_id(scene, series), checked=True)
    name = words.tr(f"legend_{series.kind}", name=series.name.partition(",")[0])
    line = h(f"path.other.{series.kind}.look{series.look}", d="M0 5H40")
    drawn = h("svg.sample", line, viewBox="0 0 40 10", preserveAspectRatio="none", aria_hidden="true")
    sample = h("span.pattern", drawn, sign(series.kind, series.look))
    return h("li.switch", h("label", box, sample, h("span", name)))


def lines(curve: Curve, small: bool = False) -> Markup:
    """Return everything but points and words as one SVG that stretches with the map."""
    levels = [
        h("path.zero" if y == curve.zero else "path.level", d=f"M0 {y:.1f}H{curve.steps}") for y, _, _ in curve.faces
    ]
    return h(
        "svg.lines",
        [] if small else levels,
        [h(f"path.gap.{'worse' if worse else 'better'}", d=d) for d, worse in curve.gaps],
        [h("path.dashes", d=d) for d in curve.dashes],
        [] if small else [_lines_of(series) for series in curve.series],
        [h("path.halo", d=d) for d in curve.lines],
        [] if small else [h("path.band", d=d) for d in curve.bands],
        [] if small else [h("path.ci", d=f"M{x} {high:.2f}V{low:.2f}") for x, high, low in curve.bars],
        [h("path.line", d=d, stroke=FELT) for d in curve.lines],
        viewBox=f"0 0 {curve.steps} 100",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def series_class(series: Series) -> str:
    """Return the class everything of one further line has, by which the page hides it."""
    return f"s-{series.kind}-{series.key}"


def _lines_of(series: Series) -> Markup:
    paths = [h(f"path.other.{series.kind}.look{series.look}", d=d) for d in series.lines]
    return h(f"g.{series_class(series)}", paths)


def sign(kind: str, look: int, where: str = "") -> Markup:
    """Return the marker of a further line: square, triangle, diamond for personas; crosses for competitors."""
    drawn = h("path", d=_MARKS[kind][look - 1])
    return h(f"svg.sign.{kind}.look{look}{where}", drawn, viewBox="0 0 10 10", aria_hidden="true")


def _marked(series: Series, index: int) -> list[Markup]:
    point = series.points[index]
    if point is None:
        return []
    y, value, n = point
    own = series_class(series)
    return [sign(series.kind, series.look, f".{own}.{y_class(y)}"), h("span.vh", f"{series.name}: {value}, {n}. ")]


def _item(scene: Scene, index: int, words: Words) -> Markup:
    curve, step = scene.curve, scene.steps[index]
    assumed, point = curve.assumed[index], curve.points[index]
    said = next((q for i, q in curve.quotes if i == index), None)
    parts = [h("span.vh", f"{step.name}: ")]
    if assumed is not None:
        parts.append(h(f"span.guess.{y_class(assumed[0])}", h("span.vh", f"{words.tr('assumed')} {assumed[1]}. ")))
    parts += [part for series in curve.series for part in _marked(series, index)]
    if point is not None:
        parts.append(_point(point))
    elif index in curve.few:
        parts.append(h("span.unknown", words.tr("few_people")))
    elif index in curve.missing:
        parts.append(h("span.unknown", words.tr("no_answers")))
    if said is not None:
        parts.extend(_said(said, point, index, curve.steps))
    for where, on_time, late in curve.splits:
        if where == index:
            parts += _split(on_time, late)
    return h("li", parts, data_lane="emotion", data_step=step.key)


def _gap_note(curve: Curve) -> Markup | None:
    """Return the label in the widest gap."""
    if curve.widest is None:
        return None
    index, y, text = curve.widest
    return h(
        "div.gap-notes",
        [h("div", h(f"span.{y_class(y)}", text) if i == index else None) for i in range(curve.steps)],
        aria_hidden="true",
    )


def _split(on_time: tuple[float, str], late: tuple[float, str]) -> list[Markup]:
    """Return the two feelings a promise parts, joined by a line as long as their difference."""
    top, bottom = sorted((on_time[0], late[0]))
    ends = (("on-time", on_time), ("late", late))
    marks = [h(f"span.split.{side}.{y_class(y)}", h("b", text)) for side, (y, text) in ends]
    return [h(f"span.parting.{y_class(top)}.{length_class(bottom - top)}"), *marks]


def _point(point: Point) -> Markup:
    hollow, side = ".hollow" if point.hollow else "", "below" if point.below else "above"
    label = h("span.label", h("b", point.value.text), h("span.small", point.n))
    return h(
        f"button.pt.size{point.size}.{point.tone}.{side}{hollow}.{y_class(point.y)}",
        h("span.disc"),
        label,
        type="button",
        data_door=point.value.door,
    )


def _said(said: Quote, point: Point | None, index: int, steps: int) -> list[Markup]:
    where = ".at-start" if index == 0 else ".at-end" if index >= steps - 2 else ""
    leader = [h(f"span.leader.{y_class(point.y)}")] if point else []
    return [*leader, h(f"div.said{where}", quote(said))]


def used_heights(scene: Scene) -> set[float]:
    """Return every height the page places something at."""
    curve = scene.curve
    return (
        {p.y for p in curve.points if p}
        | {a[0] for a in curve.assumed if a}
        | {y for y, _, _ in curve.faces}
        | {p[0] for series in curve.series for p in series.points if p}
        | {y for _, *ends in curve.splits for y, _ in ends}
        | ({curve.widest[1]} if curve.widest else set())
    )
