"""Tells one piece of news over HTTP(S): resolves the name itself, connects to an address it has looked at, and follows
nobody anywhere else.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from hanhtrinh.channels.webhook.places import Resolve, is_public, resolve, resolved
from hanhtrinh.channels.webhook.signing import signature
from hanhtrinh.ports.webhooks import Answered, Delivery, Hook
from hanhtrinh.values import MICROSECONDS

SECONDS = 10.0
"""Looking the name up, connecting, sending and the beginning of the answer may take so long together."""
MOST_ANSWER = 16_384
"""Bytes of an answer that are read; they are thrown away."""
_OK, _REDIRECT, _REFUSED, _SERVER = 200, 300, 400, 500
_LATER = frozenset({408, 409, 425, 429})


class _Refused(Exception):
    """An address that a hook may not lead to."""


@dataclass(frozen=True)
class HttpSender:
    """`ports.webhooks.Sender` over HTTP(S). `private` lets hooks lead into the server's own network."""

    clock: Callable[[], int]
    private: bool = False
    resolve: Resolve = resolve
    seconds: float = SECONDS
    trust: ssl.SSLContext | None = None

    def send(self, hook: Hook, delivery: Delivery) -> Answered:
        """Tell a piece of news; never raises."""
        if not hook.secret:  # a key that anybody can guess proves nothing; it waits for a key file that is put back
            return Answered(0, 0, "secret_lost")
        began = time.monotonic()
        status, error, final = self._try(hook, delivery, began + self.seconds)
        return Answered(status, int(1_000 * (time.monotonic() - began)), error, final)

    def _try(self, hook: Hook, delivery: Delivery, until: float) -> tuple[int, str, bool]:
        try:
            status = self._post(hook, delivery, until)
        except _Refused:
            return 0, "private_address", True
        except ssl.SSLCertVerificationError:
            return 0, "certificate", False
        except TimeoutError:
            return 0, "too_slow", False
        except (OSError, http.client.HTTPException, ValueError, UnicodeError):
            return 0, "unreachable", False
        return status, *_judged(status)

    def _post(self, hook: Hook, delivery: Delivery, until: float) -> int:
        address = urlsplit(hook.url)
        secure, host = address.scheme == "https", address.hostname or ""
        port = address.port or (443 if secure else 80)
        connection = http.client.HTTPConnection(host, port)
        body, seconds = delivery.body.encode(), self.clock() // MICROSECONDS
        target = (address.path or "/") + (f"?{address.query}" if address.query else "")
        headers = {
            "host": address.netloc, "content-type": "application/json", "user-agent": "Hanhtrinh-Webhook/1",
            "webhook-id": delivery.id, "webhook-timestamp": str(seconds), "connection": "close",
            "webhook-signature": signature(hook.secret, delivery.id, seconds, body),
        }  # fmt: skip
        sock = connection.sock = self._connect(host, port, secure, until)
        alarm = threading.Timer(_left(until), _cut, [sock])  # one that drips a byte a second is cut off all the same
        alarm.daemon = True
        alarm.start()
        try:
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            _read(answer)
            if time.monotonic() >= until:  # cut off in the middle: what came may look like a whole answer
                raise TimeoutError
            return answer.status
        except (OSError, http.client.HTTPException):
            if time.monotonic() >= until:
                raise TimeoutError from None
            raise
        finally:
            alarm.cancel()
            connection.close()

    def _connect(self, host: str, port: int, secure: bool, until: float) -> socket.socket:
        """Return a connection to the first address of a host that answers; every one of them must be allowed.

        The addresses looked at are those connected to: a name that means something else a moment later is not asked
        again.
        """
        found = resolved(self.resolve, host, port, _left(until))
        if not found or not (self.private or all(is_public(one) for one in found)):
            raise _Refused if found else OSError("no address")
        for place, one in enumerate(found):
            try:
                made = socket.create_connection((one, port), timeout=_left(until))
                break
            except OSError:
                if place == len(found) - 1:
                    raise
        if not secure:
            return made
        try:
            return (self.trust or ssl.create_default_context()).wrap_socket(made, server_hostname=host)
        except BaseException:
            made.close()
            raise


def _read(answer: http.client.HTTPResponse) -> None:
    """Read a little of an answer, so that the other side can end in peace."""
    read = 0
    while read < MOST_ANSWER and (some := answer.read1(4_096)):
        read += len(some)


def _cut(sock: socket.socket) -> None:
    """End a conversation from another thread."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _judged(status: int) -> tuple[str, bool]:
    """Return why a status counts as a failure (empty: it does not), and whether trying again cannot help."""
    if _OK <= status < _REDIRECT:
        return "", False
    if _REDIRECT <= status < _REFUSED:
        return "redirects", True
    return f"status_{status}", _REFUSED <= status < _SERVER and status not in _LATER
