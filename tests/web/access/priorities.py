"""Priorities: the matrix, one opportunity, its people, words and solutions."""

from tests.web.access import EDITORS, EVERYBODY, Gated

_HOME = "/w/{slug}/maps/{journey}/priorities"
_ONE = f"{_HOME}/{{step}}/{{mark}}"
OPPORTUNITY = {"step": "pay", "mark": "0123456789"}
ROUTES = [
    Gated("GET", _HOME, EVERYBODY),
    Gated("POST", _HOME, EDITORS, data={"step": "pay", "text": "Trả góp"}),
    Gated("GET", _ONE, EVERYBODY, OPPORTUNITY),
    Gated("POST", _ONE, EDITORS, OPPORTUNITY, data={"value": "4"}),
    Gated("GET", f"{_ONE}/people", EVERYBODY, OPPORTUNITY),
    Gated("POST", f"{_ONE}/quotes", EDITORS, OPPORTUNITY, data={"quote": "Hay", "pinned": "1"}),
    Gated("POST", f"{_ONE}/solutions", EDITORS, OPPORTUNITY, data={"text": "Ví điện tử"}),
]
