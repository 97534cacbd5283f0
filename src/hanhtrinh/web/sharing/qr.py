"""An address as a QR code, drawn as one path: dark squares on white, in every theme, so that phones can read it."""

import segno

from hanhtrinh.draw.markup import Markup, h

_QUIET = 4


def qr_code(address: str, label: str) -> Markup:
    """Return the code with the quiet border readers need."""
    rows = segno.make_qr(address, error="m").matrix
    size = len(rows) + 2 * _QUIET
    squares = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return h(
        "svg.qr",
        h("rect", x=0, y=0, width=size, height=size, fill="#fff"),
        h("path", d=squares, fill="#000"),
        viewBox=f"0 0 {size} {size}",
        role="img",
        aria_label=label,
        shape_rendering="crispEdges",
    )
