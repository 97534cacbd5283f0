"""The routes of shared maps."""

from hanhtrinh.web.sharing import manage, public

HANDLERS = (*manage.HANDLERS, *public.HANDLERS)
