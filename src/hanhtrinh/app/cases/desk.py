"""What the use cases of cases work with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from hanhtrinh.access import RIGHTS, Right
from hanhtrinh.app.hooking.desk import HookDesk
from hanhtrinh.app.mailing.desk import MailDesk
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.measures.senses import Senses, unread
from hanhtrinh.ports.accounts import Member, Space
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.cases import Cases


@dataclass(frozen=True)
class NotAsked:
    """Why somebody was not asked (a reason of asking, or `no_surveys`), with figures for its words; `until` is when it
    may be otherwise, None where waiting changes nothing.
    """

    why: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    until: int | None = None


AskAgain = Callable[[Space, str, str, str, str], NotAsked | None]
"""Asks a person again: workspace, survey, person, journey/step, id of the case; returns why not, None where it did."""


def no_senses(space: Space, texts: pl.Series) -> Senses:
    """Say that no text was understood."""
    return unread(len(texts))


def cannot_ask(space: Space, survey: str, person: str, place: str, case: str) -> NotAsked | None:
    """Say that nobody can be asked: no surveys here."""
    return NotAsked("no_surveys")


@dataclass(frozen=True)
class CaseDesk:
    """Cases, the timelines of the people they are about, letters and news. `senses` says what texts mean, `ask_again`
    sends an invitation within the budget of asking, `surveys` lists those that can be sent (key, name), `most_replies`
    is how many letters to customers a workspace may write from its cases in 24 hours. `read_by` gives something that is
    another one whenever texts may mean something else than before.
    """

    cases: Cases
    people: PeopleDesk
    mail: MailDesk
    hooks: HookDesk
    audit: Audit
    senses: Callable[[Space, pl.Series], Senses] = no_senses
    ask_again: AskAgain = cannot_ask
    surveys: Callable[[Space], Sequence[tuple[str, str]]] = lambda space: ()
    most_replies: int = 500
    read_by: Callable[[Space], object] = lambda space: None

    @property
    def clock(self) -> Callable[[], int]:
        """What gives the instant."""
        return self.people.clock

    @property
    def new_id(self) -> Callable[[], str]:
        """What gives a fresh id."""
        return self.people.new_id

    def handlers(self, space: Space) -> list[Member]:
        """Return the members who may handle cases, by name."""
        members = self.mail.accounts.members(space.id)
        may = [one for one in members if Right.HANDLE_CASES in RIGHTS[one.role] and one.user.disabled_at is None]
        return sorted(may, key=lambda one: (one.user.name.casefold(), one.user.id))
