"""Comments on a map: the panel beside it, what is sent from it, and the page of who named whom."""

from hanhtrinh.web.comments import handlers, mentions_page

HANDLERS = (*handlers.HANDLERS, *mentions_page.HANDLERS)
