"""The library, the atlas, inner journeys, the plan of channels, competitors."""

from tests.web.access import EDITORS, EVERYBODY, Gated

_LIBRARY = "/w/{slug}/library"
_ONE = f"{_LIBRARY}/{{kind}}/{{home}}/{{key}}"
_MAP = "/w/{slug}/maps/{journey}"
ROUTES = [
    Gated("GET", _LIBRARY, EVERYBODY),
    Gated("GET", f"{_LIBRARY}/{{kind}}", EVERYBODY),
    Gated("POST", f"{_LIBRARY}/{{kind}}", EDITORS, data={"name": "x"}),
    Gated("POST", f"{_LIBRARY}/{{kind}}/pool", EDITORS, data={"thing": "x"}),
    Gated("GET", _ONE, EDITORS),
    Gated("POST", _ONE, EDITORS, data={"name": "x"}),
    Gated("POST", f"{_ONE}/use", EDITORS, data={"at": "x/y"}),
    Gated("POST", f"{_ONE}/remove", EDITORS),
    Gated("GET", "/w/{slug}/atlas", EVERYBODY),
    Gated("GET", f"{_MAP}/inner", EDITORS),
    Gated("POST", f"{_MAP}/inner", EDITORS, data={"stage": "x"}),
    Gated("GET", f"{_MAP}/plan", EVERYBODY),
    Gated("POST", f"{_MAP}/plan", EDITORS, data={"text/x/y": "z"}),
    Gated("POST", f"{_MAP}/plan/channels", EDITORS, data={"name": "x"}),
    Gated("GET", f"{_MAP}/competitors", EVERYBODY),
    Gated("POST", f"{_MAP}/competitors", EDITORS, data={"name": "x"}),
    Gated("POST", f"{_MAP}/competitors/{{rival}}", EDITORS, data={"name": "x"}),
    Gated("POST", f"{_MAP}/competitors/{{rival}}/remove", EDITORS),
]
