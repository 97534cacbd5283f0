"""Versions of journeys: snapshots of a file with the numbers of that moment, as the use cases of versions need them."""

from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

from hanhtrinh.i18n import Lang
from hanhtrinh.measures.results import MapReadings

VersionKind = Literal["auto", "named", "before_restore", "restored"]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What changed against the version before, in a few words; `count` is how many changes there were in all.

    `since` is the SHA-256 of the text it was compared with; empty where there was none.
    """

    since: str = ""
    count: int = 0
    vi: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def words(self, lang: Lang) -> tuple[str, ...]:
        """Return the first few sentences in a language."""
        return self.vi if lang == "vi" else self.en


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot as it is listed.

    `text_version` is the SHA-256 of the journey's text, `library_version` that of its library's, empty where it has
    none. `by` are the ids of those who changed the journey since the version before (or, of a named one, who named it).
    `numbers` says whether the readings of the moment are kept beside it.
    """

    id: str
    workspace: str
    journey: str
    at: int
    kind: VersionKind
    name: str = ""
    note: str = ""
    by: tuple[str, ...] = ()
    text_version: str
    library_version: str = ""
    told: Told = Told()
    numbers: bool = False


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """What a journey's files said: its own text, and its library's under the name the journey calls it by."""

    text: str
    library: str | None = None


class Versions(Protocol):
    """Where snapshots are kept. Changes are durable when a method returns."""

    def add(self, version: Version, texts: Texts, readings: MapReadings | None) -> None:
        """Keep a snapshot."""

    def newest(self, workspace: str, journey: str) -> Version | None:
        """Return the newest snapshot of a journey."""

    def list(
        self, workspace: str, journey: str, *, before: int | None = None, limit: int | None = None
    ) -> Sequence[Version]:
        """Return snapshots, newest first, those taken before an instant where one is given."""

    def one(self, workspace: str, journey: str, version: str) -> Version | None:
        """Return a snapshot by its id; None where the journey has none with it."""

    def texts(self, workspace: str, journey: str, version: str) -> Texts | None:
        """Return what a snapshot's files said."""

    def readings(self, workspace: str, journey: str, version: str) -> MapReadings | None:
        """Return the numbers of that moment; None where none were kept or they were written in another form."""

    def text_of(self, workspace: str, journey: str, text_version: str) -> str | None:
        """Return a journey's text by its SHA-256, from whichever snapshot holds it."""

    def name(self, workspace: str, journey: str, version: str, name: str, note: str) -> None:
        """Give a snapshot a name and a note; from then on it is kept for ever."""

    def tell(self, workspace: str, version: str, told: Told) -> None:
        """Keep what changed against the version before: another one stands before it now."""

    def drop(self, workspace: str, versions: Sequence[str]) -> None:
        """Drop snapshots by their ids."""

    def forget_good(self, workspace: str, journey: str) -> None:
        """Drop the last good text of a journey that was removed; its snapshots stay, should its file come back."""

    def authors(self, workspace: str, journey: str, after: int) -> Sequence[str]:
        """Return who changed a journey on its page after an instant, by id, the first to do so first."""

    def keep_good(self, workspace: str, journey: str, text_version: str, texts: Texts, at: int) -> None:
        """Keep what a journey's files said when they could last be used, in the place of what was kept before."""

    def good(self, workspace: str, journey: str) -> tuple[str, Texts] | None:
        """Return what a journey's files said when they could last be used, behind the text's SHA-256."""
