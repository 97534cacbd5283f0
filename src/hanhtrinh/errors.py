"""The error tree. Every error a user can meet is one of these.

HanhtrinhError            exit 1   something the product knows how to explain
├── InputError            exit 2   what was given cannot be used (argument, option, value)
│   ├── FileUnusable      exit 2   a file cannot be read as what it claims to be
│   └── Rejected          exit 2   a journey or mapping has findings that forbid using it
├── NotFound              exit 3   there is no such object, or none the actor may know of
├── NotAllowed            exit 3   the actor has not the right to do this
│   └── NotSignedIn       exit 3   nobody has signed in, or the key is not known
├── WorkspaceError        exit 3   the workspace is missing, busy or damaged
└── StorageError          exit 4   the disk is full or refuses to be written

An error carries a message key and its parameters; the words live in `i18n`, in Vietnamese and English.
"""

from collections.abc import Sequence
from typing import ClassVar

from hanhtrinh.i18n import Lang, tr
from hanhtrinh.values import Finding


class HanhtrinhError(Exception):
    """Something went wrong that can be explained to the person who met it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key, params)
        self.key = key
        self.params = params

    def message(self, lang: Lang) -> str:
        """Return the explanation in the given language."""
        return tr(self.key, lang, **self.params)

    def __str__(self) -> str:
        return self.message("en")


class InputError(HanhtrinhError):
    """What was given cannot be used; the message says what is allowed."""

    exit_code = 2


class FileUnusable(InputError):
    """A file cannot be read as what it claims to be."""


class Rejected(InputError):
    """A journey or mapping has findings of severity error."""

    def __init__(self, file: str, findings: Sequence[Finding]) -> None:
        super().__init__("errors.rejected", file=file, count=sum(f.severity == "error" for f in findings))
        self.file = file
        self.findings = tuple(findings)

    def message(self, lang: Lang) -> str:
        """Return the headline followed by one line a finding."""
        return "\n".join([super().message(lang), *(f.line_of_text(lang) for f in self.findings)])


class NotFound(HanhtrinhError):
    """There is no such object, or none the actor may know of."""

    exit_code = 3


class NotAllowed(HanhtrinhError):
    """The actor has not the right to do this."""

    exit_code = 3


class NotSignedIn(NotAllowed):
    """Nobody has signed in, or the key is not known."""


class WorkspaceError(HanhtrinhError):
    """The workspace is missing, busy or damaged."""

    exit_code = 3


class StorageError(HanhtrinhError):
    """The disk is full or refuses to be written; what was there before is still there."""

    exit_code = 4
