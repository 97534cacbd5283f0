"""What the page of drivers shows: a sentence, drivers by weight, penalty against reward, peak and end, the fine print.

Lengths are SVG attributes: the page's policy knows no styles of elements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from hanhtrinh.app.drivers.reading import Seen
from hanhtrinh.app.maps.asked import SPANS, Asked
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import NBSP, Words
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.drivers.reading import LEAST
from hanhtrinh.measures.drivers.results import Driver, Drivers, Estimate
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import box, button, empty, sign

REFRESH_MILLISECONDS = 1_500
"""How often a page asks again whose figures are coming."""
_WIDTH, _HEIGHT, _MIDDLE = 240.0, 26, 13
_HEADS = ("rank", "what", "share", "alone", "contrast", "people")
_FIRST = 6
_SIGNS = {"score": "smile", "effort": "gauge", "late": "timer", "repeats": "repeat", "reached": "footprints"}


@dataclass(frozen=True)
class View:
    """What every part of the page needs."""

    asking: Asking
    space: Space
    key: str
    journeys: Mapping[str, Journey]
    asked: Asked
    seen: Seen
    outcome_asked: str = ""

    @property
    def lang(self) -> Lang:
        """The page's language."""
        return self.asking.lang

    @cached_property
    def words(self) -> Words:
        """How numbers are written."""
        return Words(self.lang, self.seen.zone)

    def tr(self, name: str, **params: object) -> str:
        """Return words of this page."""
        return tr(f"drivers.{name}", self.lang, **params)

    def step(self, driver: Driver) -> str:
        """Return the name of a driver's step."""
        journey = self.seen.journey
        return say(journey.name_of_step(journey.steps[journey.step_index[driver.predictor.step]]), self.lang)

    def name(self, driver: Driver) -> str:
        """Return what drives, in words."""
        return self.tr(f"kind_{driver.predictor.kind}", step=self.step(driver))

    def outcome(self, key: str) -> str:
        """Return an overall score's question, or its key."""
        one = self.seen.outcomes.get(key)
        return (say(one.question, self.lang) if one and one.question else "") or key

    def span(self, one: Estimate, digits: int = 0, *, percent: bool = False) -> str:
        """Return an interval in words, nothing where there is none."""
        if one.interval is None:
            return ""
        if percent:
            return self.words.span(one.interval, "share")
        low, high = (self.words.signed(end, digits) for end in (one.interval.low, one.interval.high))
        return f"{low}{NBSP}…{NBSP}{high}"


def content_of(view: View) -> list[Markup]:
    """Return the parts of the page."""
    again = REFRESH_MILLISECONDS if view.seen.coming else None
    return [_filters(view), h("div.dr-found", _parts(view), id="dr-found", data_refresh=again)]


def _parts(view: View) -> list[Markup]:
    found, coming = view.seen.drivers, [_coming(view)] if view.seen.coming else []
    if coming and found is None:
        return coming
    if found is None or not found.people:
        return [*coming, empty("gauge", view.tr("nothing"), view.tr("nothing_text"))]
    if found.people < LEAST:
        text = view.tr("too_few", people=view.words.number(found.people), needed=LEAST)
        return [*coming, empty("gauge", view.tr("too_few_title"), text)]
    parts = [*coming, _sentence(view, found), _table(view, found)]
    if found.peaks:
        parts.append(_peaks(view, found))
    return [*parts, _fine_print(view, found)]


def _coming(view: View) -> Markup:
    """Return what is said while all timelines are read; the page asks again by itself."""
    said = view.tr("coming" if view.seen.drivers is None else "coming_anew", at=view.words.moment(view.seen.now))
    waiting = h("progress.dr-progress", aria_label=view.tr("coming_label"))
    return h("div.dr-coming", h("p", said), waiting, h("noscript", h("p", view.tr("coming_reload"))), role="status")


def _filters(view: View) -> Markup:
    journeys = [(key, say(one.name, view.lang)) for key, one in view.journeys.items()]
    found = view.seen.drivers
    outcomes = [(key, view.outcome(key)) for key in sorted(view.seen.outcomes)]
    journey = view.seen.journey
    groups = [(key, say(one.name, view.lang)) for key, one in journey.personas.items()]
    groups += [(key, say(one.name, view.lang)) for key, one in journey.segments.items()]
    spans: list[tuple[str, str]] = [(span, tr(f"map_page.span_{span}", view.lang)) for span in SPANS]
    return h(
        "form.dr-filters",
        _choice(view, "journey", journeys, view.key),
        _choice(view, "outcome", outcomes, found.outcome if found else view.outcome_asked),
        _choice(view, "period", spans, view.asked.span or "all"),
        _choice(view, "segment", [("", view.tr("everybody")), *groups], view.asked.segment or "") if groups else None,
        h("noscript", button(view.tr("show"), kind="plain small")),
        method="get", aria_label=view.tr("filters"),
    )  # fmt: skip


