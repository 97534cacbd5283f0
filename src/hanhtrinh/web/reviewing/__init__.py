"""Reviewing a map: its stale cells one step at a time, its rhythm; stopping letters by their link."""

from hanhtrinh.web.reviewing import handlers, stopping

HANDLERS = (*handlers.HANDLERS, *stopping.HANDLERS)
