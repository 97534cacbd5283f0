"""What the use cases of asking work with."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hanhtrinh.access import Actor
from hanhtrinh.app.lately import Lately
from hanhtrinh.app.mailing.desk import MailDesk
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.asking import Askings
from hanhtrinh.ports.inbox import Inbox
from hanhtrinh.ports.surveys import Responses, Surveys
from hanhtrinh.values import MICROSECONDS, datetime_of
from hanhtrinh.voice.surveys.model import State, Survey

SERVER = Actor(kind="server", id="asking")


@dataclass(frozen=True)
class Open:
    """A survey as it is asked: its newest version, the number of it, and whether it takes answers."""

    survey: Survey
    version: int
    state: State


class Shelf:
    """What every page view asks for, at hand for a few seconds: the open surveys of each workspace, its journeys and
    time zone, and how many finished a survey with a quota.
    """

    def __init__(self) -> None:
        self._open: Lately[Mapping[str, Open]] = Lately()
        self.journeys: Lately[Mapping[str, Journey]] = Lately()
        self.finished: Lately[int] = Lately()
        self.zone: Lately[str] = Lately()
        self._versions: dict[tuple[str, str, int], Survey] = {}

    def of(self, surveys: Surveys, workspace: str, now: int) -> Mapping[str, Open]:
        """Return the surveys of a workspace that were ever opened, by key."""
        return self._open.get(workspace, now, lambda: self._read(surveys, workspace))

    def forget(self) -> None:
        """Read everything anew next time."""
        for kept in (self._open, self.journeys, self.finished, self.zone):
            kept.forget()

    def _read(self, surveys: Surveys, workspace: str) -> dict[str, Open]:
        found: dict[str, Open] = {}
        for kept in surveys.all(workspace):
            place = workspace, kept.key, kept.version
            survey = self._versions.get(place) or (surveys.version(*place) if kept.version else None)
            if survey is not None:
                self._versions[place] = survey
                found[kept.key] = Open(survey, kept.version, kept.state)
        return found


class Met:
    """Skips that were written a short while ago and need not be written again: (workspace, person, survey, channel)."""

    def __init__(self, pause: int = 3_600 * MICROSECONDS, most: int = 20_000) -> None:
        self._pause, self._most = pause, most
        self._kept: dict[tuple[str, str, str, str], tuple[str, int]] = {}
        self._lock = threading.Lock()

    def is_new(self, key: tuple[str, str, str, str], reason: str, now: int) -> bool:
        """Tell whether a reason is another one than lately, and remember it."""
        with self._lock:
            before, at = self._kept.pop(key, ("", 0))
            fresh = before != reason or now - at >= self._pause
            self._kept[key] = (reason, now if fresh else at)
            if len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return fresh


@dataclass(frozen=True)
class AskDesk:
    """Where people are asked. `address` is where people reach the server, `new_token` gives a secret, `letters` is how
    many letters that ask a workspace may send in 24 hours.
    """

    askings: Askings
    surveys: Surveys
    responses: Responses
    people: PeopleDesk
    mail: MailDesk
    inbox: Inbox
    zone: Callable[[Space], str]
    clock: Callable[[], int]
    new_token: Callable[[], str]
    address: str
    letters: int
    shelf: Shelf = field(default_factory=Shelf)
    met: Met = field(default_factory=Met)

    def open(self, space: Space) -> Mapping[str, Open]:
        """Return the surveys of a workspace that were ever opened, by key, as they are asked now."""
        return self.shelf.of(self.surveys, space.id, self.clock())

    def journeys(self, space: Space) -> Mapping[str, Journey]:
        """Return the usable journeys of a workspace by key, as they were within the last seconds."""
        return self.shelf.journeys.get(space.id, self.clock(), lambda: self.people.shelf.usable(space))

    def finished(self, space: Space, survey: str) -> int:
        """Return how many finished a survey, as of the last seconds: who answers is counted exactly when they do."""
        place = space.id, survey
        return self.shelf.finished.get(place, self.clock(), lambda: self.responses.finished(space.id, survey))

    def zone_of(self, space: Space) -> str:
        """Return the time zone of a workspace, as it was within the last seconds."""
        return self.shelf.zone.get(space.id, self.clock(), lambda: self.zone(space))

    def page_of(self, token: str) -> str:
        """Return the address of the hosted page of an invitation."""
        return f"{self.address}/a/{token}"

    def day(self, space: Space) -> str:
        """Return the day it is in a workspace."""
        return datetime_of(self.clock(), self.zone(space)).date().isoformat()
