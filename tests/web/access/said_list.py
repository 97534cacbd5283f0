"""The inbox: answers, what is noted at them, drafts of replies."""

from tests.web.access import COMMENTERS, Gated

_ALL = "/w/{slug}/voice/responses"
_ONE = f"{_ALL}/{{answer}}"
_REPLIES = "/w/{slug}/voice/replies"
ROUTES = [
    Gated("GET", _ALL, COMMENTERS),
    Gated("POST", _ALL, COMMENTERS, data={"do": "done", "answer": "0000000000000001"}),
    Gated("GET", _ONE, COMMENTERS),
    Gated("POST", _ONE, COMMENTERS, data={"state": "done"}),
    Gated("POST", f"{_ONE}/sense", COMMENTERS, data={"feeling": "1"}),
    Gated("POST", f"{_ONE}/case", COMMENTERS),
    Gated("POST", f"{_ONE}/reply", COMMENTERS, data={"reply": "x"}),
    Gated("GET", _REPLIES, COMMENTERS),
    Gated("POST", _REPLIES, COMMENTERS, data={"name": "x", "lang": "vi", "text": "y"}),
    Gated("POST", f"{_REPLIES}/{{template}}/remove", COMMENTERS),
]
