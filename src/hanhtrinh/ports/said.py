"""What colleagues note at answers: who looks after one, how far it is, tags; and drafts of replies."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec

State = Literal["new", "read", "done"]
STATES: tuple[State, ...] = ("new", "read", "done")


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What is noted at one answer: `answer` names it (the first bytes of its event's id, in hex), `person` the raw id
    it was sent for; `assignee` and `by` are users' ids.
    """

    answer: str
    person: str
    state: State = "new"
    assignee: str = ""
    tags: tuple[str, ...] = ()
    changed_at: int = 0
    by: str = ""


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A draft of a reply. `text` may hold `{name}`, `{step}`, `{words}` and `{company}`."""

    id: str
    name: str
    lang: Literal["vi", "en"]
    text: str
    changed_at: int = 0
    by: str = ""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be noted at some answers; None leaves a thing as it is."""

    state: State | None = None
    assignee: str | None = None
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


class Marks(Protocol):
    """Marks and templates of workspaces. Changes are durable when a method returns."""

    def of(self, workspace: str, answers: Sequence[str]) -> Mapping[str, Mark]:
        """Return the marks of some answers; those without any are left out."""

    def where(
        self, workspace: str, *, states: Sequence[State] = (), assignee: str = "", tag: str = ""
    ) -> frozenset[str]:
        """Return the answers noted so: in one of the states, of the assignee, with the tag, whichever are given."""

    def tags(self, workspace: str) -> Mapping[str, int]:
        """Return the tags in use, each with how many answers have it."""

    def change(self, workspace: str, answers: Mapping[str, str], change: Change, at: int, by: str) -> None:
        """Note something at some answers (by name, each with its person), all or none."""

    def templates(self, workspace: str) -> Sequence[Template]:
        """Return the drafts of replies by name."""

    def keep_template(self, workspace: str, template: Template) -> None:
        """Keep a draft in the place of one with its id."""

    def remove_template(self, workspace: str, id: str) -> None:
        """Forget a draft."""
