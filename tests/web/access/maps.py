"""Journeys, maps, the guided choice."""

from tests.web.access import EDITORS, EVERYBODY, Gated

_MAP = "/w/{slug}/maps/{journey}"
ROUTES = [
    Gated("GET", "/w/{slug}/journeys", EVERYBODY),
    Gated("GET", _MAP, EVERYBODY),
    Gated("GET", f"{_MAP}/card", EVERYBODY),
    Gated("GET", f"{_MAP}/door/{{number}}", EVERYBODY, {"number": "1"}),
    Gated("GET", f"{_MAP}/journey.yaml", EVERYBODY),
    Gated("GET", f"{_MAP}/live", EVERYBODY),
    Gated("GET", f"{_MAP}/rules.css", EVERYBODY),
    Gated("GET", f"{_MAP}/late", EVERYBODY),
    Gated("POST", f"{_MAP}/commands", EDITORS, sent={"tab": "t", "sent": []}),
    Gated("GET", f"{_MAP}/written.json", EVERYBODY),
    Gated("GET", f"{_MAP}/edits.json", EVERYBODY),
    Gated("POST", f"{_MAP}/presence", EVERYBODY, sent={"tab": "t", "place": ""}),
    Gated("POST", f"{_MAP}/remove", EDITORS),
    Gated("GET", "/w/{slug}/begin", EVERYBODY),
    Gated("POST", "/w/{slug}/begin/demo", EDITORS),
    Gated("GET", "/w/{slug}/begin/idea", EDITORS),
    Gated("POST", "/w/{slug}/begin/idea", EDITORS),
    Gated("GET", "/w/{slug}/begin/survey", EDITORS),
    Gated("GET", "/w/{slug}/begin/template", EDITORS),
    Gated("POST", "/w/{slug}/begin/template", EDITORS),
]
