"""Wiring of what keeps versions of journeys by itself: a thread beside the server's requests."""

from collections.abc import Callable

import structlog

from hanhtrinh.app.looping import Loop
from hanhtrinh.app.versions.keeper import Keeper
from hanhtrinh.web.services import Services

LOOK_SECONDS = 1.0
"""How often the files' stamps are looked at."""
_log = structlog.get_logger("hanhtrinh.versions")


def keep_versions(services: Services, seconds: float = LOOK_SECONDS) -> Callable[[], None]:
    """Begin to keep versions; return what ends it."""
    keeper = Keeper(services.accounts.spaces, services.version_desk, _failed)

    def look() -> bool:
        keeper.tick()
        return False

    loop = Loop("versions", look, seconds)
    loop.start()
    return lambda: loop.close(5.0)


def _failed(space: str, journey: str, error: Exception) -> None:
    kind, code = type(error).__name__, getattr(error, "key", None)
    _log.warning("version_not_kept", workspace=space, journey=journey, kind=kind, code=code)
