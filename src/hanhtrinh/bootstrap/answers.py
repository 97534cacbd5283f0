"""Answers that a crash left untold, partial ones that have rested, files nobody names: looked for again and again."""

from collections.abc import Callable

import structlog

from hanhtrinh.app.answering.files import sweep_files
from hanhtrinh.app.answering.telling import Sweeper
from hanhtrinh.app.looping import Loop
from hanhtrinh.web.services import Services

SECONDS, FILES_EVERY = 20.0, 180
_log = structlog.get_logger("hanhtrinh.answering")


def tell_answers(services: Services) -> Callable[[], object]:
    """Begin to look for what is untold, at once and then every twenty seconds; return what ends it."""
    rounds, sweeper = [0], Sweeper(services.answering)

    def once() -> bool:
        try:
            if rounds[0] % FILES_EVERY == FILES_EVERY - 1:
                for space in services.accounts.spaces():
                    sweep_files(services.answering, space)
            rounds[0] += 1
            return sweeper.once()
        except Exception as error:
            _log.error("not_told", error=type(error).__name__)
            return False

    loop = Loop("answers", once, SECONDS)
    loop.start()
    return lambda: loop.close(5.0)
