"""Where letters are handed over: the SMTP server of the settings. Its password is in no text made here."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from hanhtrinh.errors import InputError
from hanhtrinh.values import is_this_machine

_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """An SMTP server. `tls` from the first byte (`smtps://`); else STARTTLS, which a password or another machine
    demands.
    """

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """What to call it in messages."""
        return f"{self.host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Tell whether letters stay on this machine until it carries them."""
        return is_this_machine(self.host)


def server_of(url: str) -> Server:
    """Return the server of an address such as `smtp://user:password@mail.example.com:587`.

    Raises InputError, without showing what was given, for anything else.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise InputError("mail.bad_server") from None
    extra = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in _PORTS or not parts.hostname or not 0 < port < 65_536 or extra or not url.isprintable():
        raise InputError("mail.bad_server")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise InputError("mail.bad_server")
    return Server(parts.hostname, port, parts.scheme == "smtps", user, password)
