"""Use case: a journey and its readings become a picture."""

from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.draw.html import render
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.i18n import Lang
from hanhtrinh.measures.results import MapReadings


def draw_map(file: JourneyFile, readings: MapReadings | None, lang: Lang) -> str:
    """Return the map as one self-contained HTML page, opening in a language."""
    return render(file.journey, readings, lang=lang, options=DrawOptions(journey_file=file.path.name))
