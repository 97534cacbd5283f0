"""Pains that customers' words propose."""

from tests.web.access import EDITORS, Gated

_PAINS = "/w/{slug}/maps/{journey}/pains"
ROUTES = [
    Gated("GET", _PAINS, EDITORS),
    Gated("POST", _PAINS, EDITORS, data={"id": "pain:x:y", "do": "aside"}),
]
