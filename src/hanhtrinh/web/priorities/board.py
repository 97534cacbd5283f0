"""A journey's priorities as somebody asks for them: who asks, what was chosen, and the small parts pages share."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Literal, get_args
from urllib.parse import urlencode

import msgspec

from hanhtrinh.access import Right, may
from hanhtrinh.app.maps.asked import Asked
from hanhtrinh.app.priorities.reading import Seen
from hanhtrinh.app.priorities.tickets import STATES, Ticket
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import sign
from hanhtrinh.web.priorities.addresses import home_of

Sort = Literal["map", "value", "effort", "people", "step", "owner", "state", "due"]
SIZES = 12
EVIDENCE = {
    "assumed": "circle-dashed", "told": "quote", "thin": "circle-dot", "measured": "check", "fresh": "badge-check",
}  # fmt: skip
STATE_SIGNS = {"idea": "lightbulb", "planned": "calendar-days", "doing": "wrench", "done": "circle-check"}
_LAST = "9999"


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Which opportunities are shown, and in what order the table has them."""

    stage: str = ""
    owner: str = ""
    state: str = ""
    sort: Sort = "map"


def chosen_in(query: Mapping[str, str]) -> Chosen:
    """Return what an address's query chooses; InputError for an order there is none of."""
    sort = next((one for one in get_args(Sort) if one == (query.get("sort") or "map")), None)
    if sort is None:
        raise InputError("priorities.no_order", given=query["sort"][:40], allowed=", ".join(get_args(Sort)))
    return Chosen(stage=query.get("stage", ""), owner=query.get("owner", ""), state=query.get("state", ""), sort=sort)


@dataclass(frozen=True)
class Board:
    """What every part of the pages needs."""

    asking: Asking
    space: Space
    key: str
    asked: Asked
    seen: Seen
    chosen: Chosen

    @property
    def lang(self) -> Lang:
        """The page's language."""
        return self.asking.lang

    @cached_property
    def words(self) -> Words:
        """How numbers are written."""
        return Words(self.lang, self.seen.readings.zone)

    @property
    def name(self) -> str:
        """The journey's name."""
        return say(self.seen.journey.name, self.lang)

    @property
    def map(self) -> str:
        """Where the map is."""
        return f"/w/{self.space.slug}/maps/{self.key}"

    @property
    def home(self) -> str:
        """Where the matrix is."""
        return home_of(self.space, self.key)

    @property
    def edits(self) -> bool:
        """Whether the asker may change the map."""
        return may(self.asking.actor, self.space.id, Right.EDIT_MAPS)

    @property
    def sees_people(self) -> bool:
        """Whether the asker may see people."""
        return may(self.asking.actor, self.space.id, Right.SEE_PEOPLE)

    def tr(self, message: str, /, **params: object) -> str:
        """Return a message of the area in the page's language."""
        return tr(f"priorities.{message}", self.lang, **params)

    def query(self, **changed: str) -> str:
        """Return the address's query with something chosen otherwise."""
        kept = {**msgspec.structs.asdict(self.chosen), **changed}
        parts = {name: value for name, value in kept.items() if value and (name, value) != ("sort", "map")}
        return "&".join(part for part in (self.asked.query, urlencode(parts)) if part)

    def address(self, ticket: Ticket) -> str:
        """Return where one opportunity is."""
        return f"{self.home}/{ticket.step.key}/{ticket.mark}"

    def text(self, ticket: Ticket) -> str:
        """Return what an opportunity says."""
        return say(ticket.opportunity.text, self.lang) or self.tr("no_words")

    def step(self, ticket: Ticket) -> str:
        """Return the name of an opportunity's step."""
        return say(self.seen.journey.name_of_step(ticket.step), self.lang)

    def people(self, ticket: Ticket) -> int | None:
        """Return how many people meet an opportunity's step, None where that is not measured."""
        return self.seen.people.get(ticket.step.key)

    def people_said(self, ticket: Ticket) -> str:
        """Return the same in words."""
        count = self.people(ticket)
        return self.tr("not_measured") if count is None else self.tr("people_count", people=self.words.number(count))

    def grade(self, ticket: Ticket) -> str:
        """Return the evidence grade of an opportunity's step."""
        return self.seen.step(ticket.step.key).evidence

    def evidence(self, grade: str) -> str:
        """Return the word for an evidence grade."""
        return tr(f"draw.evidence_{grade}", self.lang)

    def chip(self, grade: str) -> Markup:
        """Return an evidence grade as icon and word."""
        return h(f"span.pr-evidence.ev-{grade}", sign(EVIDENCE[grade]), self.evidence(grade))

    def state(self, state: str) -> Markup:
        """Return how far something is, as icon and word."""
        return h(f"span.pr-state.st-{state}", sign(STATE_SIGNS[state]), tr(f"draw.state_{state}", self.lang))

    def number(self, ticket: Ticket) -> int:
        """Return the number by which the matrix and the table name an opportunity."""
        return self.seen.tickets.index(ticket) + 1

    def size(self, ticket: Ticket) -> int:
        """Return how large a bubble is (1…12): its area goes by the people behind it."""
        most = max(self.seen.people.values(), default=0)
        return max(1, ceil(SIZES * (self.people(ticket) or 0) / most)) if most else 1

    @cached_property
    def shown(self) -> tuple[Ticket, ...]:
        """The opportunities that were asked for, in the order of the map."""
        return tuple(filter(self._asked_for, self.seen.tickets))

    def _asked_for(self, ticket: Ticket) -> bool:
        chosen = self.chosen
        of_stage = not chosen.stage or ticket.stage.key == chosen.stage
        of_owner = not chosen.owner or ticket.owner(self.lang) == chosen.owner
        return of_stage and of_owner and (not chosen.state or ticket.state == chosen.state)

    @cached_property
    def ordered(self) -> tuple[Ticket, ...]:
        """The same in the order the table has them: the most, or the nearest, first; what is not known last."""
        sort = self.chosen.sort
        keys = {
            "value": lambda one: -(one.opportunity.value or 0),
            "effort": lambda one: one.opportunity.effort or 9,
            "people": lambda one: -(self.people(one) or -1),
            "owner": lambda one: (not one.owner(self.lang), one.owner(self.lang).casefold()),
            "state": lambda one: -STATES.index(one.state),
            "due": lambda one: one.due or _LAST,
        }
        return tuple(sorted(self.shown, key=keys[sort])) if sort in keys else self.shown

    @property
    def owners(self) -> tuple[str, ...]:
        """Everybody who looks after something."""
        return tuple(sorted({one.owner(self.lang) for one in self.seen.tickets} - {""}, key=str.casefold))
