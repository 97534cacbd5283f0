"""The map as one self-contained HTML page."""

from hanhtrinh.app.drawn.order import Order
from hanhtrinh.draw.html import render


def html(order: Order) -> bytes:
    """Return the page, opening in the order's language with the other one click away."""
    return render(order.file.journey, order.readings, lang=order.lang, options=order.options).encode()
