"""Use case: a journey and its readings become a picture."""

from collections.abc import Mapping

from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.draw.html import render
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang
from hanhtrinh.measures.results import MapReadings


def draw_map(
    file: JourneyFile, readings: MapReadings | None, lang: Lang, instruments: Mapping[str, Instrument] | None = None
) -> str:
    """Return the map as one self-contained HTML page, opening in a language; `instruments` give questions their
    words.
    """
    questions = {key: one.question for key, one in (instruments or {}).items() if one.question}
    options = DrawOptions(journey_file=file.path.name, questions=questions)
    return render(file.journey, readings, lang=lang, options=options)
