"""E-mail as the use cases need it: letters in an outbox, who wants which, and what carries them.

A letter is a row, written in the same transaction as the thing it tells of, and carried after it. Its id never changes:
whoever gets it twice (a server that died between carrying and noting it) sees the same `Message-ID`.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from hanhtrinh.i18n import Lang

Kind = Literal["drift", "review", "mention", "test", "case", "reply", "survey"]
TO_CUSTOMERS: frozenset[Kind] = frozenset(("survey", "reply"))
"""Kinds that go to customers and not to colleagues: limited where they are written."""
Wish = Literal["none", "at_once", "daily"]
State = Literal["waiting", "sent", "dead"]


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One e-mail to one address: plain text first, the same as simple HTML beside it.

    `due_at` is when it is to be carried (next). `stop` is the secret in the link by which whoever gets it stops further
    ones of its kind; `tries` counts how often it was taken up. `reply_to` is where answers to it go, if not to whom it
    comes from; `refers` names the message it answers (a `Message-ID` without its brackets).
    """

    id: str
    workspace: str
    kind: Kind
    to: str
    lang: Lang
    subject: str
    text: str
    html: str = ""
    stop: str = ""
    created_at: int
    due_at: int
    tries: int = 0
    reply_to: str = ""
    refers: str = ""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a letter without its words."""

    id: str
    kind: Kind
    to: str
    subject: str
    state: State
    created_at: int
    due_at: int
    tries: int
    sent_at: int | None
    error: str


class NotCarried(Exception):
    """A letter was not taken; `final` where trying again would be refused again. `code` says why, without names."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code, self.final = code, final


class Mailer(Protocol):
    """What carries letters: an SMTP server, or a list in tests."""

    def carry(self, letter: Letter) -> None:
        """Hand a letter over; NotCarried where it was not taken."""


class Outbox(Protocol):
    """Where letters wait. Changes are durable when a method returns."""

    def put(self, letters: Sequence[Letter]) -> int:
        """Keep letters, those whose id is known already not again; return how many are new."""

    def claim(self, now: int, until: int, limit: int = 8) -> Sequence[Letter]:
        """Return letters that are due, the oldest first, nobody else's until an instant: then they are due again."""

    def carried(self, letter: str, now: int) -> None:
        """Note that a letter was taken; its words are kept no longer."""

    def put_off(self, letter: str, due_at: int, error: str) -> None:
        """Note why a letter was not taken, and when to try again."""

    def give_up(self, letter: str, now: int, error: str) -> None:
        """Note that a letter will not be carried."""

    def carried_since(self, workspace: str, since: int) -> int:
        """Return how many letters of a workspace to colleagues were taken since an instant."""

    def newest(self, workspace: str, limit: int = 50) -> Sequence[Sent]:
        """Return a workspace's letters, newest first, without their words."""

    def of_stop(self, stop: str) -> tuple[str, str, Kind] | None:
        """Return whose letter a stopping link belongs to: workspace, address, kind; None for no such link."""

    def sweep(self, before: int) -> int:
        """Forget letters that were done with before an instant; return how many."""


class Wishes(Protocol):
    """Which letters an address wants from a workspace; what nobody said follows from `app.mailing.choosing`."""

    def said(self, workspace: str, address: str) -> Mapping[Kind, Wish]:
        """Return what was said to be wanted at an address."""

    def set(self, workspace: str, address: str, wishes: Mapping[Kind, Wish]) -> None:
        """Keep what an address wants."""


CHOICES: Mapping[Kind, tuple[Wish, ...]] = {
    "drift": ("at_once", "daily", "none"),
    "review": ("at_once", "none"),
    "mention": ("at_once", "none"),
    "case": ("at_once", "daily", "none"),
}
"""What can be chosen for each kind that can be turned off."""
