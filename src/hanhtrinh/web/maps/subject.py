"""A map as somebody asks for it, and how it is drawn."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from hanhtrinh.access import Actor
from hanhtrinh.app.maps.asked import Asked, question_of
from hanhtrinh.app.pictures import shots_of
from hanhtrinh.app.versions.good import Shown, shown_journey
from hanhtrinh.draw.markup import Markup
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.maps import Maps
from hanhtrinh.web.drifting.truth import truth_of
from hanhtrinh.web.maps.drawing import Drawn, draw
from hanhtrinh.web.maps.fault import fault_line
from hanhtrinh.web.maps.truth import Truth
from hanhtrinh.web.pains.signs import pain_signs
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
        """Return something that changes when the journey's file does, or what is said of its truth."""
        turns = self.services.drift_turns.of(self.space, self.journey)
        return self.services.desk.journeys.stamp(self.space, self.journey), turns

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
        shown = self._shown()
        return self.services.maps(self.space), shown.file.journey, self.question, self._drawer(shown)

    def drawn(self) -> Drawn:
        """Return the map as it is now: as it hangs on its board where somebody watches it, else drawn for the asker."""
        shown = self._shown()
        hanging = self.services.hub.peek(self.key)
        if (
            hanging is not None
            and hanging.journey == shown.file.journey
            and hanging.pieces["fault"] == self._line(shown)
            and hanging.pieces["truth"] == self._truth(shown).line
        ):
            return hanging
        readings = self.services.maps(self.space).readings(shown.file.journey, self.question)
        return self._drawer(shown)(readings)

    def _shown(self) -> Shown:
        """Return the journey, as its file could last be used where it cannot be now."""
        return shown_journey(SERVER, self.space, self.services.version_desk, self.journey)

    def _line(self, shown: Shown) -> Markup:
        return fault_line(shown.fault, f"/w/{self.space.slug}/maps/{self.journey}", self.lang)

    def _truth(self, shown: Shown) -> Truth:
        return truth_of(self.services, self.space, shown.kept, shown.file.journey, self.lang)

    def _offering(self, truth: Truth, journey: Journey, readings: MapReadings) -> Truth:
        """Return what is said of a map's truth with, while it is edited, the pains customers' words propose."""
        if not self.asked.editing:
            return truth
        refused = self.services.refusals.refused(self.space.id, self.journey)
        base = f"/w/{self.space.slug}/maps/{self.journey}"
        more = pain_signs(journey, readings.said, refused, Words(self.lang, readings.zone), f"{base}/pains")
        return replace(truth, alarms=(*truth.alarms, *more))

    def _drawer(self, shown: Shown) -> Callable[[MapReadings], Drawn]:
        instruments = self.services.desk.journeys.about(self.space).instruments
        file, line = shown.file, self._line(shown)
        sealed = self._truth(shown)
        links = {stage: opened.path.stem for stage, opened in file.opened.items()}

        def drawer(readings: MapReadings) -> Drawn:
            truth = self._offering(sealed, file.journey, readings)
            return draw(
                file.journey, readings, self.lang, instruments,
                now=self.services.clock(), editing=self.asked.editing, links=links, fault=line, truth=truth,
                pictures=shots_of(file.journey, self.space, self.services.pictures, f"/w/{self.space.slug}/pictures"),
            )  # fmt: skip

        return drawer
