"""Each kind of cell as HTML."""

from hanhtrinh.draw import page_beside, page_pictures, page_said
from hanhtrinh.draw.markup import Markup, h, join
from hanhtrinh.draw.page_marks import TONES, bar, number, quote, scale
from hanhtrinh.draw.shapes import (
    Cell,
    EvidenceCell,
    FrictionCell,
    Idea,
    IdeasCell,
    ListCell,
    MomentCell,
    PainsCell,
    PeopleCell,
    PicturesCell,
    Promise,
    QuestionsCell,
    QuotesCell,
    RivalCell,
    SaidCell,
    ScoreCell,
    Side,
    Target,
    TargetsCell,
    TimeCell,
    WordsCell,
)
from hanhtrinh.draw.vendored import icon
from hanhtrinh.draw.words import Words

_EVIDENCE = {
    "assumed": "circle-dashed",
    "told": "quote",
    "thin": "circle-dot",
    "measured": "check",
    "fresh": "badge-check",
}
_STATES = {
    "idea": "lightbulb",
    "planned": "calendar-days",
    "doing": "wrench",
    "done": "circle-check",
    "shipped": "rocket",
}
_TARGETS = {"met": "circle-check", "missed": "x", "unknown": "circle-dashed"}


def cell(value: Cell, words: Words) -> Markup:
    """Return the content of one cell."""
    match value:
        case PicturesCell():
            return page_pictures.strip(value, words)
        case WordsCell():
            return h("p", value.text)
        case ListCell():
            return h("ul.plain", [h("li", item) for item in value.items])
        case QuotesCell():
            return join([*(quote(q) for q in value.quotes), h("p.more", number(value.more)) if value.more else None])
        case PeopleCell():
            return _people(value, words)
        case TimeCell():
            return h(
                "div.time", number(value.median, "big"), h("span.small", value.quartiles) if value.quartiles else None
            )
        case ScoreCell():
            return _score(value, words)
        case Promise():
            return _promise(value, words)
        case PainsCell():
            return h("ul.pains", [_pain(item, words) for item in value.items])
        case MomentCell():
            return h("p.moment", icon("gem"), value.text)
        case IdeasCell():
            return h("ul.ideas", [_idea(item) for item in value.items])
        case TargetsCell():
            return h("ul.targets", [_target(item) for item in value.items])
        case EvidenceCell():
            chip = h(f"span.chip.ev-{value.grade}", icon(_EVIDENCE[value.grade]), value.word)
            return h("div.evidence", chip, h("span.small", value.newest) if value.newest else None)
        case FrictionCell():
            return page_beside.friction(value)
        case QuestionsCell():
            return page_beside.questions(value, words)
        case RivalCell():
            return page_beside.rival(value)
        case SaidCell():
            return page_said.said(value, words)


def _people(value: PeopleCell, words: Words) -> Markup:
    top = h("p.line", number(value.count, "big"))
    reach = h("p.reach", bar(value.bar), h("span.small", value.share))
    flow = None
    if value.flow is not None:
        mark = icon("trending-down" if value.flow_kind == "left" else "arrow-right")
        label = words.tr("flow_worst") if value.worst else value.flow_label
        flow = h(
            f"p.flow.{value.flow_kind}{'.worst' if value.worst else ''}", mark, number(value.flow), h("span", label)
        )
    return h("div.people", top, reach, flow)


def _score(value: ScoreCell, words: Words) -> Markup:
    face = icon(TONES[value.tone], value.tone)
    thin = h("span.thin", words.tr("legend_thin")) if value.hollow else None
    return h(
        f"div.score{'.hollow' if value.hollow else ''}",
        h("p.line", face, number(value.value, "big"), h("span.small.kind", value.label) if value.label else None),
        scale([value.whisker]) if value.whisker else None,
        h("p.small", value.interval) if value.interval else None,
        h("p.small", value.n),
        h("p.small", value.rate) if value.rate else None,
        thin,
    )


def _promise(value: Promise, words: Words) -> Markup:
    sides = [side for side in (value.on_time, value.late_side) if side]
    share = h(
        "div.share",
        h("p.of-step", value.step),
        h("p.line", number(value.late, "big"), h("span", words.tr("late_word"))),
        bar(value.late_bar, value.tone),
        h("p.small", value.late_interval),
        h("p.small", value.delay) if value.delay else None,
    )
    felt = h("div.felt-sides", [_side(side) for side in sides]) if sides else None
    return h(f"div.promise.{value.tone}", share, felt, _effect(value, words))


def _effect(value: Promise, words: Words) -> Markup | None:
    if value.difference is None:
        return None
    head = h("p.line", number(value.difference, "big"), h("span.small", value.difference_interval))
    what = h("p.small", words.tr("difference" if value.clear else "unclear"))
    return h(
        f"div.effect{'.clear' if value.clear else ''}",
        head,
        what,
        h("p.small.fell", value.score) if value.score else None,
    )


def _side(side: Side) -> Markup:
    head = h("p.line", h("span", side.label), number(side.value, side.whisker.tone))
    return h("div.side", head, scale([side.whisker], middle=True), h("p.small", side.interval, " · ", side.n))


def _pain(item: tuple[str, int, str], words: Words) -> Markup:
    text, severity, word = item
    dots = [h("span.dot.on" if i < severity else "span.dot") for i in range(3)]
    meaning = f"{words.tr('severity', n=severity)}: {word}"
    return h(
        f"li.sev{severity}",
        h("span", text),
        h("span.sev", h("span", dots, aria_hidden="true"), h("span.small", word), h("span.vh", meaning)),
    )


def _idea(item: Idea) -> Markup:
    solutions = [
        h(f"li.{state}", icon(_STATES[state]), h("span", text, " ", h("em", word)))
        for text, state, word in item.solutions
    ]
    return h("li", h("p", item.text), h("ul", solutions) if solutions else None)


def _target(item: Target) -> Markup:
    reading = h("span.small", item.got, " · ", item.word)
    return h(f"li.{item.state}", icon(_TARGETS[item.state]), h("span", h("b", item.label), f" {item.wanted} ", reading))
