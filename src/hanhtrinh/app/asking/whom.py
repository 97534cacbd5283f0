"""Who somebody is, and what is known of them when it is decided whether they are asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from hanhtrinh.app.asking.desk import SERVER, AskDesk, Open
from hanhtrinh.app.people.addresses import said_address, vouched_address
from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.app.people.persons import timeline_of, traits_of
from hanhtrinh.app.people.segmenting import rule_of
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.events.event import ANONYMOUS
from hanhtrinh.i18n import Lang
from hanhtrinh.people.members import within
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.asking import Standing
from hanhtrinh.voice.asking.budget import Budget
from hanhtrinh.voice.asking.deciding import Decision, Facts, Past, decide
from hanhtrinh.voice.surveys.answers import checked
from hanhtrinh.voice.surveys.model import Channel, Question

_MAIL = Question(key="mail", kind="contact", text="", fields=("email",))


@dataclass(frozen=True)
class Who:
    """One person: the raw id they are met by now, who they are over all devices, and all their raw ids."""

    raw: str
    person: str
    raws: tuple[str, ...]


def who_is(knowledge: Knowledge, user: str | None, device: str | None, now: int) -> Who:
    """Return who a user id, a device, or both, stand for; nobody where neither is named."""
    anonymous = ANONYMOUS + device if device else ""
    raw = user or anonymous
    if not raw:
        return Who("", "", ())
    return _who(knowledge, raw, {raw, anonymous} - {""}, now)


def alone(device: str | None) -> Who:
    """Return who a page speaks of that proves nothing: the device it names and nobody else, whoever is said to use it.

    Anybody can say that a device is somebody's, so what is known of that person is not looked at.
    """
    raw = ANONYMOUS + device if device else ""
    return Who(raw, raw, (raw,) if raw else ())


def who_did(knowledge: Knowledge, person: str, now: int) -> Who:
    """Return a person found in timelines; they are named by their own id."""
    return _who(knowledge, person, {person}, now)


def _who(knowledge: Knowledge, raw: str, named: set[str], now: int) -> Who:
    person = knowledge.identities.person_of(raw, now)
    return Who(raw, person, tuple(sorted({*named, person, *knowledge.identities.raw_ids(person)})))


@dataclass(frozen=True)
class Judge:
    """Decides about one person in one workspace at one instant; what is looked up is looked up once.

    `known` gives what is known of people: it is asked only where it matters.
    """

    desk: AskDesk
    space: Space
    known: Callable[[], Knowledge]
    who: Who
    now: int
    robot: bool = False
    needs_consent: bool = False
    said_consent: bool | None = None

    @cached_property
    def knowledge(self) -> Knowledge:
        """What is known of people."""
        return self.known()

    @cached_property
    def standing(self) -> Standing:
        """How the person stands, as the database knows it."""
        return self.desk.askings.standing(self.space.id, self.who.raws, self.now)

    def facts(
        self, open_: Open, channel: Channel, *, interrupts: bool = True, address: str | None = None,
        chosen: bool = False,
    ) -> Facts:  # fmt: skip
        """Return what is known but the past, which is read in the transaction that keeps the asking.

        `chosen`: somebody of the team chose the person, and saw whether anybody vouches for their address.
        """
        asking, key = open_.survey.asking, open_.survey.key
        finished = self.desk.finished(self.space, key) if asking.quota is not None else 0
        return Facts(
            person=self.who.person, now=self.now, channel=channel, state=open_.state, finished=finished,
            member=not asking.segment or self.belongs(asking.segment), consent=self.consents(),
            robot=self.robot, stopped=self._stopped(address),
            address=_problem(address) or ("" if chosen else self._unsure(address)), interrupts=interrupts,
            chosen=chosen,
        )  # fmt: skip

    def allowed(self, open_: Open, facts: Facts) -> Callable[[Budget, Sequence[Past]], Decision]:
        """Return what decides once the past is known."""
        zone, survey = self.desk.zone_of(self.space), open_.survey

        def decided(budget: Budget, past: Sequence[Past]) -> Decision:
            known = Facts(**{name: getattr(facts, name) for name in Facts.__struct_fields__} | {"past": past})
            return decide(survey.key, survey.asking, budget, known, zone)

        return decided

    def decide(self, open_: Open, facts: Facts) -> Decision:
        """Decide without keeping anything."""
        return self.allowed(open_, facts)(self.standing.budget, self.standing.past)

    def belongs(self, segment: str) -> bool:
        """Tell whether the person is in a segment now; one that cannot be judged holds nobody."""
        desk, space = self.desk.people, self.space
        try:
            rule, frame = rule_of(space, desk, segment), timeline_of(desk.parts(space), self.who.person)
            journeys = desk.journey_of(SERVER, space)
            return bool(within(rule, frame, self.knowledge.traits, journeys, now=self.now)[0])
        except HanhtrinhError:
            return False

    def consents(self) -> bool:
        """Tell whether the person agrees: what their browser says now, else the newest that was ever said."""
        if self.said_consent is not None:
            return self.said_consent
        said = self.standing.consent
        return not self.needs_consent if said is None else said

    def traits(self) -> Mapping[str, str]:
        """Return the person's traits."""
        return traits_of(self.knowledge, self.who.person)

    def address(self) -> str:
        """Return where the person is written to: the address somebody vouched for, else what is known of them."""
        return self._confirmed or said_address(self.knowledge, self.who.person)

    @cached_property
    def _confirmed(self) -> str:
        return vouched_address(self.desk.people, self.space, self.knowledge, self.who.raws)

    def _stopped(self, address: str | None) -> str:
        """Tell why the person, or the address, is not asked any more; nothing where they may be."""
        if self.standing.stopped or not address:
            return self.standing.stopped
        found = self.desk.askings.stopped(self.space.id, [("address", address)])
        if not found and self.desk.mail.wishes.said(self.space.id, address).get("survey") == "none":
            found = "unsubscribed"
        return found

    def _unsure(self, address: str | None) -> Literal["", "unconfirmed"]:
        """Tell that nobody vouched for an address, where the workspace only writes to those that are."""
        sure = not address or address == self._confirmed or not self.standing.budget.confirmed
        return "" if sure else "unconfirmed"

    def language(self, open_: Open) -> Lang:
        """Return the language to ask in: the person's, where the survey speaks it, else the survey's first."""
        wanted = self.traits().get("language", self.traits().get("locale", ""))[:2].lower()
        return next((lang for lang in open_.survey.languages if lang == wanted), open_.survey.languages[0])


def _problem(address: str | None) -> Literal["", "no_address", "bad_address"]:
    if address is None:
        return ""
    if not address.strip():
        return "no_address"
    return "" if isinstance(checked(_MAIL, {"email": address}), dict) else "bad_address"
