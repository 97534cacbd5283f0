"""All people's timelines in two parts: a large base that never changes, and the people touched since, whole.

A person stands in exactly one part: those the overlay holds are superseded in the base. Whatever is a sum over people
is the sum over the base without them plus the sum over the overlay.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Frame
from hanhtrinh.events.instrument import Instrument


@dataclass(frozen=True)
class Parts:
    """`superseded[i]` tells that person i of the base is meant to be read in the overlay (or is no more).

    Both frames have dictionaries of their own: codes mean nothing across them. The overlay may know newer instruments
    than the base; nobody answered those in the base. `now` is the instant they are true at.
    """

    base: Frame
    superseded: npt.NDArray[np.bool_]
    overlay: Frame
    now: int

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """What was asked, by key: what the base was built for, and what is asked since."""
        known = {**self.overlay.instruments, **self.base.instruments}
        return dict(sorted(known.items()))

    @property
    def event_count(self) -> int:
        """Number of events of all people."""
        lengths = np.diff(self.base.offsets)
        return int(lengths[~self.superseded].sum()) + self.overlay.event_count

    @property
    def person_count(self) -> int:
        """Number of people."""
        return int(np.count_nonzero(~self.superseded)) + self.overlay.person_count
