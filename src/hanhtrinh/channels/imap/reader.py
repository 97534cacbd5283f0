"""A mailbox over IMAP, always encrypted, read without changing anything in it.

The server's name is resolved once; every address it has must be public (or the host be one the operator names), and the
connection goes to the very address that was looked at: nobody can let it point elsewhere in between.
"""

import imaplib
import re
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from hanhtrinh.channels.webhook.places import is_public, resolve, resolved
from hanhtrinh.errors import InputError
from hanhtrinh.ports.taking_in import Fetched, Mailbox
from hanhtrinh.voice.elsewhere.letters import MOST_BYTES

SECONDS = 20.0
PORTS = (993, 143)
"""993 is encrypted from the first byte; on 143 nothing is said before STARTTLS."""
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_MOST_SEARCHED = 2_000_000
_MOST_ANSWER = 4 * MOST_BYTES
"""Bytes of the answer to one command: a server that says it sends more, or never ends, is left."""
MOST_SECONDS = 600.0
"""A conversation is cut off after so long; the next look goes on. One that drips a byte a time stops nobody else."""


class ImapReader:
    """`ports.taking_in.MailReader`. `inner` are hosts of one's own network that may be read all the same, with any
    port; `context` makes what encrypts."""

    def __init__(
        self,
        inner: Sequence[str] = (),
        *,
        context: Callable[[], ssl.SSLContext] = ssl.create_default_context,
        look_up: Callable[[str, int], Sequence[str]] = resolve,
    ) -> None:
        self._inner, self._context, self._look_up = frozenset(inner), context, look_up

    def open(self, mailbox: Mailbox) -> "ImapMailbox":
        """Return a mailbox, open; InputError says why it cannot be, without any secret."""
        address = self._address(mailbox.host, mailbox.port)
        try:
            client = _connected(address, mailbox, self._context())
        except ssl.SSLError as error:
            raise InputError("taking_in.mail_not_encrypted", host=mailbox.host, detail=error.reason or "TLS") from None
        except (OSError, imaplib.IMAP4.error) as error:
            raise InputError("taking_in.mail_unreachable", host=mailbox.host, port=mailbox.port) from error
        try:
            return _signed_in(client, mailbox)
        except BaseException:
            with suppress(Exception):
                client.shutdown()
            raise

    def _address(self, host: str, port: int) -> str:
        """Return the address to connect to; InputError for a host or port that may not be reached."""
        if not _HOST.fullmatch(host):
            raise InputError("taking_in.mail_host", given=host[:80])
        if host in self._inner:
            return host
        if port not in PORTS:
            raise InputError("taking_in.mail_port", given=port, allowed=", ".join(map(str, PORTS)))
        try:
            found = resolved(self._look_up, host, port, SECONDS)
        except (OSError, UnicodeError):
            raise InputError("taking_in.mail_unreachable", host=host, port=port) from None
        if not found or not all(is_public(address) for address in found):
            raise InputError("taking_in.mail_private", host=host)
        return found[0]


class _Encrypted(imaplib.IMAP4):
    """A connection to an address that was looked at before, encrypted for the host's name."""

    def __init__(self, address: str, host: str, port: int, context: ssl.SSLContext) -> None:
        self._address, self._name, self._tls = address, host, context
        self._left = _MOST_ANSWER
        super().__init__(host, port, timeout=SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self._address, self.port), timeout or SECONDS)
        if self.port == PORTS[1]:
            return plain
        try:
            return self._tls.wrap_socket(plain, server_hostname=self._name)
        except BaseException:
            plain.close()
            raise

    def anew(self) -> None:
        """Forget what was said before, asked for or not: another command begins."""
        self._left = _MOST_ANSWER
        self.untagged_responses.clear()

    def read(self, size: int) -> bytes:
        """Read so many bytes, as the server announced them."""
        self._spend(size)
        return super().read(size)

    def readline(self) -> bytes:
        """Read a line."""
        line = super().readline()
        self._spend(len(line))
        return line

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise self.abort("the server sends too much")


def _connected(address: str, mailbox: Mailbox, context: ssl.SSLContext) -> "_Encrypted":
    client = _Encrypted(address, mailbox.host, mailbox.port, context)
    if mailbox.port == PORTS[1]:
        client.starttls(context)
    return client


