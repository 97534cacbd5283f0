"""Whether one person is asked one thing now: yes, or no with the reason and, where time will change it, until when."""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from hanhtrinh.voice.asking.budget import DAY, Budget, Limit, quiet_until
from hanhtrinh.voice.asking.sampling import sampled
from hanhtrinh.voice.surveys.model import Asking, Channel, State

Reason = Literal[
    "ask", "robot", "no_id", "not_open", "before", "after", "consent", "stopped", "no_address", "bad_address",
    "segment", "share", "quota", "again", "answered", "rest", "apart", "budget", "channel_budget", "quiet", "priority",
    "no_letters", "not_here", "pending", "unconfirmed",
]  # fmt: skip
"""Why somebody is (`ask`) or is not asked: a text `asking.reason_…` of `i18n` stands for each."""
REASONS: tuple[Reason, ...] = Reason.__args__  # type: ignore[attr-defined]


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A yes or a no. `params` are figures for the text of the reason, `until` when it may be otherwise."""

    ask: bool
    reason: Reason
    params: dict[str, str | int] = {}
    until: int | None = None


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """One asking, or one answer, of the person before now. `counts`: it spends the budget (an interruption)."""

    survey: str
    channel: Channel
    at: int
    counts: bool = True
    answered_at: int | None = None


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the survey and the person at the instant of deciding.

    `person` is who they are over all devices. `finished` is how many have answered, `member` whether they belong to
    the segment, `consent` whether they agreed where the source needs it, `address` whether there is a usable one
    where one is needed. `interrupts`: a popup or a letter; what the visitor comes to by themselves (inline,
    tab at the side) spends nothing and waits for nothing.
    """

    person: str
    now: int
    channel: Channel
    state: State
    finished: int = 0
    member: bool = True
    consent: bool = True
    robot: bool = False
    stopped: str = ""
    address: Literal["", "no_address", "bad_address", "unconfirmed"] = ""
    interrupts: bool = True
    chosen: bool = False
    past: Sequence[Past] = ()


def decide(survey: str, asking: Asking, budget: Budget, facts: Facts, zone: str) -> Decision:
    """Decide: first what never changes by waiting, then what somebody's past says, then the hour."""
    return (
        _of_person(facts)
        or _of_survey(survey, asking, facts)
        or _of_past(survey, asking, facts)
        or (_of_budget(budget, facts) if facts.interrupts else None)
        or (_of_hour(budget, facts, zone) if facts.interrupts else None)
        or Decision(ask=True, reason="ask")
    )


def first_of(wanted: Iterable[tuple[str, Asking]]) -> str | None:
    """Return the survey that goes first of several that want the same person now: highest priority, then key."""
    return min(wanted, key=lambda one: (-one[1].priority, one[0]), default=(None,))[0]


def _no(reason: Reason, until: int | None = None, **params: str | int) -> Decision:
    return Decision(ask=False, reason=reason, params=params, until=until)


def _of_person(facts: Facts) -> Decision | None:
    if facts.robot:
        return _no("robot")
    if not facts.person:
        return _no("no_id")
    if facts.stopped:
        return _no("stopped", why=facts.stopped)
    if not facts.consent:
        return _no("consent")
    return _no(facts.address) if facts.address else None


def _of_survey(survey: str, asking: Asking, facts: Facts) -> Decision | None:
    if facts.state != "open":
        return _no("not_open")
    if asking.opens is not None and facts.now < asking.opens:
        return _no("before", asking.opens)
    if asking.closes is not None and facts.now >= asking.closes:
        return _no("after")
    if asking.quota is not None and facts.finished >= asking.quota:
        return _no("quota", quota=asking.quota)
    if facts.chosen:
        return None
    if not facts.member:
        return _no("segment", segment=asking.segment)
    if not sampled(survey, facts.person, asking.share):
        return _no("share", share=round(asking.share * 100))
    return None


def _of_past(survey: str, asking: Asking, facts: Facts) -> Decision | None:
    if facts.chosen:
        return None
    mine = [one for one in facts.past if one.survey == survey]
    answered = max((one.answered_at for one in mine if one.answered_at is not None), default=None)
    if answered is not None and facts.now < answered + asking.again * DAY:
        return _no("answered", answered + asking.again * DAY, days=asking.again)
    if not facts.interrupts:
        return None
    asked = max((one.at for one in mine if one.counts), default=None)
    if asked is not None and facts.now < asked + asking.again * DAY:
        return _no("again", asked + asking.again * DAY, days=asking.again)
    return None


def _of_budget(budget: Budget, facts: Facts) -> Decision | None:
    answered = max((one.answered_at for one in facts.past if one.answered_at is not None), default=None)
    if answered is not None and facts.now < answered + budget.rest * DAY:
        return _no("rest", answered + budget.rest * DAY, days=budget.rest)
    counted = [one for one in facts.past if one.counts]
    last = max((one.at for one in counted), default=None)
    if last is not None and facts.now < last + budget.apart * DAY:
        return _no("apart", last + budget.apart * DAY, days=budget.apart)
    until = _spent(budget.all, [one.at for one in counted], facts.now)
    if until is not None:
        return _no("budget", until, most=budget.all.most, days=budget.all.days)
    limit = budget.channels.get(facts.channel)
    if limit is not None:
        until = _spent(limit, [one.at for one in counted if one.channel == facts.channel], facts.now)
        if until is not None:
            return _no("channel_budget", until, most=limit.most, days=limit.days, channel=facts.channel)
    return None


def _spent(limit: Limit, times: Sequence[int], now: int) -> int | None:
    """Return until when a limit is reached; None while it is not."""
    length = limit.days * DAY
    inside = sorted((at for at in times if at > now - length), reverse=True)
    if len(inside) < limit.most:
        return None
    return inside[limit.most - 1] + length if limit.most else now + length


def _of_hour(budget: Budget, facts: Facts, zone: str) -> Decision | None:
    until = quiet_until(budget, facts.channel, facts.now, zone)
    return _no("quiet", until) if until > facts.now else None
