"""What is drawn of a map's own truth: what drifted, which cells ask to be looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hanhtrinh.draw.markup import Markup
from hanhtrinh.draw.shapes import CellAlarm

_NOTHING = Markup("")


@dataclass(frozen=True)
class Truth:
    """Signs at cells, and a line above the map. `looked` says when each step was last looked at; without the address
    `review` nobody is asked to.
    """

    looked: Mapping[str, int] = field(default_factory=dict)
    alarms: tuple[CellAlarm, ...] = ()
    review: str = ""
    line: Markup = _NOTHING


NOTHING = Truth()
