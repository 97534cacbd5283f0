"""The voice area: its door and its drivers."""

from tests.web.access import COMMENTERS, Gated

ROUTES = [Gated("GET", "/w/{slug}/voice", COMMENTERS), Gated("GET", "/w/{slug}/voice/drivers", COMMENTERS)]
