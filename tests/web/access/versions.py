"""Versions of journeys, files that cannot be used, the API that keeps folders in step."""

from tests.web.access import EDITORS, EVERYBODY, Gated

_MAP = "/w/{slug}/maps/{journey}"
_ONE = f"{_MAP}/versions/{{version}}"
ROUTES = [
    Gated("GET", f"{_MAP}/versions", EVERYBODY),
    Gated("POST", f"{_MAP}/versions", EDITORS),
    Gated("GET", f"{_MAP}/versions/compare", EVERYBODY),
    Gated("GET", _ONE, EVERYBODY),
    Gated("GET", f"{_ONE}/rules.css", EVERYBODY),
    Gated("GET", f"{_ONE}/journey.yaml", EVERYBODY),
    Gated("POST", f"{_ONE}/name", EDITORS),
    Gated("POST", f"{_ONE}/restore", EDITORS),
    Gated("GET", f"{_MAP}/mend", EDITORS),
    Gated("POST", f"{_MAP}/mend", EDITORS),
    Gated("GET", "/api/w/{slug}/journeys", EVERYBODY),
    Gated("GET", "/api/w/{slug}/journeys/{key}", EVERYBODY),
    Gated("PUT", "/api/w/{slug}/journeys/{key}", EDITORS, sent={"text": "key: x"}),
]
