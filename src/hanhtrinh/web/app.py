"""The Litestar application."""

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide

from hanhtrinh.web.asking import asking_of, services_of, space_of
from hanhtrinh.web.routes import HANDLERS
from hanhtrinh.web.services import Services


def create_app(services: Services) -> Litestar:
    """Return the server's application over its services."""
    return Litestar(
        route_handlers=list(HANDLERS),
        state=State({"services": services}),
        dependencies={
            "services": Provide(services_of, sync_to_thread=False),
            "asking": Provide(asking_of, sync_to_thread=True),
            "space": Provide(space_of, sync_to_thread=True),
        },
        openapi_config=None,
    )
