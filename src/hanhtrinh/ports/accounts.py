"""Users, workspaces and who belongs where, as the use cases of accounts need them."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from hanhtrinh.access import Actor, Role
from hanhtrinh.i18n import Lang


class User(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a team. `password` is an argon2 hash and never leaves the use cases of accounts."""

    id: str
    email: str
    name: str
    password: str
    language: Lang
    created_at: int
    disabled_at: int | None = None


class Space(msgspec.Struct, frozen=True, kw_only=True):
    """A workspace as the server knows it: `folder` relative to the server's home, `slug` in addresses of pages."""

    id: str
    slug: str
    name: str
    folder: str


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One user's place in a workspace."""

    user: User
    role: Role
    since: int


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One signed-in browser, known by the SHA-256 of the token in its cookie; `device` is what it calls itself."""

    token: str
    user: str
    device: str
    created_at: int
    seen_at: int
    expires_at: int


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a workspace offered by a link, known by the SHA-256 of the token in it; good once."""

    token: str
    workspace: str
    email: str
    role: Role
    invited_by: str
    created_at: int
    expires_at: int


class Accounts(Protocol):
    """Where accounts are kept. Changes are durable when a method returns."""

    def users(self) -> int:
        """Return how many users there are: none means a server that has just been set up."""

    def add_user(self, user: User) -> None:
        """Keep a new user; InputError where the e-mail is taken."""

    def found(self, owner: User, space: Space, now: int) -> bool:
        """Keep the first user as owner of a workspace, all at once; False when somebody was here before."""

    def change_user(self, user: User) -> None:
        """Keep another name, language or password of a user."""

    def user(self, user: str) -> User | None:
        """Return the user with an id."""

    def user_by_email(self, email: str) -> User | None:
        """Return the user with an e-mail address (lower case)."""

    def add_space(self, space: Space, now: int) -> None:
        """Keep a new workspace; InputError where the slug is taken."""

    def change_space(self, space: Space) -> None:
        """Keep another name of a workspace."""

    def space(self, slug: str) -> Space | None:
        """Return the workspace with a slug."""

    def space_by_id(self, space: str) -> Space | None:
        """Return the workspace with an id."""

    def spaces(self) -> Sequence[Space]:
        """Return every workspace, by name."""

    def spaces_of(self, user: str) -> Sequence[Space]:
        """Return the workspaces a user belongs to, by name."""

    def members(self, space: str) -> Sequence[Member]:
        """Return who belongs to a workspace, longest there first."""

    def add_member(self, space: str, user: str, role: Role, now: int) -> None:
        """Give a user a place in a workspace, or another role there."""

    def change_role(self, space: str, user: str, role: Role | None) -> Role | None:
        """Give a member another role, or none: take the place away. Return the role before, None for no member.

        Raises InputError, and changes nothing, where the workspace would be left without an owner.
        """

    def open_session(self, token_digest: str, user: str, now: int, expires_at: int, device: str = "") -> None:
        """Keep a session, known by the SHA-256 of its token."""

    def session(self, token_digest: str, now: int) -> tuple[User, Actor] | None:
        """Return who a live session belongs to, with their rights; None when unknown, expired or disabled.

        A session that is used lives on: `IDLE` longer, at most `ABSOLUTE` from its beginning.
        """

    def sessions(self, user: str, now: int) -> Sequence[Session]:
        """Return a user's live sessions, last used first."""

    def end_session(self, user: str, token_digest: str) -> None:
        """End one of a user's sessions."""

    def end_sessions(self, user: str, but: str = "") -> int:
        """End all of a user's sessions but one; return how many."""

    def add_invitation(self, invitation: Invitation) -> None:
        """Keep an invitation; an older one for the same e-mail and workspace is gone."""

    def invitation(self, token_digest: str, now: int) -> Invitation | None:
        """Return an invitation that can still be accepted."""

    def invitations(self, space: str, now: int) -> Sequence[Invitation]:
        """Return a workspace's invitations that can still be accepted, newest first."""

    def withdraw(self, space: str, token_digest: str) -> Invitation | None:
        """Take an invitation back; return it if there was one."""

    def accept(self, token_digest: str, user: User, now: int, *, new: bool) -> Invitation | None:
        """Give a user the place an invitation offers, once; None when it is good no more.

        A `new` user is kept in the same step (InputError where the e-mail is taken); a member keeps the higher role.
        """

    def attempt(self, buckets: Sequence[str], now: int, since: int) -> Sequence[int]:
        """Count an attempt in each bucket and return how many there were since an instant, this one among them."""

    def forget_attempts(self, bucket: str) -> None:
        """Begin counting a bucket anew."""


DAY = 86_400_000_000
IDLE, ABSOLUTE = 14 * DAY, 90 * DAY
"""How long a session lives unused, and at most."""
