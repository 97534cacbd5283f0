"""What the use cases of e-mail work with."""

from collections.abc import Callable
from dataclasses import dataclass

from hanhtrinh.ports.accounts import Accounts
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.mail import Outbox, Wishes


@dataclass(frozen=True)
class MailDesk:
    """Where letters are written and chosen. `address` is where people reach the server, `new_token` a secret.

    `ready` tells whether the server can carry letters at all; without it none are written. `wake` lets it look for new
    ones now.
    """

    outbox: Outbox
    wishes: Wishes
    accounts: Accounts
    audit: Audit
    clock: Callable[[], int]
    new_id: Callable[[], str]
    new_token: Callable[[], str]
    address: str
    ready: bool = False
    wake: Callable[[], None] = lambda: None

    def stop_at(self, secret: str) -> str:
        """Return where a receiver ends further letters of one kind; nothing without a secret."""
        return f"{self.address}/mail/stop/{secret}" if secret else ""
