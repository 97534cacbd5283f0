"""Asking: the widget's requests belong to the write key; the tab to the workspace."""

from tests.web.access import COMMENTERS, EDITORS, Gated, Public

_HOME = "/w/{slug}/voice/asking"
_BUDGET = {"most": "2", "days": "30", "email_most": "1", "email_days": "14", "rest": "14", "apart": "1",
           "quiet_from": "20:00", "quiet_to": "08:00", "quiet": "email"}  # fmt: skip
_WIDGET = "pages of other sites ask; the write key says whose, and nothing is told about a person"


def _survey(world: object) -> dict[str, str]:
    from tests.web.asking_world import opened  # noqa: PLC0415 - it imports the world this package is imported by

    opened(world)
    return {"survey": "sau-mua"}


ROUTES = [
    Public("GET", "/survey.js", "a script for other sites' pages"),
    Public("GET", "/v1/asking/config", _WIDGET, own_proof=True),
    *(Public("POST", f"/v1/asking/{name}", _WIDGET, own_proof=True) for name in ("look", "offer", "seen", "answer")),
    Gated("GET", _HOME, COMMENTERS),
    Gated("POST", f"{_HOME}/budget", EDITORS, data=_BUDGET),
    Gated("GET", f"{_HOME}/why", EDITORS),
    Gated("GET", f"{_HOME}/silent/{{survey}}", EDITORS, given=_survey),
    Gated("POST", f"{_HOME}/stops", EDITORS, data={"name": "an@example.vn"}),
    Gated("POST", f"{_HOME}/stops/remove", EDITORS, data={"id": "x"}),
]
