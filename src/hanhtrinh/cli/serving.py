"""How a server process listens, says where, and stops."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from hanhtrinh.bootstrap.running import Running
from hanhtrinh.errors import InputError
from hanhtrinh.settings import ServerSettings
from hanhtrinh.web.collecting.connections import GuardedProtocol

_GARBAGE = 50_000
_TURN_SECONDS = 0.001
"""Whoever computes gives way to whoever answers after so long: a request changes threads, and waits each time."""
_TRIES = 50
_GRACE_SECONDS = 10
_KEEP_ALIVE_SECONDS = 30


def check_reach(settings: ServerSettings) -> None:
    """Refuse to listen beyond this machine where passwords and personal data would travel in the clear."""
    if not settings.is_local and not settings.allow_http and not settings.address.startswith("https://"):
        raise InputError("serve.not_encrypted", host=settings.host)
    if settings.address and not settings.address.startswith(("http://", "https://")):
        raise InputError("serve.bad_address", given=settings.address)


def listen(settings: ServerSettings, *, exact: bool) -> socket.socket:
    """Return a socket that listens: on the port asked for (`exact`), else on the first free one from there on."""
    tries = 1 if exact or settings.port == 0 else _TRIES
    for port in range(settings.port, min(settings.port + tries, 65_536)):
        try:
            return _bound(settings.host, port)
        except OSError as error:
            if not _is_taken(error):
                raise InputError("serve.cannot_listen", host=settings.host, detail=error.strerror or "") from error
    raise InputError("serve.port_taken", port=settings.port, last=settings.port + tries - 1)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(2048)
    except OSError:
        made.close()
        raise
    return made


def _is_taken(error: OSError) -> bool:
    return error.errno in (98, 48, 10048)


class _Server(uvicorn.Server):
    """Sends the watchers of maps home as soon as it is told to stop: they would stay for ever."""

    stopping: Callable[[], object]

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        self.stopping()
        super().handle_exit(sig, frame)


def run(running: Running, settings: ServerSettings, sock: socket.socket, ready: Callable[[], None]) -> None:
    """Answer requests until told to stop, then finish those under way."""
    server = _Server(_config(running, settings))
    # What is there now stays: collecting garbage through it again and again would cost a tenth of all requests.
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 100)
    sys.setswitchinterval(_TURN_SECONDS)
    with _quiet_signals(), asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(server, running, sock, ready))


async def _serve(server: _Server, running: Running, sock: socket.socket, ready: Callable[[], None]) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    server.stopping = lambda: loop.call_soon_threadsafe(stop.set)
    home = asyncio.create_task(_send_home(running, stop))
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.005)
    if server.started:
        ready()
    await serving
    stop.set()
    await home


async def _send_home(running: Running, stop: asyncio.Event) -> None:
    await stop.wait()
    await running.services.hub.close()


def _config(running: Running, settings: ServerSettings) -> uvicorn.Config:
    return uvicorn.Config(
        running.asgi,
        log_config=None,
        access_log=False,
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """Keep the process alive through the signals that stop the server: what it holds is closed after it."""
    names = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.signal(name, lambda _signal, _frame: None) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
