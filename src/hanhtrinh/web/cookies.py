"""The cookies of the server, all of them needed to work: none follows anybody."""

from litestar.datastructures import Cookie

SESSION_COOKIE = "hanhtrinh_session"
VISIT_COOKIE = "hanhtrinh_visit"
"""A random secret of a visitor who has not signed in: what the tokens of their forms are bound to."""
LANGUAGE_COOKIE = "hanhtrinh_language"
LOOK_COOKIE = "hanhtrinh_look"
SAID_COOKIE = "hanhtrinh_said"
"""What the next page says once: a message key."""
YEAR = 31_536_000


def cookie(name: str, value: str, *, secure: bool, seconds: int | None = None) -> Cookie:
    """Return a cookie no script can read and no other site sends along with a form."""
    return Cookie(key=name, value=value, path="/", max_age=seconds, httponly=True, secure=secure, samesite="lax")


def gone(name: str, *, secure: bool) -> Cookie:
    """Return the cookie that takes a cookie away."""
    return cookie(name, "", secure=secure, seconds=0)