def _signed_in(client: _Encrypted, mailbox: Mailbox) -> "ImapMailbox":
    try:
        _sign_in(client, mailbox)
    except imaplib.IMAP4.abort as error:
        raise InputError("taking_in.mail_unreachable", host=mailbox.host, port=mailbox.port) from error
    except (imaplib.IMAP4.error, UnicodeError):
        raise InputError("taking_in.mail_refused", host=mailbox.host, user=mailbox.user[:80]) from None
    folder = '"' + folder_name(mailbox.folder).replace("\\", "\\\\").replace('"', '\\"') + '"'
    state, _ = _asked(client, mailbox, lambda: client.select(folder, readonly=True))
    if state != "OK":
        raise InputError("taking_in.mail_folder", given=mailbox.folder[:80])
    validity = client.response("UIDVALIDITY")[1]
    number = validity[0] if validity and isinstance(validity[0], bytes) else b"0"
    return ImapMailbox(client, mailbox, int(number) if number.isdigit() else 0)


def _sign_in(client: imaplib.IMAP4, mailbox: Mailbox) -> None:
    """Sign in by PLAIN where the server knows it: LOGIN holds no letters beyond ASCII."""
    if "AUTH=PLAIN" in client.capabilities:
        client.authenticate("PLAIN", lambda _: f"\0{mailbox.user}\0{mailbox.password}".encode())
    else:
        client.login(mailbox.user, mailbox.password)


def folder_name(name: str) -> str:
    """Return a folder's name as IMAP writes it (modified UTF-7, RFC 3501 5.1.3).

    >>> folder_name("Hộp thư & A")
    'H&Htk-p th&AbA- &- A'
    """
    plain = (part for part in re.split(r"([^\x20-\x7e]+)", name.replace("&", "&-")))
    return "".join(part if part.isascii() else f"&{_base64(part)}-" for part in plain)


def _base64(text: str) -> str:
    return b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")


def _asked(client: imaplib.IMAP4, mailbox: Mailbox, ask: Callable[[], tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
    try:
        return ask()
    except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
        raise InputError("taking_in.mail_unreachable", host=mailbox.host, port=mailbox.port) from error


def _cut(client: imaplib.IMAP4) -> None:
    """End a conversation from another thread."""
    with suppress(OSError):
        client.socket().shutdown(socket.SHUT_RDWR)


class ImapMailbox:
    """`ports.taking_in.OpenMailbox`."""

    def __init__(self, client: _Encrypted, mailbox: Mailbox, validity: int) -> None:
        self._client, self._mailbox, self.validity = client, mailbox, validity
        self._alarm = threading.Timer(MOST_SECONDS, _cut, [client])
        self._alarm.daemon = True
        self._alarm.start()

    def after(self, uid: int, most: int) -> Iterator[Fetched]:
        """Yield at most so many letters after a UID, in rising order; of large ones the first two MiB."""
        self._client.anew()
        state, found = _asked(self._client, self._mailbox, lambda: self._client.uid("SEARCH", "UID", f"{uid + 1}:*"))
        listed = b" ".join(one for one in found if isinstance(one, bytes))
        if state != "OK" or len(listed) > 16 * _MOST_SEARCHED:
            raise InputError("taking_in.mail_unreachable", host=self._mailbox.host, port=self._mailbox.port)
        # `n:*` always names the last letter, even where it is older.
        uids = sorted(number for one in listed.split() if one.isdigit() and (number := int(one)) > uid)
        for number in uids[:most]:
            yield Fetched(number, self._fetch(number))

    def _fetch(self, uid: int) -> bytes:
        self._client.anew()
        part = f"(UID BODY.PEEK[]<0.{MOST_BYTES}>)"
        state, found = _asked(self._client, self._mailbox, lambda: self._client.uid("FETCH", str(uid), part))
        for one in found if state == "OK" else ():
            if isinstance(one, tuple) and len(one) > 1 and isinstance(one[1], bytes):
                return one[1]
        return b""

    def close(self) -> None:
        """Let the server go."""
        self._alarm.cancel()
        with suppress(Exception):
            self._client.logout()
        with suppress(Exception):
            self._client.shutdown()
