"""A shop's web pages and a collector, each on an origin of its own, for the tracker to run between."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from urllib.parse import unquote, urlsplit

from hanhtrinh.web.tracker.script import script

KEY = "hw_test"
STUB = """window.hanhtrinh=window.hanhtrinh||[];["track","page","identify","group","alias","reset","consent"].forEach(
function(n){hanhtrinh[n]=hanhtrinh[n]||function(){hanhtrinh.push([n].concat([].slice.call(arguments)))}});"""


@dataclass
class Request:
    """One request the collector got."""

    method: str
    path: str
    content_type: str
    text: str


@dataclass
class TrackerWorld:
    """`pages` maps a path of the shop to its HTML (with response headers); the collector answers with `status`."""

    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    status: int = 200
    needs_consent: bool = False
    _servers: list[ThreadingHTTPServer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shop = f"http://shop.localhost:{self._serve(self._page)}"
        self.collector = f"http://collect.localhost:{self._serve(self._collect)}"

    def page(self, path: str, body: str = "", *, head: str = "", options: str = "", headers: dict | None = None) -> str:
        """Put a page with the tracker on the shop's site and return its address."""
        tag = f'<script async src="{self.collector}/hanhtrinh.js?key={KEY}{options}"></script>'
        html = f"<!doctype html><meta charset=utf-8><title>Trang {path}</title>{head}{tag}<body>{body}"
        self.pages[path] = (html, headers or {})
        return self.shop + path

    def plain(self, path: str, html: str = "<!doctype html><title>plain</title>") -> str:
        """Put a page without the tracker on the shop's site and return its address."""
        self.pages[path] = (html, {})
        return self.shop + path

    @property
    def bodies(self) -> list[dict]:
        """What was posted, in order of arrival."""
        return [json.loads(request.text) for request in self.requests if request.method == "POST"]

    @property
    def messages(self) -> list[dict]:
        """Every message once, as a server that knows message ids sees them, in order of arrival."""
        return list({m["messageId"]: m for body in self.bodies for m in body["batch"]}.values())

    def of(self, name: str) -> list[dict]:
        """Return the messages of a type, or the tracks with an event name."""
        return [m for m in self.messages if name in (m["type"], m.get("event"))]

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def _serve(self, answer: Callable) -> int:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._do()

            def do_POST(self) -> None:
                self._do()

            def do_OPTIONS(self) -> None:
                self._do()

            def _do(self) -> None:
                text = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
                status, content, headers = answer(self, text)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self._servers.append(server)
        return server.server_port

    def _page(self, handler: BaseHTTPRequestHandler, _text: str) -> tuple[int, bytes, dict[str, str]]:
        html, headers = self.pages.get(unquote(urlsplit(handler.path).path), ("", {}))
        return (200 if html else 404), html.encode(), {"content-type": "text/html; charset=utf-8", **headers}

    def _collect(self, handler: BaseHTTPRequestHandler, text: str) -> tuple[int, bytes, dict[str, str]]:
        if handler.path.startswith("/hanhtrinh.js"):
            return 200, script(self.needs_consent).content, {"content-type": "text/javascript"}
        kind = handler.headers.get("content-type", "")
        if self.status == 200 or handler.command != "POST":
            self.requests.append(Request(handler.command, handler.path, kind, text))
        return self.status, b"{}", {"access-control-allow-origin": "*"}


def eventually(condition: Callable[[], object], page: object, seconds: float = 60) -> None:
    """Wait until a condition holds; `page` keeps the browser's events coming meanwhile."""
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline, "it did not happen"
        page.wait_for_timeout(20)
