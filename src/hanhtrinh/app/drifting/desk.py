"""What the use cases of drift work with."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from hanhtrinh.app.mailing.desk import MailDesk
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.events.parts import Parts
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.drifting import Alarms
from hanhtrinh.values import Runner, in_one_part


@dataclass
class Turns:
    """How often the alarms of each journey changed in this process, so that open maps are drawn anew."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def of(self, space: Space, journey: str) -> int:
        """Return a number that is another one after a change."""
        return self.counts[space.id, journey]

    def turn(self, space: Space, journey: str) -> None:
        """Note a change."""
        self.counts[space.id, journey] += 1


@dataclass(frozen=True)
class DriftDesk:
    """Alarms, the journeys they are about, and where what happened is read (`parts`, `zone`)."""

    alarms: Alarms
    maps: Desk
    mail: MailDesk
    parts: Callable[[Space], Parts]
    zone: Callable[[Space], str]
    turns: Turns
    run: Runner = in_one_part
