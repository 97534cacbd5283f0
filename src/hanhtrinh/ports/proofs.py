"""Secrets by which sites prove who their visitors are, one or (while it is renewed) two to a write key."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from hanhtrinh.collect.proving import Proof


class IdentitySecret(msgspec.Struct, frozen=True, kw_only=True):
    """A secret as it is listed: `key` is the id of its write key, `ends_at` when it proves no more (None: it stays)."""

    id: str
    workspace: str
    key: str
    created_by: str
    created_at: int
    ends_at: int | None = None


class Proofs(Protocol):
    """Where identity secrets are kept, encrypted. Changes are durable when a method returns."""

    def all(self, workspace: str) -> Sequence[IdentitySecret]:
        """Return the secrets of a workspace, oldest first, ended ones too."""

    def add(self, secret: IdentitySecret, whole: str, others_end: int) -> None:
        """Keep a new secret; the earlier ones of its write key end at an instant, those that end sooner as they do."""

    def end(self, workspace: str, key: str, now: int) -> int:
        """End those secrets of a write key that end anyway; return how many proved until now."""

    def of(self, workspace: str, key: str) -> tuple[Proof, ...]:
        """Return the secrets of a write key, with when each ends; one that can no longer be opened is left out."""
