"""The way in, accounts, settings, operations."""

from tests.web.access import EVERYBODY, OWNER, Gated, Public

_SETTINGS = "/w/{slug}/settings"
ROUTES = [
    Public("GET", "/", "leads to signing in or to one's own workspace"),
    Public("GET", "/assets/{stamp}/{name}", "style sheets, fonts and scripts are no secret"),
    Public("POST", "/choices", "language and look of this browser"),
    Public("GET", "/start", "answers only to the token the server printed"),
    Public("POST", "/start", "answers only to the token the server printed"),
    Public("GET", "/sign-in", "where everybody begins"),
    Public("POST", "/sign-in", "where everybody begins"),
    Public("POST", "/sign-out", "ends one's own session and no other"),
    Public("GET", "/enter/{token}", "answers only to a token that was printed on this machine"),
    Public("GET", "/invitations/{token}", "answers only to a token that was passed on"),
    Public("POST", "/invitations/{token}", "answers only to a token that was passed on"),
    Public("GET", "/workspaces/new", "one's own", signed_in=True),
    Public("POST", "/workspaces/new", "one's own", signed_in=True),
    Public("GET", "/health", "says nothing about anybody"),
    Public("GET", "/health/live", "says nothing about anybody"),
    Public("GET", "/metrics", "answers to this machine or to a token"),
    Gated("GET", _SETTINGS, EVERYBODY),
    Gated("GET", f"{_SETTINGS}/profile", EVERYBODY),
    Gated("POST", f"{_SETTINGS}/profile", EVERYBODY, data={"name": "Lan"}),
    Gated("POST", f"{_SETTINGS}/password", EVERYBODY, data={"old": "x", "new": "y"}),
    Gated("GET", f"{_SETTINGS}/sessions", EVERYBODY),
    Gated("POST", f"{_SETTINGS}/sessions", EVERYBODY, data={}),
    Gated("GET", f"{_SETTINGS}/workspace", OWNER),
    Gated("POST", f"{_SETTINGS}/workspace", OWNER, data={"name": "Nhà Mây", "zone": "Asia/Ho_Chi_Minh"}),
    Gated("GET", f"{_SETTINGS}/team", EVERYBODY),
    Gated("POST", f"{_SETTINGS}/team/invite", OWNER, data={"email": "an@example.com", "role": "viewer"}),
    Gated("POST", f"{_SETTINGS}/team/role", OWNER, data={"user": "ghost", "role": "editor"}),
    Gated("POST", f"{_SETTINGS}/team/remove", OWNER, data={"user": "ghost"}),
    Gated("POST", f"{_SETTINGS}/team/withdraw", OWNER, data={"invitation": "x"}),
    Gated("GET", f"{_SETTINGS}/audit", OWNER),
]
