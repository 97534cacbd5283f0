"""Use cases of the widget: what a visitor's page may ask them, one offer at a time, and that it was seen.

The page names its visitor as it does to the tracker. Where its server proves who that is (`collect.proving`), whatever
is known of them decides; without, only what is known of their device, and its answers are the device's. A page is told
nothing about a person, neither a trait nor why they are not asked.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from hanhtrinh.access import digest
from hanhtrinh.app.asking.desk import AskDesk, Open
from hanhtrinh.app.asking.noting import note_skips, skipped, tell_asked
from hanhtrinh.app.asking.whom import Judge, alone, who_is
from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.collect import understand
from hanhtrinh.collect.ids import id_text
from hanhtrinh.events.event import ANONYMOUS, Kind, Message
from hanhtrinh.i18n import Lang, say
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.asking import Asked
from hanhtrinh.ports.surveys import Invitation
from hanhtrinh.values import MICROSECONDS, contrast
from hanhtrinh.voice.asking.deciding import Decision, first_of
from hanhtrinh.voice.asking.triggers import Trigger, trigger_of
from hanhtrinh.voice.surveys.model import OnPage, Place, Survey

LAPSES = 120 * MICROSECONDS
"""An offer that nobody saw within this time counts no longer."""
GLANCE_SECONDS = 0.25
"""What is known of people may be so old where a page is only told what it may ask for: the offer is judged anew."""
QUIET = frozenset(("robot", "stopped", "rest", "budget", "channel_budget", "apart"))
"""Reasons that hold for every survey: the page need not ask again for a while."""
LONGEST_QUIET = 1_800
_DAY = 86_400 * MICROSECONDS
_TRAIT = re.compile(r"\{trait\.[^{}|]{1,60}(?:\|([^{}]{0,200}))?\}")


@dataclass(frozen=True)
class Visitor:
    """Who is on a page, as the page says: the ids of the tracker, what they agreed to, whether a robot calls; `proven`
    that the user is who the page says.
    """

    user: str | None
    device: str | None
    source: str
    lang: Lang = "vi"
    robot: bool = False
    needs_consent: bool = False
    consent: bool | None = None
    proven: bool = False


class Arm(msgspec.Struct, frozen=True):
    """A survey that wants the visitor: after so many seconds, or when they are about to leave."""

    survey: str
    place: Place
    delay: int
    leaving: bool
    step: str
    label: str = ""
    lang: str = "vi"
    theme: dict[str, str] = {}


@dataclass(frozen=True)
class Looked:
    """What a page may do: the surveys that are armed, and for how many seconds it need not ask again."""

    arm: tuple[Arm, ...]
    quiet: int = 0


@dataclass(frozen=True)
class Offer:
    """A survey to be shown now: `asked` its asking, `token` the secret its answers are sent with."""

    open: Open
    asked: Asked
    token: str
    lang: Lang


def look(desk: AskDesk, space: Space, visitor: Visitor, events: Sequence[Mapping[str, Any]]) -> Looked:
    """Return what the events a page just told of make it ask; nothing is kept of a yes."""
    wanted = dict(_wanted(desk, space, visitor, events))
    if not wanted:
        return Looked(())
    judge = _judge(desk, space, visitor, GLANCE_SECONDS)
    decisions = {
        key: judge.decide(open_, judge.facts(open_, "widget", interrupts=_interrupts(open_)))
        for key, (open_, _) in wanted.items()
    }
    yes = {key for key, decision in decisions.items() if decision.ask}
    chosen, beaten = _first(wanted, yes)
    skips = [skipped(key, "widget", judge.who, no, judge.now) for key, no in decisions.items() if not no.ask]
    skips += [skipped(key, "widget", judge.who, _beaten(chosen, wanted), judge.now) for key in beaten]
    note_skips(desk, space, skips)
    arms = tuple(_arm(*wanted[key], visitor.lang) for key in sorted(chosen))
    return Looked(arms, 0 if arms else _quiet(list(decisions.values()), judge.now))


def offer(desk: AskDesk, space: Space, visitor: Visitor, survey: str, place: Place, step: str) -> Offer | None:
    """Return a survey to be shown now, kept as an offer; None where it may not be (the reason is kept)."""
    open_ = desk.open(space).get(survey)
    on_page = open_.survey.asking.on_page if open_ else None
    if open_ is None or on_page is None or on_page.place != place:
        return None
    judge, token = _judge(desk, space, visitor), desk.new_token()
    asked = Asked(
        id=digest(token), workspace=space.id, survey=survey, channel="widget", person=judge.who.raw, at=judge.now,
        place=place, step=_step(desk, space, open_, step), source=visitor.source, counts=place == "popup",
        lapses=judge.now + LAPSES, invitation=digest(token), outcome="offered",
    )  # fmt: skip
    facts = judge.facts(open_, "widget", interrupts=place == "popup")
    decision = desk.askings.ask(asked, judge.who.raws, judge.now, judge.allowed(open_, facts))
    if not decision.ask:
        note_skips(desk, space, [skipped(survey, "widget", judge.who, decision, judge.now)])
        return None
    return Offer(open_, asked, token, _language(open_, visitor.lang))


def seen(desk: AskDesk, space: Space, id: str, lang: Lang) -> bool:
    """Note that an offer was shown: now it is an asking, an invitation and an event. False: take it away again."""
    found = desk.askings.get(space.id, id)
    open_ = desk.open(space).get(found.survey) if found else None
    if found is None or open_ is None:
        return False
    now = desk.clock()
    known = _known(desk, space)
    who = alone(found.person[1:]) if found.person.startswith(ANONYMOUS) else who_is(known(), found.person, None, now)
    judge = Judge(desk, space, known, who, now)
    facts = judge.facts(open_, found.channel, interrupts=found.counts)
    asked = desk.askings.seen(space.id, id, who.raws, now, judge.allowed(open_, facts))
    if asked is None:
        return False
    expires = asked.at + open_.survey.asking.days * _DAY
    desk.responses.invite([
        Invitation(
            digest=asked.invitation, workspace=space.id, survey=asked.survey, version=open_.version, channel="widget",
            person=asked.person, at=asked.at, expires=expires, step=asked.step, source=asked.source,
            lang=_language(open_, lang),
        )
    ])  # fmt: skip
    tell_asked(desk, space, [asked])
    return True


def _judge(desk: AskDesk, space: Space, visitor: Visitor, within: float = 0.0) -> Judge:
    now, device, known = desk.clock(), id_text(visitor.device), _known(desk, space, within)
    who = who_is(known(), id_text(visitor.user), device, now) if visitor.proven else alone(device)
    return Judge(
        desk, space, known, who, now, robot=visitor.robot, needs_consent=visitor.needs_consent,
        said_consent=visitor.consent,
    )  # fmt: skip


def _known(desk: AskDesk, space: Space, within: float = 0.0) -> Callable[[], Knowledge]:
    """Return what gives what is known of people; who proves nothing is judged without, so nobody waits for it."""
    return cache(lambda: desk.people.knowledge(space, within))


def _wanted(
    desk: AskDesk, space: Space, visitor: Visitor, events: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, tuple[Open, Trigger]]]:
    """Yield the open surveys on pages that an event triggers, each with what did it."""
    asked = {key: one for key, one in desk.open(space).items() if one.state == "open" and one.survey.asking.on_page}
    if not asked:
        return
    journeys = desk.journeys(space)
    for properties in _events(visitor, events, desk.clock()):
        for key, open_ in asked.items():
            on_page = open_.survey.asking.on_page
            journey = journeys.get(open_.survey.journey)
            if on_page is None or on_page.place == "inline":
                continue
            trigger = trigger_of(open_.survey, on_page, properties, journey)
            if trigger is not None:
                yield key, (open_, trigger)


def _events(visitor: Visitor, events: Sequence[Mapping[str, Any]], now: int) -> Iterator[Mapping[str, object]]:
    """Yield events as rules see them: understood exactly as the same message is when the tracker sends it."""
    for given in events:
        kind: Kind = "page" if given.get("type") == "page" else "track"
        body = {**given, "anonymousId": visitor.device or "-"}
        message = Message(key=b"", kind=kind, source=visitor.source, received_at=now, sent_at=None, body=_encoded(body))
        event = understand(message).event
        if event is not None:
            yield {**event.properties, "event": event.event, "source": event.source}


def _encoded(body: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode({name: value for name, value in body.items() if name != "timestamp"})


def _interrupts(open_: Open) -> bool:
    on_page = open_.survey.asking.on_page
    return on_page is not None and on_page.place == "popup"


def _on_page(open_: Open) -> OnPage:
    return open_.survey.asking.on_page or OnPage()


def _first(wanted: Mapping[str, tuple[Open, Trigger]], yes: set[str]) -> tuple[set[str], set[str]]:
    """Return the surveys that go on and those that give way: one popup at once, one more for leaving, and all tabs."""
    popups = {key: _on_page(wanted[key][0]) for key in yes if _interrupts(wanted[key][0])}
    chosen = yes - popups.keys()
    for leaving in (False, True):
        some = [(key, wanted[key][0].survey.asking) for key, one in popups.items() if one.leaving is leaving]
        winner = first_of(some)
        chosen |= {winner} if winner else set()
    return chosen, yes - chosen


def _beaten(chosen: set[str], wanted: Mapping[str, tuple[Open, Trigger]]) -> Decision:
    by = next((key for key in sorted(chosen) if _interrupts(wanted[key][0])), "")
    return Decision(ask=False, reason="priority", params={"survey": by})


def _quiet(decisions: Sequence[Decision], now: int) -> int:
    if not all(one.reason in QUIET for one in decisions):
        return 0
    until = min((one.until or now + LONGEST_QUIET * MICROSECONDS for one in decisions), default=now)
    return min(LONGEST_QUIET, max(0, (until - now) // MICROSECONDS))


def _arm(open_: Open, trigger: Trigger, lang: Lang) -> Arm:
    survey, on_page, language = open_.survey, _on_page(open_), _language(open_, lang)
    theme = theme_of(survey)
    return Arm(
        survey.key, on_page.place, on_page.delay, on_page.leaving, trigger.step, say(survey.name, language), language,
        theme,
    )  # fmt: skip


def theme_of(survey: Survey) -> dict[str, str]:
    """Return how a survey looks, with the letters' colour that is read best upon its own."""
    theme = survey.theme
    return {"accent": theme.accent, "on": _on(theme.accent), "look": theme.look, "corners": theme.corners}


def _on(accent: str) -> str:
    """Return white or ink, whichever stands out more from a colour."""
    return max(("#ffffff", "#20242e"), key=lambda letters: contrast(letters, accent))


def _language(open_: Open, wanted: Lang) -> Lang:
    languages = open_.survey.languages
    return wanted if wanted in languages else languages[0]


def _step(desk: AskDesk, space: Space, open_: Open, given: str) -> str:
    """Return the touchpoint the answers attach to: the survey's own, else the one the page names, if there is such."""
    if open_.survey.touchpoint:
        return open_.survey.touchpoint
    journey: Journey | None = desk.people.shelf.usable(space).get(open_.survey.journey)
    return given if journey is not None and given in journey.touchpoints else ""


def without_traits(text: str) -> str:
    """Return a text without what it would say of the person: pages prove nothing about who looks at them."""
    return _TRAIT.sub(lambda found: found[1] or "", text)
