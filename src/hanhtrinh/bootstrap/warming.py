"""What somebody would otherwise wait for the first time, done a while after the start of a server."""

import threading
from collections.abc import Callable

from hanhtrinh.measures.rule_preview_warm import warm

SECONDS = 8.0
"""How long after the start: answering the first pages comes before."""


def warm_later() -> Callable[[], None]:
    """Make ready in a while what rules are counted with; return what calls it off."""
    timer = threading.Timer(SECONDS, warm)
    timer.daemon = True
    timer.start()
    return timer.cancel
