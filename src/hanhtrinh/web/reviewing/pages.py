"""The review of a map: one step after the other, what was written there beside what is measured now."""

from dataclasses import dataclass
from datetime import date

from hanhtrinh.access import Right, may
from hanhtrinh.app.reviewing.due import Due
from hanhtrinh.app.reviewing.marking import PERIODS
from hanhtrinh.draw import page_cells
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.shapes import Cell, Lane, PeopleCell, Scene, ScoreCell, StepHead
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.model import Journey, Step
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, box, button, empty, field, form, head, link_button, select, sign, token
from hanhtrinh.web.drifting.truth import due_words

_WRITTEN = frozenset({"activity", "thoughts", "pains", "moments"})


@dataclass(frozen=True)
class Reviewed:
    """What the page is about: the journey under its key, its scene, when it is due and when each step was looked at."""

    key: str
    journey: Journey
    scene: Scene
    due: Due
    looked: dict[str, int]
    words: Words

    @property
    def stale(self) -> tuple[int, ...]:
        """The positions of the steps with cells that ask to be looked at."""
        lanes = self.scene.lanes
        return tuple(i for i in range(len(self.scene.steps)) if any(_is_stale(lane, i) for lane in lanes))


def _is_stale(lane: Lane, index: int) -> bool:
    mark = lane.marks[index] if index < len(lane.marks) else None
    return mark is not None and mark.stale


def review_page(asking: Asking, space: Space, reviewed: Reviewed, chosen: str) -> tuple[Markup, ...]:
    """Return the page: the step to look at, those that follow, and the map's rhythm."""
    lang, base = asking.lang, f"/w/{space.slug}/maps/{reviewed.key}"
    edits = may(asking.actor, space.id, Right.EDIT_MAPS)
    name = reviewed.words.say(reviewed.journey.name)
    top = head(tr("review.title", lang), tr("review.lead", lang), back=(base, name))
    steps = reviewed.stale
    keys = [reviewed.scene.steps[i].key for i in steps]
    first = keys.index(chosen) if chosen in keys else 0
    card = _card(asking, space, reviewed, steps[first], edits=edits) if steps else _nothing(lang, base, reviewed)
    others = [_other(reviewed, i, base) for i in steps if i != (steps[first] if steps else -1)]
    left = h("p.small", tr("review.left", lang, count=len(steps))) if steps else None
    queue = h("ol.review-queue", others) if others else None
    side = _rhythm(asking, space, reviewed, edits=edits)
    return top, h("div.review", h("div.review-main", left, card, queue), side)


def _nothing(lang: Lang, base: str, reviewed: Reviewed) -> Markup:
    period = reviewed.words.param("window", reviewed.journey.review_period)
    back = link_button(tr("review.back", lang), base, icon="arrow-left")
    title, text = tr("review.nothing", lang), tr("review.nothing_text", lang, period=period)
    return empty("circle-check", title, text, back)


def _card(asking: Asking, space: Space, reviewed: Reviewed, index: int, *, edits: bool) -> Markup:
    head_of, words, lang = reviewed.scene.steps[index], reviewed.words, asking.lang
    stage = reviewed.scene.stages[head_of.stage].name if head_of.stage < len(reviewed.scene.stages) else ""
    lines = [_line(reviewed, lane, index) for lane in reviewed.scene.lanes if _is_stale(lane, index)]
    beside = _measured(reviewed, index)
    since = tr("review.since", lang, day=words.day(reviewed.looked[head_of.key]))
    title = h("h2", f"{head_of.number}. {head_of.name}")
    return h(
        "section.box.review-card",
        h("div", h("p.small", stage), title, h("p.small", since)),
        h("dl.review-lines", [line for line in lines if line]),
        h("div.review-measured", h("p.small", tr("review.measured_beside", lang)), beside) if beside else None,
        _answers(asking, space, reviewed.key, head_of) if edits else None,
        id="review-card",
    )


