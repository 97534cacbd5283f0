"""What all pages of taking in share: their frame, the touchpoints to choose from."""

from collections.abc import Sequence

from litestar import Response

from hanhtrinh.draw.markup import Markup
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import Option
from hanhtrinh.web.services import Services
from hanhtrinh.web.voice.tabs import voice_page


def base(space: Space) -> str:
    """Return the address the pages begin with."""
    return f"/w/{space.slug}/voice/taking-in"


def shown(asking: Asking, space: Space, title: str, *content: Markup, status: int = 200) -> Response[str]:
    """Return a page of this area; the tab of answers is the one it belongs to."""
    sheets, scripts = ("imports.css", "taking_in.css"), ("imports.js", "taking_in.js")
    return voice_page(asking, space, "responses", title, *content, sheets=sheets, scripts=scripts, status=status)


def touchpoints(services: Services, space: Space, lang: Lang) -> list[Option]:
    """Return what a text may be about: nothing said, or a touchpoint of one of the workspace's maps."""
    found: dict[str, str] = {}
    for journey in services.shelf.usable(space).values():
        for step in journey.steps:
            point = journey.touchpoints.get(str(step.touchpoint))
            if point is not None:
                found.setdefault(
                    str(step.touchpoint), f"{Words(lang).say(point.name)} ({Words(lang).say(journey.name)})"
                )
    return [("", tr("taking_in.about_nearest", lang)), *found.items()]


def steps_named(options: Sequence[Option], key: str) -> str:
    """Return the words of a chosen touchpoint."""
    return next((words for value, words in options if value == key), key)
