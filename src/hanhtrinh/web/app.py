"""The Litestar application."""

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.utils.sync import AsyncCallable

from hanhtrinh.web import errors
from hanhtrinh.web.asking import asking_of, services_of, space_of
from hanhtrinh.web.routes import handlers_of
from hanhtrinh.web.security import FORM_BYTES, add_headers, only_our_pages
from hanhtrinh.web.services import Services


def create_app(services: Services) -> Litestar:
    """Return the server's application over its services."""
    app = Litestar(
        route_handlers=list(handlers_of(services.settings.role)),
        state=State({"services": services}),
        dependencies={
            "services": Provide(services_of, sync_to_thread=False),
            "asking": Provide(asking_of, sync_to_thread=True),
            "space": Provide(space_of, sync_to_thread=True),
        },
        guards=[only_our_pages],
        before_send=[add_headers],
        exception_handlers=errors.HANDLERS,
        request_max_body_size=FORM_BYTES,
        openapi_config=None,
        logging_config=None,  # bootstrap.logs says what is logged; Litestar's own would catch every library's lines
    )
    _wrap_once(app)
    return app


def _wrap_once(app: Litestar) -> None:
    """Let every threaded handler run in one thread.

    Litestar wraps a handler anew whenever another method of its path is registered, and then awaits only the outer one.
    """
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            while isinstance(handler.fn, AsyncCallable) and isinstance(handler.fn.func, AsyncCallable):
                handler._fn = handler.fn.func
