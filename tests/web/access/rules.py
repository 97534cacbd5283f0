"""The rule editor."""

from tests.web.access import EDITORS, Gated

_RULES = "/w/{slug}/maps/{journey}/rules"
ROUTES = [
    Gated("GET", _RULES, EDITORS),
    Gated("GET", f"{_RULES}/{{touchpoint}}", EDITORS),
    Gated("GET", f"{_RULES}/~step/{{step}}", EDITORS),
    Gated("POST", f"{_RULES}/{{touchpoint}}/form", EDITORS, data={"name": "x"}),
    Gated("POST", f"{_RULES}/{{touchpoint}}/counts", EDITORS, data={"name": "x"}),
    Gated("POST", f"{_RULES}/{{touchpoint}}/effect", EDITORS, data={"name": "x"}),
    Gated("POST", f"{_RULES}/{{touchpoint}}/values", EDITORS, data={"name": "x"}),
    Gated("POST", f"{_RULES}/{{touchpoint}}/save", EDITORS, data={"name": "x"}),
    Gated("POST", f"{_RULES}/~adopt", EDITORS, data={"match": "{}"}),
]
