"""All walks of a journey on one page: a new one begun, those there are, what they found, step by step."""

from hanhtrinh.app.walks import Flag, flags_of, next_step
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import say
from hanhtrinh.journey.model import Walk
from hanhtrinh.journey.walk import WalkedSummary, summary
from hanhtrinh.web.components import badge, box, button, data_table, empty, field, form, head, link_button, notice, sign
from hanhtrinh.web.walking.way import Way

_DEVICES = (("phone", "smartphone"), ("computer", "monitor"), ("place", "store"), ("call", "phone"))


def overview(way: Way) -> tuple[Markup, ...]:
    """Return the page's content."""
    back = (way.map, way.tr("back_to_map"))
    top = head(way.tr("title", name=way.name), way.tr("lead"), back=back)
    start = _start(way) if way.edits else notice(way.tr("editors_only"), "")
    if not way.journey.walks:
        return top, start, empty("footprints", way.tr("no_walks"), way.tr("no_walks_text"))
    return top, start, _walks(way), found(way, flags_of(way.journey, way.lang)), _by_step(way)


def _start(way: Way) -> Markup:
    user = way.asking.user
    personas = [say(persona.name, way.lang) for persona in way.journey.personas.values()]
    roles = h("datalist", [h("option", value=name) for name in (*personas, way.tr("role_self"))], id="walk-roles")
    main = way.journey.personas.get(way.journey.persona or "")
    devices = [
        h("label.walk-device", h("input", type="radio", name="device", value=way.tr(f"device_{key}"), checked=i == 0),
          h("span", sign(icon), way.tr(f"device_{key}")))
        for i, (key, icon) in enumerate(_DEVICES)
    ]  # fmt: skip
    content = form(
        way.asking, way.home,
        h("div.walk-start-fields",
          field(way.tr("by"), "by", user.name if user else "", maxlength=120, required=True),
          field(way.tr("role"), "role", say(main.name, way.lang) if main else "", maxlength=120, list="walk-roles")),
        roles,
        h("fieldset.walk-devices", h("legend", way.tr("device")), h("div", devices)),
        h("div.actions", button(way.tr("begin"), icon="footprints")),
        kind="walk-start",
    )  # fmt: skip
    return box(way.tr("start_title"), content)


def _walks(way: Way) -> Markup:
    cards = [_card(way, key, walk) for key, walk in reversed(way.journey.walks.items())]
    return h("section", h("h2.walk-title", way.tr("walks")), h("ul.walk-cards", cards))


def _card(way: Way, key: str, walk: Walk) -> Markup:
    total, done = len(way.journey.steps), sum(step.key in walk.steps for step in way.journey.steps)
    flags = sum(not (at.done and at.follows) for at in walk.steps.values())
    open_ = next_step(way.journey, walk) if way.edits else None
    state = badge(way.tr("progress", done=done, total=total)) if done < total else badge(way.tr("finished"), "good")
    told = badge(way.tr("flags_count", count=flags), "bad") if flags else None
    go_on = link_button(way.tr("go_on"), way.at(key, open_), kind="main small", icon="arrow-right") if open_ else None
    see = link_button(way.tr("see"), way.at(key), kind="plain small")
    return h(
        "li.walk-card",
        h("div", h("h3", h("a", way.who(walk), href=way.at(key))), h("p.small", walk.on), h("p.badges", state, told)),
        h("progress", max=total or 1, value=done, aria_label=way.tr("progress", done=done, total=total)),
        h("div.actions", go_on, see),
    )


def found(way: Way, flags: tuple[Flag, ...]) -> Markup:
    """Return what walks found, each with the ways to make it part of the map."""
    if not flags:
        return h("section", h("h2.walk-title", way.tr("found")), notice(way.tr("nothing_found_yet")), id="found")
    lead = h("p.lead", way.tr("found_lead")) if way.edits else None
    cards = [_flag(way, flag) for flag in flags]
    return h("section", h("h2.walk-title", way.tr("found")), lead, h("ul.walk-flags", cards), id="found")


def _flag(way: Way, flag: Flag) -> Markup:
    step = way.journey.steps[way.journey.step_index[flag.step]]
    name = say(way.journey.name_of_step(step), way.lang)
    icon = "unlink" if flag.kind == "not_following" else "x"
    kind = h("span.walk-kind", sign(icon), way.tr(f"kind_{flag.kind}"))
    quote = h("blockquote", f"“{flag.note}”") if flag.note else None
    words = h("div", h("p.walk-flag-head", h("b", name), kind), quote, h("p.small", flag.who))
    return h("li.walk-flag", way.picture(flag.picture, name), words, _taking(way, flag))


def _taking(way: Way, flag: Flag) -> Markup | None:
    if flag.taken:
        return h("p.walk-taken", sign("circle-check"), way.tr("on_map"))
    if not way.edits:
        return None
    ways = (("pains", "make_pain", "triangle-alert"), ("opportunities", "make_opportunity", "lightbulb"))
    buttons = [
        button(way.tr(words), kind="plain small", icon=icon, name="what", value=value) for value, words, icon in ways
    ]
    return form(way.asking, f"{way.at(flag.walk, flag.step)}/take", *buttons, kind="walk-take")


def _by_step(way: Way) -> Markup:
    heads = [way.tr(name) for name in ("step", "tried", "could_not", "breaks", "felt", "notes")]
    told = {one.step: one for one in summary(way.journey, way.lang)}
    rows = [_row(way, step.key, told.get(step.key)) for step in way.journey.steps]
    return box(way.tr("by_step"), data_table(heads, rows, caption=way.tr("by_step"), kind="walk-table"))


def _row(way: Way, key: str, one: WalkedSummary | None) -> tuple[Markup | str, ...]:
    step = way.journey.steps[way.journey.step_index[key]]
    name = say(way.journey.name_of_step(step), way.lang)
    if one is None:
        return h("b", name), h("span.small", way.tr("nobody")), "", "", "", ""
    failed = one.tried - one.done
    walked = [walk.steps[key] for walk in way.journey.walks.values() if key in walk.steps]
    pictures = [shot for at in walked if (shot := way.picture(at.picture, name))]
    notes = [h("li", f"“{text}”", h("span.small", f" {who}")) for who, text in one.notes]
    return (
        h("b", name), str(one.tried),
        badge(str(failed), "bad") if failed else "", badge(str(one.not_following), "bad") if one.not_following else "",
        way.face(one.feeling) if one.feeling is not None else "",
        h("div.walk-noted", h("ul", notes) if notes else None, h("div.walk-shots", pictures) if pictures else None)
        if notes or pictures else "",
    )  # fmt: skip
