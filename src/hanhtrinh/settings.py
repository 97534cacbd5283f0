"""What a server is told by its surroundings: the options of `hanhtrinh serve` and `HANHTRINH_…` variables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from hanhtrinh.values import is_this_machine

Role = Literal["all", "collect", "work", "read"]
Rate = Annotated[float, msgspec.Meta(gt=0)]
PREFIX = "HANHTRINH_"
_LISTS = ("trusted_proxies", "mail_hosts")
DEFAULT_PORT = 8321


class ServerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How one server process runs.

    `home` is the workspace folder; `database_url` a PostgreSQL address, empty for the SQLite file inside `home`.
    `address` is where people and SDKs reach the server from outside (scheme, host, port), used in links and snippets.
    `trusted_proxies` may say who the caller is (`X-Forwarded-For`). `role` says which of the server's parts run here.
    `allow_http` lets a server listen beyond this machine although nothing encrypts. Whoever brings `metrics_token`
    may read `/metrics` from another machine. `key_rate` is how many messages a second are taken with one write key,
    `address_rate` how many requests a second from one address (twice that at once). `smtp_url` is the server that
    takes e-mail (`smtp://user:password@host:587`, `smtps://`), `mail_from` whom it comes from; without both none is
    sent. `mail_hosts` are mail servers of one's own network that mailboxes may be read from. `private_webhooks` lets
    webhooks lead into the server's own network, to addresses that are not public.
    """

    home: Path
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    address: str = ""
    role: Role = "all"
    trusted_proxies: tuple[str, ...] = ()
    keep_addresses: bool = False
    log_format: Literal["json", "console"] = "json"
    allow_http: bool = False
    metrics_token: str = ""
    key_rate: Rate = 100_000
    address_rate: Rate = 5_000
    smtp_url: str = ""
    mail_from: str = ""
    survey_mails: Annotated[int, msgspec.Meta(ge=0)] = 2_000
    reply_mails: Annotated[int, msgspec.Meta(ge=0)] = 500
    mail_hosts: tuple[str, ...] = ()
    private_webhooks: bool = False

    @property
    def public_address(self) -> str:
        """The address people use, without a slash at the end."""
        return (self.address or f"http://{self.shown_host}:{self.port}").rstrip("/")

    @property
    def shown_host(self) -> str:
        """The host as it stands in an address: this machine where the server listens everywhere."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not listened on
        return f"[{host}]" if ":" in host else host

    @property
    def mails(self) -> bool:
        """Tell whether e-mail can be sent."""
        return bool(self.smtp_url and self.mail_from)

    def __repr__(self) -> str:
        return f"ServerSettings(home={str(self.home)!r}, role={self.role!r})"  # addresses may carry passwords

    @property
    def is_local(self) -> bool:
        """Tell whether only this machine can reach the server."""
        return is_this_machine(self.host)


VARIABLES: dict[str, str] = {
    "DATABASE_URL": "database_url",
    "HOST": "host",
    "PORT": "port",
    "ADDRESS": "address",
    "ROLE": "role",
    "TRUSTED_PROXIES": "trusted_proxies",
    "KEEP_ADDRESSES": "keep_addresses",
    "LOG_FORMAT": "log_format",
    "ALLOW_HTTP": "allow_http",
    "METRICS_TOKEN": "metrics_token",
    "KEY_RATE": "key_rate",
    "ADDRESS_RATE": "address_rate",
    "SMTP_URL": "smtp_url",
    "MAIL_FROM": "mail_from",
    "SURVEY_MAILS": "survey_mails",
    "REPLY_MAILS": "reply_mails",
    "PRIVATE_WEBHOOKS": "private_webhooks",
    "MAIL_HOSTS": "mail_hosts",
}
"""The variables a server is set by, without `HANHTRINH_`, and what each sets."""


def settings_of(home: Path, given: Mapping[str, Any], environment: Mapping[str, str]) -> ServerSettings:
    """Return the settings: what is `given` counts, else the variable, else the default.

    Raises msgspec.ValidationError, naming the setting, for a value that cannot be one.
    """
    found: dict[str, Any] = {}
    for variable, name in VARIABLES.items():
        value = environment.get(PREFIX + variable, "")
        if value:
            found[name] = [part.strip() for part in value.split(",")] if name in _LISTS else value
    found |= {name: value for name, value in given.items() if value is not None}
    return msgspec.convert({**found, "home": str(home)}, ServerSettings, strict=False, dec_hook=_path)


def _path(kind: type, value: object) -> object:
    return kind(value)
