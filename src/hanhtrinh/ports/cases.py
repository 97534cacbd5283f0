"""Cases as they are kept: themselves, their history (only ever added to), and what became of every trigger."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Literal, Protocol

import msgspec
from msgspec import Meta

from hanhtrinh.ports.mail import Letter, Sent
from hanhtrinh.ports.webhooks import Delivery
from hanhtrinh.voice.cases.hours import WorkingHours
from hanhtrinh.voice.cases.model import Case, CaseEvent, CaseRule, State, Trigger
from hanhtrinh.voice.cases.opening import Standing

Outcome = Literal["open", "join", "rest", "held", "caught"]


class CaseSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a workspace handles cases: when it works, and where customers' answers to its letters go."""

    hours: WorkingHours = WorkingHours()
    reply_to: Annotated[str, Meta(max_length=200)] = ""


class Dealt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a trigger, and when; of a held one `at` is when it happened: it is looked for again since then."""

    key: str
    rule: str
    outcome: Outcome
    at: int


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which cases are asked for; empty fields ask for all. `owner` "-" are those nobody has, `untold` those nobody was
    told are overdue, `reask_by` those whose person is to be asked again by an instant, `unheard` those whose person has
    answered nothing since.
    """

    states: tuple[State, ...] = ()
    owner: str = ""
    step: tuple[str, str] | None = None
    why: str = ""
    person: str = ""
    overdue_at: int | None = None
    untold: bool = False
    opened_since: int | None = None
    closed_since: int | None = None
    reask_by: int | None = None
    unheard: bool = False


EVERY = Wanted()


class Along(msgspec.Struct, frozen=True, kw_only=True):
    """What is written in the same transaction as a change: history, letters, news for other servers."""

    events: tuple[CaseEvent, ...] = ()
    letters: tuple[Letter, ...] = ()
    news: tuple[Delivery, ...] = ()


class Cases(Protocol):
    """Where cases are kept. Changes are durable when a method returns."""

    def known(self, workspace: str, keys: Sequence[str]) -> set[str]:
        """Return which triggers were dealt with before."""

    def of_triggers(self, workspace: str, keys: Sequence[str]) -> Mapping[str, Case]:
        """Return the cases triggers opened or joined, by the triggers' keys; those without one are left out."""

    def held(self, workspace: str, rule: str) -> int:
        """Return how many triggers of a rule are held."""

    def let_go(self, workspace: str, rule: str) -> Mapping[str, int]:
        """Forget the held triggers of a rule, so that they are looked at again; return when each happened, by key."""

    def opened_since(self, workspace: str, rule: str, since: int) -> int:
        """Return how many cases a rule opened since an instant, those aside that catching up opened."""

    def note(self, workspace: str, dealt: Sequence[Dealt]) -> None:
        """Note what became of triggers that opened no case; those known before stay as they are."""

    def open(self, case: Case, dealt: Dealt, along: Along) -> Case | None:
        """Keep a new case under the next number; None where its trigger was dealt with before, or the person has an
        open case at the place: then nothing is kept. News of it get its number.
        """

    def join(self, workspace: str, case: str, dealt: Dealt, along: Along) -> bool:
        """Add a further trigger to a case; False where it was dealt with before."""

    def standing(
        self, workspace: str, person: str, place: str, form: tuple[str, int] | None = None
    ) -> tuple[Standing, str]:
        """Return how a person stands at a place, and the id of the case that is open there, or that another answer of
        the same `form` (survey, instant) opened elsewhere.
        """

    def get(self, workspace: str, case: str) -> Case | None:
        """Return a case of a workspace."""

    def some(self, workspace: str, wanted: Wanted, limit: int = 500, start: int = 0) -> Sequence[Case]:
        """Return cases from a place on: open ones first by when they are due, then closed ones, the newest first."""

    def counts(self, workspace: str, wanted: Wanted = EVERY) -> Mapping[State, int]:
        """Return how many of the cases asked for there are in each state."""

    def places(self, workspace: str) -> Sequence[tuple[str, str]]:
        """Return the places (journey and step, empty for none) that have cases, sorted."""

    def mine(self, workspace: str, user: str) -> int:
        """Return how many open cases a user has."""

    def change(self, case: Case, along: Along) -> Case | None:
        """Keep a changed case; None where somebody else changed it since (`version`): then nothing is kept."""

    def change_all(self, changes: Sequence[tuple[Case, Along]]) -> Sequence[Case] | None:
        """Keep several changed cases in one transaction; None where somebody else changed one of them since: then
        nothing is kept.
        """

    def history(self, workspace: str, case: str) -> Sequence[CaseEvent]:
        """Return what happened to a case, oldest first."""

    def letters(self, workspace: str, ids: Sequence[str]) -> Mapping[str, Sent]:
        """Return what became of letters, by their ids."""

    def of_letters(self, workspace: str, ids: Sequence[str]) -> str:
        """Return the id of the case a letter went out with or came in for; empty for none."""

    def replies_since(self, workspace: str, since: int) -> int:
        """Return how many letters to customers were written from cases since an instant."""

    def rules(self, workspace: str) -> Sequence[CaseRule]:
        """Return a workspace's rules, the most urgent first."""

    def save_rule(self, workspace: str, rule: CaseRule) -> None:
        """Keep a new or changed rule."""

    def remove_rule(self, workspace: str, rule: str) -> None:
        """Forget a rule; its cases stay."""

    def settings(self, workspace: str) -> CaseSettings:
        """Return how a workspace handles cases."""

    def save_settings(self, workspace: str, settings: CaseSettings) -> None:
        """Keep how a workspace handles cases."""

    def digested(self, workspace: str, day: str) -> Collection[str]:
        """Return the addresses that have their digest of a day."""

    def take_digest(self, workspace: str, address: str, day: str, letters: Sequence[Letter]) -> bool:
        """Keep one day's digest for one address, with its letters, once; False where it was kept before."""


__all__ = ["Along", "Case", "CaseEvent", "CaseRule", "CaseSettings", "Cases", "Dealt", "Outcome", "Trigger", "Wanted"]
