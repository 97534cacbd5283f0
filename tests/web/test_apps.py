"""The quick application of the tests is the one the server builds."""

import logging
from dataclasses import replace

from litestar.testing import TestClient

from hanhtrinh.web.app import create_app
from tests.web.apps import app_over


def test_a_copy_is_what_the_server_builds(world):
    """The copy routes, guards and answers as the application built for these services does; building it leaves logging
    as it was.
    """
    handlers = list(logging.getLogger().handlers)
    built, copied = create_app(world.services), app_over(world.services)
    assert logging.getLogger().handlers == handlers
    assert [route.path for route in copied.routes] == [route.path for route in built.routes]
    for name in ("before_send", "exception_handlers", "guards", "request_max_body_size"):
        assert getattr(copied, name) == getattr(built, name), name
    assert built.state.services is copied.state.services is world.services
    for address in ("/health", "/sign-in", "/w/nha-may/"):
        answers = [TestClient(app).get(address, follow_redirects=False) for app in (built, copied)]
        assert answers[0].status_code == answers[1].status_code, address


def test_two_worlds_in_one_process_know_nothing_of_each_other(world):
    """Each copy has the services it was made over, also after another was made."""
    ill = app_over(replace(world.services, health={"disk": lambda: "nearly full"}))
    well = app_over(replace(world.services, health={"disk": lambda: ""}))
    assert TestClient(ill).get("/health").status_code == 503
    assert TestClient(well).get("/health").status_code == 200
    assert world.app.state.services is world.services
