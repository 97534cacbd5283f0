"""Links by which strangers may see one map, as the use cases of sharing need them."""

from collections.abc import Sequence
from typing import Protocol

import msgspec


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """One link: which map it shows, what of it, to whom and for how long.

    `asked` is the period and segment as an address's query, `lang` the language or nothing for the reader's own.
    `password` is the argon2 hash, if any; `token` the digest of the link's secret, which is kept nowhere.
    `sites` are the origins whose pages may embed the map. `frozen_at` is the instant a frozen map stands still at.
    Nothing is known of readers but how often (`opened`) and when last (`opened_at`) somebody opened it.
    """

    id: str
    workspace: str
    journey: str
    token: str
    title: str
    lanes: tuple[str, ...]
    asked: str
    lang: str
    by: str
    made_at: int
    password: str = ""
    expires_at: int | None = None
    revoked_at: int | None = None
    frozen_at: int | None = None
    downloads: bool = False
    sites: tuple[str, ...] = ()
    opened: int = 0
    opened_at: int | None = None

    def alive(self, now: int) -> bool:
        """Tell whether the link still shows anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class Shares(Protocol):
    """Where links are kept. Those of a journey that is no more are forgotten with it."""

    def add(self, share: Share, still: bytes | None) -> None:
        """Keep a new link, and the map as it stood still, if it is to stand still."""

    def of(self, workspace: str, journey: str) -> Sequence[Share]:
        """Return the links of a journey, newest first."""

    def get(self, workspace: str, share: str) -> Share | None:
        """Return a link of a workspace."""

    def by_token(self, token: str) -> Share | None:
        """Return the link of a secret's digest."""

    def still(self, share: str) -> bytes | None:
        """Return the map of a frozen link."""

    def revoke(self, workspace: str, share: str, now: int) -> None:
        """End a link."""

    def renew(self, workspace: str, share: str, token: str) -> None:
        """Give a link another secret; the one before opens nothing any more."""

    def remove(self, workspace: str, share: str) -> None:
        """Forget a link."""

    def opened(self, share: str, now: int) -> None:
        """Count that somebody opened a link."""

    def forget(self, workspace: str, journey: str) -> None:
        """Drop the links of a journey that is no more."""
