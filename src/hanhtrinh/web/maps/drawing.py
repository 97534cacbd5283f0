"""A map's readings drawn in pieces, each known by a name, so that a page can be given just what has changed."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from zlib import crc32

from hanhtrinh.draw import page_parts, page_sections
from hanhtrinh.draw.markup import Markup
from hanhtrinh.draw.options import DrawOptions, LaneKey, Shot
from hanhtrinh.draw.page_table import pieces
from hanhtrinh.draw.scene import scene_of
from hanhtrinh.draw.shapes import Door, Scene
from hanhtrinh.draw.words import Words
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.web.maps.live_sign import live_sign
from hanhtrinh.web.maps.truth import NOTHING, Truth

EDITED: frozenset[LaneKey] = frozenset(
    {"pictures", "activity", "thoughts", "pains", "opportunities", "backstage", "owner"}
)
"""Lanes that are shown while a map is edited even where nothing stands in them yet."""
SOUND = Markup("")
"""What is said above a map whose file can be used."""
_DOOR = re.compile(r' data-door="(\d+)"')


@dataclass(frozen=True)
class Drawn:
    """A map in one language: its scene, its pieces by name, and the doors behind its numbers by a lasting number."""

    journey: Journey
    readings: MapReadings
    scene: Scene
    pieces: Mapping[str, Markup]
    doors: Mapping[int, Door]

    @cached_property
    def at(self) -> str:
        """A name for exactly this state: the same pieces have the same, on any server, at any time."""
        whole = hashlib.sha256()
        for name, piece in self.pieces.items():
            whole.update(f"{name}\0{piece}\0".encode())
        return whole.hexdigest()[:20]

    @cached_property
    def shape(self) -> str:
        """A name for which pieces there are: a page with another shape has to be drawn as a whole."""
        return hashlib.sha256("\0".join(self.pieces).encode()).hexdigest()[:12]


def draw(
    journey: Journey,
    readings: MapReadings,
    lang: Lang,
    instruments: Mapping[str, Instrument],
    *,
    now: int,
    editing: bool,
    links: Mapping[str, str],
    fault: Markup = SOUND,
    pictures: Mapping[str, Shot] = MappingProxyType({}),
    truth: Truth = NOTHING,
) -> Drawn:
    """Draw a map at an instant; `editing` shows empty lanes too, `links` lead to the maps of stages that have one,
    `pictures` to the pictures there are; `truth` is what the map says of its own.
    """
    questions = {key: one.question for key, one in instruments.items() if one.question}
    empty = EDITED if editing else frozenset()
    options = DrawOptions(
        journey_file=f"{journey.key}.yaml",
        questions=questions,
        empty=empty,
        links=dict(links),
        pictures=pictures,
        editing=editing,
        looked=truth.looked,
        now=now if truth.review else None,
        review=truth.review,
        alarms=truth.alarms,
    )
    scene = scene_of(journey, readings, lang=lang, options=options)
    numbers = _lasting(scene.doors)
    found = {name: lasting(piece, numbers) for name, piece in _pieces(scene, readings, now, fault, truth.line)}
    doors = {number: scene.doors[i] for i, number in enumerate(numbers)}
    return Drawn(journey, readings, scene, found, doors)


def with_lasting_numbers(drawn: Drawn, markup: Markup) -> Markup:
    """Return more markup of the same scene, its buttons named like those of the pieces."""
    return lasting(markup, list(drawn.doors))


def _pieces(scene: Scene, readings: MapReadings, now: int, fault: Markup, line: Markup) -> Iterator[tuple[str, Markup]]:
    words = Words(scene.lang, readings.zone)
    yield "fault", fault
    yield "sign", live_sign(readings, now, words)
    yield "truth", line
    yield "hero", page_parts.hero(scene, words)
    yield "summary", page_parts.summary(scene, words)
    yield "mini", page_parts.mini(scene)
    yield from pieces(scene, words).items()
    yield "below", page_sections.below(scene, words) or Markup("")
    yield "segments", page_parts.segments(scene, words) or Markup("")


def _lasting(doors: tuple[Door, ...]) -> list[int]:
    """Return a number for each door that stays while others come and go: it follows from what the door is about."""
    numbers: list[int] = []
    taken: set[int] = set()
    for door in doors:
        number = crc32(f"{door.place}\0{door.title}".encode())
        while number in taken:
            number += 1
        taken.add(number)
        numbers.append(number)
    return numbers


def lasting(piece: Markup, numbers: list[int]) -> Markup:
    """Return a piece whose buttons name doors by their lasting numbers."""
    return Markup(_DOOR.sub(lambda found: f' data-door="{numbers[int(found[1])]}"', piece))
