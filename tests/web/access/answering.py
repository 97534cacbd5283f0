"""Answering surveys, and handing them out."""

from tests.web.access import COMMENTERS, EDITORS, Gated, Public

_WHY = "whoever holds a survey's link answers it; it tells nothing about anybody, and no GET keeps anything"
_MINE = "answers only to the secret of an invitation, of 192 bits; no GET keeps anything"
_KIOSK = "answers only to the secret of a kiosk, of 192 bits"
_SHARE = "/w/{slug}/voice/surveys/{survey}/share"
_PAGE = "{key}/{page}"
ROUTES = [
    Public("GET", "/survey-theme/{name}", "a colour as a style sheet: all of it stands in the address"),
    Public("GET", "/q/{code}", _WHY),
    Public("GET", f"/q/{{code}}/{_PAGE}", _WHY),
    Public("POST", f"/q/{{code}}/{_PAGE}", _WHY, own_proof=True),
    Public("POST", f"/q/{{code}}/{_PAGE}/files", _WHY, own_proof=True),
    Public("GET", "/q/{code}/logo", _WHY),
    Public("GET", "/a/{token}", _MINE),
    Public("GET", f"/a/{{token}}/{_PAGE}", _MINE),
    Public("POST", f"/a/{{token}}/{_PAGE}", _MINE, own_proof=True),
    Public("POST", f"/a/{{token}}/{_PAGE}/files", _MINE, own_proof=True),
    Public("GET", "/a/{token}/logo", _MINE),
    Public("GET", "/a/{token}/stop", _MINE),
    Public("POST", "/a/{token}/stop", _MINE, own_proof=True),
    Public("GET", "/kiosk/worker.js", "a script that lets a browser keep the page of a kiosk"),
    Public("GET", "/kiosk/{token}", _KIOSK),
    Public("POST", "/kiosk/{token}/answers", _KIOSK, own_proof=True),
    Public("GET", "/kiosk/{token}/logo", _KIOSK),
    Gated("GET", _SHARE, EDITORS),
    Gated("POST", f"{_SHARE}/link", EDITORS),
    Gated("POST", f"{_SHARE}/kiosk", EDITORS),
    Gated("POST", f"{_SHARE}/kiosk/end", EDITORS),
    Gated("GET", f"{_SHARE}/letter", EDITORS),
    Gated("GET", f"{_SHARE}/{{file}}", EDITORS, {"file": "qr.svg"}),
    Gated("GET", "/w/{slug}/voice/files/{file}", COMMENTERS, {"file": "0" * 48}),
]
