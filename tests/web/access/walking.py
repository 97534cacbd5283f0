"""Walks."""

from tests.web.access import EDITORS, EVERYBODY, Gated

_WALK = "/w/{slug}/maps/{journey}/walk"
_STEP = f"{_WALK}/{{walk}}/{{step}}"
ROUTES = [
    Gated("GET", _WALK, EVERYBODY),
    Gated("POST", _WALK, EDITORS),
    Gated("GET", f"{_WALK}/{{walk}}", EVERYBODY, {"walk": "walk-none"}),
    Gated("GET", _STEP, EDITORS, {"walk": "walk-none", "step": "pay"}),
    Gated("POST", _STEP, EDITORS, {"walk": "walk-none", "step": "pay"}),
    Gated("POST", f"{_STEP}/take", EDITORS, {"walk": "walk-none", "step": "pay"}),
]
