"""Every route of the server, by area: each folder here holds its handlers in `HANDLERS`."""

from litestar.handlers import BaseRouteHandler

HANDLERS: tuple[BaseRouteHandler, ...] = ()
