"""The proposed map in small: stages in their phase's colour with their steps under them."""

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import say
from hanhtrinh.journey.model import Journey, Stage, Step
from hanhtrinh.web.components import notice, sign
from hanhtrinh.web.drafting.rows import spoken


def small_map(journey: Journey, words: Words) -> Markup:
    """Return a journey as a small drawing; one without steps says so."""
    if not journey.steps:
        return notice(spoken(words.lang, "picture_none"), "middling")
    stages = [_stage(journey, stage, words) for stage in journey.stages if stage.steps]
    return h(
        "div.mini-wrap", h("ol.mini", stages), tabindex="0", role="group", aria_label=say(journey.name, words.lang)
    )


def _stage(journey: Journey, stage: Stage, words: Words) -> Markup:
    phase = h("span.vh", f" ({spoken(words.lang, f'phase_{stage.phase}')})")
    head = h("p.mini-head", say(stage.name, words.lang), phase)
    return h(f"li.mini-stage.{stage.phase}", head, h("ol", [_step(journey, step, words) for step in stage.steps]))


def _step(journey: Journey, step: Step, words: Words) -> Markup:
    point = journey.touchpoints.get(step.touchpoint or "")
    icon = sign(step.icon or (point.icon if point else "") or "circle-dot")
    name = h("span", say(journey.name_of_step(step), words.lang))
    measured = point is not None and point.match is not None
    marks = [
        spoken(words.lang, key)
        for key, there in (
            ("aim", journey.outcome == step.key),
            ("optional_mark", step.optional),
            ("parallel_mark", step.parallel is not None),
            ("unmeasured", not measured),
        )
        if there
    ]
    kinds = [
        *(["aim"] if journey.outcome == step.key else []),
        *(["optional"] if step.optional or not measured else []),
    ]
    return h(f"li.mini-step{''.join(f'.{kind}' for kind in kinds)}", icon, name,
             h("small", " · ".join(marks)) if marks else None)  # fmt: skip
