"""What the use cases of people work with."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.people.knowing import Knowing, Knowledge
from hanhtrinh.app.shelf import JourneyShelf
from hanhtrinh.errors import NotFound
from hanhtrinh.events.event import Message
from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.model import Journey
from hanhtrinh.people.looking import Journeys
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.inbox import Watermark
from hanhtrinh.ports.jobs import Jobs
from hanhtrinh.ports.people import People
from hanhtrinh.values import Runner, in_one_part


def nothing_waits(workspace: str, after: Watermark, limit: int) -> tuple[Sequence[Message], Watermark]:
    """Say that everything accepted is sealed."""
    return (), after


class Minds:
    """What is known of the people of each workspace, made when it is first asked for."""

    def __init__(self) -> None:
        self._known: dict[str, Knowing] = {}
        self._lock = threading.Lock()

    def of(self, space: Space, make: Callable[[], Knowing]) -> Knowing:
        """Return a workspace's."""
        with self._lock:
            if space.id not in self._known:
                self._known[space.id] = make()
            return self._known[space.id]

    def forget(self, space: Space) -> None:
        """Let go of a workspace's."""
        with self._lock:
            self._known.pop(space.id, None)


@dataclass(frozen=True)
class PeopleDesk:
    """Where people, their timelines and their journeys are, and where deeds are noted.

    `parts` gives all timelines as they are now, `zone` the time zone of a workspace; `clock` gives the instant,
    `new_id` a fresh id. `tail` gives what was accepted and is not sealed, `settle` seals it.
    """

    people: People
    parts: Callable[[Space], Parts]
    shelf: JourneyShelf
    zone: Callable[[Space], str]
    audit: Audit
    jobs: Jobs
    clock: Callable[[], int]
    new_id: Callable[[], str]
    run: Runner = in_one_part
    tail: Callable[[str, Watermark, int], tuple[Sequence[Message], Watermark]] = nothing_waits
    settle: Callable[[Space], None] = lambda space: None
    minds: Minds = field(default_factory=Minds)

    def journeys(self, actor: Actor, space: Space) -> Mapping[str, Journey]:
        """Return the usable journeys of a workspace by key."""
        require(actor, space.id, Right.SEE_MAPS)
        return self.shelf.usable(space)

    def knowledge(self, space: Space, within: float = 0.0) -> Knowledge:
        """Return what is known of a workspace's people now, or was so many seconds ago where somebody asked then."""
        return self.minds.of(
            space, lambda: Knowing(self.people, space.id, self.zone(space), partial(self.tail, space.id))
        ).now(within)

    def forget(self, space: Space) -> None:
        """Let go of what is held of a workspace's people: somebody was erased."""
        self.minds.forget(space)

    def journey_of(self, actor: Actor, space: Space) -> Journeys:
        """Return what gives a journey of a workspace by its key; NotFound where it has none that can be used."""
        known: dict[str, Mapping[str, Journey]] = {}

        def journey(key: str) -> Journey:
            journeys = known.setdefault("", self.journeys(actor, space) if not known else {})
            if key not in journeys:
                raise NotFound("people.no_journey", given=key, allowed=", ".join(sorted(journeys)) or "–")
            return journeys[key]

        return journey
