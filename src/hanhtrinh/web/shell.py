"""The page around every page: left rail (a bar at the bottom of a phone), what was done last, content.

`page(asking, space, title, *content, active="people")` is all a handler needs. A page of its own width (a map) says
`kind="wide"`; one with its own sheet or script names the files of `web/assets` (`sheets`, `scripts`).
"""

from collections.abc import Sequence

from litestar import Response

from hanhtrinh.access import Right, may
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import notice, sign
from hanhtrinh.web.cookies import SAID_COOKIE, VISIT_COOKIE, YEAR, cookie, gone
from hanhtrinh.web.document import document
from hanhtrinh.web.menus import account_menu, space_menu, tongue
from hanhtrinh.web.said import words_said

RAIL = (
    ("journeys", "route", Right.SEE_MAPS),
    ("people", "users", Right.SEE_PEOPLE),
    ("voice", "message-circle", Right.SEE_VOICE),
    ("contacts", "store", Right.LOG_CONTACTS),
    ("library", "boxes", Right.SEE_MAPS),
    ("sources", "waypoints", Right.SEE_SOURCES),
    ("settings", "settings", None),
)
"""The areas of the left rail: each is `/w/<workspace>/<area>`, has its name in `i18n` (`web.rail_…`), an icon, and the
right without which it is not shown."""


def page(
    asking: Asking,
    space: Space | None,
    title: str,
    *content: Markup,
    active: str = "",
    kind: str = "",
    sheets: Sequence[str] = (),
    scripts: Sequence[str] = (),
    status: int = 200,
) -> Response[str]:
    """Return a whole page: `active` is the area of the rail it belongs to; without a space there is no rail."""
    said = words_said(asking.said, asking.lang)
    around = h(f"main{'.' + kind if kind else ''}", notice(said) if said else None, *content, id="main")
    skip = h("a.skip", tr("web.skip", asking.lang), href="#main")
    parts = (skip, _rail(asking, space, active), around) if space else (skip, tongue(asking), around)
    answer = document(
        title, *parts, lang=asking.lang, look=asking.look, sheets=sheets, scripts=scripts, status=status
    )  # fmt: skip
    if asking.said:
        answer.set_cookie(gone(SAID_COOKIE, secure=asking.secure))
    if asking.visit:
        answer.set_cookie(cookie(VISIT_COOKIE, asking.visit, secure=asking.secure, seconds=YEAR))
    return answer


def lone(asking: Asking, title: str, *content: Markup, status: int = 200) -> Response[str]:
    """Return a page of one box in the middle: signing in, the first start, an invitation."""
    mark = h("p.brand-mark", h("span.rail-mark", "h", aria_hidden="true"), "Hanhtrinh")
    return page(asking, None, title, h("div.lone-box", mark, *content), kind="lone", status=status)


def _rail(asking: Asking, space: Space, active: str) -> Markup:
    links = [
        _area(asking, space, area, icon, active)
        for area, icon, right in RAIL
        if right is None or may(asking.actor, space.id, right)
    ]
    areas = h("nav.rail-areas", *links, aria_label=tr("web.areas", asking.lang))
    return h("header.rail", space_menu(asking, space), areas, _bell(asking, space, active), account_menu(asking, space))


def _bell(asking: Asking, space: Space, active: str) -> Markup | None:
    """Return the way to where one was named in comments, with how many one has not seen; a key is named nowhere."""
    if asking.user is None:
        return None
    count = asking.unseen(space)
    news = h("span.rail-news", str(count), h("span.vh", tr("comments.new", asking.lang))) if count else None
    words = h("span", tr("web.rail_mentions", asking.lang))
    here = "page" if active == "mentions" else None
    return h("a.rail-link.rail-bell", sign("bell"), words, news, href=f"/w/{space.slug}/mentions", aria_current=here)


def _area(asking: Asking, space: Space, area: str, icon: str, active: str) -> Markup:
    words = h("span", tr(f"web.rail_{area}", asking.lang))
    here = "page" if area == active else None
    return h("a.rail-link", sign(icon), words, href=f"/w/{space.slug}/{area}", aria_current=here)
