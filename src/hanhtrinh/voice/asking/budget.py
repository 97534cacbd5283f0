"""The contact budget of a workspace: how often one person may be asked, by all surveys and channels together."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from hanhtrinh.values import MICROSECONDS, datetime_of, instant_of
from hanhtrinh.voice.surveys.model import Channel

DAY = 86_400 * MICROSECONDS
Minute = Annotated[int, Meta(ge=0, lt=1_440)]


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At most `most` askings of one person within any `days` days."""

    most: Annotated[int, Meta(ge=0, le=100)]
    days: Annotated[int, Meta(ge=1, le=365)]


def _channels() -> dict[Channel, Limit]:
    return {"email": Limit(most=1, days=14)}


class Budget(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a workspace allows.

    `all` bounds the askings of one person over every survey and channel, `channels` those of one channel beside it.
    `rest` is how many days nobody is asked again after an answer, `apart` how many lie between any two askings.
    Between `quiet_from` and `quiet_to` (minutes of the day in the workspace's time zone; equal: never) nobody is asked
    by one of the `quiet` channels; these wait. `confirmed`: letters that ask go to proven addresses alone
    (`collect.proving`).
    """

    all: Limit = Limit(most=2, days=30)
    channels: Mapping[Channel, Limit] = msgspec.field(default_factory=_channels)
    rest: Annotated[int, Meta(ge=0, le=365)] = 14
    apart: Annotated[int, Meta(ge=0, le=365)] = 1
    quiet_from: Minute = 20 * 60
    quiet_to: Minute = 8 * 60
    quiet: tuple[Channel, ...] = ("email",)
    confirmed: bool = True


def quiet_until(budget: Budget, channel: Channel, now: int, zone: str) -> int:
    """Return when a channel may be used again: now, or the end of the quiet hours an instant lies in.

    >>> quiet_until(Budget(), "email", 0, "UTC") // 3_600_000_000
    8
    """
    if channel not in budget.quiet or budget.quiet_from == budget.quiet_to:
        return now
    moment = datetime_of(now, zone)
    minute, start, end = moment.hour * 60 + moment.minute, budget.quiet_from, budget.quiet_to
    inside = start <= minute < end if start < end else minute >= start or minute < end
    if not inside:
        return now
    until = moment.replace(hour=end // 60, minute=end % 60, second=0, microsecond=0)
    if minute >= end:
        until += timedelta(days=1)
    return max(now + 1, instant_of(until))
