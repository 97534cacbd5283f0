"""The map as vector page and as picture."""

from hanhtrinh.app.drawn.order import Order
from hanhtrinh.draw.vector.render import map_pdf, map_png, map_svg


def pdf(order: Order) -> bytes:
    """Return the map as PDF on the order's paper."""
    return map_pdf(order.scene(), paper=order.paper, as_of=order.as_of)


def svg(order: Order) -> bytes:
    """Return the map as one SVG."""
    return map_svg(order.scene())


def png(order: Order) -> bytes:
    """Return the map as one PNG."""
    return map_png(order.scene(), scale=order.scale)
