"""After how long without anything a pass counts as left."""

import numpy as np

from hanhtrinh.measures.draft.shapes import WindowProposal, because
from hanhtrinh.measures.draft.units import DAY, HOUR, Restart, Units
from hanhtrinh.values import MICROSECONDS

_NEARLY_ALL = 0.995
_USUAL = (
    ("30m", 1_800), ("1h", HOUR), ("3h", 3 * HOUR), ("6h", 6 * HOUR), ("12h", 12 * HOUR),
    *((f"{d}d", d * DAY) for d in (1, 2, 3, 7, 14, 21, 30, 45, 60, 90, 180, 365)),
)  # fmt: skip


def usual_span(seconds: float) -> str:
    """Return the shortest usual length of time that is at least so many seconds; a year where all are shorter."""
    return next((text for text, length in _USUAL if length >= seconds), _USUAL[-1][0])


def propose_window(units: Units, restart: Restart | None) -> WindowProposal | None:
    """Return the window: the pause after which people begin anew, else one that hardly any pause in a unit exceeds."""
    if restart is not None:
        told = because(
            "window_restart",
            pause_seconds=restart.seconds,
            pauses=restart.pauses,
            bits=round(restart.carried, 2),
            of=round(restart.whole, 2),
        )
        return WindowProposal(window=usual_span(restart.seconds), reasons=(told,))
    same = np.ones(max(0, len(units.time) - 1), np.bool_)
    same[units.bounds[1:-1] - 1] = False
    pauses = np.diff(units.time)[same] / MICROSECONDS
    if not len(pauses):
        return None
    long = float(np.quantile(pauses, _NEARLY_ALL))
    told = because("window_pauses", within_share=_NEARLY_ALL, pause_seconds=round(long), pauses=len(pauses))
    return WindowProposal(window=usual_span(long), reasons=(told,))
