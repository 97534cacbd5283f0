"""The menu of a map's other pages: its history, its rules, what to do first …; each area adds its line here."""

from typing import NamedTuple

from hanhtrinh.access import Right, may
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import sign


class Way(NamedTuple):
    """A page of a map: the end of its address, its icon, the key of its words, the right it takes to see it."""

    path: str
    icon: str
    words: str
    right: Right = Right.SEE_MAPS


WAYS: tuple[Way, ...] = (
    Way("priorities", "lightbulb", "priorities.short"),
    Way("plan", "grid-3x3", "library_page.plan"),
    Way("competitors", "scale", "library_page.rivals_title"),
    Way("inner", "waypoints", "library_page.inner_short", Right.EDIT_MAPS),
    Way("versions", "clock", "versions.title"),
    Way("walk", "footprints", "walking.short"),
    Way("review", "clipboard-check", "review.title"),
    Way("pains", "triangle-alert", "pains.short", Right.EDIT_MAPS),
    Way("rules", "funnel", "rules_page.all_rules", Right.EDIT_MAPS),
    Way("draft", "sparkles", "drafting.title", Right.EDIT_MAPS),
)


def ways(asking: Asking, space: Space, key: str) -> Markup:
    """Return the menu: links, and printing."""
    base = f"/w/{space.slug}/maps/{key}"
    links = [
        h("li", h("a.menu-row", sign(way.icon), tr(way.words, asking.lang), href=f"{base}/{way.path}"))
        for way in WAYS
        if may(asking.actor, space.id, way.right)
    ]
    paper = h("button.menu-row.js", sign("printer"), tr("draw.print", asking.lang), type="button", data_do="print")
    summary = h("summary.tool", sign("ellipsis"), h("span", tr("map_page.more", asking.lang)))
    return h("details.menu.ways-menu", summary, h("ul", *links, h("li", paper)))
