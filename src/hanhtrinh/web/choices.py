"""Language and light or dark, chosen on this device by anybody."""

from typing import Annotated, Literal

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from hanhtrinh.web.asking import Asking
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, LOOK_COOKIE, YEAR, cookie
from hanhtrinh.web.said import redirect
from hanhtrinh.web.security import local_path


class Choice(msgspec.Struct, frozen=True):
    """What was pressed, and the page it was pressed on."""

    language: Literal["vi", "en"] | None = None
    look: Literal["auto", "light", "dark"] | None = None
    next: str = "/"


@post("/choices", sync_to_thread=False, status_code=303)
def choose(
    asking: NamedDependency[Asking], data: Annotated[Choice, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Redirect:
    """Remember a choice and go back to the page."""
    answer = redirect(asking, local_path(data.next))
    for name, value in ((LANGUAGE_COOKIE, data.language), (LOOK_COOKIE, data.look)):
        if value is not None:
            answer.set_cookie(cookie(name, value, secure=asking.secure, seconds=YEAR))
    return answer


HANDLERS = (choose,)
