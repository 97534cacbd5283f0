"""Drafts taken piece by piece."""

from tests.web.access import EDITORS, Gated

_BEGIN = "/w/{slug}/begin/draft"
_MAP = "/w/{slug}/maps/{journey}/draft"
ROUTES = [
    Gated("GET", _BEGIN, EDITORS),
    Gated("POST", _BEGIN, EDITORS, data={"from": "data"}),
    Gated("POST", f"{_BEGIN}/make", EDITORS, data={"from": "data"}),
    Gated("GET", _MAP, EDITORS),
    Gated("POST", f"{_MAP}/take", EDITORS, data={"take": "window"}),
    Gated("POST", f"{_MAP}/refuse", EDITORS, data={"only": "window"}),
    Gated("POST", f"{_MAP}/again", EDITORS, data={"only": "window"}),
    Gated("POST", f"{_MAP}/undo", EDITORS, data={}),
]
