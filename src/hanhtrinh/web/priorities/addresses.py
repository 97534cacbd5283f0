"""Where priorities are, and how other pages lead there."""

from collections.abc import Mapping

from hanhtrinh.app.priorities.tickets import tickets
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.shapes import Door
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.maps.drawing import Drawn


def home_of(space: Space, journey: str) -> str:
    """Return where a journey's priorities are."""
    return f"/w/{space.slug}/maps/{journey}/priorities"


def shipped_links(drawn: Drawn, door: Door, home: str, lang: Lang) -> Mapping[str, Markup]:
    """Return, by what was shipped at a number's step, the link to what became of its numbers."""
    step = door.who.step if door.who else None
    words = tr("priorities.before_after", lang)
    return {
        say(one.text, lang): h("a", words, href=f"{home}/{ticket.step.key}/{ticket.mark}#shipped")
        for ticket in tickets(drawn.journey)
        if ticket.step.key == step
        for one in ticket.shipped
    }
