"""What customers' words say on a map that is drawn once, from a frame alone: the same computing as for a living map.

Nothing is kept of it, so that whoever only draws leaves no trace in a workspace.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from hanhtrinh.app.understanding.heard import Heard
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.together import people_between
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.measures.said_readings import Understood
from hanhtrinh.measures.said_rows import worded
from hanhtrinh.measures.senses import Senses
from hanhtrinh.values import Runner

if TYPE_CHECKING:  # what reads is loaded only where somebody said something
    from hanhtrinh.voice.text.reading import Reader


def with_words(
    found: MapReadings, frame: Frame, journey: Journey, question: MapQuestion, run: Runner,
    reader_of: Callable[[], "Reader"],
) -> MapReadings:  # fmt: skip
    """Return a map's readings with what the words of a frame say, as a reader understands them; where nobody said
    anything, or what stands beside the map is not asked for, they stay as they are and no reader is made."""
    if not question.beside or not len(worded(frame)):
        return found
    reader = reader_of()
    parts = Parts(frame, np.zeros(frame.person_count, np.bool_), people_between(frame, 0, 0), found.as_of)
    names = {key: theme.name for key, theme in reader.taxonomy.themes.items()}
    understood = Understood(f"{reader.version}.{reader.taught}", reader.themes, names, reader.taxonomy.general)
    said = Heard(journey, question, run).readings(parts, understood, lambda some: _senses(some, reader))
    return replace(found, said=said)


def _senses(frame: Frame, reader: "Reader") -> Senses:
    texts = frame.answers.text.gather(worded(frame)).to_list()
    columns = reader.corrected(texts, reader.columns(texts))
    read = np.ones(len(texts), np.bool_)
    return Senses(
        columns.language, columns.feeling, columns.confidence, columns.themes, read, reader.themes, columns.apart
    )
