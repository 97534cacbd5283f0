"""What the use cases of reviewing work with."""

from collections.abc import Callable
from dataclasses import dataclass

from hanhtrinh.app.mailing.desk import MailDesk
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.reviewing import Reviews


@dataclass(frozen=True)
class ReviewDesk:
    """Journeys, what was told of their reviews, and letters. `zone` is a workspace's time zone."""

    reviews: Reviews
    maps: Desk
    mail: MailDesk
    zone: Callable[[Space], str]
