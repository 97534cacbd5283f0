"""The cases at a step, for the door of a number on the map and for small signs on it."""

from hanhtrinh.access import Right, may
from hanhtrinh.app.cases.measuring import DAYS, at_step
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.cases.parts import room
from hanhtrinh.web.cases.recovery_page import door
from hanhtrinh.web.components import sign
from hanhtrinh.web.services import Services


def cases_of_step(services: Services, asking: Asking, space: Space, journey: str, step: str) -> Markup | None:
    """Return how the cases at a step went, to who handles cases; nothing for no step, or where there were none."""
    if not step or not may(asking.actor, space.id, Right.HANDLE_CASES):
        return None
    found = at_step(asking.actor, space, services.cases, journey, step)
    return door(room(services, asking, space), found, DAYS) if found else None


def signs_of_cases(asking: Asking, space: Space, journey: str) -> Markup | None:
    """Return what the map's script makes signs of open cases from, for who handles cases: words, and where they are."""
    if not may(asking.actor, space.id, Right.HANDLE_CASES):
        return None
    base, lang = f"/w/{space.slug}/voice/cases", asking.lang
    return h(
        "div", h("a.map-case", sign("life-buoy"), h("b")), id="map-cases", hidden=True, data_journey=journey,
        data_counts=f"{base}/on/{journey}", data_list=f"{base}?view=list&state=open",
        data_one=tr("cases.map_open_one", lang), data_many=tr("cases.map_open", lang, count="#"),
    )  # fmt: skip
