"""Pictures."""

from tests.web.access import EDITORS, EVERYBODY, Gated

ROUTES = [
    Gated("POST", "/w/{slug}/pictures", EDITORS),
    Gated("GET", "/w/{slug}/pictures/{file}", EVERYBODY, {"file": "nothing.webp"}),
]
