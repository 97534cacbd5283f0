"""The bar above a map: where one is, whether it lives, and what is asked of it."""

from collections.abc import Sequence

from hanhtrinh.access import Right, may
from hanhtrinh.app.maps.asked import SPANS, Asked
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.shapes import Scene
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.comments.panel import opener
from hanhtrinh.web.components import sign
from hanhtrinh.web.exports.menu import downloads
from hanhtrinh.web.maps.editing_line import people
from hanhtrinh.web.maps.ways import ways


def bar(
    asking: Asking,
    space: Space,
    key: str,
    journey: Journey,
    scene: Scene,
    asked: Asked,
    hidden: frozenset[str],
    above: Sequence[Markup] = (),
) -> Markup:
    """Return breadcrumb (`above`: the way down to a journey inside others), period and segment, lanes, width, and what
    can be done with the map.
    """
    lang = asking.lang
    up = h("a", tr("web.rail_journeys", lang), href=f"/w/{space.slug}/journeys")
    slash = h("span", "/", aria_hidden="true")
    crumbs = h("nav.crumbs", up, slash, *above, h("b", scene.title), aria_label=_tr("crumbs", lang))
    tools = (
        _question(journey, asked, lang),
        _view(scene, hidden, lang),
        people(lang) if may(asking.actor, space.id, Right.EDIT_MAPS) else None,
        _edit(asking, space, asked),
        opener(asking, space, key),
        _share(asking, space, key, asked),
        downloads(asking, space, key, asked),
        ways(asking, space, key),
        _present(lang),
    )
    return h("div.map-bar", crumbs, h("div.tools", tools))


def _tr(key: str, lang: Lang, **params: object) -> str:
    return tr(f"map_page.{key}", lang, **params)


def _question(journey: Journey, asked: Asked, lang: Lang) -> Markup:
    """Return the form that asks for a period and a segment; it sends itself, and works without script too."""
    spans = [(span, _tr(f"span_{span}", lang)) for span in SPANS] + [("days", _tr("span_days", lang))]
    chosen = asked.span or "days"
    options = [h("option", words, value=key, selected=key == chosen) for key, words in spans]
    period = h("select.tool", options, name="period", id="ask-period", data_sends=True)
    parts = [
        h("label.ask", sign("calendar-days"), h("span.vh", _tr("period", lang)), period),
        _days(asked, lang) if asked.span is None else None,
        _groups(journey, asked, lang),
        h("input", type="hidden", name="edit", value="1") if asked.editing else None,
        h("noscript", h("button.tool", _tr("ask", lang))),
    ]
    return h("form.asks", *parts, method="get", id="asks", aria_label=_tr("asks", lang))


def _days(asked: Asked, lang: Lang) -> Markup:
    first = asked.first.isoformat() if asked.first else None
    last = asked.last.isoformat() if asked.last else None
    return h(
        "span.days",
        h("input.tool", type="date", name="from", value=first, aria_label=_tr("first_day", lang), data_sends=True),
        h("span", "–", aria_hidden="true"),
        h("input.tool", type="date", name="to", value=last, aria_label=_tr("last_day", lang), data_sends=True),
    )


def _groups(journey: Journey, asked: Asked, lang: Lang) -> Markup | None:
    personas = [(key, say(one.name, lang)) for key, one in journey.personas.items() if one.match is not None]
    segments = [(key, say(one.name, lang)) for key, one in journey.segments.items()]
    if not personas and not segments:
        return None
    groups = [
        h("optgroup", [_option(key, name, asked) for key, name in found], label=_tr(label, lang))
        for label, found in (("personas", personas), ("segments", segments))
        if found
    ]
    choice = h("select.tool", _option("", _tr("everybody", lang), asked), groups, name="segment", id="ask-segment",
               data_sends=True)  # fmt: skip
    return h("label.ask", sign("users"), h("span.vh", _tr("segment", lang)), choice)


def _option(key: str, name: str, asked: Asked) -> Markup:
    return h("option", name, value=key, selected=key == (asked.segment or ""))


def _view(scene: Scene, hidden: frozenset[str], lang: Lang) -> Markup:
    """Return the menu of how this browser shows the map: which lanes, how wide, with the evidence of every cell."""
    boxes = [
        h(
            "label",
            h("input", type="checkbox", id=f"show-{lane.key}", checked=lane.key not in hidden, data_lane_box=lane.key),
            h("span", lane.name),
        )
        for lane in scene.lanes
    ]
    signs = h("input", type="checkbox", id="signs-shown", aria_label=tr("review.signs_title", lang))
    summary = h("summary.tool", sign("layers"), h("span", _tr("view", lang)), sign("chevron-down"))
    looks = h("div.looks", _widths(lang), h("label", signs, h("span", tr("review.signs", lang))))
    lanes = h("fieldset", looks, h("legend", tr("draw.lanes_title", lang)), boxes)
    return h("details.menu", summary, lanes)


def _widths(lang: Lang) -> Markup:
    radios = [
        h("label", h("input", type="radio", name="width", id=f"width-{key}", value=key, checked=key == "fit"),
          h("span", tr(f"draw.width_{key}", lang)))
        for key in ("fit", "roomy")
    ]  # fmt: skip
    return h("fieldset.seg.only-wide", h("legend.vh", tr("draw.width", lang)), radios)


def _edit(asking: Asking, space: Space, asked: Asked) -> Markup | None:
    if not may(asking.actor, space.id, Right.EDIT_MAPS):
        return None
    words = h("span", _tr("edit_end" if asked.editing else "edit", asking.lang))
    pressed = "true" if asked.editing else "false"
    query = asked.query.removesuffix("&edit=1") + ("" if asked.editing else "&edit=1")
    icon = sign("check" if asked.editing else "square-pen")
    return h("a.tool", icon, words, href=f"?{query}", role="button", aria_pressed=pressed, id="edit-switch")


def _share(asking: Asking, space: Space, key: str, asked: Asked) -> Markup | None:
    if not may(asking.actor, space.id, Right.EDIT_MAPS):
        return None
    query = asked.query.removesuffix("&edit=1")
    words = h("span", tr("sharing.share", asking.lang))
    return h("a.tool", sign("share-2"), words, href=f"/w/{space.slug}/maps/{key}/share?{query}", id="share-map")


def _present(lang: Lang) -> Markup:
    words = h("span", tr("draw.present", lang))
    return h("button.tool.main.js.only-wide", sign("presentation"), words, type="button", data_do="present")
