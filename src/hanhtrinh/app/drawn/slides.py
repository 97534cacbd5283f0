"""The map as slides to step through."""

from hanhtrinh.app.drawn.order import Order
from hanhtrinh.draw.slides.deck import map_pptx


def pptx(order: Order) -> bytes:
    """Return the map as a presentation."""
    return map_pptx(order.scene(), as_of=order.as_of)
