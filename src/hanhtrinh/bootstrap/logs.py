"""Logs: one line an event, as JSON or for a console, on standard error.

What is logged is named by the code that logs it; nothing of a request's path, query, body or headers is among it. Lines
of libraries keep their name and level, and lose everything that could carry data: their values and their traces.
"""

import logging
import sys
from typing import Literal

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

_LIBRARIES = ("uvicorn", "uvicorn.error", "litestar", "sqlalchemy", "alembic", "asyncio")


class _Safe(logging.Handler):
    """Passes a library's line on to structlog: who says it, where, and of what kind the error is."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        log = structlog.get_logger("library")
        log.log(record.levelno, "library", library=record.name, line=record.lineno, kind=kind)


def configure(form: Literal["json", "console"], *, quiet: bool = False) -> None:
    """Have everything logged in one form; `quiet` leaves out what is only told and not warned of."""
    last: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if form == "console":
        last = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _without_traces,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if quiet else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    for name in _LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [_Safe()], False
        logger.setLevel(logging.WARNING)


def _without_traces(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep the kind of an error and drop its words: they may quote what somebody sent."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event.setdefault("kind", type(error).__name__)
    return event
