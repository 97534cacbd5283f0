"""The small signs of a cell: how well it is known, whether it asks to be looked at, what drifted there."""

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.shapes import Lane, Scene
from hanhtrinh.draw.vendored import icon
from hanhtrinh.draw.words import Words


def signs(scene: Scene, lane: Lane, index: int, words: Words) -> list[Markup]:
    """Return what stands at the edge of a cell, after its content."""
    mark = lane.marks[index] if index < len(lane.marks) else None
    step = scene.steps[index].key
    found = [_alarm(one.text, one.title, one.link) for one in scene.alarms if (one.lane, one.step) == (lane.key, step)]
    if mark is None:
        return found
    if mark.stale and scene.review:
        link = f"{scene.review}?step={step}"
        found.append(h("a.ask-review", icon("eye"), h("span", words.tr("evidence_review")), href=link))
    # The title names the sign; its word is shown by the style sheet where somebody wants to see the evidence of all.
    sign = h("span.ev-sign", role="img", title=mark.title, data_grade=mark.grade, data_word=mark.word)
    return [*found, sign]


def _alarm(text: str, title: str, link: str) -> Markup:
    return h("a.drift-chip", icon("bell"), h("span", text), href=link, title=title, data_drift=True)
