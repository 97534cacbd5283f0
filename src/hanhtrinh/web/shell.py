"""The page around every page: head, left rail, content."""

from litestar import MediaType, Response

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking

RAIL = ("journeys", "people", "sources", "settings")
"""The areas of the left rail, in order; each is `/w/<workspace>/<area>` and has its name in `i18n` (`web.rail_…`)."""


def page(asking: Asking, space: Space | None, title: str, *content: Markup, active: str = "") -> Response[str]:
    """Return a whole page: `active` is the area of the rail it belongs to, empty for a page without a rail."""
    rail = _rail(asking, space, active) if space else None
    head = h(
        "head",
        h("meta", charset="utf-8"),
        h("meta", name="viewport", content="width=device-width, initial-scale=1"),
        h("title", f"{title} · Hanhtrinh"),
    )
    body = h("body", rail, h("main", *content))
    return Response(f"<!doctype html>\n{h('html', head, body, lang=asking.lang)}", media_type=MediaType.HTML)


def _rail(asking: Asking, space: Space, active: str) -> Markup:
    links = [
        h("a", tr(f"web.rail_{area}", asking.lang), href=f"/w/{space.slug}/{area}", aria_current=_current(area, active))
        for area in RAIL
    ]
    return h("nav.rail", *links)


def _current(area: str, active: str) -> str | None:
    return "page" if area == active else None
