"""What the use cases of accounts work with."""

from dataclasses import dataclass

from hanhtrinh.app.accounts.passwords import Passwords
from hanhtrinh.ports.accounts import Accounts
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.folders import Folders


@dataclass(frozen=True)
class AccountDesk:
    """Where accounts and workspaces are looked after. Instants, ids and tokens are the caller's, fresh and random."""

    accounts: Accounts
    audit: Audit
    folders: Folders
    passwords: Passwords
