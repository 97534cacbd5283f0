"""What a workspace teaches about texts: its themes, what people corrected, and what was learned from both."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from hanhtrinh.voice.text.correcting import Correction

ModelKind = Literal["themes", "feeling"]


class KeptTaxonomy(NamedTuple):
    """One version of a workspace's themes, as the text people wrote."""

    version: int
    text: str
    at: int
    by: str


class KeptModel(NamedTuple):
    """What was learned: the model as bytes, how many texts it learned from, and what it reached on held-out ones.

    `used` says whether it read them better than what ships, and so reads the workspace's texts. `report` is JSON.
    """

    kind: ModelKind
    model: bytes
    n: int
    used: bool
    report: str
    at: int


class Texts(Protocol):
    """Kept per workspace. Changes are durable when a method returns. Corrections go by their text's digest alone."""

    def taxonomy(self, workspace: str) -> KeptTaxonomy | None:
        """Return the newest version of the themes; None where nobody has written any yet."""

    def taxonomies(self, workspace: str) -> Sequence[KeptTaxonomy]:
        """Return the versions that are kept, newest first."""

    def put_taxonomy(self, workspace: str, text: str, before: int, at: int, by: str) -> KeptTaxonomy | None:
        """Keep a text as the version after `before` (0: the first); None where somebody else was faster."""

    def corrections(self, workspace: str) -> Mapping[str, Correction]:
        """Return what people corrected, by the digest of the text, in the order it was last said."""

    def correct(self, workspace: str, digest: str, correction: Correction | None, at: int, by: str) -> None:
        """Keep a correction in the place of one of the same text; None takes it back."""

    def drop_corrections(self, workspace: str, digests: Collection[str]) -> int:
        """Forget corrections, and return how many there were."""

    def model(self, workspace: str, kind: ModelKind) -> KeptModel | None:
        """Return what was learned last."""

    def put_model(self, workspace: str, model: KeptModel) -> None:
        """Keep a model in the place of the last of its kind."""

    def drop_model(self, workspace: str, kind: ModelKind) -> None:
        """Forget what was learned."""

    def turn(self, workspace: str) -> tuple[int, ...]:
        """Return something small that is another one after every change."""
