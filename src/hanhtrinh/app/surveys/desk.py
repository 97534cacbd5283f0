"""What the use cases of surveys work with."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.shelf import JourneyShelf
from hanhtrinh.errors import NotFound
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.contacts import Instruments
from hanhtrinh.ports.maps import Maps
from hanhtrinh.ports.people import People
from hanhtrinh.ports.surveys import Kept, Surveys
from hanhtrinh.values import Finding
from hanhtrinh.voice.surveys.checking import check_survey
from hanhtrinh.voice.surveys.model import Survey

HISTORY = 20
"""So many versions are looked at when it is asked whether a question is still the same."""


@dataclass(frozen=True)
class SurveyDesk:
    """The surveys, what they are bound to, and where deeds are noted. `clock` gives the instant; `maps` is where maps
    are changed, `readings` what they show now.
    """

    surveys: Surveys
    instruments: Instruments
    shelf: JourneyShelf
    people: People
    audit: Audit
    clock: Callable[[], int]
    maps: Desk
    readings: Callable[[Space], Maps]

    def kept(self, space: Space, key: str) -> Kept:
        """Return a survey; NotFound where there is none. Who asks has asked `require` before."""
        found = self.surveys.get(space.id, key)
        if found is None:
            raise NotFound("surveys.no_survey", given=key[:60])
        return found

    def opened(self, space: Space, kept: Kept) -> list[Survey]:
        """Return the versions that were open, newest first."""
        numbers = range(kept.version, max(0, kept.version - HISTORY), -1)
        found = (self.surveys.version(space.id, kept.key, number) for number in numbers)
        return [one for one in found if one is not None]

    def versions(self, space: Space, key: str, numbers: Iterable[int]) -> dict[int, Survey]:
        """Return those of some versions of a survey that there are, by number."""
        found = {number: self.surveys.version(space.id, key, number) for number in set(numbers)}
        return {number: survey for number, survey in found.items() if survey is not None}

    def findings(self, space: Space, kept: Kept) -> tuple[Finding, ...]:
        """Return everything that is to be said about a draft."""
        return check_survey(
            kept.draft, opened=self.opened(space, kept), touchpoints=self.touchpoints(space, kept.draft.journey),
            segments={one.key for one in self.people.segments(space.id)}, instruments=self.known(space),
        )  # fmt: skip

    def known(self, space: Space) -> Mapping[str, Instrument]:
        """Return the instruments of a workspace by key."""
        return self.maps.journeys.about(space).instruments

    def touchpoints(self, space: Space, journey: str) -> Collection[str] | None:
        """Return the touchpoints of a journey; none where it is no more, None where a survey is bound to none."""
        if not journey:
            return None
        found = self.shelf.usable(space).get(journey)
        return found.touchpoints if found is not None else ()


def for_editing(actor: Actor, space: Space, desk: SurveyDesk, key: str) -> Kept:
    """Return a survey to somebody who may change it."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    return desk.kept(space, key)


def for_seeing(actor: Actor, space: Space, desk: SurveyDesk, key: str) -> Kept:
    """Return a survey to somebody who may see what came of it."""
    require(actor, space.id, Right.SEE_VOICE)
    return desk.kept(space, key)
