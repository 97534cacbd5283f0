"""What taking in needs of the world: surveys of other tools, hooks, mailboxes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from hanhtrinh.voice.elsewhere.generic import Fields
from hanhtrinh.voice.surveys.model import Survey


class Left(msgspec.Struct, frozen=True):
    """Something in a survey of another tool that could not be carried over: where, and why as a message key."""

    place: str
    key: str
    params: Mapping[str, object] = {}


class TakenSurvey(msgspec.Struct, frozen=True, kw_only=True):
    """A survey of another tool as a draft of ours, and everything that was left behind or changed."""

    survey: Survey
    left: tuple[Left, ...] = ()


class SurveyFiles(Protocol):
    """Knows the definitions of surveys that other tools write."""

    def read(self, name: str, raw: bytes) -> TakenSurvey:
        """Return the survey in a file; FileUnusable where it is none we know, InputError where it is too large."""


Signing = Literal["none", "hanhtrinh", "zendesk", "intercom", "chatwoot", "github"]
SIGNINGS: tuple[Signing, ...] = ("none", "hanhtrinh", "zendesk", "intercom", "chatwoot", "github")
"""How a sender proves that a request is its own; `github` is a plain `X-Hub-Signature-256`, which many send."""


class SaidHook(msgspec.Struct, frozen=True, kw_only=True):
    """How what comes to `/v1/said/<source>` is read. `shape` is a known tool's, or `generic` with `fields`; `secret`
    proves the sender by `signing` (it has to be kept as it is: signatures are made with it). `asked_at` is the
    touchpoint it is about, empty where each saying attaches to the person's step before it.
    """

    workspace: str
    source: str
    shape: str = "generic"
    fields: Fields = Fields()
    signing: Signing = "none"
    secret: str = ""
    asked_at: str = ""
    changed_at: int = 0

    def __repr__(self) -> str:
        return f"SaidHook({self.workspace!r}, {self.source!r}, {self.shape!r}, signing={self.signing!r})"


class SaidHooks(Protocol):
    """How hooks are read. Changes are durable when a method returns."""

    def hook(self, workspace: str, source: str) -> SaidHook | None:
        """Return the hook of a source; None where none was set up."""

    def all(self, workspace: str) -> Sequence[SaidHook]:
        """Return the hooks of a workspace."""

    def keep(self, hook: SaidHook) -> None:
        """Keep a hook, in the place of the source's earlier one."""

    def remove(self, workspace: str, source: str) -> None:
        """Forget a source's hook."""


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """A mailbox that is read. `password` is kept encrypted; `own` are addresses whose letters are the company's.

    `validity` and `seen` are how far it was read: the folder's UIDVALIDITY and the highest UID taken. `trouble` says,
    as a message key, why it could not be read the last time.
    """

    id: str
    workspace: str
    source: str
    host: str
    port: int = 993
    user: str = ""
    password: str = ""
    folder: str = "INBOX"
    own: tuple[str, ...] = ()
    asked_at: str = ""
    active: bool = True
    validity: int = 0
    seen: int = 0
    looked_at: int | None = None
    taken: int = 0
    trouble: str = ""

    def __repr__(self) -> str:
        return f"Mailbox({self.id!r}, {self.workspace!r}, {self.host!r})"


class Mailboxes(Protocol):
    """The mailboxes that are read. Changes are durable when a method returns."""

    def all(self, workspace: str = "") -> Sequence[Mailbox]:
        """Return the mailboxes of a workspace, or of all, oldest first."""

    def get(self, workspace: str, id: str) -> Mailbox | None:
        """Return one mailbox."""

    def keep(self, mailbox: Mailbox) -> None:
        """Keep a mailbox as it is set up; how far it was read stays, unless server, user or folder changed."""

    def read_on(self, mailbox: Mailbox, validity: int, seen: int, taken: int, at: int, trouble: str = "") -> None:
        """Note how far a mailbox was read and how many letters were taken; `trouble` keeps what was read before."""

    def remove(self, workspace: str, id: str) -> None:
        """Forget a mailbox and its password."""


class Fetched(msgspec.Struct, frozen=True):
    """A letter as the server gave it."""

    uid: int
    raw: bytes


class OpenMailbox(Protocol):
    """A mailbox that is open for reading; nothing in it is changed."""

    validity: int

    def after(self, uid: int, most: int) -> Iterator[Fetched]:
        """Yield at most so many letters after a UID, in rising order; too large ones with what they begin with."""

    def close(self) -> None:
        """Let the server go."""


class MailReader(Protocol):
    """Opens mailboxes."""

    def open(self, mailbox: Mailbox) -> OpenMailbox:
        """Return a mailbox, open; InputError says why it cannot be (address, sign-in, folder), with no secret in it."""
