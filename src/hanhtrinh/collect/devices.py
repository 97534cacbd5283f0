"""What kind of device a browser says it runs on."""

import re
from functools import lru_cache

from hanhtrinh.events.event import DESKTOP, MOBILE, TABLET

FLAGS = {"mobile": MOBILE, "tablet": TABLET, "desktop": DESKTOP}
"""The flag of a message whose request, but not the message itself, says what it was sent from."""

_PHONE = re.compile(r"Mobi|iPhone|iPod|Windows Phone", re.IGNORECASE)
_TABLET = re.compile(r"iPad|Tablet|Android(?!.*Mobi)|Kindle|Silk/", re.IGNORECASE)
_BROWSER = "Mozilla/"
_LONGEST = 1_000


def device_of(agent: str) -> str | None:
    """Return mobile, tablet or desktop, None for an agent that is no browser."""
    return _device(agent[:_LONGEST])


@lru_cache(2_048)
def _device(agent: str) -> str | None:
    if _BROWSER not in agent:
        return None
    if _TABLET.search(agent):
        return "tablet"
    return "mobile" if _PHONE.search(agent) else "desktop"


def device_of_flags(flags: int) -> str | None:
    """Return the device that a message's flags say."""
    return next((name for name, flag in FLAGS.items() if flags & flag), None)
