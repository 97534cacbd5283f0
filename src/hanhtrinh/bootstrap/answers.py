"""Answers that a crash left untold, partial ones that have rested, files nobody names: looked for again and again."""

from collections.abc import Callable

import structlog

from hanhtrinh.app.answering.files import sweep_files
from hanhtrinh.app.answering.telling import Sweeper
from hanhtrinh.app.looping import Loop
from hanhtrinh.web.services import Services

SECONDS, FILES_SECONDS = 20.0, 3_600.0
_log = structlog.get_logger("hanhtrinh.answering")


def tell_answers(services: Services) -> Callable[[], object]:
    """Begin to look for what is untold, at once and then every twenty seconds; return what ends it.

    Files have a loop of their own: what goes wrong with them keeps no answer waiting.
    """
    loops = [
        Loop("answers", Sweeper(services.answering).once, SECONDS),
        Loop("files", lambda: sweep_all_files(services), FILES_SECONDS, first=FILES_SECONDS),
    ]
    for loop in loops:
        loop.start()

    def end() -> None:
        for loop in loops:
            loop.close(5.0)

    return end


def sweep_all_files(services: Services) -> bool:
    """Clear away what nobody names in each workspace; one that cannot be swept keeps no other waiting.

    Always False: there is time until the next look.
    """
    for space in services.accounts.spaces():
        try:
            sweep_files(services.answering, space)
        except Exception as error:
            _log.error("files_not_swept", error=type(error).__name__)
    return False
