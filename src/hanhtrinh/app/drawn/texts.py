"""The journey as text others draw: Mermaid, alone or in Markdown. Readings are not part of it."""

from hanhtrinh.app.drawn.order import Order
from hanhtrinh.journey.forms.markdown import MARKDOWN
from hanhtrinh.journey.forms.mermaid.write import write


def mermaid(order: Order) -> bytes:
    """Return the journey as a Mermaid `journey` diagram."""
    return write(order.file.journey, order.lang).encode()


def markdown(order: Order) -> bytes:
    """Return the diagram within a Markdown page."""
    written = MARKDOWN.write(order.file.journey, order.lang) if MARKDOWN.write else ""
    return written.encode()
