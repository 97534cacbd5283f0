"""The real server in a thread, with the cast of the web tests, for a browser to visit."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn

from hanhtrinh.bootstrap import now
from hanhtrinh.settings import ServerSettings
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, LOOK_COOKIE, SESSION_COOKIE
from tests.ports import free_port
from tests.web.apps import app_over
from tests.web.serving import until
from tests.web.world import World, world_at


@dataclass
class LiveServer:
    """A running server: `address` is where it is reached, `world` its parts. `down` and `up` break and mend it."""

    address: str
    world: World
    port: int
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None

    def up(self) -> None:
        """Begin to answer."""
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        config = uvicorn.Config(self.world.app, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        until(lambda: self._server.started)

    def down(self) -> None:
        """Stop answering."""
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(60)

    def cookies(self, who: str, lang: str = "vi", look: str = "light") -> list[dict[str, str]]:
        """Return the cookies of a browser that is signed in as one of the cast."""
        values = {SESSION_COOKIE: f"token-{who}", LANGUAGE_COOKIE: lang, LOOK_COOKIE: look}
        return [{"name": name, "value": value, "url": self.address} for name, value in values.items()]


@contextmanager
def live_server(home: Path) -> Iterator[LiveServer]:
    """Give a running server over a fresh folder."""
    world = world_at(home)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = ServerSettings(home=home, port=port, address=address)
    world.services = replace(world.services, settings=settings, clock=now)
    world.app = app_over(world.services)
    server = LiveServer(address, world, port)
    server.up()
    try:
        yield server
    finally:
        server.down()
        world.database.close()
