"""What is kept of people beside their events: facts, traits, consent, segments, exports and erasures."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from hanhtrinh.events.event import Fact, Merged, Value
from hanhtrinh.people.said import Consents, Said, Values


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one raw id; `proven` traits beside those nobody vouched for. `change` grows with every change in
    the workspace.
    """

    raw: str
    traits: dict[str, tuple[Value | None, int]]
    proven: dict[str, tuple[Value | None, int]]
    consents: Consents
    change: int

    @property
    def said(self) -> tuple[Said, Said]:
        """The traits by origin."""
        return Said(self.raw, self.traits, proven=False), Said(self.raw, self.proven)


class SavedSegment(msgspec.Struct, frozen=True, kw_only=True):
    """A segment of a workspace: `rule` is plain data for `people.segments.parse_segment`."""

    key: str
    name: str
    rule: dict[str, object]
    created_by: str
    created_at: int


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """Personal data that left the product: when, by whom, what, and about whom (digests; empty means everybody)."""

    id: str
    at: int
    by: str
    what: str
    people: tuple[str, ...] = ()


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """An erasure that is done: what was found and taken out, by place. Nobody can be known again from it."""

    id: str
    at: int
    by: str
    report: dict[str, int | list[str]]


class People(Protocol):
    """Where facts about people are kept. Changes are durable when a method returns."""

    def keep(self, workspace: str, facts: Iterable[Fact]) -> None:
        """Take facts, in any order and any number of times."""

    def facts(self, workspace: str, after: int = 0) -> tuple[Sequence[Fact], int]:
        """Return facts about who is who kept after a mark (0: all), in the order of commits, and the new mark."""

    def facts_of(self, workspace: str, raws: Iterable[str]) -> Sequence[Fact]:
        """Return the facts that speak of any of some raw ids, and what undid them."""

    def known(self, workspace: str, after: int = 0) -> Iterator[Known]:
        """Yield what is known of raw ids, as far as it changed after a mark, oldest change first."""

    def known_of(self, workspace: str, raws: Iterable[str]) -> Sequence[Known]:
        """Return what is known of some raw ids."""

    def address(self, workspace: str, raws: Iterable[str]) -> tuple[int, str]:
        """Return the newest proven e-mail address of some raw ids and since when; empty: none, or it was taken away."""

    def proves(self, workspace: str) -> bool:
        """Tell whether a workspace ever made an identity secret: what is vouched for then holds against newer claims.

        One that ended, or whose write key was revoked, counts: else every claim of before would hold at once.
        """

    def account(self, workspace: str, account: str) -> Values:
        """Return the traits of an account (a company)."""

    def merges(self, workspace: str) -> Sequence[Merged]:
        """Return all merges and what undid them."""

    def segments(self, workspace: str) -> Sequence[SavedSegment]:
        """Return the workspace's segments by name."""

    def save_segment(self, workspace: str, segment: SavedSegment) -> None:
        """Keep a segment, in place of the one with its key."""

    def remove_segment(self, workspace: str, key: str) -> None:
        """Forget a segment; nothing happens where there is none."""

    def digests(self, workspace: str, raws: Iterable[str]) -> tuple[str, ...]:
        """Return the salted digests of raw ids, by which exports and erasures speak of them."""

    def note_export(self, workspace: str, export: Export) -> None:
        """Write down that personal data left the product."""

    def exports(self, workspace: str) -> Sequence[Export]:
        """Return all exports, newest first."""

    def erasures(self, workspace: str) -> Sequence[Erasure]:
        """Return all erasures that are done, newest first."""
