"""Webhooks as the use cases need them: who is told of what, an outbox of what is to be told, and what carries it.

A delivery is a row written in the same transaction as the thing it tells of. Its id never changes: whoever gets it
twice (a server that died between telling and noting it) sees the same `webhook-id`.
"""

from collections.abc import Sequence
from typing import Literal, Protocol, get_args

import msgspec

News = Literal["case.opened", "case.joined", "case.changed", "case.replied", "case.closed", "case.overdue", "test"]
NEWS: tuple[News, ...] = get_args(News)
State = Literal["waiting", "sent", "dead"]


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """An address that is told of some kinds of news; `secret` signs them (empty: it can no longer be opened)."""

    id: str
    workspace: str
    name: str
    url: str
    secret: str
    kinds: tuple[News, ...]
    on: bool = True
    created_by: str = ""
    created_at: int = 0

    def __repr__(self) -> str:
        return f"Hook(id={self.id!r}, workspace={self.workspace!r})"  # neither the secret nor what an address may carry


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of news for one hook; `tries` counts how often it was taken up."""

    id: str
    workspace: str
    hook: str
    kind: News
    body: str
    created_at: int
    due_at: int
    tries: int = 0


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a delivery, without its words."""

    id: str
    kind: News
    state: State
    created_at: int
    due_at: int
    tries: int
    status: int
    milliseconds: int
    error: str
    done_at: int | None


class Answered(msgspec.Struct, frozen=True):
    """What another server answered: its status (0: nothing came), how long it took, and why it counts as a failure.

    `final` where trying again cannot help. `error` is a code without names or addresses.
    """

    status: int
    milliseconds: int
    error: str = ""
    final: bool = False


class Sender(Protocol):
    """What tells other servers: HTTP, or a list in tests."""

    def send(self, hook: Hook, delivery: Delivery) -> Answered:
        """Tell a piece of news; never raises."""


class Hooks(Protocol):
    """Where hooks and what they are to be told are kept. Changes are durable when a method returns."""

    def all(self, workspace: str) -> Sequence[Hook]:
        """Return a workspace's hooks, the oldest first."""

    def get(self, workspace: str, hook: str) -> Hook | None:
        """Return one hook of a workspace."""

    def save(self, hook: Hook) -> None:
        """Keep a new or changed hook."""

    def remove(self, workspace: str, hook: str) -> None:
        """Forget a hook and everything it was or is to be told."""

    def put(self, deliveries: Sequence[Delivery]) -> None:
        """Keep what is to be told."""

    def claim(self, now: int, until: int, limit: int = 8) -> Sequence[Delivery]:
        """Return what is due of so many hooks, up to so much of each, the oldest first; nobody else's until an instant:
        then it is due again. Workspaces take turns, so that none waits for all that another one has to tell.
        """

    def done(self, delivery: str, answered: Answered, now: int) -> None:
        """Note that a piece of news was taken; its words are kept no longer."""

    def put_off(self, delivery: str, answered: Answered, due_at: int) -> None:
        """Note why it was not taken, and when to try again."""

    def give_up(self, delivery: str, answered: Answered, now: int) -> None:
        """Note that it will not be told."""

    def newest(self, workspace: str, hook: str, limit: int = 50) -> Sequence[Delivered]:
        """Return what a hook was told, newest first."""

    def sweep(self, before: int) -> int:
        """Forget what was done with before an instant; return how much."""