def _answers(asking: Asking, space: Space, key: str, step: StepHead) -> Markup:
    lang, base = asking.lang, f"/w/{space.slug}/maps/{key}"
    right, later = (
        button(tr(f"review.{label}", lang), kind=kind, icon=icon, name="what", value=value)
        for label, kind, icon, value in (
            ("still_right", "main", "check", "right"),
            ("later", "quiet", "clock", "later"),
        )
    )
    link = link_button(tr("review.edit", lang), f"{base}?edit=1#{lang}-{step.key}", icon="square-pen")
    hidden = h("input", type="hidden", name="step", value=step.key)
    return h("form.actions", token(asking), hidden, right, link, later, action=f"{base}/review", method="post")


def _line(reviewed: Reviewed, lane: Lane, index: int) -> Markup | None:
    mark, cell = lane.marks[index], lane.cells[index]
    if mark is None:
        return None
    if lane.key in _WRITTEN and cell is not None:
        said: Markup | str = page_cells.cell(cell, reviewed.words)
    elif lane.key == "emotion":
        said = _feeling(reviewed, reviewed.journey.steps[index])
    else:
        said = mark.title
    return h("div", h("dt", lane.name, " ", h("span.small", mark.word)), h("dd", said))


def _feeling(reviewed: Reviewed, step: Step) -> str:
    words, feeling = reviewed.words, step.feeling
    score = words.signed(feeling.score) if feeling.score is not None else ""
    return " · ".join(part for part in (words.say(feeling.words), score) if part)


def _measured(reviewed: Reviewed, index: int) -> Markup | None:
    found: list[Markup] = []
    for lane in reviewed.scene.lanes:
        text = _number(lane.cells[index]) if index < len(lane.cells) else ""
        if text:
            found.append(h("div", h("dt", lane.name), h("dd", text)))
    return h("dl", found) if found else None


def _number(cell: Cell | None) -> str:
    match cell:
        case PeopleCell():
            flow = f" · {cell.flow.text} {cell.flow_label}" if cell.flow else ""
            return f"{cell.count.text} ({cell.share}){flow}"
        case ScoreCell():
            return f"{cell.value.text} [{cell.interval}], {cell.n}" if cell.interval else f"{cell.value.text}, {cell.n}"
    return ""


def _other(reviewed: Reviewed, index: int, base: str) -> Markup:
    step = reviewed.scene.steps[index]
    day = tr("review.since", reviewed.words.lang, day=reviewed.words.day(reviewed.looked[step.key]))
    return h("li", h("a", f"{step.number}. {step.name}", href=f"{base}/review?step={step.key}"), h("span.small", day))


def _rhythm(asking: Asking, space: Space, reviewed: Reviewed, *, edits: bool) -> Markup:
    lang, base, journey = asking.lang, f"/w/{space.slug}/maps/{reviewed.key}/review", reviewed.journey
    last = reviewed.words.calendar_day(date.fromisoformat(journey.reviewed)) if journey.reviewed else ""
    said = tr("review.reviewed_on", lang, day=last) if last else tr("review.never_reviewed", lang)
    due = (
        badge(due_words(reviewed.due, reviewed.words), "bad" if reviewed.due.now else "")
        if reviewed.due.chosen
        else None
    )
    status = h("div.review-status", h("p", sign("calendar-check"), said), due)
    if not edits:
        who = h("p.small", tr("review.due_by", lang, reviewer=journey.reviewer)) if journey.reviewer else None
        return box(tr("review.rhythm", lang), status, *([who] if who else []))
    mark = form(asking, f"{base}/done", button(tr("review.mark", lang), kind="plain", icon="check"))
    periods = [(period, tr(f"review.period_{period}", lang)) for period in PERIODS]
    if journey.review_period not in PERIODS:
        periods.insert(0, (journey.review_period, reviewed.words.param("window", journey.review_period)))
    chosen = form(
        asking, f"{base}/rhythm",
        select(tr("review.period", lang), "period", periods, journey.review_period),
        field(tr("review.reviewer", lang), "reviewer", journey.reviewer, type="email", maxlength=254,
              hint=tr("review.reviewer_hint", lang)),
        button(tr("review.save", lang), kind="plain"),
        kind="fields",
    )  # fmt: skip
    return box(tr("review.rhythm", lang), status, mark, chosen, lead=tr("review.rhythm_lead", lang))
