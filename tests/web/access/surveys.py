"""Surveys: the list and results are for commenters, making and opening them for editors."""

from tests.web.access import COMMENTERS, EDITORS, Gated

_HOME = "/w/{slug}/voice/surveys"
_ONE = f"{_HOME}/{{key}}"
_FILE = "format: hanhtrinh-survey/1\nkey: moi\nname: Mới\n"


def a_survey(world) -> dict[str, str]:
    """Make a survey that is open."""
    from tests.web.test_surveys import LAN, opened_survey  # noqa: PLC0415 - that module declares nothing here

    return {"key": opened_survey(world, LAN).key}


ROUTES = [
    Gated("GET", _HOME, COMMENTERS),
    Gated("POST", _HOME, EDITORS, data={"name": "Mới"}),
    Gated("POST", f"{_HOME}/import", EDITORS, data={"text": _FILE}),
    Gated("GET", _ONE, COMMENTERS, given=a_survey),
    Gated("POST", f"{_ONE}/edit", EDITORS, given=a_survey, sent={"stamp": 1, "edits": []}),
    Gated("POST", f"{_ONE}/preview", EDITORS, given=a_survey, data={}),
    Gated("POST", f"{_ONE}/publish", EDITORS, given=a_survey, data={"stamp": "1"}),
    Gated("POST", f"{_ONE}/state", EDITORS, given=a_survey, data={"state": "paused"}),
    Gated("POST", f"{_ONE}/copy", EDITORS, given=a_survey, data={}),
    Gated("POST", f"{_ONE}/remove", EDITORS, given=a_survey, data={}),
    Gated("GET", f"{_ONE}/file", EDITORS, given=a_survey),
    Gated("GET", f"{_ONE}/results", COMMENTERS, given=a_survey),
    Gated("GET", f"{_ONE}/results/weights", EDITORS, given=a_survey),
    Gated("POST", f"{_ONE}/results/weights", EDITORS, given=a_survey, data={"do": "end", "stamp": "0"}),
]
