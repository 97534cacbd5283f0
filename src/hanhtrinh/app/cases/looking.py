"""Use case: what people answered is looked through for what the rules say, each answer once.

The base of the timelines never changes: it is looked through once for a rule, and again only where the rule, a map or
who reads the texts changed. What came since stands in the overlay, which is looked through whenever it changed.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
from msgspec.structs import replace

from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.app.cases.finding import Owed, owed, triggers_of
from hanhtrinh.app.cases.making import deal_with, standing_of
from hanhtrinh.app.looping import each, is_time
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.parts import Parts
from hanhtrinh.measures.senses import Senses
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.cases import Dealt
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.cases.model import BrokenPromise, CaseRule, Trigger

DAY = 86_400 * MICROSECONDS
PROMISES_EVERY = 60 * MICROSECONDS
"""Promises break by time alone: they are looked at so often, answers whenever something happened …"""
PROMISES_SHARE = 100
"""… and of a large company so much more rarely that it takes one part in so many of the time."""
TEXTS_EVERY = 10 * MICROSECONDS
"""Texts are understood a while after they came: rules about words are looked at again after so long."""
MOST_KNOWN = 200_000
"""So many triggers are remembered as dealt with; the others are asked for again."""


@dataclass
class Seen:
    """The last look for one rule: at which timelines, when, and how long it took.

    `base` is the base where it was looked through as a whole, with what is in `made_of`: while both stay, it holds
    nothing new but what time makes of the promises owed there (`debts`).
    """

    rule: CaseRule
    parts: Parts
    at: int
    base: Frame | None
    made_of: object
    debts: Sequence[Owed]
    took: int = 0


@dataclass
class Looked:
    """What a process remembers of its looks at a workspace, nothing that it could not do without: the last one for each
    rule, and the triggers known to be dealt with.
    """

    rules: dict[str, Seen] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)


def look(desk: CaseDesk, space: Space, looked: Looked) -> Mapping[str, int]:
    """Look once, and return how many cases were opened, joined and held."""
    rules = [rule for rule in desk.cases.rules(space.id) if rule.since is not None]
    looked.rules = {rule.id: looked.rules[rule.id] for rule in rules if rule.id in looked.rules}
    if not rules:
        return {}
    parts, found = desk.people.parts(space), Counter[str]()
    if len(looked.known) > MOST_KNOWN:
        looked.known.clear()
    due = [rule for rule in rules if _is_due(rule, looked.rules.get(rule.id), parts, desk.clock())]
    each(due, lambda rule: found.update(open_by(desk, space, rule, parts, looked)))
    return found


def _asked(rule: CaseRule) -> CaseRule:
    return replace(rule, turn=0)


def _is_due(rule: CaseRule, seen: Seen | None, parts: Parts, now: int) -> bool:
    if seen is None or _asked(seen.rule) != _asked(rule):
        return True
    if isinstance(rule.condition, BrokenPromise):
        return is_time(seen.at, max(PROMISES_EVERY, PROMISES_SHARE * seen.took), now)
    anew = seen.parts.base is not parts.base or seen.parts.overlay is not parts.overlay
    return anew or (rule.why == "angry_text" and is_time(seen.at, TEXTS_EVERY, now))


def open_by(
    desk: CaseDesk, space: Space, rule: CaseRule, parts: Parts, looked: Looked, *, since: int | None = None,
    most: int | None = None, wanted: Callable[[Trigger], bool] = lambda trigger: True,
) -> dict[str, int]:  # fmt: skip
    """Deal with everything a rule is about that nobody dealt with yet; return how much became of what.

    `since` looks further back than the rule does by itself, `wanted` leaves some out; `most` are the cases it may open
    (None: as many as a day allows), further triggers are held. Only once all are dealt with is the look remembered.
    """
    now = desk.clock()
    begin = since if since is not None else max(rule.since or now, now - rule.oldest_days * DAY)
    fresh, seen = _fresh(desk, space, rule, parts, begin, looked)
    counts: dict[str, int] = {}
    left = most if most is not None else rule.most_a_day - desk.cases.opened_since(space.id, rule.id, now - DAY)
    held: list[Dealt] = []
    turned = rule

    def deal(trigger: Trigger) -> None:
        nonlocal left, turned
        if left <= 0 and _opens(desk, space, trigger):
            held.append(Dealt(key=trigger.key, rule=rule.id, outcome="held", at=trigger.at))
            outcome: str | None = "held"
        else:
            outcome = deal_with(desk, space, trigger, turned, caught=most is not None)
        if outcome == "open":
            left, turned = left - 1, replace(turned, turn=turned.turn + 1)
        looked.known.add(trigger.key)
        if outcome is not None:
            counts[outcome] = counts.get(outcome, 0) + 1

    try:
        each(filter(wanted, fresh), deal)
    finally:
        if held:
            desk.cases.note(space.id, held)
    seen.took = desk.clock() - now
    looked.rules[rule.id] = seen
    return counts


def triggers(desk: CaseDesk, space: Space, rule: CaseRule, parts: Parts, since: int) -> Sequence[Trigger]:
    """Return everything since an instant that a rule is about, whatever became of it."""
    journeys = desk.people.shelf.usable(space)
    return triggers_of(parts, rule, since, lambda texts: desk.senses(space, texts), journeys, desk.people.run)


def _fresh(
    desk: CaseDesk, space: Space, rule: CaseRule, parts: Parts, since: int, looked: Looked
) -> tuple[list[Trigger], Seen]:
    """Return the triggers nobody dealt with yet, and what was seen; where the base was looked through for the rule
    before, they are the overlay's.
    """
    journeys, before, now = desk.people.shelf.usable(space), looked.rules.get(rule.id), desk.clock()
    made_of = _asked(rule), tuple(journeys.items()), desk.read_by(space)
    same = before if before and before.base is parts.base and before.made_of == made_of else None
    words, dealt = _Words(desk, space), _dealt_with(desk, space, looked.known)
    debts = same.debts if same else owed(parts.base, rule, since, parts.now, journeys, desk.people.run)
    found = triggers_of(
        parts, rule, since, words.senses, journeys, desk.people.run, dealt=dealt, base=same is None, based=debts
    )  # fmt: skip
    more = words.unread or (parts.base.span or (0, 0))[1] > parts.now  # there is more to come in the base
    gone = dealt([one.key for one in found])
    seen = Seen(rule, parts, now, None if more else parts.base, made_of, debts)
    return [one for one in found if one.key not in gone], seen


def _dealt_with(desk: CaseDesk, space: Space, known: set[str]) -> Callable[[Sequence[str]], set[str]]:
    """Return what tells which triggers were dealt with; what the database says is remembered in `known`."""

    def dealt(keys: Sequence[str]) -> set[str]:
        known.update(desk.cases.known(space.id, [key for key in keys if key not in known]))
        return known.intersection(keys)

    return dealt


@dataclass
class _Words:
    """Asks for senses, and sees whether any of the texts were not read yet."""

    desk: CaseDesk
    space: Space
    unread: bool = False

    def senses(self, texts: pl.Series) -> Senses:
        """Return what texts say."""
        found = self.desk.senses(self.space, texts)
        self.unread = self.unread or found.unread > 0
        return found


def _opens(desk: CaseDesk, space: Space, trigger: Trigger) -> bool:
    return not standing_of(desk, space, trigger)[0].open
