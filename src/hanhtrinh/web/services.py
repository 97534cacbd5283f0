"""What handlers are given: the ports and services of this server, wired by `bootstrap.serving`."""

from collections.abc import Callable
from dataclasses import dataclass

from hanhtrinh.ports.accounts import Accounts
from hanhtrinh.settings import ServerSettings


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything a handler may reach. `clock` gives the instant, `new_id` a fresh id."""

    settings: ServerSettings
    clock: Callable[[], int]
    new_id: Callable[[], str]
    accounts: Accounts
