"""What the use cases of sharing work with."""

from collections.abc import Callable
from dataclasses import dataclass

from hanhtrinh.app.accounts.passwords import Passwords
from hanhtrinh.ports.accounts import Accounts
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.shares import Shares


@dataclass(frozen=True)
class ShareDesk:
    """The links, where attempts at their passwords are counted, and where it is noted who made them.

    `new_token` gives a secret nobody can guess, of at least 128 bits.
    """

    shares: Shares
    accounts: Accounts
    passwords: Passwords
    audit: Audit
    clock: Callable[[], int]
    new_id: Callable[[], str]
    new_token: Callable[[], str]
