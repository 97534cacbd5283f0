"""What a drawing is made from, and the choices about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.draw.options import DrawOptions, Shot
from hanhtrinh.draw.scene import scene_of
from hanhtrinh.draw.shapes import Lane, Scene
from hanhtrinh.draw.vector.plan import PaperName
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang
from hanhtrinh.measures.results import MapReadings


@dataclass(frozen=True)
class Order:
    """A journey, its readings if it was measured, and how to draw them.

    `instruments` give questions their words, `hidden` names lanes to leave out, `links` where the map of a stage's own
    journey is, `pictures` the pictures of steps and personas; `paper` is for PDF, `scale` for PNG.
    """

    file: JourneyFile
    readings: MapReadings | None
    lang: Lang
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, Shot] = field(default_factory=dict)
    paper: PaperName = "a3"
    scale: float = 1.0

    @property
    def options(self) -> DrawOptions:
        """The options every form of drawing understands."""
        questions = {key: one.question for key, one in self.instruments.items() if one.question}
        return DrawOptions(
            journey_file=self.file.path.name,
            questions=questions,
            hidden=self.hidden,
            links=dict(self.links),
            pictures=self.pictures,
        )

    @property
    def as_of(self) -> int | None:
        """The instant the readings are as of."""
        return self.readings.as_of if self.readings else None

    def scene(self) -> Scene:
        """Return the scene without the lanes that are left out: paper has no menu to bring them back."""
        scene = scene_of(self.file.journey, self.readings, lang=self.lang, options=self.options)
        return msgspec.structs.replace(scene, lanes=tuple(filter(self._shown, scene.lanes)))

    def _shown(self, lane: Lane) -> bool:
        kind = "rivals" if lane.key.startswith("rival-") and not lane.own else lane.key
        return kind not in self.hidden
