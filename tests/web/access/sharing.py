"""Links to maps, and maps as files."""

from tests.web.access import EDITORS, EVERYBODY, Gated, Public

_MAP = "/w/{slug}/maps/{journey}"
_ONE = f"{_MAP}/share/{{share}}"
_WHY = "answers only to the secret of a link, of 192 bits, and shows what whoever made it chose"
ROUTES = [
    Gated("GET", f"{_MAP}/share", EDITORS),
    Gated("POST", f"{_MAP}/share", EDITORS, data={"lane": "activity"}),
    Gated("POST", f"{_ONE}/renew", EDITORS),
    Gated("POST", f"{_ONE}/revoke", EDITORS),
    Gated("POST", f"{_ONE}/remove", EDITORS),
    Gated("GET", f"{_MAP}/download/{{form}}", EVERYBODY, {"form": "csv"}),
    Gated("POST", f"{_MAP}/event-log", EDITORS, data={"form": "xes"}),
    Public("GET", "/s/{token}", _WHY),
    Public("POST", "/s/{token}", _WHY, own_proof=True),
    Public("GET", "/s/{token}/state", _WHY),
    Public("GET", "/s/{token}/rules.css", _WHY),
    Public("GET", "/s/{token}/embed", _WHY),
    Public("GET", "/s/{token}/pictures/{file}", _WHY),
    Public("GET", "/s/{token}/download/{form}", _WHY),
]