def _choice(view: View, name: str, options: list[tuple[str, str]], chosen: str) -> Markup:
    choices = [h("option", words, value=value, selected=value == chosen) for value, words in options]
    control = h("select.in", choices, name=name, id=f"dr-{name}", data_sends=True)
    return h("label.dr-filter", h("span", view.tr(name)), control)


def _sentence(view: View, found: Drivers) -> Markup:
    """Return what comes out, in one sentence: the sure drivers, or why nothing can be said."""
    people = view.words.number(found.people)
    if not found.joined:
        text = view.tr("stand_alone", people=people, needed=LEAST)
    else:
        sure = [d for d in found.drivers if d.sure][:2]
        r2 = view.words.percent(found.r2.value) if found.r2 else ""
        if not sure:
            text = view.tr("none_sure", people=people)
        else:
            names = view.tr("and").join(f"“{view.name(d)}”" for d in sure)
            text = view.tr("sure_one" if len(sure) == 1 else "sure_some", names=names, people=people, r2=r2)
    return h("p.dr-sentence", text)


def _table(view: View, found: Drivers) -> Markup:
    """Return the drivers by weight: the sure ones and the next few at once, what chance may explain on demand."""
    scale = max((d.share.interval.high if d.share and d.share.interval else 0.0 for d in found.drivers), default=0.0)
    contrast = max((abs(e.value) for d in found.drivers for e in (d.penalty, d.reward) if e), default=0.0)
    weighed = [d for d in found.drivers if d.rank is not None]
    single = [d for d in found.drivers if d.rank is None]
    sure = sum(d.sure for d in weighed)
    first = max(sure, min(len(weighed), _FIRST))

    def rows(some: list[Driver]) -> list[Markup]:
        return [_row(view, driver, scale, contrast) for driver in some]

    parts: list[Child] = [_rows(view, "table", rows(weighed[:first]))] if weighed else []
    if weighed[first:]:
        parts.append(
            _more(view, "more_chance", len(weighed) - first, _rows(view, "more_chance", rows(weighed[first:])))
        )
    if single:
        table = _rows(view, "more_single", rows(single))
        parts.append(_more(view, "more_single", len(single), table) if weighed else table)
    return box(view.tr("table"), *parts, lead=view.tr("table_lead", outcome=view.outcome(found.outcome)))


def _rows(view: View, caption: str, rows: list[Markup]) -> Markup:
    named = h("thead", h("tr", [h("th", view.tr(name), scope="col") for name in _HEADS]))
    table = h("table.data.dr-table", h("caption.vh", view.tr(caption, count=len(rows))), named, h("tbody", rows))
    return h("div.data-wrap", table)


def _more(view: View, name: str, count: int, table: Markup) -> Markup:
    return h("details.dr-more", h("summary", sign("chevron-down"), view.tr(name, count=count)), table)


def _row(view: View, driver: Driver, scale: float, contrast: float) -> Markup:
    kind = driver.predictor.kind
    name = h("div.dr-name", sign(_SIGNS[kind]), h("span", view.name(driver)))
    cells: list[tuple[str, Child]] = [
        ("rank", _rank(view, driver)),
        ("what", [name, _doubt(view, driver)]),
        ("share", _share(view, driver, scale)),
        ("alone", _alone(view, driver)),
        ("contrast", _contrast(view, driver, contrast)),
        ("people", _counts(view, driver)),
    ]
    return h("tr" + (".dr-unsure" if not driver.sure else ""),
             [h(f"td.dr-{key}", cell, data_head=view.tr(key)) for key, cell in cells])  # fmt: skip


def _counts(view: View, driver: Driver) -> str:
    n, met, did = (view.words.number(x) for x in (driver.n, driver.met, driver.low))
    return view.tr(
        "did" if driver.predictor.kind in ("late", "repeats", "reached") else "counts", n=n, met=met, did=did
    )


