"""People and segments: found, looked at, merged, exported, erased, grouped."""

from hanhtrinh.web.people import handlers, segment_handlers

HANDLERS = (*handlers.HANDLERS, *segment_handlers.HANDLERS)
