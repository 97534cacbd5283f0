"""Pictures of a workspace, as the use cases need them: kept, looked up, given, cleared away."""

from collections.abc import Collection, Mapping
from typing import Protocol

import msgspec

from hanhtrinh.ports.accounts import Space


class KeptPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as it was kept: the name of its file, by which journeys refer to it, and its size in pixels."""

    file: str
    width: int
    height: int


class Pictures(Protocol):
    """The pictures of each workspace. Whatever is given out was decoded apart and written anew: nothing but pixels."""

    def keep(self, space: Space, data: bytes, name: str) -> KeptPicture:
        """Keep a picture, once however often it is given; durable when this returns.

        InputError, which names what was given and what is allowed, where it is no picture that can be shown, or the
        workspace has no room for more; StorageError where the disk refuses.
        """

    def get(self, space: Space, file: str, small: bool) -> bytes | None:
        """Return a picture as WebP (small: at most 480 pixels long), None where there is none of that name.

        InputError where a file somebody put there by hand is none that can be shown.
        """

    def there(self, space: Space, files: Collection[str]) -> Mapping[str, str]:
        """Return those of some names that are there, each with a mark that changes when its file does."""

    def mentioned(self, space: Space) -> frozenset[str]:
        """Return the kept pictures that anything of the workspace names: journeys, what was done to them, versions."""

    def sweep(self, space: Space, used: Collection[str], now: int) -> int:
        """Delete kept pictures that were used last thirty days ago or earlier; return how many."""
