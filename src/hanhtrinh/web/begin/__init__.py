"""The guided choice of a fresh workspace: ways to data, and ways to a first map."""

from hanhtrinh.web.begin import handlers

HANDLERS = handlers.HANDLERS
