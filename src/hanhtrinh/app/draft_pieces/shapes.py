"""Pieces of a draft: what each says, why, what it would change, and what it leans on."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from hanhtrinh.i18n import Text
from hanhtrinh.journey.model import Journey, Phase, PlainRule
from hanhtrinh.measures.draft.shapes import AsideProposal, DraftFacts, Reason

PieceKind = Literal[
    "name", "stage", "step", "rule", "add", "outcome", "window", "pass_key", "optional", "parallel", "promise",
    "instrument", "channel", "segment", "friction",
]  # fmt: skip
Change = Callable[[Journey], Journey]


def unchanged(journey: Journey) -> Journey:
    """Return the journey as it is."""
    return journey


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One thing that is proposed.

    `about` is the step, stage or property it is about, `name` what it is called (editable where `named`). `stage` is
    the stage it is shown at, `at` the piece it is shown under; empty: it is of the whole map. `rule` is what it
    recognises. `old` and `new` are what stands there and what would. `numbers` are how many events, people and
    passes it is about. `needs` are the pieces it leans on: without any of them it falls too. `missing` says that the
    data know nothing of it.
    """

    id: str
    kind: PieceKind
    about: str
    name: Text
    named: bool = False
    reasons: tuple[Reason, ...] = ()
    stage: str = ""
    at: str = ""
    phase: Phase | None = None
    icon: str = ""
    rule: PlainRule | None = None
    old: Text = ""
    new: Text = ""
    numbers: Mapping[str, int] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    missing: bool = False
    apply: Change = unchanged

    @property
    def mark(self) -> str:
        """A name for exactly what is proposed: what is taken must be what was shown."""
        said = msgspec.json.encode((self.id, self.name, self.rule, self.old, self.new), order="deterministic")
        return hashlib.blake2b(said, digest_size=6).hexdigest()


@dataclass(frozen=True)
class Choices:
    """What somebody wants of a draft: which pieces not, what some are called, which events are steps all the same."""

    refused: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    keep: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A map as it is proposed with what of it is taken: all pieces, what falls with others, the map they make.

    `follows` names, by piece, the one it leans on and falls with. `aside` are events that make no step. `state` is what
    was known when it was made.
    """

    source: str
    state: str
    pieces: tuple[Piece, ...]
    choices: Choices
    follows: Mapping[str, str]
    journey: Journey
    facts: DraftFacts
    aside: tuple[AsideProposal, ...] = ()

    @property
    def taken(self) -> tuple[Piece, ...]:
        """The pieces that are taken."""
        return tuple(p for p in self.pieces if p.id not in self.choices.refused and p.id not in self.follows)

    def piece(self, id: str) -> Piece | None:
        """Return a piece by its id."""
        return next((piece for piece in self.pieces if piece.id == id), None)


def followers(pieces: tuple[Piece, ...], refused: frozenset[str]) -> dict[str, str]:
    """Return the pieces that fall with others, each with the one it leans on; those that are refused are not among
    them.
    """
    found: dict[str, str] = {}
    while True:
        gone = refused | found.keys()
        more = {
            p.id: next(need for need in p.needs if need in gone)
            for p in pieces
            if p.id not in gone and any(need in gone for need in p.needs)
        }
        if not more:
            return found
        found |= more
