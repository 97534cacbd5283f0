"""What events that came late changed since yesterday: one line above the map, with the numbers behind it."""

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from hanhtrinh.app.maps.asked import asked_for
from hanhtrinh.app.versions.good import shown_journey
from hanhtrinh.draw.change_words import change_sentences
from hanhtrinh.draw.markup import h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import sign
from hanhtrinh.web.maps.fragment import fragment
from hanhtrinh.web.maps.subject import MapSubject
from hanhtrinh.web.services import Services


@get("/w/{slug:str}/maps/{journey:str}/late", sync_to_thread=True)
def late(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Give the line and what stands behind it; nothing where no event came late."""
    file = shown_journey(asking.actor, space, services.version_desk, journey).file
    subject = MapSubject(services, space, journey, asked_for(request.query_params), asking.lang)
    found = services.maps(space).late_changes(file.journey, subject.question)
    if not found.events:
        return fragment()
    words = Words(asking.lang, subject.zone)
    counts = {"events": words.number(found.events), "numbers": words.number(len(found.changes))}
    told = change_sentences(found.changes, file.journey, words, every=True)
    lines = h("ul", [h("li", line) for line in told]) if told else h("p", tr("map_page.late_none", asking.lang))
    summary = h("summary", sign("clock"), tr("map_page.late", asking.lang, **counts), sign("chevron-down"))
    return fragment(h("details.late-line", summary, lines))
