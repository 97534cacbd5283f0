"""The list of people: search, filters, one page of rows."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from hanhtrinh.access import Right, may
from hanhtrinh.app.people.listing import PAGE, Found, Row, Search
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang
from hanhtrinh.i18n import say as text_in
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.people import SavedSegment
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, data_table, empty, head, labelled, select, sign
from hanhtrinh.web.people.parts import area_tabs, face, say, shown_id, shown_name
from hanhtrinh.web.person_address import person_path

DAYS = (1, 7, 30, 90, 365)


def list_page(
    asking: Asking,
    space: Space,
    found: Found,
    wanted: Search,
    segments: Sequence[SavedSegment],
    journeys: Mapping[str, Journey],
    words: Words,
) -> tuple[Markup, ...]:
    """Return the content of the page."""
    lang = asking.lang
    lead = say(lang, "lead", count=words.number(found.everybody))
    records = may(asking.actor, space.id, Right.ERASE_PEOPLE)
    top = (head(say(lang, "title"), lead), area_tabs(lang, space, "people", records=records))
    if not found.everybody:
        nobody = empty("users", say(lang, "none_yet"), say(lang, "none_yet_lead"))
        return (*top, nobody)
    return (*top, _search(lang, space, wanted, segments, journeys), _found(lang, space, found, wanted, words))


def _search(
    lang: Lang, space: Space, wanted: Search, segments: Sequence[SavedSegment], journeys: Mapping[str, Journey]
) -> Markup:
    chosen = f"{wanted.journey}/{wanted.touchpoint}" if wanted.touchpoint else ""
    days = [("", say(lang, "any_time"))]
    days += [(str(n), say(lang, "last_day") if n == 1 else say(lang, "last_days", n=n)) for n in DAYS]
    parts = [
        h("div.seek", sign("search"), h("input.in", type="search", name="q", id="f-q", value=wanted.query,
          placeholder=say(lang, "search_hint"), aria_label=say(lang, "search"), autocomplete="off", maxlength=200)),
        select(say(lang, "segment"), "segment", [("", say(lang, "any_segment")), *((s.key, s.name) for s in segments)],
               wanted.segment, data_sends=True),
        _touchpoints(lang, journeys, chosen),
        select(say(lang, "seen"), "days", days, str(wanted.days or ""), data_sends=True),
        button(say(lang, "find"), kind="plain"),
    ]  # fmt: skip
    return h("form.people-search", parts, action=f"/w/{space.slug}/people", method="get", role="search",
             data_part="found", data_live=True)  # fmt: skip


def _touchpoints(lang: Lang, journeys: Mapping[str, Journey], chosen: str) -> Markup:
    groups = [
        h("optgroup", [
            h("option", text_in(one.name, lang) or name, value=f"{key}/{name}", selected=f"{key}/{name}" == chosen)
            for name, one in journey.touchpoints.items()
        ], label=text_in(journey.name, lang) or key)
        for key, journey in journeys.items()
    ]  # fmt: skip
    control = h("select.in", h("option", say(lang, "any_touchpoint"), value=""), groups, name="touchpoint",
                id="f-touchpoint", data_sends=True)  # fmt: skip
    return labelled(say(lang, "touchpoint"), "touchpoint", control)


def _found(lang: Lang, space: Space, found: Found, wanted: Search, words: Words) -> Markup:
    if not found.count:
        return h("section", empty("search", say(lang, "nobody"), say(lang, "nobody_lead")), id="found")
    count = say(lang, "found", count=words.number(found.count), everybody=words.number(found.everybody))
    heads = [say(lang, name) for name in ("person", "contact", "events", "first_seen", "last_seen")]
    table = data_table(heads, [_row(lang, space, row, words) for row in found.rows], caption=say(lang, "title"),
                       kind="people")  # fmt: skip
    return h("section.box", h("p.hint", count, aria_live="polite"), table, _pager(lang, found, wanted), id="found")


def _row(lang: Lang, space: Space, row: Row, words: Words) -> tuple[Markup | str, ...]:
    name = h("a.who", face(row.id, row.name), h("span", h("b", shown_name(row.id, row.name, lang)),
             h("small", shown_id(row.id))), href=person_path(space, row.id))  # fmt: skip
    contacts = [row.traits[key] for key in ("email", "phone", "mobile") if row.traits.get(key)]
    first = words.day(row.first_seen) if row.first_seen is not None else ""
    last = words.moment(row.last_seen) if row.last_seen is not None else say(lang, "never")
    return name, " · ".join(c for c in contacts if c != row.name), words.number(row.events), first, last


def _pager(lang: Lang, found: Found, wanted: Search) -> Markup | None:
    links = []
    if wanted.start:
        links.append(_turn(say(lang, "first_page"), wanted, 0))
        links.append(_turn(say(lang, "newer"), wanted, max(0, wanted.start - PAGE)))
    if found.more is not None:
        links.append(_turn(say(lang, "older"), wanted, found.more))
    return h("nav.pager", links, aria_label=say(lang, "title")) if links else None


def _turn(label: str, wanted: Search, start: int) -> Markup:
    touchpoint = f"{wanted.journey}/{wanted.touchpoint}" if wanted.touchpoint else ""
    given = {"q": wanted.query, "segment": wanted.segment, "touchpoint": touchpoint, "days": wanted.days or "",
             "start": start or ""}  # fmt: skip
    query = urlencode({key: value for key, value in given.items() if value != ""})
    return h("a.btn.plain", label, href=f"?{query}", data_part="found")
