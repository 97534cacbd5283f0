"""The application over a test's services, without building it anew: its routes are the same for every test."""

import copy

from litestar import Litestar
from litestar.datastructures import State

from hanhtrinh.web.app import create_app
from hanhtrinh.web.services import Services

_built: dict[str, Litestar] = {}


def app_over(services: Services) -> Litestar:
    """Return the application `create_app` makes of these services.

    Building it takes most of a second and depends on the server's role alone; all that differs between two of a role
    is the state a request reaches through `request.app.state`. So it is built once a process, and each test has a copy
    with a state of its own. `test_apps.py` holds both to be alike.
    """
    role = services.settings.role
    if role not in _built:
        _built[role] = create_app(services)
        _built[role].state = State()
    app = copy.copy(_built[role])
    app.state = State({"services": services})
    return app
