"""Opportunities of a journey as things that can be named, found again and put in order."""

import hashlib
from collections.abc import Iterator

import msgspec

from hanhtrinh.errors import NotFound
from hanhtrinh.i18n import Lang, Localized, Text, say
from hanhtrinh.journey.model import Journey, Opportunity, Solution, Stage, Step

STATES = ("idea", "planned", "doing", "done")


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """One opportunity: the step it hangs on, its place there, and a mark by which addresses know it.

    The mark follows from what it says (or from the library's opportunity it is), so it stays while others come, go and
    move; of several that say the same at one step the later ones have a number behind it.
    """

    stage: Stage
    step: Step
    at: int
    mark: str
    opportunity: Opportunity

    @property
    def state(self) -> str:
        """How far the furthest of its solutions is; `idea` where there is none."""
        return max((one.state for one in self.opportunity.solutions), key=STATES.index, default="idea")

    @property
    def due(self) -> str:
        """The next day something of it is due; nothing where all is done."""
        days = [one.due for one in self.opportunity.solutions if one.due and one.state != "done"]
        return min(days, default="")

    @property
    def shipped(self) -> tuple[Solution, ...]:
        """Its solutions that went live, the newest first."""
        found = [one for one in self.opportunity.solutions if one.shipped]
        return tuple(sorted(found, key=lambda one: one.shipped, reverse=True))

    def owner(self, lang: Lang) -> str:
        """Who looks after it: its own owner, else the step's."""
        return say(self.opportunity.owner, lang) or say(self.step.owner, lang)


def tickets(journey: Journey) -> tuple[Ticket, ...]:
    """Return every opportunity in the order of the map."""
    return tuple(_tickets(journey))


def _tickets(journey: Journey) -> Iterator[Ticket]:
    for stage in journey.stages:
        for step in stage.steps:
            marks = marks_of(step.opportunities)
            for at, (mark, opportunity) in enumerate(zip(marks, step.opportunities, strict=True)):
                yield Ticket(stage=stage, step=step, at=at, mark=mark, opportunity=opportunity)


def marks_of(opportunities: tuple[Opportunity, ...]) -> tuple[str, ...]:
    """Return the marks of a step's opportunities: the same with and without what a library says of them."""
    found: list[str] = []
    for one in opportunities:
        mark = digest("" if one.use else one.text, one.use or "")
        same = sum(other.split("-")[0] == mark for other in found)
        found.append(f"{mark}-{same + 1}" if same else mark)
    return tuple(found)


def digest(text: Text, more: str = "") -> str:
    """Return a short mark for a text in whatever languages it has."""
    words = f"{text.vi}\0{text.en}" if isinstance(text, Localized) else text
    return hashlib.sha256(f"{words}\0{more}".encode()).hexdigest()[:10]


def ticket_of(found: tuple[Ticket, ...], step: str, mark: str) -> Ticket:
    """Return one opportunity; NotFound where the step has none of that mark (any more)."""
    for one in found:
        if one.step.key == step and one.mark == mark:
            return one
    raise NotFound("priorities.no_opportunity", given=step[:80])
