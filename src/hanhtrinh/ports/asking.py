"""Asking people as it is kept: the workspace's budget, who was asked what and when, who was not and why, and who is
never to be asked.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from hanhtrinh.ports.mail import Letter
from hanhtrinh.ports.surveys import Invitation
from hanhtrinh.voice.asking.budget import Budget
from hanhtrinh.voice.asking.deciding import Decision, Past, Reason
from hanhtrinh.voice.surveys.model import Channel

Outcome = Literal["offered", "asked", "began", "answered", "bounced"]
"""How far an asking came. An `offered` one was not seen yet and lapses; only then it stops counting."""
StopKind = Literal["address", "person"]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One asking of one person. `id` is made of what caused it, so that it happens once; `person` is a raw id.

    `at` is when it was seen (offered: when it was allowed), `lapses` when an offer that nobody saw is void. `trigger`
    is the instant of the event that caused it (e-mail), `counts` whether it spends the budget, `invitation` the digest
    of its token, `secret` the token itself as long as a reminder needs it, `remind_at` when that is due.
    """

    id: str
    workspace: str
    survey: str
    channel: Channel
    person: str
    at: int
    place: str = ""
    step: str = ""
    source: str = ""
    trigger: int = 0
    counts: bool = True
    lapses: int | None = None
    invitation: str = ""
    secret: str = msgspec.field(default="")
    letter: str = ""
    remind_at: int | None = None
    outcome: Outcome = "asked"


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """The newest time a person was not asked something by a channel: why, since when, how often."""

    survey: str
    channel: Channel
    person: str
    at: int
    reason: Reason
    params: dict[str, str | int] = {}
    times: int = 1
    trigger: int = 0


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is not asked any more: known by a salted digest only. `why`: unsubscribed, bounced, by_hand."""

    id: str
    kind: StopKind
    why: str
    at: int
    by: str = ""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How one person stands: the workspace's budget, all they were asked and answered before now, why they are not
    asked any more (empty: they may be), and what they said of consent last (None: nothing).
    """

    budget: Budget
    past: Sequence[Past] = ()
    stopped: str = ""
    consent: bool | None = None


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the askings of one survey by one channel: people asked (seen), began, answered; letters bounced."""

    survey: str
    channel: Channel
    asked: int
    began: int
    answered: int
    bounced: int


class Askings(Protocol):
    """Who was asked. Changes are durable when a method returns."""

    def budget(self, workspace: str) -> Budget:
        """Return a workspace's budget; the default where nobody set one."""

    def set_budget(self, workspace: str, budget: Budget, at: int, by: str) -> None:
        """Keep a workspace's budget."""

    def past(self, workspace: str, people: Sequence[str], now: int) -> Sequence[Past]:
        """Return all askings and answers of some raw ids, by every survey and channel; lapsed offers are left out."""

    def standing(self, workspace: str, people: Sequence[str], now: int) -> Standing:
        """Return how a person stands, known by their raw ids, as it is at this moment."""

    def ask(
        self,
        asked: Asked,
        people: Sequence[str],
        now: int,
        allowed: Callable[[Budget, Sequence[Past]], Decision],
        invitation: Invitation | None = None,
        letters: Sequence[Letter] = (),
    ) -> Decision:
        """Keep an asking with its invitation and letters, all or none, where `allowed` says so.

        `allowed` is given the budget and the past of `people` (the raw ids of one person) as they are in the very
        transaction that keeps the asking: two who ask at once never spend the same budget. `pending` where an asking of
        this id is kept already.
        """

    def seen(
        self,
        workspace: str,
        id: str,
        people: Sequence[str],
        now: int,
        allowed: Callable[[Budget, Sequence[Past]], Decision],
    ) -> Asked | None:
        """Note that an offer was seen and return the asking; one that lapsed has to be allowed once more, else None.

        `people` are the raw ids of the person.
        """

    def get(self, workspace: str, id: str) -> Asked | None:
        """Return an asking."""

    def untold(self, workspace: str, limit: int = 200) -> Sequence[Asked]:
        """Return askings of a workspace that were seen and are no events yet."""

    def told(self, ids: Sequence[str]) -> None:
        """Note that askings are events."""

    def to_remind(self, workspace: str, now: int, limit: int = 200) -> Sequence[Asked]:
        """Return askings whose reminder is due and that nobody answered or stopped."""

    def remind(self, workspace: str, id: str, letters: Sequence[Letter]) -> bool:
        """Keep the reminder of an asking, once; with no letters it is only dropped. False where it was done before."""

    def bounce(self, workspace: str, now: int) -> Sequence[str]:
        """Note askings whose letter was refused for good, stop their addresses, and return their ids."""

    def skip(self, workspace: str, day: str, skipped: Sequence[Skipped]) -> None:
        """Note people who were not asked: counted by day, and the newest reason kept by person."""

    def skip_soon(self, workspace: str, day: str, skipped: Sequence[Skipped]) -> None:
        """Note people who were not asked within a second: nobody waits for it, and a crash may lose that second."""

    def decided(self, workspace: str, survey: str, channel: Channel, after: int = 0) -> Mapping[str, int]:
        """Return, by raw id, the trigger of the newest asking or skip by a survey and channel; only triggers later than
        `after` are looked for.
        """

    def skipped_of(self, workspace: str, people: Sequence[str]) -> Sequence[Skipped]:
        """Return why some raw ids were not asked, newest first."""

    def asked_of(self, workspace: str, people: Sequence[str]) -> Sequence[Asked]:
        """Return the askings of some raw ids, newest first."""

    def skips(self, workspace: str, since: str) -> Sequence[tuple[str, Channel, Reason, int]]:
        """Return how often people were not asked since a day, by survey, channel and reason."""

    def tallies(self, workspace: str, since: int) -> Sequence[Tally]:
        """Return what came of the askings since an instant."""

    def people_asked(self, workspace: str, survey: str, since: int) -> Sequence[tuple[str, str, bool]]:
        """Return whom a survey asked since an instant: raw id, step, whether they answered."""

    def stopped(self, workspace: str, names: Sequence[tuple[StopKind, str]]) -> str:
        """Return why an address or raw id is not asked any more; nothing where it may be."""

    def stop(self, workspace: str, kind: StopKind, name: str, why: str, at: int, by: str = "") -> None:
        """Ask an address (without case) or raw id nothing more."""

    def stops(self, workspace: str, limit: int = 200) -> Sequence[Stop]:
        """Return who is not asked any more, newest first."""

    def unstop(self, workspace: str, id: str) -> None:
        """Let somebody be asked again."""

    def letters_since(self, workspace: str, since: int) -> int:
        """Return how many letters that ask were written since an instant."""

    def prune(self, now: int) -> int:
        """Forget lapsed offers, skips after 30 days, their counts after 400; return how many rows that were."""
