"""A world behind a real socket, for browsers: started in a thread, stopped and started again on the same port."""

import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import uvicorn

from hanhtrinh.web.cookies import LANGUAGE_COOKIE, SESSION_COOKIE
from hanhtrinh.web.maps.hub import Hub, Limits
from tests.ports import free_port
from tests.web.apps import app_over

_DEADLINE = 60.0  # in a fresh clone kernels are compiled meanwhile
QUICK = Limits(linger_seconds=0.2, look_seconds=0.1, retry_seconds=0.2, beat_seconds=1.0)


class Served:
    """A world's server while it runs; `stop` ends it at once, `start` begins it anew on the same port."""

    def __init__(self, world) -> None:
        self.world, self.port = world, free_port()
        self.start()

    def start(self) -> None:
        """Listen; nothing of the process before is left but what is kept on disk."""
        self.world.services = replace(self.world.services, hub=Hub(QUICK))
        settings = uvicorn.Config(
            app_over(self.world.services), port=self.port, log_config=None, timeout_graceful_shutdown=1,
            lifespan="off", ws="none",
        )  # fmt: skip
        self.server = uvicorn.Server(settings)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        until(lambda: self.server.started)

    def stop(self) -> None:
        """Stop listening and drop every connection."""
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(_DEADLINE)

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.port}"


def until(condition, seconds: float = _DEADLINE) -> None:
    """Wait until something is so; AssertionError where it never comes about."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.02)


def at_rest(place) -> dict[str, float]:
    """Return where something stands on a page, once it stands still: what is still to come may push it away."""
    place.page.evaluate("document.fonts.ready.then(() => 0)")
    seen = []

    def still() -> bool:
        place.page.wait_for_timeout(100)
        seen.append(place.bounding_box())
        return len(seen) > 1 and seen[-1] is not None and seen[-1] == seen[-2]

    until(still)
    return seen[-1]


def held_back(page, address) -> list:
    """Hold back the first thing a page asks of an address from now on; it goes on when its `continue_` is called."""
    held = []

    def hold(route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(address, hold)
    return held


@contextmanager
def opened(browser, served, who: str = "lan", lang: str = "vi", **context):
    """Give a page signed in as one of the cast; nothing it complains about and no foreign request is accepted."""
    made = browser.new_context(**context)
    made.add_cookies(
        [
            {"name": SESSION_COOKIE, "value": f"token-{who}", "url": served.address},
            {"name": LANGUAGE_COOKIE, "value": lang, "url": served.address},
        ]
    )
    page = made.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda r: r.url.startswith(served.address) or page.complaints.append(r.url))
    yield page
    complaints = page.complaints
    made.close()
    assert complaints == [], complaints
