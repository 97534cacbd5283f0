"""Write keys as the door needs them: whose a key is, and what its source takes and keeps."""

from typing import Protocol

import msgspec

from hanhtrinh.collect.proving import Proof
from hanhtrinh.ports.sources import SourceSettings


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """What a write key stands for: a workspace (by id), the key of one of its sources, and that source's settings.

    `key` is the id of the write key itself, `proofs` are the secrets by which its site proves who its visitors are.
    """

    workspace: str
    source: str
    settings: SourceSettings = SourceSettings()
    key: str = ""
    proofs: tuple[Proof, ...] = ()


class KeyBook(Protocol):
    """Knows the write keys."""

    def sender(self, write_key: str) -> Sender | None:
        """Return what a write key stands for, None for one that does not exist or was revoked.

        May read the database: who asks often remembers the answer for a few seconds (`app.collecting`).
        """
