"""What answering surveys needs beside the responses: the links of a survey, and the files sent with answers."""

from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

from hanhtrinh.ports.accounts import Space

LinkKind = Literal["open", "kiosk"]


class SurveyLink(msgspec.Struct, frozen=True, kw_only=True):
    """A way to a survey for people nobody invited.

    `code` stands in the address of an open link; of a kiosk's it is the digest of the token there. `secret` is what the
    tokens of its forms are made with; it is never shown.
    """

    workspace: str
    survey: str
    kind: LinkKind
    code: str
    made_at: int
    made_by: str = ""
    secret: str = ""


class SurveyLinks(Protocol):
    """The links of surveys. Changes are durable when a method returns."""

    def of(self, workspace: str, survey: str, kind: LinkKind) -> SurveyLink | None:
        """Return a survey's link of a kind."""

    def by_code(self, kind: LinkKind, code: str) -> SurveyLink | None:
        """Return the link of a code."""

    def ensure(self, link: SurveyLink) -> SurveyLink:
        """Keep a link unless the survey has one of its kind; return the one that holds."""

    def renew(self, link: SurveyLink) -> None:
        """Keep a link in the place of the one before, which leads nowhere any more."""

    def remove(self, workspace: str, survey: str, kind: LinkKind) -> None:
        """End a link."""


class SentFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file sent with an answer: `id` its random name, `name` what its sender called it, `type` what its bytes are."""

    id: str
    workspace: str
    response: str
    question: str
    name: str
    type: str
    bytes: int
    at: int


class SentFiles(Protocol):
    """Files sent with answers: outside of everything that is served, under random names."""

    def keep(self, space: Space, file: SentFile, data: bytes) -> SentFile:
        """Keep a file and return it as it is kept; durable when this returns.

        Pictures are decoded apart and written anew, without anything but their pixels. InputError where that cannot be
        done or the workspace has no room; StorageError where the disk refuses.
        """

    def get(self, space: Space, id: str) -> tuple[SentFile, bytes] | None:
        """Return a file; None where there is none."""

    def drop(self, space: Space, ids: Sequence[str]) -> None:
        """Delete files."""

    def sweep(self, space: Space, before: int) -> int:
        """Delete files from before an instant that no response names any more; return how many."""
