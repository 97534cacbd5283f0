"""Maps as sums over people: exact partials that add and subtract, and the readings made of them (docs/partials.md)."""

from hanhtrinh.measures.partial.build import map_partial
from hanhtrinh.measures.partial.change import NEVER_CHANGES, next_change
from hanhtrinh.measures.partial.map_partial import MapPartial
from hanhtrinh.measures.partial.readings import map_readings
from hanhtrinh.measures.partial.span import FrameSpan, Span, joined, span_of

__all__ = [
    "NEVER_CHANGES",
    "FrameSpan",
    "MapPartial",
    "Span",
    "joined",
    "map_partial",
    "map_readings",
    "next_change",
    "span_of",
]
