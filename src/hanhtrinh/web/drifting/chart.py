"""The control chart of one drift, as a picture and as a table."""

from collections.abc import Sequence

from hanhtrinh.app.drifting.words import day_of, unit_of, what_drifted
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.measures.control_chart import Chart, Charted
from hanhtrinh.measures.drift import Drift
from hanhtrinh.web.components import data_table

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 250, 58, 12, 14, 32
_MARKS = 4


class _Plane:
    """Where a day and a value stand on the picture."""

    def __init__(self, chart: Chart) -> None:
        values = [v for day in chart.days for v in (day.low, day.high, day.average, day.value)]
        low, high = min(values), max(values)
        pad = (high - low or 1.0) * 0.06
        self.low, self.high = low - pad, high + pad
        self.first, self.last = chart.days[0].day, chart.days[-1].day

    def x(self, day: int) -> float:
        span = max(self.last - self.first, 1)
        return round(_LEFT + (day - self.first) / span * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)

    def line(self, points: Sequence[tuple[int, float]]) -> str:
        """Return a path through days and values."""
        return "M" + "L".join(f"{self.x(day)} {self.y(value)}" for day, value in points)


def picture(drift: Drift, chart: Chart, words: Words) -> Markup:
    """Return the chart: the moving average over its limits, a dot a day, the day of the change marked."""
    plane, unit = _Plane(chart), unit_of(drift)
    band = [(d.day, d.high) for d in chart.days] + [(d.day, d.low) for d in reversed(chart.days)]
    most = max(day.n for day in chart.days)
    dots = [_dot(plane, day, most) for day in chart.days]
    since = plane.x(drift.since)
    grid = [
        h("g.tick", h("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=plane.y(v), y2=plane.y(v)),
          h("text", words.value(v, unit), x=_LEFT - 8, y=plane.y(v) + 4, text_anchor="end"))
        for v in _marks(plane)
    ]  # fmt: skip
    days = [
        h("text.day", day_of(day, words, short=True), x=plane.x(day), y=_HEIGHT - 8, text_anchor=anchor)
        for day, anchor in ((plane.first, "start"), (plane.last, "end"))
    ]
    changed = h("g.since", h("line", x1=since, x2=since, y1=_TOP, y2=_HEIGHT - _BOTTOM),
                h("text", tr("drift.since", words.lang, day=day_of(drift.since, words, short=True)),
                  x=since + 6 if since < _WIDTH * 0.7 else since - 6, y=_TOP + 10,
                  text_anchor="start" if since < _WIDTH * 0.7 else "end"))  # fmt: skip
    alt = tr("drift.chart_text", words.lang, what=what_drifted(drift, words))
    return h(
        "svg.drift-chart", grid, days, h("path.band", d=plane.line(band) + "Z"),
        h("line.centre", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=plane.y(chart.centre), y2=plane.y(chart.centre)),
        changed, dots, h("path.average", d=plane.line([(d.day, d.average) for d in chart.days])),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=alt,
    )  # fmt: skip


def _marks(plane: _Plane) -> list[float]:
    step = (plane.high - plane.low) / _MARKS
    return [plane.low + step * (i + 0.5) for i in range(_MARKS)]


def _dot(plane: _Plane, day: Charted, most: int) -> Markup:
    kind = "out" if not day.low <= day.average <= day.high else "in"
    return h(f"circle.{kind}", cx=plane.x(day.day), cy=plane.y(day.value), r=round(2 + 2.4 * (day.n / most) ** 0.5, 1))


def table(drift: Drift, chart: Chart, words: Words) -> Markup:
    """Return the same as numbers, the newest day first."""
    unit, lang = unit_of(drift), words.lang
    heads = [tr(f"drift.col_{key}", lang) for key in ("day", "n", "value", "average", "limits")]
    rows = [
        (day_of(d.day, words), words.number(d.n), words.value(d.value, unit, exact=True),
         words.value(d.average, unit, exact=True),
         f"{words.value(d.low, unit, exact=True)} … {words.value(d.high, unit, exact=True)}")
        for d in reversed(chart.days)
    ]  # fmt: skip
    return data_table(heads, rows, caption=tr("drift.chart", lang))
