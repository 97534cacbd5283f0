"""Drift, reviews, notifications."""

from hanhtrinh.measures.drift import Drift
from hanhtrinh.ports.drifting import Alarm
from tests.web.access import EDITORS, EVERYBODY, OWNER, Gated, Public

_MAP = "/w/{slug}/maps/{journey}"
_SETTINGS = "/w/{slug}/settings/notifications"


def an_alarm(world):
    """Open an alarm in `nha-may`."""
    drift = Drift(what="silent", step="cart", since=739_000, expected=20.0)
    alarm = Alarm(id="al", workspace="nha-may", journey="shop", drift=drift, opened_at=1, changed_at=1)
    world.services.alarms.keep([alarm])
    return {"journey": "shop", "alarm": "al"}


ROUTES = [
    Gated("GET", f"{_MAP}/drift", EVERYBODY),
    Gated("GET", f"{_MAP}/drift/{{alarm}}", EVERYBODY, given=an_alarm),
    Gated("POST", f"{_MAP}/drift/{{alarm}}/seen", EDITORS, data={}, given=an_alarm),
    Gated("GET", f"{_MAP}/review", EVERYBODY),
    Gated("POST", f"{_MAP}/review", EDITORS, data={"step": "cart", "what": "later"}),
    Gated("POST", f"{_MAP}/review/done", EDITORS, data={}),
    Gated("POST", f"{_MAP}/review/rhythm", EDITORS, data={"period": "90d", "reviewer": ""}),
    Gated("GET", _SETTINGS, EVERYBODY),
    Gated("POST", _SETTINGS, EVERYBODY, data={"drift": "none", "review": "none", "mention": "none"}),
    Gated("POST", f"{_SETTINGS}/test", OWNER, data={}),
    Public("GET", "/mail/stop/{secret}", "answers only to a secret that stood in a letter"),
    Public("POST", "/mail/stop/{secret}", "answers only to a secret that stood in a letter", own_proof=True),
]
