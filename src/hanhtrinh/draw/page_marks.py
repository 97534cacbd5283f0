"""What cells are made of: numbers that open doors, bars, scales and quotes."""

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.shapes import Number, Quote, Tone, Whisker
from hanhtrinh.draw.vendored import icon

TONES: dict[Tone, str] = {"good": "smile", "middling": "meh", "bad": "frown", "plain": "circle-dot"}


def number(value: Number, classes: str = "") -> Markup:
    """Return a number as the button of its door, or as plain text where it has none."""
    suffix = f".{classes}" if classes else ""
    if value.door is None:
        return h(f"span.num{suffix}", value.text)
    return h(f"button.num{suffix}", value.text, type="button", data_door=value.door)


def bar(share: float, classes: str = "") -> Markup:
    """Return a bar of a share 0…1."""
    width = round(max(0.0, min(1.0, share)) * 100, 2)
    track = h("rect.track", x=0, y=0, width=100, height=10)
    return h(
        f"svg.bar{'.' + classes if classes else ''}",
        track,
        h("rect.fill", x=0, y=0, width=width, height=10),
        viewBox="0 0 100 10",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def scale(whiskers: list[Whisker], middle: bool = False) -> Markup:
    """Return values with their intervals on one scale; `middle` marks the zero half-way."""
    rows = []
    for i, w in enumerate(whiskers):
        y = 5 + 10 * i
        rows.append(h("path.track", d=f"M2 {y}H98"))
        rows.append(h(f"path.range.{w.tone}", d=f"M{_x(w.low)} {y}H{_x(w.high)}"))
        rows.append(h(f"path.dot.{w.tone}", d=f"M{_x(w.at)} {y}h.01"))
    zero = h("path.zero", d=f"M50 0V{10 * len(whiskers)}") if middle else None
    return h(
        f"svg.scale.rows{len(whiskers)}",
        zero,
        rows,
        viewBox=f"0 0 100 {10 * len(whiskers)}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _x(share: float) -> float:
    return round(2 + share * 96, 2)


def quote(item: Quote) -> Markup:
    """Return a verbatim, or an assumed thought marked as such."""
    kind = "assumed" if item.assumed else item.tone
    mark = icon("circle-dashed") if item.assumed else None
    return h(
        f"figure.quote.{kind}", h("blockquote", f"“{item.text}”"), h("figcaption", mark, item.short or item.source)
    )
