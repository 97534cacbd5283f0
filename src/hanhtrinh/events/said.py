"""Which of what people said holds: a review that was edited, a ticket that was sent again, count by their newest words.

Whoever takes in what is said elsewhere gives each saying the sender's own id (`said_id`). Answers without one stand for
themselves. Sayings are compared within one person's timeline alone: so they add up over people, and an edit that comes
under another person's name is another saying.
"""

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Frame

ID, KIND, URL, TITLE, SITE, STATE = "said_id", "said_kind", "said_url", "said_title", "said_site", "said_state"
"""The properties of what was said elsewhere."""


def current(frame: Frame, as_of: int | None = None) -> npt.NDArray[np.bool_]:
    """Tell, per answer of a frame, whether it holds: no later one of the same id, kind and source by its person came,
    and it takes nothing back.

    Later than `as_of` nothing was said yet. The sorting behind it is done once a frame.
    """
    replaced = frame.replaced_at
    return np.greater(replaced, np.iinfo(np.int64).max - 1 if as_of is None else as_of)
