"""A map as somebody asks for it, and how it is drawn."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from hanhtrinh.access import Actor
from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.app.maps.asked import Asked, question_of
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.maps import Maps
from hanhtrinh.web.maps.drawing import Drawn, draw
from hanhtrinh.web.services import Services

SERVER = Actor(kind="server", id="maps")
"""Who draws what many watch; each of them was let in by their own rights."""


@dataclass(frozen=True)
class MapSubject:
    """One journey's map of a workspace, asked for a period and a segment, in a language."""

    services: Services
    space: Space
    journey: str
    asked: Asked
    lang: Lang

    @property
    def key(self) -> Hashable:
        """What makes two subjects the same."""
        return (self.space.id, self.journey, self.asked.query, self.lang)

    def stamp(self) -> object:
        """Return something that changes when the journey's file does."""
        return self.services.desk.journeys.stamp(self.space, self.journey)

    @property
    def zone(self) -> str:
        """The workspace's time zone."""
        return self.services.desk.journeys.about(self.space).zone

    @property
    def question(self) -> MapQuestion:
        """What is asked of the timelines."""
        return question_of(self.asked, self.zone)

    def open(self) -> tuple[Maps, Journey, MapQuestion, Callable[[MapReadings], Drawn]]:
        """Return where readings come from, of what, and what draws them."""
        _, file = usable_journey(SERVER, self.space, self.services.desk, self.journey)
        return self.services.maps(self.space), file.journey, self.question, self._drawer(file)

    def drawn(self) -> Drawn:
        """Return the map as it is now: as it hangs on its board where somebody watches it, else drawn for the asker."""
        _, file = usable_journey(SERVER, self.space, self.services.desk, self.journey)
        hanging = self.services.hub.peek(self.key)
        if hanging is not None and hanging.journey == file.journey:
            return hanging
        readings = self.services.maps(self.space).readings(file.journey, self.question)
        return self._drawer(file)(readings)

    def _drawer(self, file: JourneyFile) -> Callable[[MapReadings], Drawn]:
        instruments = self.services.desk.journeys.about(self.space).instruments
        links = {stage: opened.path.stem for stage, opened in file.opened.items()}

        def drawer(readings: MapReadings) -> Drawn:
            return draw(
                file.journey, readings, self.lang, instruments,
                now=self.services.clock(), editing=self.asked.editing, links=links,
            )  # fmt: skip

        return drawer
