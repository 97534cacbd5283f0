"""What the next page says once: "Your password has been changed." A message key, never a text from outside."""

from urllib.parse import quote

from litestar.response import Redirect

from hanhtrinh.i18n import Lang, tr
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.cookies import SAID_COOKIE, cookie

_SECONDS = 60


def redirect(asking: Asking, to: str, said: str = "") -> Redirect:
    """Return the way to another page of ours, where the message `said` (`account.saved`) is shown."""
    answer = Redirect(quote(to, safe="/?&=#%~+:,;@!$'()*[]"), status_code=303)
    if said:
        answer.set_cookie(cookie(SAID_COOKIE, said, secure=asking.secure, seconds=_SECONDS))
    return answer


def words_said(key: str, lang: Lang) -> str:
    """Return the words of a message key that came in a cookie; nothing for what is none."""
    if not key.replace(".", "").replace("_", "").isascii() or not key.replace(".", "").replace("_", "").isalnum():
        return ""
    try:
        return tr(key, lang)
    except (KeyError, IndexError, OSError):
        return ""
