"""The map as tables: a workbook, a wide CSV for people, a long CSV for machines."""

from hanhtrinh.app.drawn.order import Order
from hanhtrinh.draw.tables import long_csv, wide_csv, workbook


def xlsx(order: Order) -> bytes:
    """Return the map and its readings as a workbook."""
    return workbook(order.file.journey, order.readings, lang=order.lang, options=order.options)


def csv(order: Order) -> bytes:
    """Return the map as people see it: steps across, lanes down."""
    return wide_csv(order.file.journey, order.readings, lang=order.lang, options=order.options).encode()


def long(order: Order) -> bytes:
    """Return everything, one value a line."""
    return long_csv(order.file.journey, order.readings).encode()
