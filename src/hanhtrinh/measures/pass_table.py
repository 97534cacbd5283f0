"""The pass table: every run of every person through one journey, and the visits each run is made of.

It is computed once per journey, data and clock (`measures.passes`); every measure reads it, so shares of a map, a
path and a list of people always agree.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

COMPLETED, LEFT, OPEN = 0, 1, 2
NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Passes:
    """Passes in order of (person, first on-map event), with one entry per pass, and their visits.

    A *visit* is one on-map event of a pass, resolved to a step. Visits `offsets[p]:offsets[p + 1]` belong to pass
    `p`, in canonical order: `event` is the position in the frame, `step` the step's position on the map, `time` its
    instant.

    `person` position in the frame; `key` code of the pass key's property (0 where the journey has none, or the event
    lacks it); `start`, `end` first and last on-map instant; `outcome` instant at which the outcome was first met,
    NEVER else; `state` COMPLETED, LEFT or OPEN as of `as_of`; `last_step` step of the last visit; `reached` bit `s %
    64` of word `s // 64` set where step `s` was visited.
    """

    person: npt.NDArray[np.int64]
    key: npt.NDArray[np.uint32]
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    outcome: npt.NDArray[np.int64]
    state: npt.NDArray[np.uint8]
    last_step: npt.NDArray[np.uint16]
    reached: npt.NDArray[np.uint64]
    offsets: npt.NDArray[np.int64]
    event: npt.NDArray[np.int64]
    step: npt.NDArray[np.uint16]
    time: npt.NDArray[np.int64]
    step_count: int
    as_of: int
    window_seconds: int

    def __len__(self) -> int:
        return len(self.person)

    def reached_step(self, step: int) -> npt.NDArray[np.bool_]:
        """Tell, per pass, whether the step was visited."""
        bits: npt.NDArray[np.uint64] = self.reached[:, step // 64] >> np.uint64(step % 64) & np.uint64(1)
        return bits.astype(np.bool_)

    @cached_property
    def visit_pass(self) -> npt.NDArray[np.int64]:
        """The pass of every visit."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.offsets))

    @property
    def closed(self) -> npt.NDArray[np.bool_]:
        """Tell, per pass, whether it is completed or left."""
        return np.not_equal(self.state, OPEN)
