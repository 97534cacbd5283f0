"""Use cases: the rules that open cases are written, tried on history, switched on, and caught up with."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.app.cases.looking import DAY, Looked, open_by, triggers
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.cases import CaseSettings
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.cases.hours import deadline
from hanhtrinh.voice.cases.model import AngryText, CaseRule, LowScore, Trigger
from hanhtrinh.voice.cases.opening import would_open
from hanhtrinh.voice.cases.scores import REFERENCE

MOST_RULES = 30
PREVIEW_DAYS = 30
MOST_CAUGHT_UP = 500
"""So many cases are opened at once by somebody's word."""
SHOWN = 3


@dataclass(frozen=True)
class Preview:
    """What a rule would have opened in the last days: how many cases, how many a week, the newest few."""

    days: int
    triggers: int
    cases: int
    shown: Sequence[Trigger]

    @property
    def a_week(self) -> float:
        """Cases a week."""
        return self.cases * 7 / self.days


def rules_of(actor: Actor, space: Space, desk: CaseDesk) -> Sequence[tuple[CaseRule, int]]:
    """Return a workspace's rules, and how many triggers of each are held."""
    require(actor, space.id, Right.HANDLE_CASES)
    return [(rule, desk.cases.held(space.id, rule.id)) for rule in desk.cases.rules(space.id)]


def rule_of(actor: Actor, space: Space, desk: CaseDesk, id: str) -> CaseRule:
    """Return one rule; NotFound where there is none."""
    require(actor, space.id, Right.HANDLE_CASES)
    found = next((rule for rule in desk.cases.rules(space.id) if rule.id == id), None)
    if found is None:
        raise NotFound("cases.no_such_rule")
    return found


def save_rule(actor: Actor, space: Space, desk: CaseDesk, rule: CaseRule) -> CaseRule:
    """Keep a new (id empty: it gets one) or changed rule; whether it is on stays as it was, a new one is off."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    check_rule(desk, space, rule)
    known = {one.id: one for one in desk.cases.rules(space.id)}
    if not rule.id and len(known) >= MOST_RULES:
        raise InputError("cases.too_many_rules", allowed=MOST_RULES)
    if rule.id and rule.id not in known:
        raise NotFound("cases.no_such_rule")
    kept = replace(rule, id=rule.id or desk.new_id(), since=known[rule.id].since if rule.id else None)
    desk.cases.save_rule(space.id, kept)
    desk.audit.note(actor, space.id, "case_rule.saved", kept.id, {"name": kept.name, "why": kept.why})
    return kept


def check_rule(desk: CaseDesk, space: Space, rule: CaseRule) -> None:
    """Raise InputError where a rule names what is not there, or can never be met."""
    journeys = desk.people.shelf.usable(space)
    if rule.journey and rule.journey not in journeys:
        raise InputError("cases.no_such_journey", given=rule.journey)
    steps = {str(one.key) for one in journeys[rule.journey].steps} if rule.journey else set()
    if set(rule.steps) - steps:
        raise InputError("cases.no_such_step", given=", ".join(sorted(set(rule.steps) - steps)))
    if set(rule.owning.members) - {one.user.id for one in desk.handlers(space)}:
        raise InputError("cases.no_such_owner")
    if rule.owning.how in ("fixed", "in_turn") and not rule.owning.members:
        raise InputError("cases.no_members")
    match rule.condition:
        case LowScore(kind=kind, at_most=most):
            low, high = REFERENCE[kind]
            if not low <= most < high:
                raise InputError("cases.bad_score", low=f"{low:g}", high=f"{high:g}")
        case AngryText(themes=themes) if len(themes) > 20:
            raise InputError("cases.too_many_themes", allowed=20)
        case _:
            return


def switch_rule(actor: Actor, space: Space, desk: CaseDesk, id: str, *, on: bool) -> CaseRule:
    """Switch a rule on from now on, or off."""
    rule = rule_of(actor, space, desk, id)
    require(actor, space.id, Right.EDIT_SURVEYS)
    if on == (rule.since is not None):
        return rule
    kept = replace(rule, since=desk.clock() if on else None)
    desk.cases.save_rule(space.id, kept)
    desk.audit.note(actor, space.id, "case_rule.switched", id, {"name": rule.name, "on": on})
    return kept


def remove_rule(actor: Actor, space: Space, desk: CaseDesk, id: str) -> None:
    """Forget a rule; its cases stay."""
    rule = rule_of(actor, space, desk, id)
    require(actor, space.id, Right.EDIT_SURVEYS)
    desk.cases.remove_rule(space.id, id)
    desk.audit.note(actor, space.id, "case_rule.removed", id, {"name": rule.name})


def preview(actor: Actor, space: Space, desk: CaseDesk, rule: CaseRule, days: int = PREVIEW_DAYS) -> Preview:
    """Return what a rule would have opened in the last days, had each case been closed by its deadline."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    check_rule(desk, space, rule)
    parts = desk.people.parts(space)
    found = triggers(desk, space, rule, parts, parts.now - days * DAY)
    opened = would_open(rule, found, rule.hours * 3_600 * MICROSECONDS)
    return Preview(days, len(found), len(opened), opened[::-1][:SHOWN])


