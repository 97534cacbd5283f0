"""The list of a workspace's journeys."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from hanhtrinh.access import Right, may
from hanhtrinh.app.maps.asked import Asked
from hanhtrinh.app.maps.opening import Opened, list_journeys, open_journey
from hanhtrinh.app.reviewing.due import due_of
from hanhtrinh.draw import page_curve
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import ask_first, badge, empty, head, link_button, sign
from hanhtrinh.web.drifting.truth import due_words
from hanhtrinh.web.maps.drawing import Drawn
from hanhtrinh.web.maps.fragment import fragment
from hanhtrinh.web.maps.sheet import NAME
from hanhtrinh.web.maps.subject import MapSubject
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page


@get("/w/{slug:str}/journeys", sync_to_thread=True)
def journeys_page(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[str]:
    """Show the workspace's journeys, or the guided choice's door where there are none."""
    found = list_journeys(asking.actor, space, services.desk)
    lang, edits = asking.lang, may(asking.actor, space.id, Right.EDIT_MAPS)
    title = tr("web.rail_journeys", lang)
    new = link_button(_tr("new", lang), f"/w/{space.slug}/begin", kind="main", icon="map-plus") if edits else None
    lead = _tr("journeys_lead", lang) if found else None
    atlas = link_button(tr("library_page.to_atlas", lang), f"/w/{space.slug}/atlas", icon="waypoints")
    top = head(title, lead, *([atlas] if found else []), *([new] if new and found else []))
    body = h("ul.journey-cards", [_card(asking, services, space, one) for one in found]) if found else _none(lang, new)
    return page(asking, space, title, top, body, active="journeys", sheets=(NAME, "map-page.css"),
                scripts=("cards.js",))  # fmt: skip


@get("/w/{slug:str}/maps/{journey:str}/card", sync_to_thread=True)
def card(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Give the measured part of a journey's card."""
    found = open_journey(asking.actor, space, services.desk, journey)
    if found.file is None:
        return fragment()
    subject = MapSubject(services, space, journey, Asked(span="90d"), asking.lang)
    try:
        return fragment(_measured(subject.drawn(), asking.lang))
    except HanhtrinhError as error:
        return fragment(h("p.small", error.message(asking.lang)))


def _tr(key: str, lang: Lang, **params: object) -> str:
    return tr(f"map_page.{key}", lang, **params)


def _none(lang: Lang, new: Markup | None) -> Markup:
    text = _tr("none_text" if new else "none_text_viewer", lang)
    return empty("route", _tr("none_title", lang), text, *([new] if new else []))


def _card(asking: Asking, services: Services, space: Space, one: Opened) -> Markup:
    """Return a card: what the file says at once, what is measured when the page's script asks for it."""
    lang, address = asking.lang, f"/w/{space.slug}/maps/{one.key}"
    journey = one.file.journey if one.file else None
    name = say(journey.name, lang) if journey else one.key
    owner = say(journey.owner, lang) if journey else ""
    steps = _tr("steps_count", lang, stages=len(journey.stages), steps=len(journey.steps)) if journey else ""
    changed = _tr("changed_on", lang, moment=Words(lang, "UTC").day(one.kept.changed_at)) if one.kept.changed_at else ""
    about = " · ".join(part for part in (steps, owner, changed) if part)
    measured = h("div.card-numbers", data_card=f"{address}/card", aria_busy="true") if journey else None
    faulty = None if journey else badge(_tr("has_errors", lang, count=len(one.findings)), "bad")
    return h(
        "li.journey-card",
        h("h2", h("a", name, href=address)),
        h("p.small", about),
        faulty,
        _due(services, space, one, lang),
        measured,
        _remove(asking, space, one, name),
    )


def _due(services: Services, space: Space, one: Opened, lang: Lang) -> Markup | None:
    """Return that a journey is due to be reviewed, and by whom, with the way there; nothing while it is not."""
    if one.file is None:
        return None
    journey, zone = one.file.journey, services.zone(space)
    due = due_of(journey, one.kept.changed_at, services.clock(), zone)
    if not due.now:
        return None
    who = h("span.small", tr("review.due_by", lang, reviewer=journey.reviewer)) if journey.reviewer else None
    link = h("a", badge(due_words(due, Words(lang, zone)), "middling"), href=f"/w/{space.slug}/maps/{one.key}/review")
    return h("p.card-due", link, " ", who)


def _remove(asking: Asking, space: Space, one: Opened, name: str) -> Markup | None:
    if not may(asking.actor, space.id, Right.EDIT_MAPS) or not one.kept.version:
        return None
    lang = asking.lang
    return h(
        "div.card-foot",
        ask_first(asking, f"/w/{space.slug}/maps/{one.key}/remove", _tr("remove", lang),
                  _tr("remove_journey_sure", lang, name=name), id=f"remove-{one.key}", shut=_tr("cancel", lang)),
    )  # fmt: skip


def _measured(drawn: Drawn, lang: Lang) -> Markup:
    """Return the small curve and the figures of a card."""
    readings, words = drawn.readings, Words(lang, drawn.readings.zone)
    conversion = words.reading(readings.conversion) if readings.conversion else "—"
    figures = (
        (_tr("passes", lang), words.number(readings.passes)),
        (_tr("conversion", lang), conversion),
        (_tr("measured", lang), words.percent(readings.measured_share, 0)),
    )
    small = h("div.mini-card", page_curve.gradient(), page_curve.lines(drawn.scene.curve, small=True))
    numbers = h("dl", [h("div", h("dt", name), h("dd", value)) for name, value in figures])
    note = h("p.small", sign("clock"), _tr("of_90_days", lang))
    return h("div.measured", small, numbers, note)