def _rank(view: View, driver: Driver) -> Child:
    if driver.rank is None or driver.ranks is None:
        return "—"
    low, high = driver.ranks
    return [h("b", str(driver.rank)), h("small", view.tr("ranks", low=low, high=high) if low != high else "")]


def _doubt(view: View, driver: Driver) -> Markup | None:
    return h("small.dr-doubt", view.tr(f"why_{driver.why}", needed=LEAST)) if driver.why else None


def _share(view: View, driver: Driver, scale: float) -> Child:
    """Return the share of what is explained as a bar with its interval."""
    if driver.share is None or not scale:
        return "—"
    one = driver.share
    low, high = (one.interval.low, one.interval.high) if one.interval else (one.value, one.value)
    x = [round(_WIDTH * v / scale, 1) for v in (one.value, low, high)]
    bar = [
        h("rect.dr-bar", x=0, y=5, width=x[0], height=16, rx=3),
        h("line.dr-whisker", x1=x[1], x2=x[2], y1=_MIDDLE, y2=_MIDDLE),
        *(h("line.dr-whisker", x1=end, x2=end, y1=9, y2=17) for end in x[1:]),
    ]
    picture = _svg(bar)
    return [
        picture,
        h("span.dr-number", h("b", view.words.percent(one.value)), " ", h("small", view.span(one, percent=True))),
    ]


def _alone(view: View, driver: Driver) -> Child:
    if driver.r is None:
        return "—"
    return [h("b", view.words.signed(driver.r.value, 2)), " ", h("small", view.span(driver.r, 2))]


def _contrast(view: View, driver: Driver, scale: float) -> Child:
    """Return what a low value costs, to the left, and what a high one brings, to the right."""
    ends = [("penalty", driver.penalty), ("reward", driver.reward)]
    if not scale or not any(e for _, e in ends):
        return "—"
    half, bars, words = _WIDTH / 2, [], []
    for name, one in ends:
        if one is None:
            continue
        width = round(half * abs(one.value) / scale, 1)
        tone, left = ("reward", half) if one.value > 0 else ("penalty", half - width)
        top = 6 if name == "penalty" else 14
        bars.append(h(f"rect.dr-{tone}", x=left, y=top, width=width, height=6, rx=2))
        label = "difference" if driver.predictor.kind not in ("score", "effort") else name
        count = driver.low if name == "penalty" else driver.high
        words.append(h(f"span.dr-{name}-words", view.tr(label), " ", h("b", view.words.signed(one.value, 1)), " ",
                       h("small", view.span(one, 1), f" · n = {view.words.number(count)}")))  # fmt: skip
    bars.append(h("line.dr-axis", x1=half, x2=half, y1=1, y2=25))
    return [_svg(bars), h("span.dr-number", *words)]


def _svg(parts: list[Markup]) -> Markup:
    return h("svg.dr-svg", parts, viewBox=f"0 0 {_WIDTH:g} {_HEIGHT}", width=_WIDTH, height=_HEIGHT,
             aria_hidden="true", focusable="false")  # fmt: skip


def _peaks(view: View, found: Drivers) -> Markup:
    rows = [
        h("tr", h("th", view.tr(f"peak_{p.feature}"), scope="row"),
          h("td", [h("b", view.words.signed(p.r.value, 2)), " ", h("small", view.span(p.r, 2))] if p.r else "—",
            data_head=view.tr("alone")),
          h("td", [h("b", view.words.percent(p.weight.value)), " ", h("small", view.span(p.weight, percent=True))]
            if p.weight else "—", data_head=view.tr("weight")))
        for p in found.peaks
    ]  # fmt: skip
    heads = h("thead", h("tr", [h("th", view.tr(name), scope="col") for name in ("feature", "alone", "weight")]))
    table = h("table.data.dr-peaks", h("caption.vh", view.tr("peaks")), heads, h("tbody", rows))
    lead = view.tr("peaks_lead", people=view.words.number(found.several))
    return box(view.tr("peaks"), h("div.data-wrap", table), lead=lead)


def _fine_print(view: View, found: Drivers) -> Markup:
    said = [view.tr("note_association"), view.tr("note_shared"), view.tr("note_before"), view.tr("note_met")]
    if found.joined:
        said.append(view.tr("note_joined", least=view.words.number(found.least)))
    if found.corrected > 0.005:
        said.append(view.tr("note_corrected", change=view.words.number(found.corrected, 2)))
    return h(
        "details.dr-notes",
        h("summary", sign("chevron-down"), view.tr("notes")),
        h("ul", [h("li", line) for line in said]),
    )
