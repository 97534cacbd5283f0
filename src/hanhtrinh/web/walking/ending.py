"""One walk as a whole: how far it went, how it felt, what was flagged, and everything noted, step by step."""

from hanhtrinh.app.walks import flags_of, next_step
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import say
from hanhtrinh.journey.model import Step, WalkedStep
from hanhtrinh.web.components import head, link_button, sign
from hanhtrinh.web.walking.overview import found
from hanhtrinh.web.walking.way import Way


def ending(way: Way, key: str) -> tuple[Markup, ...]:
    """Return the page's content."""
    walk = way.journey.walks[key]
    steps = [step for step in way.journey.steps if step.key in walk.steps]
    flags = tuple(flag for flag in flags_of(way.journey, way.lang) if flag.walk == key)
    open_ = next_step(way.journey, walk)
    lead = way.tr("end_lead", done=len(steps), total=len(way.journey.steps), flags=len(flags))
    actions = [link_button(way.tr("back_to_map"), way.map, kind="plain" if open_ else "main", icon="map")]
    if open_ and way.edits:
        actions.insert(0, link_button(way.tr("go_on"), way.at(key, open_), kind="main", icon="arrow-right"))
    top = head(
        way.tr("end_partly" if open_ else "end_title"), f"{way.who(walk)} · {walk.on}. {lead}", *actions,
        back=(way.home, way.tr("all_walks")),
    )  # fmt: skip
    felt = [at.feeling for at in walk.steps.values() if at.feeling is not None]
    return top, _felt(way, felt), found(way, flags), h("ol.walk-whole", [_line(way, key, s, walk.steps) for s in steps])


def _felt(way: Way, felt: list[float]) -> Markup:
    if not felt:
        return h("div")
    return h("p.walk-average", way.face(sum(felt) / len(felt)), h("span.small", f"n = {len(felt)}"))


def _line(way: Way, walk: str, step: Step, steps: dict[str, WalkedStep]) -> Markup:
    at, name = steps[step.key], say(way.journey.name_of_step(step), way.lang)
    state = (
        ("x", "done_no", "bad") if not at.done else ("unlink", "follows_no", "bad") if not at.follows
        else ("check", "done_yes", "good")
    )  # fmt: skip
    note = say(at.note, way.lang)
    title = h("a", name, href=way.at(walk, step.key)) if way.edits else name
    return h(
        "li",
        h("div.walk-line-head", h("h3", title), h(f"span.walk-state-of.{state[2]}", sign(state[0]), way.tr(state[1])),
          way.face(at.feeling) if at.feeling is not None else None),
        h("p", note) if note else None,
        way.picture(at.picture, name),
    )  # fmt: skip
