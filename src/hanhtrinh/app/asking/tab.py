"""Use cases of the tab "asking": the budget, what asks now, what came of it, who is not asked and who never."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.asking.desk import AskDesk, Open
from hanhtrinh.app.asking.mailing import waiting
from hanhtrinh.errors import InputError
from hanhtrinh.measures.results import Interval
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.asking import Stop, StopKind, Tally
from hanhtrinh.values import datetime_of, start_of_day
from hanhtrinh.voice.asking.budget import DAY, Budget, Limit
from hanhtrinh.voice.asking.deciding import Reason
from hanhtrinh.voice.surveys.model import Channel

DAYS = 30
MOST = 100
_TIMES = 24 * 60


@dataclass(frozen=True)
class Row:
    """What came of the askings of a survey by a channel: 30 days and today, with the response rate's interval."""

    month: Tally
    today: Tally | None
    rate: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Overview:
    """Everything the tab shows. `waiting` is how many came by and are not judged yet, by survey."""

    budget: Budget
    zone: str
    open: Mapping[str, Open]
    waiting: Mapping[str, int]
    rows: tuple[Row, ...]
    skips: Sequence[tuple[str, Channel, Reason, int]]
    stops: Sequence[Stop]
    letters: int
    most_letters: int
    mails: bool


def overview(actor: Actor, space: Space, desk: AskDesk) -> Overview:
    """Return what is asked in a workspace now and what came of it."""
    require(actor, space.id, Right.SEE_VOICE)
    now, zone = desk.clock(), desk.zone(space)
    surveys = desk.open(space)
    day = datetime_of(now, zone).date()
    today = start_of_day(day, zone)
    since = day - timedelta(days=DAYS)
    return Overview(
        budget=desk.askings.budget(space.id),
        zone=zone,
        open=surveys,
        waiting=_waiting(desk, space, surveys),
        rows=rows(desk.askings.tallies(space.id, now - DAYS * DAY), desk.askings.tallies(space.id, today)),
        skips=desk.askings.skips(space.id, since.isoformat()),
        stops=desk.askings.stops(space.id),
        letters=desk.askings.letters_since(space.id, now - DAY),
        most_letters=desk.letters,
        mails=desk.mail.ready,
    )


def rows(month: Sequence[Tally], today: Sequence[Tally]) -> tuple[Row, ...]:
    """Return the figures of each survey and channel."""
    now = {(one.survey, one.channel): one for one in today}
    return tuple(
        Row(
            one, now.get((one.survey, one.channel)), one.answered / one.asked if one.asked else None,
            wilson(one.answered, one.asked),
        )
        for one in month
    )  # fmt: skip


def _waiting(desk: AskDesk, space: Space, surveys: Mapping[str, Open]) -> dict[str, int]:
    mailing = {key: one for key, one in surveys.items() if one.state == "open" and one.survey.asking.by_mail}
    if not mailing or not desk.mail.ready:
        return {}
    knowledge = desk.people.knowledge(space)
    return {key: len(waiting(desk, space, one, knowledge)) for key, one in mailing.items()}


def set_budget(actor: Actor, space: Space, desk: AskDesk, form: Mapping[str, str]) -> None:
    """Keep the budget a form describes; InputError for what cannot be one."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    both = form.get("quiet", "email") == "both"
    budget = Budget(
        all=Limit(most=_number(form, "most", 0, MOST), days=_number(form, "days", 1, 365)),
        channels={"email": Limit(most=_number(form, "email_most", 0, MOST), days=_number(form, "email_days", 1, 365))},
        rest=_number(form, "rest", 0, 365), apart=_number(form, "apart", 0, 365),
        quiet_from=_time(form, "quiet_from"), quiet_to=_time(form, "quiet_to"),
        quiet=("email", "widget") if both else ("email",), confirmed=bool(form.get("confirmed")),
    )  # fmt: skip
    desk.askings.set_budget(space.id, budget, desk.clock(), actor.id)
    details = {"most": budget.all.most, "days": budget.all.days, "confirmed": budget.confirmed}
    desk.people.audit.note(actor, space.id, "asking.budget", "", details)


def _number(form: Mapping[str, str], name: str, low: int, high: int) -> int:
    given = form.get(name, "").strip()
    if not (given.isascii() and given.isdigit() and len(given) < 6 and low <= int(given) <= high):
        raise InputError("asking.budget_bad", field=name, given=given[:20] or "–", low=low, high=high)
    return int(given)


def _time(form: Mapping[str, str], name: str) -> int:
    given = form.get(name, "").strip()
    hours, _, minutes = given.partition(":")
    if not (hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit() and len(given) <= 5):
        raise InputError("asking.budget_bad_time", field=name, given=given[:20] or "–")
    minute = int(hours) * 60 + int(minutes)
    if minute >= _TIMES or int(minutes) > 59:
        raise InputError("asking.budget_bad_time", field=name, given=given[:20])
    return minute


def stop_asking(actor: Actor, space: Space, desk: AskDesk, given: str) -> None:
    """Ask an address, or a person by any of their ids, nothing more."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    name = " ".join(given.split())[:256]
    if not name:
        raise InputError("asking.why_nobody", given="")
    kind: StopKind = "address" if "@" in name else "person"
    desk.askings.stop(space.id, kind, name, "by_hand", desk.clock(), actor.id)
    desk.people.audit.note(actor, space.id, "asking.stopped", "", {"kind": kind})


def let_ask(actor: Actor, space: Space, desk: AskDesk, id: str) -> None:
    """Let somebody be asked again."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    desk.askings.unstop(space.id, id)
    desk.people.audit.note(actor, space.id, "asking.unstopped", id[:12])
