"""What a notebook shows: a map in a frame of its own, a reading as a sentence, a funnel as a table.

The frame holds the whole page as text (`srcdoc`) in a sandbox: its scripts run for themselves, reach nothing of the
notebook, and the page's own policy forbids every request.
"""

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang
from hanhtrinh.measures.results import FunnelReadings, FunnelStep, Reading

HEIGHT = 860


def framed(page: str, title: str, height: int = HEIGHT) -> Markup:
    """Return a page inside a sandboxed frame of a fixed height."""
    return h(
        "iframe",
        srcdoc=page,
        title=title,
        sandbox="allow-scripts allow-modals",
        referrerpolicy="no-referrer",
        loading="lazy",
        width="100%",
        height=height,
        frameborder=0,
    )


def reading_text(reading: Reading, lang: Lang) -> str:
    """Return a reading as one line: value, interval, n, and what it counts."""
    words = Words(lang)
    return f"{words.reading(reading, exact=True)} ({_beside(reading, words)}) · {_meaning(reading, words)}"


def reading_html(reading: Reading, lang: Lang) -> Markup:
    """Return a reading with its interval, n, what was left out, and its definition."""
    words = Words(lang)
    left = ", ".join(f"{words.number(n)} {_reason(reason, words)}" for reason, n in reading.left_out.items() if n)
    return h(
        "div",
        h("strong", words.reading(reading, exact=True)),
        f" ({_beside(reading, words)})",
        h("div", h("small", _meaning(reading, words))),
        h("div", h("small", f"{words.tr('left_out')}: {left}")) if left else None,
    )


def _beside(reading: Reading, words: Words) -> str:
    interval = reading.interval
    n = f"n = {words.number(reading.n)}"
    if interval is None:
        return n
    return f"{words.percent(interval.level, 0)}: {words.span(interval, reading.unit, exact=True)}; {n}"


def _meaning(reading: Reading, words: Words) -> str:
    return words.define(reading.definition, reading.params)


def _reason(reason: str, words: Words) -> str:
    known = ("open", "excluded", "pending", "recent", "not_due", "superseded", "no_score", "off_scale")
    return words.tr(f"out_{reason}") if reason in known else reason.replace("_", " ")


def funnel_html(funnel: FunnelReadings, lang: Lang) -> Markup:
    """Return a funnel as a table; one broken down has a table for each part."""
    words = Words(lang)
    parts = [h("div", h("strong", name), funnel_html(part, lang)) for name, part in funnel.breakdown.items()]
    heads = (words.tr(key) for key in ("step", "counted", "of_first", "in_between_word", "of_previous", "median"))
    table = h(
        "table",
        h("thead", h("tr", [h("th", text, scope="col") for text in heads])),
        h("tbody", [_step(step, words) for step in funnel.steps]),
    )
    counts = f"{words.tr('rated')}: {words.number(funnel.rated)} · {words.tr('out_open')}: {words.number(funnel.open)}"
    options = ", ".join(f"{key} = {value}" for key, value in funnel.options.items())
    return h("div", table, h("div", h("small", counts)), h("div", h("small", options)), parts)


def _step(step: FunnelStep, words: Words) -> Markup:
    reached, before = step.reached, step.from_previous
    count = reached.count if reached.count is not None else reached.n
    span = words.span(reached.interval, reached.unit, exact=True) if reached.interval else "—"
    cells = (
        words.number(count),
        words.reading(reached, exact=True),
        span,
        words.reading(before, exact=True),
        "—" if step.median_seconds is None else words.duration(step.median_seconds),
    )
    return h("tr", h("th", step.key, scope="row"), [h("td", cell) for cell in cells])
