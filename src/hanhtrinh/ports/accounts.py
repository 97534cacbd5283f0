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


class Accounts(Protocol):
    """Where accounts are kept. Changes are durable when a method returns."""

    def users(self) -> int:
        """Return how many users there are: none means a server that has just been set up."""

    def add_user(self, user: User) -> None:
        """Keep a new user; InputError where the e-mail is taken."""

    def user_by_email(self, email: str) -> User | None:
        """Return the user with an e-mail address (lower case)."""

    def add_space(self, space: Space, now: int) -> None:
        """Keep a new workspace; InputError where the slug is taken."""

    def space(self, slug: str) -> Space | None:
        """Return the workspace with a slug."""

    def spaces_of(self, user: str) -> Sequence[Space]:
        """Return the workspaces a user belongs to, by name."""

    def add_member(self, space: str, user: str, role: Role, now: int) -> None:
        """Give a user a place in a workspace, or another role there."""

    def open_session(self, token_digest: str, user: str, now: int, expires_at: int) -> None:
        """Keep a session, known by the SHA-256 of its token."""

    def session(self, token_digest: str, now: int) -> tuple[User, Actor] | None:
        """Return who a live session belongs to, with their rights; None when unknown, expired or disabled."""
