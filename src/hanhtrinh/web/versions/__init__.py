"""Versions of a journey: their timeline, one of them as a map, two of them compared; and the API that syncs folders."""

from hanhtrinh.web.versions import api, handlers, mending

HANDLERS = (*handlers.HANDLERS, *mending.HANDLERS, *api.HANDLERS)
