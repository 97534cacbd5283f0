"""What drifted from a map: the list, one drift, and saying that one has seen it."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.app.drifting.looking import acknowledge, alarm_of, alarms_of
from hanhtrinh.app.versions.good import shown_journey
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import box, head, sign
from hanhtrinh.web.drifting.pages import drift_list, one_drift
from hanhtrinh.web.maps.fragment import fragment
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

SHEETS = ("truth.css",)
PART = "drift"
"""How a page's script asks for a drift to be shown in a dialog (`x-part`)."""


@get("/w/{slug:str}/maps/{journey:str}/drift", sync_to_thread=True)
def drifts_page(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show everything that drifted from a map."""
    file = shown_journey(asking.actor, space, services.version_desk, journey).file
    alarms = alarms_of(asking.actor, space, services.drifts, journey)
    looked = services.alarms.looked_at(space.id, journey)
    words = Words(asking.lang, services.zone(space))
    body = drift_list(asking, space, journey, file.journey, alarms, words, names_of(services, space), looked)
    return page(asking, space, tr("drift.title", asking.lang), *body, active="journeys", sheets=SHEETS)


@get("/w/{slug:str}/maps/{journey:str}/drift/{alarm:str}", sync_to_thread=True)
def drift_page(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    alarm: FromPath[str],
) -> Response[str]:
    """Show one drift with its chart; as a piece for the map's dialog where its script asks for that."""
    file = shown_journey(asking.actor, space, services.version_desk, journey).file
    found = alarm_of(asking.actor, space, services.drifts, journey, alarm)
    words, names = Words(asking.lang, services.zone(space)), names_of(services, space)
    content = one_drift(asking, space, journey, file.journey, found, words, names)
    if asking.part == PART:
        shut = h("button.shut", sign("x"), h("span.vh", tr("draw.close", asking.lang)), type="button", data_do="close")
        return fragment(h("div.drift-door", shut, *content))
    return page(asking, space, tr("drift.title", asking.lang), _head(asking, space, journey, file.journey, words),
                box(None, *content, kind="drift"), active="journeys", sheets=SHEETS)  # fmt: skip


@post("/w/{slug:str}/maps/{journey:str}/drift/{alarm:str}/seen", sync_to_thread=True)
def seen(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    alarm: FromPath[str],
) -> Redirect:
    """Note that the asker has seen a drift, and lead back to the map."""
    acknowledge(asking.actor, space, services.drifts, journey, alarm)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}", "drift.got_it_said")


def names_of(services: Services, space: Space) -> dict[str, str]:
    """Return the names of a workspace's members by id."""
    return {member.user.id: member.user.name for member in services.accounts.members(space.id)}


def _head(asking: Asking, space: Space, key: str, journey: Journey, words: Words) -> Markup:
    return head(tr("drift.title", asking.lang), back=(f"/w/{space.slug}/maps/{key}", words.say(journey.name)))


HANDLERS = (drifts_page, drift_page, seen)
