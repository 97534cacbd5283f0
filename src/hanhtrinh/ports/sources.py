"""Sources of events and the keys they are sent with, as the use cases of sources need them."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from hanhtrinh.access import Actor, Right

Platform = Literal[
    "html", "gtm", "wordpress", "haravan", "sapo", "shopify", "spa", "python", "node", "http"
]  # fmt: skip
PLATFORMS: tuple[Platform, ...] = (
    "html", "gtm", "wordpress", "haravan", "sapo", "shopify", "spa", "python", "node", "http",
)  # fmt: skip
"""What a source can be installed on; `http` is anything that can send a request."""
KeyKind = Literal["write", "secret"]


class SourceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a source takes and keeps.

    `origins` are the sites browsers may send from (`https://shop.vn`, `https://*.shop.vn`); none means any.
    `keep_addresses` stores the sender's IP address. With `needs_consent` the tracker sends nothing before it is told
    that the visitor agrees. `count_bots` lets what known robots send onto the maps.
    """

    origins: tuple[str, ...] = ()
    keep_addresses: bool = False
    needs_consent: bool = False
    count_bots: bool = False


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where events come from; `key` stands beside each of its events in the lake and never changes."""

    workspace: str
    key: str
    name: str
    platform: Platform
    settings: SourceSettings = SourceSettings()
    created_at: int


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A key of a workspace. `shown` is all of a write key, but only the first characters of a secret one.

    A write key belongs to a `source` and is no secret: it stands in web pages and only lets events in. A secret key
    may do what its `scopes` say.
    """

    id: str
    workspace: str
    kind: KeyKind
    name: str
    source: str | None
    shown: str
    scopes: frozenset[Right]
    created_by: str
    created_at: int
    revoked_at: int | None = None


class Sources(Protocol):
    """Where sources and keys are kept. Changes are durable when a method returns."""

    def sources(self, workspace: str) -> Sequence[Source]:
        """Return the sources of a workspace, oldest first."""

    def source(self, workspace: str, key: str) -> Source | None:
        """Return one source of a workspace."""

    def add_source(self, source: Source) -> None:
        """Keep a new source; InputError where the workspace has one with its key."""

    def change_source(self, source: Source) -> None:
        """Keep another name, platform or settings of a source."""

    def keys(self, workspace: str) -> Sequence[Key]:
        """Return the keys of a workspace, oldest first, revoked ones too."""

    def add_key(self, key: Key, whole: str) -> None:
        """Keep a new key; of a secret one nothing but a digest by which the whole of it is known again."""

    def revoke_key(self, workspace: str, key: str, now: int) -> bool:
        """Make a key of a workspace (by id) useless from now on; tell whether it was of use until now."""

    def actor_of_secret_key(self, whole: str) -> Actor | None:
        """Return who acts with a secret key; None for one that is unknown or revoked."""


QUARTER = 15 * 60 * 1_000_000
"""Microseconds: how finely what arrives is counted, so that every time zone's days are whole."""


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """What arrived from a source: ever, and by quarter of an hour (its number since 1970) in the time asked about.

    `last_at` is when the newest message was received, accepted or refused.
    """

    accepted: int = 0
    refused: int = 0
    last_at: int | None = None
    quarters: Mapping[int, tuple[int, int]] = {}


class Activities(Protocol):
    """What arrived from which source."""

    def of(self, workspace: str, since: int) -> Mapping[str, Activity]:
        """Return what arrived in a workspace by source; quarters of an hour from an instant on."""
