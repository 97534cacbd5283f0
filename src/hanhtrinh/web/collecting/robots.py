"""Known robots, by what they call themselves."""

import re
from functools import cache, lru_cache

from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # type: ignore[import-untyped]

_LONGEST = 500
_LIBRARY = "http-library"


@cache
def _pattern() -> re.Pattern[str]:
    """Programs that send for somebody (curl, okhttp, python-requests) are no robots here: servers send with them."""
    known = [entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA if _LIBRARY not in entry.get("tags", ())]
    return re.compile("|".join(f"(?:{pattern})" for pattern in known))


def is_robot(agent: str) -> bool:
    """Tell whether a user agent is a known robot's."""
    return bool(agent) and _known(agent[:_LONGEST])


@lru_cache(20_000)
def _known(agent: str) -> bool:
    return _pattern().search(agent) is not None
