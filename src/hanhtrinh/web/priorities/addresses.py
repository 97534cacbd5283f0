"""Where priorities are, and how other pages lead there."""

from collections.abc import Mapping

from hanhtrinh.app.priorities.tickets import tickets
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.shapes import Door
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.components import sign
from hanhtrinh.web.maps.drawing import Drawn


def home_of(space: Space, journey: str) -> str:
    """Return where a journey's priorities are."""
    return f"/w/{space.slug}/maps/{journey}/priorities"


def priorities_link(space: Space, journey: str, lang: Lang) -> Markup:
    """Return the way there from the map's bar."""
    return h("a.tool", sign("lightbulb"), h("span", tr("priorities.short", lang)), href=home_of(space, journey))
