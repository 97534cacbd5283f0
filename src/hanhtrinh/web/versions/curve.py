"""Two emotion curves, one over the other: the older version's dashed, the newer one's solid."""

from collections.abc import Mapping, Sequence

from hanhtrinh.draw.curve import dot, height, line, runs
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import MapReadings, Reading
from hanhtrinh.web.versions.parts import say


def two_curves(
    journey: Journey, old: MapReadings | None, new: MapReadings | None, renamed: Mapping[str, str], words: Words
) -> Markup | None:
    """Return the curves over the newer journey's steps; None where neither version has a feeling reported.

    `renamed` gives the old key of each step that has another now.
    """
    keys = [step.key for step in journey.steps]
    before = [_feelings(old).get(renamed.get(key, key)) for key in keys]
    after = [_feelings(new).get(key) for key in keys]
    if not any(one is not None for one in (*before, *after)):
        return None
    lang = words.lang
    levels = [h("path.zero" if level == 0 else "path.level", d=f"M0 {height(level):.1f}H{len(keys)}")
              for level in (-2, -1, 0, 1, 2)]  # fmt: skip
    drawn = h("svg.two", levels, _line(before, "older"), _line(after, "newer"), viewBox=f"0 0 {len(keys)} 100",
              preserveAspectRatio="none", aria_hidden="true")  # fmt: skip
    names = [words.say(journey.name_of_step(step)) for step in journey.steps]
    steps = [h("li", h("b", name), h("span", _said(was, words), h("span.arrow", " → ", aria_hidden="true"),
               _said(now, words))) for name, was, now in zip(names, before, after, strict=True)]  # fmt: skip
    key = h("p.two-key", h("span.older", say(lang, "older_line")), h("span.newer", say(lang, "newer_line")))
    return h("figure.two-curves", h("figcaption", say(lang, "curve"), key),
             h("div.two-scroll", h(f"div.two-plot.cols{len(keys)}", drawn, h("ol.two-steps", steps)), tabindex=0,
               role="group", aria_label=say(lang, "curve")))  # fmt: skip


def _feelings(of: MapReadings | None) -> dict[str, Reading]:
    if of is None:
        return {}
    found = {step.key: step.voice.emotion for step in of.steps if step.voice is not None}
    return {key: one for key, one in found.items() if one.value is not None}


def _line(readings: Sequence[Reading | None], kind: str) -> Markup:
    values = [None if one is None or one.value is None else height(one.value) for one in readings]
    stretches = list(runs(values))
    lines = [h("path.run", d=line(knots)) for knots in stretches if len(knots) > 1]
    dots = [h("path.dot", d=dot(knot)) for knots in stretches for knot in knots]
    return h(f"g.{kind}", lines, dots)


def _said(reading: Reading | None, words: Words) -> str:
    return "–" if reading is None else words.reading(reading)
