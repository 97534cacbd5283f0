"""What opens a session in a browser."""

from typing import NamedTuple

from litestar import Request
from litestar.response import Redirect

from hanhtrinh.access import digest
from hanhtrinh.app.accounts.signing import Opening
from hanhtrinh.i18n import Lang
from hanhtrinh.web.asking import Asking, address_of
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, SESSION_COOKIE, VISIT_COOKIE, YEAR, cookie, gone
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services

_BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "coc_coc": "Cốc Cốc",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


class Fresh(NamedTuple):
    """A session about to be opened: its token, which nobody knew before, and what is stored of it."""

    token: str
    opening: Opening


def fresh(request: Request, services: Services) -> Fresh:  # type: ignore[type-arg]
    """Return a session with a new token: one that was in the browser before signing in is never used again."""
    token = services.new_token()
    device = device_of(request.headers.get("user-agent", ""))
    return Fresh(token, Opening(digest(token), services.clock(), address_of(request), device))


def enter(asking: Asking, services: Services, token: str, lang: Lang, to: str, said: str = "") -> Redirect:
    """Hand the session's cookie out and go on; the session the browser had before is over."""
    if asking.user and asking.session:
        services.accounts.end_session(asking.user.id, asking.session)
    answer = redirect(asking, to, said)
    answer.set_cookie(cookie(SESSION_COOKIE, token, secure=asking.secure, seconds=YEAR))
    answer.set_cookie(gone(VISIT_COOKIE, secure=asking.secure))
    answer.set_cookie(cookie(LANGUAGE_COOKIE, lang, secure=asking.secure, seconds=YEAR))
    return answer


def device_of(agent: str) -> str:
    """Return what a browser calls itself, in two words; nothing of it that could tell one device from another."""
    known = (_BROWSERS, _SYSTEMS)
    found = (next((words for sign, words in names.items() if sign in agent), "") for names in known)
    return " · ".join(word for word in found if word)
