"""What a server is told by its surroundings: the options of `hanhtrinh serve` and `HANHTRINH_…` variables."""

from pathlib import Path
from typing import Literal

import msgspec

Role = Literal["all", "collect", "work", "read"]


class ServerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How one server process runs.

    `home` is the workspace folder; `database_url` a PostgreSQL address, empty for the SQLite file inside `home`.
    `address` is where people and SDKs reach the server from outside (scheme, host, port), used in links and snippets.
    `trusted_proxies` may say who the caller is (`X-Forwarded-For`). `role` says which of the server's parts run here.
    """

    home: Path
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8321
    address: str = ""
    role: Role = "all"
    trusted_proxies: tuple[str, ...] = ()
    keep_addresses: bool = False
    log_format: Literal["json", "console"] = "json"

    @property
    def public_address(self) -> str:
        """The address people use, without a slash at the end."""
        return (self.address or f"http://{self.host}:{self.port}").rstrip("/")
