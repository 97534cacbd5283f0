"""What the use cases of versions work with."""

from collections.abc import Callable
from dataclasses import dataclass

from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.maps import Maps
from hanhtrinh.ports.versions import Versions


@dataclass(frozen=True)
class VersionDesk:
    """The journeys and what was done to them, their snapshots, and the maps whose numbers are kept beside them."""

    desk: Desk
    versions: Versions
    maps: Callable[[Space], Maps]
