"""How feelings, shares and months are drawn on the pages of themes. Lengths are SVG attributes."""

from collections.abc import Sequence
from dataclasses import dataclass

from hanhtrinh.app.themes.figures import ThemeFigure
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.page_marks import TONES
from hanhtrinh.draw.said_cells import felt_tone
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.measures.results import Interval
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, sign

_WIDE, _HIGH, _MIDDLE = 120.0, 22.0, 60.0
_MONTH_WIDE, _MONTH_HIGH = 7.0, 26.0
SHEET = "themes.css"
REFRESH_MILLISECONDS = 2_000
"""What is under way (reading, learning) is looked at again after so long."""


@dataclass(frozen=True)
class View:
    """What every part of a page needs."""

    asking: Asking
    space: Space
    zone: str

    @property
    def lang(self) -> Lang:
        """The page's language."""
        return self.asking.lang

    @property
    def words(self) -> Words:
        """How numbers and days are written."""
        return Words(self.lang, self.zone)

    def tr(self, name: str, /, **params: object) -> str:
        """Return words of these pages."""
        return tr(f"themes.{name}", self.lang, **params)

    def at(self, *path: str) -> str:
        """Return the address of a page of themes."""
        return "/".join((f"/w/{self.space.slug}/voice/themes", *path))


def feeling_words(view: View, feeling: float | None) -> str:
    """Return a feeling in a word."""
    if feeling is None:
        return view.tr("felt_none")
    return view.tr(f"felt_{felt_tone(feeling)}")


def theme_mark(view: View, name: str, feeling: float | None) -> Markup:
    """Return a theme's name with how a text feels about it: by an icon and in a word."""
    if feeling is None:
        return badge(name)
    kind = felt_tone(feeling)
    return h(f"span.badge.{kind}.tm-felt-theme", sign(TONES[kind]), name, h("small", feeling_words(view, feeling)))


def feeling_bar(view: View, feeling: float | None, interval: Interval | None, n: int) -> Markup:
    """Return a mean feeling on −2…+2 as a number and a bar from the middle, with its interval as a whisker."""
    if feeling is None:
        return h("span.tm-none", view.tr("no_feeling"))
    x = _MIDDLE + feeling / 2 * (_MIDDLE - 4)
    marks: list[Child] = [
        h("line.tm-axis", x1=4, x2=_WIDE - 4, y1=_HIGH / 2, y2=_HIGH / 2),
        h("line.tm-zero", x1=_MIDDLE, x2=_MIDDLE, y1=3, y2=_HIGH - 3),
    ]
    if interval is not None:
        low, high = (_MIDDLE + value / 2 * (_MIDDLE - 4) for value in (interval.low, interval.high))
        marks.append(h("line.tm-whisker", x1=f"{low:.1f}", x2=f"{high:.1f}", y1=_HIGH / 2, y2=_HIGH / 2))
    thin = ".thin" if n < 5 else ""
    marks.append(h(f"circle.tm-dot.{felt_tone(feeling)}{thin}", cx=f"{x:.1f}", cy=_HIGH / 2, r=5))
    span = view.words.span(interval, "emotion") if interval else ""
    number = h("b", view.words.signed(feeling))
    label = view.tr("feeling_of", value=view.words.signed(feeling), n=n)
    picture = h("svg.tm-feeling", *marks, viewBox=f"0 0 {_WIDE:g} {_HIGH:g}", role="img", aria_label=label)
    return h("span.tm-felt", picture, h("span", number, h("small", f"{span} · n = {view.words.number(n)}".strip(" ·"))))


def months_bars(view: View, counts: Sequence[int], months: Sequence[int]) -> Markup:
    """Return people by month as small columns; the words say first, last and most."""
    most = max(counts, default=0)
    if not most:
        return h("span.tm-none", view.tr("no_months"))
    bars = [
        h(
            "rect.tm-month", x=k * (_MONTH_WIDE + 2), width=_MONTH_WIDE, rx=1,
            y=f"{_MONTH_HIGH - max(1.0, value / most * _MONTH_HIGH):.1f}",
            height=f"{max(1.0, value / most * _MONTH_HIGH):.1f}",
        )
        for k, value in enumerate(counts)
    ]  # fmt: skip
    words = view.words
    label = view.tr("months_of", first=words.day(months[0]), now=words.number(counts[-1]), most=words.number(most))
    wide = len(counts) * (_MONTH_WIDE + 2) - 2
    return h("svg.tm-months", *bars, viewBox=f"0 0 {wide:g} {_MONTH_HIGH:g}", role="img", aria_label=label)


def share_bar(view: View, one: ThemeFigure) -> Markup:
    """Return how many people speak of a theme, as a number and a bar."""
    bar = h(
        "svg.tm-share", h("rect.tm-track", width=120, height=6, rx=3),
        h("rect.tm-fill", width=f"{max(one.share * 120, 1.5 if one.people else 0):.1f}", height=6, rx=3),
        viewBox="0 0 120 6", aria_hidden="true",
    )  # fmt: skip
    count = h("b", view.words.number(one.people))
    return h("span.tm-people", h("span", count, h("small", view.words.percent(one.share))), bar)
