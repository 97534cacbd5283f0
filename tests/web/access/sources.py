"""Sources, keys, contacts, imports, what senders are served."""

from hanhtrinh.ports.sources import Source
from tests.web.access import COMMENTERS, EDITORS, EVERYBODY, OWNER, Gated, Public

_IMPORT = "/w/{slug}/imports/{job}"
_SOURCE = "/w/{slug}/sources/{source}"


def a_source(world):
    """Make a source of `nha-may`."""
    sources = world.services.sources
    if sources.source("nha-may", "web") is None:
        sources.add_source(Source(workspace="nha-may", key="web", name="Web", platform="html", created_at=world.now))
    return {"source": "web"}


ROUTES = [
    Public("GET", "/api/openapi.json", "describes the API"),
    Public("GET", "/hanhtrinh.js", "the tracker every visitor of a site loads"),
    Gated("GET", "/w/{slug}/sources", EDITORS),
    Gated("GET", "/w/{slug}/sources/live", EDITORS),
    Gated("GET", "/w/{slug}/sources/connect", EDITORS),
    Gated("POST", "/w/{slug}/sources/connect", EDITORS),
    Gated("GET", _SOURCE, EDITORS, given=a_source),
    Gated("GET", f"{_SOURCE}/live", EDITORS, given=a_source),
    Gated("POST", f"{_SOURCE}/name", EDITORS, data={"name": "Web"}, given=a_source),
    Gated("GET", f"{_SOURCE}/settings", EDITORS, given=a_source),
    Gated("POST", f"{_SOURCE}/settings", EDITORS, data={}, given=a_source),
    Gated("GET", "/w/{slug}/sources/keys", OWNER),
    Gated("POST", "/w/{slug}/sources/keys", OWNER),
    Gated("POST", "/w/{slug}/sources/keys/write", OWNER),
    Gated("POST", "/w/{slug}/sources/keys/{key}/revoke", OWNER),
    Gated("POST", "/w/{slug}/sources/keys/{key}/proof", OWNER),
    Gated("POST", "/w/{slug}/sources/keys/{key}/proof/end", OWNER),
    Gated("GET", "/w/{slug}/contacts", COMMENTERS),
    Gated("POST", "/w/{slug}/contacts", COMMENTERS, sent={"contacts": []}),
    Gated("GET", "/w/{slug}/contacts/kinds", COMMENTERS),
    Gated("GET", "/w/{slug}/contacts/worker.js", EVERYBODY),
    Gated("GET", "/w/{slug}/imports", EDITORS),
    Gated("POST", "/w/{slug}/imports", EDITORS),
    Gated("GET", "/w/{slug}/imports/new", EDITORS),
    Gated("GET", _IMPORT, EDITORS),
    Gated("GET", f"{_IMPORT}/progress", EDITORS),
    Gated("PUT", f"{_IMPORT}/files/{{name}}", EDITORS),
    Gated("POST", f"{_IMPORT}/look", EDITORS),
    Gated("POST", f"{_IMPORT}/preview", EDITORS),
    Gated("POST", f"{_IMPORT}/remove", EDITORS),
    Gated("POST", f"{_IMPORT}/start", EDITORS),
    Gated("POST", f"{_IMPORT}/stop", EDITORS),
]
