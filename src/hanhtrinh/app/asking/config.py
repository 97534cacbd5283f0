"""What every page of a workspace is told beforehand: which surveys there are on pages and what may trigger them.

It is the same for everybody, so that browsers keep it; whether somebody is asked is decided when a trigger is met
(`app.asking.pages`).
"""

import msgspec

from hanhtrinh.app.asking.desk import AskDesk
from hanhtrinh.ports.accounts import Space
from hanhtrinh.voice.asking.hints import Hint, hints_of
from hanhtrinh.voice.surveys.model import Place


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """A survey on pages: what may trigger it (`when`: name of an event, pattern of a path), and when it then asks."""

    survey: str
    place: Place
    when: tuple[Hint, ...] = ()
    delay: int = 0
    leaving: bool = False


def config_of(desk: AskDesk, space: Space) -> tuple[Told, ...]:
    """Return the open surveys on pages of a workspace, by key."""
    journeys = desk.journeys(space)
    return tuple(
        Told(key, on_page.place, hints_of(on_page, journeys.get(one.survey.journey)), on_page.delay, on_page.leaving)
        for key, one in sorted(desk.open(space).items())
        if one.state == "open" and (on_page := one.survey.asking.on_page) is not None
    )