def to_catch_up(actor: Actor, space: Space, desk: CaseDesk, id: str, days: int) -> int:
    """Return how many cases catching up would open: held ones, and what happened before the rule was switched on."""
    rule = rule_of(actor, space, desk, id)
    require(actor, space.id, Right.EDIT_SURVEYS)
    parts = desk.people.parts(space)
    found = triggers(desk, space, rule, parts, parts.now - _days(days) * DAY)
    dealt = desk.cases.known(space.id, [one.key for one in found])
    fresh = [one for one in found if one.key not in dealt]
    return len(would_open(rule, fresh, _AGES)) + desk.cases.held(space.id, id)


_AGES = 10_000 * DAY


def catch_up(actor: Actor, space: Space, desk: CaseDesk, id: str, days: int) -> dict[str, int]:
    """Open what is held, however long ago it happened, and what happened in the last days whenever the rule was
    switched on; return the outcomes.
    """
    rule = rule_of(actor, space, desk, id)
    require(actor, space.id, Right.EDIT_SURVEYS)
    parts, since = desk.people.parts(space), desk.clock() - _days(days) * DAY
    held = desk.cases.let_go(space.id, id)
    counts = open_by(desk, space, rule, parts, Looked(), since=min([since, *held.values()]), most=MOST_CAUGHT_UP,
                     wanted=lambda one: one.at >= since or one.key in held)  # fmt: skip
    told = {"name": rule.name, "days": days, "held": len(held), "opened": counts.get("open", 0)}
    desk.audit.note(actor, space.id, "case_rule.caught_up", id, told)
    return counts


def _days(days: int) -> int:
    if not 1 <= days <= 365:
        raise InputError("cases.bad_days_back", allowed=365)
    return days


def settings_of(actor: Actor, space: Space, desk: CaseDesk) -> CaseSettings:
    """Return how a workspace handles cases."""
    require(actor, space.id, Right.HANDLE_CASES)
    return desk.cases.settings(space.id)


def save_settings(actor: Actor, space: Space, desk: CaseDesk, settings: CaseSettings) -> None:
    """Keep how a workspace handles cases; InputError where nobody would ever be at work."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    if settings.reply_to and not _is_address(settings.reply_to):
        raise InputError("cases.bad_reply_to")
    deadline(desk.clock(), 1, desk.people.zone(space), settings.hours)
    desk.cases.save_settings(space.id, settings)
    desk.audit.note(actor, space.id, "case_settings.saved", space.id, {})


def _is_address(text: str) -> bool:
    user, at, domain = text.rpartition("@")
    return bool(at and user and "." in domain) and text.isprintable() and not any(c in text for c in ' <>,;:"\\()')
