"""Use case: a journey and its readings become a picture, in any of the forms of `app.drawn`."""

from collections.abc import Mapping
from importlib import import_module

from hanhtrinh.app.drawn import Form
from hanhtrinh.app.drawn.order import Order
from hanhtrinh.app.drawn.page import html
from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.draw.options import Shot
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang
from hanhtrinh.measures.results import MapReadings


def draw_map(
    file: JourneyFile,
    readings: MapReadings | None,
    lang: Lang,
    instruments: Mapping[str, Instrument] | None = None,
    links: Mapping[str, str] | None = None,
    pictures: Mapping[str, Shot] | None = None,
) -> str:
    """Return the map as one self-contained HTML page, opening in a language; see `Order` for what may be given."""
    return html(Order(file, readings, lang, instruments or {}, links=links or {}, pictures=pictures or {})).decode()


def draw_as(form: Form, order: Order) -> bytes:
    """Return a map in a form; only what that form needs is loaded. InputError where it cannot be drawn so."""
    module, _, function = form.maker.partition(":")
    drawn: bytes = getattr(import_module(module), function)(order)
    return drawn
