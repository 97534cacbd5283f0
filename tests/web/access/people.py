"""People and segments."""

from hanhtrinh.web.person_address import person_token
from tests.web.access import EDITORS, OWNER, Gated

_ONE = "/w/{slug}/people/{token}"
_NAME = {"token": person_token("KH1")}
_SEGMENTS = "/w/{slug}/segments"
ROUTES = [
    Gated("GET", "/w/{slug}/people", EDITORS),
    Gated("GET", "/w/{slug}/people/records", OWNER),
    Gated("GET", "/w/{slug}/people/erasures/{job}", OWNER),
    Gated("POST", "/w/{slug}/people/merges/{number}/undo", EDITORS, {"number": "1"}),
    Gated("GET", _ONE, EDITORS, _NAME),
    Gated("POST", f"{_ONE}/export", EDITORS, _NAME),
    Gated("GET", f"{_ONE}/merge", EDITORS, _NAME),
    Gated("POST", f"{_ONE}/merge", EDITORS, _NAME, data={"with": "x2"}),
    Gated("POST", f"{_ONE}/consent", EDITORS, _NAME, data={"category": "ads"}),
    Gated("GET", f"{_ONE}/erase", OWNER, _NAME),
    Gated("POST", f"{_ONE}/erase", OWNER, _NAME, data={"sure": "yes"}),
    Gated("GET", _SEGMENTS, EDITORS),
    Gated("GET", f"{_SEGMENTS}/new", EDITORS),
    Gated("GET", f"{_SEGMENTS}/{{key}}", EDITORS),
    Gated("POST", f"{_SEGMENTS}/draft", EDITORS, data={}),
    Gated("POST", f"{_SEGMENTS}/save", EDITORS, data={}),
    Gated("POST", f"{_SEGMENTS}/{{key}}/remove", EDITORS),
]
