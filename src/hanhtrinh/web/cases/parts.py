"""What the pages of cases share: their views, how a case is told in short, who has it, when it is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from litestar import Response

from hanhtrinh.access import Right, may
from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.app.cases.words import instruments_of, step_name, what_happened, who
from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Member, Space
from hanhtrinh.voice.cases.model import Case
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, head, sign, tabs
from hanhtrinh.web.people.parts import shown_name
from hanhtrinh.web.services import Services
from hanhtrinh.web.voice.tabs import voice_page

VIEWS = (("", "board"), ("?view=list", "list"), ("/recovery", "recovery"), ("/rules", "rules"))
_PRIORITY = {"urgent": "bad", "high": "middling", "normal": ""}


def say(lang: Lang, key: str, **params: object) -> str:
    """Return a message of the pages of cases."""
    return tr(f"cases.{key}", lang, **params)


@dataclass(frozen=True)
class Room:
    """What every page of cases needs: who asks, where, the members who handle cases, the maps, the instant."""

    asking: Asking
    space: Space
    desk: CaseDesk
    words: Words
    members: Sequence[Member]
    journeys: Mapping[str, Journey]
    now: int

    @cached_property
    def instruments(self) -> Mapping[str, Instrument]:
        """The questions people were asked, by key."""
        return instruments_of(self.desk, self.space)

    @cached_property
    def knowledge(self) -> Knowledge:
        """What is known of people: asked for once, however many cases a page shows."""
        return self.desk.people.knowledge(self.space)

    @cached_property
    def _left(self) -> dict[str, str]:
        return {}

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return self.asking.lang

    @property
    def base(self) -> str:
        """Where cases are."""
        return f"/w/{self.space.slug}/voice/cases"

    @property
    def rules(self) -> bool:
        """Whether the reader may change rules."""
        return may(self.asking.actor, self.space.id, Right.EDIT_SURVEYS)

    def say(self, key: str, **params: object) -> str:
        """Return a message in the reader's language."""
        return say(self.lang, key, **params)

    def member(self, user: str) -> str:
        """Return what a member is called; one who has left goes by what accounts still know."""
        found = next((one.user.name for one in self.members if one.user.id == user), "")
        if found or not user:
            return found
        if user not in self._left:
            known = self.desk.mail.accounts.user(user)
            self._left[user] = known.name if known else user
        return self._left[user]

    def step(self, case: Case) -> str:
        """Return the step a case is about, in words; empty for none."""
        return step_name(self.journeys, case.trigger.journey, case.trigger.step, self.lang)

    def customer(self, case: Case) -> str:
        """Return what the customer is called."""
        return shown_name(case.person, who(self.desk, self.space, case.person, self.knowledge)[0], self.lang)


def room(services: Services, asking: Asking, space: Space) -> Room:
    """Return what the pages of a workspace's cases need."""
    desk = services.cases
    words, members = Words(asking.lang, services.zone(space)), desk.handlers(space)
    return Room(asking, space, desk, words, members, services.shelf.usable(space), services.clock())


def cases_page(here: Room, view: str, title: str, *content: Markup, lead: str | None = None, status: int = 200,
               actions: Sequence[Markup] = ()) -> Response[str]:  # fmt: skip
    """Return one of the views of cases with the way to the others."""
    links = [(f"{here.base}{path}", here.say(name)) for path, name in VIEWS]
    active = next(f"{here.base}{path}" for path, name in VIEWS if name == view)
    row = tabs(links, active, here.say("views"))
    top = head(title, lead, *actions)
    return voice_page(
        here.asking, here.space, "cases", title, top, row, *content, sheets=("cases.css",), scripts=("cases.js",),
        status=status,
    )  # fmt: skip


def due(here: Room, case: Case) -> Markup:
    """Return when a case is due, or was closed; that it is overdue is said in words, with a sign."""
    if not case.is_open:
        return h("span.case-due", here.say("closed_at", moment=here.words.day(case.closed_at or case.changed_at)))
    if case.overdue(here.now):
        return h("span.case-due.late", sign("circle-alert"), here.say("overdue_since",
                 moment=here.words.moment(case.due_at)))  # fmt: skip
    return h("span.case-due", sign("clock"), here.say("due_at", moment=here.words.moment(case.due_at)))


def priority(here: Room, case: Case) -> Markup | None:
    """Return how urgent a case is, where it is more than others."""
    if case.priority == "normal":
        return None
    return badge(here.say(f"priority_{case.priority}"), _PRIORITY[case.priority])


def happened(here: Room, case: Case) -> str:
    """Return why a case was opened, in a few words, and where."""
    step = here.step(case)
    what = what_happened(case.trigger, here.instruments, here.lang)
    return f"{what} · {step}" if step else what


def owner(here: Room, case: Case) -> Markup:
    """Return who has a case."""
    if not case.owner:
        return h("span.case-owner.none", sign("user"), here.say("nobody"))
    return h("span.case-owner", sign("user"), here.member(case.owner))
