"""Comments on maps, as the use cases of comments need them."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from hanhtrinh.ports.mail import Letter


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """Something a colleague said about a place on a map; the first of a thread has its own id as `thread`.

    `place` is what the map calls a place (`cell/activity/cart`, `step/cart`, `door/123`, `quote/ab12…`), `label` what
    stood there when the thread was begun. `resolved_by` and `resolved_at` are the thread's, kept at its first comment.
    """

    id: str
    workspace: str
    journey: str
    thread: str
    place: str
    label: str
    by: str
    at: int
    text: str
    edited_at: int | None = None
    resolved_by: str | None = None
    resolved_at: int | None = None


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A user who was named in a comment, and when they saw it."""

    comment: Comment
    seen_at: int | None = None


class Comments(Protocol):
    """Where comments are kept. Changes are durable when a method returns."""

    def add(self, comment: Comment, mentioned: Sequence[str], letters: Sequence[Letter] = ()) -> None:
        """Keep a comment, who is named in it, and the letters that tell them."""

    def get(self, workspace: str, comment: str) -> Comment | None:
        """Return a comment of a workspace."""

    def of_journey(self, workspace: str, journey: str) -> Sequence[Comment]:
        """Return every comment on a journey, oldest first."""

    def rewrite(self, comment: Comment, mentioned: Sequence[str], letters: Sequence[Letter] = ()) -> None:
        """Keep another text of a comment, with letters to whoever is newly named.

        Whoever was named in it before and still is has seen what they saw.
        """

    def resolve(self, workspace: str, thread: str, by: str | None, at: int | None) -> None:
        """Say that a thread is settled, or (None) that it is open again."""

    def remove(self, workspace: str, comment: str) -> None:
        """Take out a comment; with the first of a thread, the whole thread."""

    def mentions(self, workspace: str, user: str, limit: int) -> Sequence[Mention]:
        """Return where a user was named by others, newest first."""

    def unseen(self, workspace: str, user: str) -> int:
        """Return how many comments that name a user they have not seen."""

    def see(self, workspace: str, user: str, at: int) -> None:
        """Note that a user has seen everything that names them."""

    def forget(self, workspace: str, journey: str) -> None:
        """Drop the comments on a journey that is no more."""
