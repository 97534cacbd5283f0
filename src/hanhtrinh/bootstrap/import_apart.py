"""Imports in a process of their own (`bootstrap.import_child`), asked by JSON lines.

The parent writes one question to the child's input and reads lines from its output: `{"told": …}` while it reads, then
one `{"answer": …}` or `{"error": …}`. Whatever a spoilt file does to the child, the server lives, and memory goes back
to the system. Stopping the child leaves the lake as it was: an import is one commit.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from hanhtrinh.errors import HanhtrinhError, InputError, StorageError
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.uploads import NO_SURVEY, OnTold
from hanhtrinh.store.uploads import FolderUploads

CHILD = "hanhtrinh.bootstrap.import_child"
_MOST_MAPPING_BYTES = 262_144


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the child is asked: to propose a mapping, to preview one (changed by choices), to tell of the letters that
    answer others, or to import through it (`without` some letters).

    `said` is the kind of what the files hold where it was said that they hold what customers said elsewhere; `survey`
    the survey whose answers they hold.
    """

    what: Literal["inspect", "preview", "answering", "run"]
    workspace: str
    folder: str
    lang: Lang
    mapping: str = ""
    replace: bool = False
    source: str | None = None
    choices: dict[str, Any] = {}
    said: str = ""
    survey: dict[str, Any] = {}
    without: tuple[str, ...] = ()


class ApartError(HanhtrinhError):
    """An error that happened in the child, with its words in both languages."""

    def __init__(self, words: Mapping[str, str], code: str) -> None:
        super().__init__(code)
        self.words = dict(words)

    def message(self, lang: Lang) -> str:
        """Return the explanation in the given language."""
        return self.words[lang]


class ApartInput(ApartError, InputError):
    """What was given to the child cannot be used."""


class ApartStorage(ApartError, StorageError):
    """The disk refused the child."""


class ChildImports:
    """`ports.uploads.ImportsApart`: each question goes to a child process."""

    def __init__(self, home: Path, uploads: FolderUploads) -> None:
        self._home, self._uploads = home, uploads

    def inspect(
        self,
        space: Space,
        upload: str,
        lang: str,
        said: str = "",
        survey: Mapping[str, Any] = NO_SURVEY,
        source: str = "",
    ) -> Mapping[str, Any]:
        """Return a proposed mapping with its reasons, columns and preview."""
        files = self._uploads.files(space, upload)
        about: dict[str, Any] = {
            "source": source or (files[0].stem if files else None),
            "said": said,
            "survey": dict(survey),
        }
        return _ask(self._question(space, upload, lang, what="inspect", **about))

    def preview(
        self, space: Space, upload: str, mapping: str, choices: Mapping[str, Any], lang: str, said: str = ""
    ) -> Mapping[str, Any]:
        """Return a mapping changed by choices, and what it would give."""
        if len(mapping.encode()) > _MOST_MAPPING_BYTES:
            raise InputError("imports.mapping_too_long", allowed=_MOST_MAPPING_BYTES)
        return _ask(
            self._question(space, upload, lang, what="preview", mapping=mapping, choices=dict(choices), said=said)
        )

    def answering(self, space: Space, upload: str, mapping: str, lang: str, told: OnTold) -> None:
        """Tell of every letter in an upload's mailboxes that answers another."""
        _ask(self._question(space, upload, lang, what="answering", mapping=mapping), told)

    def run(
        self, space: Space, upload: str, mapping: str, replace: bool, lang: str, told: OnTold,
        without: Sequence[str] = (),
    ) -> Mapping[str, Any]:  # fmt: skip
        """Import an upload through a mapping; what `told` raises stops the child."""
        asked = {"mapping": mapping, "replace": replace, "without": tuple(without)}
        return _ask(self._question(space, upload, lang, what="run", **asked), told)

    def _question(self, space: Space, upload: str, lang: str, **asked: Any) -> Question:
        folder = str(self._uploads.folder(space, upload))
        language: Lang = "en" if lang == "en" else "vi"
        return Question(workspace=str(self._home / space.folder), folder=folder, lang=language, **asked)


def _ask(question: Question, told: OnTold = lambda _: None) -> Mapping[str, Any]:
    command = [sys.executable, "-m", CHILD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        try:
            return _listen(child, question, told)
        finally:
            child.kill()


def _listen(child: subprocess.Popen[bytes], question: Question, told: OnTold) -> Mapping[str, Any]:
    if child.stdin is None or child.stdout is None:
        raise AssertionError(child.args)
    child.stdin.write(msgspec.json.encode(question))
    child.stdin.close()
    for line in child.stdout:
        said: dict[str, Any] = msgspec.json.decode(line)
        if "told" in said:
            told(said["told"])
        elif "error" in said:
            raise _raised(said["error"])
        else:
            answer: Mapping[str, Any] = said["answer"]
            return answer
    raise InputError("imports.reader_died", status=child.wait())


def _raised(error: dict[str, Any]) -> ApartError:
    kind = {2: ApartInput, 4: ApartStorage}.get(error["exit"], ApartError)
    return kind(error["words"], error["key"])
