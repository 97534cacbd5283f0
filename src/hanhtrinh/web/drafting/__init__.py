"""Pages on which a draft is taken piece by piece: a first map, and what the data suggest for one there is."""

from hanhtrinh.web.drafting import handlers

HANDLERS = handlers.HANDLERS
