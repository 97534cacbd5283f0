"""Use cases: an opportunity is graded, owned, said otherwise; customers' words are pinned; solutions come, go, are
shipped.

Each is one edit of the journey's file, so it can be taken back like any other, and open maps follow.
"""

import re
from collections.abc import Callable
from datetime import date

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.maps.cells import said_in
from hanhtrinh.app.maps.commands.changes import changes
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.editing import Changed, change
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.app.priorities.tickets import STATES, digest, marks_of
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import Lang, say
from hanhtrinh.journey.edits import Edit
from hanhtrinh.journey.edits.places import step as step_at
from hanhtrinh.journey.model import Journey, Opportunity, Solution, Step
from hanhtrinh.ports.accounts import Space

LONGEST, LONGEST_LINE, MOST = 2_000, 200, 40
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_replace = msgspec.structs.replace
Make = Callable[[Opportunity], Opportunity]


class Place(msgspec.Struct, frozen=True):
    """Which opportunity is meant: its journey, its step, its mark."""

    journey: str
    step: str
    mark: str


class GivenSolution(msgspec.Struct, frozen=True, kw_only=True):
    """A solution as somebody wrote it in one language; None leaves a field as it is."""

    text: str | None = None
    state: str | None = None
    owner: str | None = None
    due: str | None = None
    shipped: str | None = None


def describe(
    actor: Actor, space: Space, desk: Desk, place: Place, lang: Lang,
    *, text: str | None = None, value: str | None = None, effort: str | None = None, owner: str | None = None,
) -> str:  # fmt: skip
    """Say otherwise what is given of an opportunity, and return its mark from now on; "" takes a grade away."""

    def make(old: Opportunity, shown: Opportunity) -> Opportunity:
        new = old
        if text is not None and _line(text, LONGEST) != say(shown.text, lang):
            if not text.strip():
                raise InputError("priorities.no_text")
            new = _replace(new, text=said_in(shown.text, lang, _line(text, LONGEST)))
        if value is not None:
            new = _replace(new, value=_grade(value))
        if effort is not None:
            new = _replace(new, effort=_grade(effort))
        if owner is not None:
            new = _replace(new, owner=said_in(old.owner, lang, _line(owner, LONGEST_LINE)))
        return new

    return _change(actor, space, desk, place, make)


def pin(actor: Actor, space: Space, desk: Desk, place: Place, quote: str, *, pinned: bool) -> str:
    """Let a customer's words speak for an opportunity, or no longer."""
    words = _line(quote, LONGEST)

    def make(old: Opportunity, shown: Opportunity) -> Opportunity:
        others = tuple(one for one in old.quotes if words not in (say(one, "vi"), say(one, "en")))
        if not pinned:
            return _replace(old, quotes=others)
        if len(others) >= MOST:
            raise InputError("priorities.too_many", given=len(others) + 1, allowed=MOST)
        return old if len(others) < len(old.quotes) or not words else _replace(old, quotes=(*others, words))

    return _change(actor, space, desk, place, make)


def solve(
    actor: Actor, space: Space, desk: Desk, place: Place, lang: Lang, given: GivenSolution, was: str = ""
) -> str:  # fmt: skip
    """Add a solution, or say otherwise what is given of the one marked `was` (`solution_marks`)."""

    def make(old: Opportunity, shown: Opportunity) -> Opportunity:
        every = old.solutions or shown.solutions
        if was:
            at = _solution_at(every, was)
            return _replace(old, solutions=(*every[:at], _solution(every[at], given, lang), *every[at + 1 :]))
        if len(every) >= MOST:
            raise InputError("priorities.too_many", given=len(every) + 1, allowed=MOST)
        return _replace(old, solutions=(*every, _solution(Solution(text=""), given, lang)))

    return _change(actor, space, desk, place, make)


def drop_solution(actor: Actor, space: Space, desk: Desk, place: Place, was: str) -> str:
    """Take a solution out."""

    def make(old: Opportunity, shown: Opportunity) -> Opportunity:
        every = old.solutions or shown.solutions
        at = _solution_at(every, was)
        return _replace(old, solutions=(*every[:at], *every[at + 1 :]))

    return _change(actor, space, desk, place, make)


def add_opportunity(actor: Actor, space: Space, desk: Desk, journey: str, step: str, lang: Lang, text: str) -> str:
    """Put a new opportunity at a step and return its mark."""
    words = _line(text, LONGEST)
    if not words:
        raise InputError("priorities.no_text")
    marks: list[str] = []

    def make(now: Journey) -> Edit | None:
        old = _step(now, step)
        if len(old.opportunities) >= MOST:
            raise InputError("priorities.too_many", given=len(old.opportunities) + 1, allowed=MOST)
        new = _replace(old, opportunities=(*old.opportunities, Opportunity(text=words)))
        marks.append(marks_of(new.opportunities)[-1])
        return changes(old, new, ("steps", step))

    change(actor, space, desk, journey, make)
    return marks[-1]


def solution_marks(solutions: tuple[Solution, ...]) -> tuple[str, ...]:
    """Return a mark for each solution by which a form names it: what it says, and which of equal ones it is."""
    found: list[str] = []
    for one in solutions:
        mark = digest(one.text)
        same = sum(other.split("-")[0] == mark for other in found)
        found.append(f"{mark}-{same + 1}" if same else mark)
    return tuple(found)


def _change(
    actor: Actor, space: Space, desk: Desk, place: Place, make: Callable[[Opportunity, Opportunity], Opportunity]
) -> str:
    """Change one opportunity where it stands now and return its mark; what a library says of it comes in as `shown`."""
    require(actor, space.id, Right.EDIT_MAPS)
    resolved = usable_journey(actor, space, desk, place.journey)[1].journey
    marks: list[str] = []

    def edit(now: Journey) -> Edit | None:
        old = _step(now, place.step)
        at = _at(old, place.mark)
        own = old.opportunities[at]
        new = make(own, _shown(own, resolved, place.step, at))
        changed = _replace(old, opportunities=(*old.opportunities[:at], new, *old.opportunities[at + 1 :]))
        marks.append(marks_of(changed.opportunities)[at])
        return changes(old, changed, ("steps", place.step))

    done: Changed | None = change(actor, space, desk, place.journey, edit)
    return marks[-1] if done or marks else place.mark


def _shown(own: Opportunity, resolved: Journey, step: str, at: int) -> Opportunity:
    """Return an opportunity as pages show it: one of a library's with the library's words."""
    if own.use is None:
        return own
    found = step_at(resolved, step).opportunities
    return found[at] if at < len(found) and found[at].use == own.use else own


def _step(journey: Journey, key: str) -> Step:
    if key not in journey.step_index:
        raise NotFound("priorities.no_opportunity", given=key[:80])
    return step_at(journey, key)


def _at(step: Step, mark: str) -> int:
    found = marks_of(step.opportunities)
    if mark not in found:
        raise NotFound("priorities.no_opportunity", given=step.key)
    return found.index(mark)


def _solution_at(solutions: tuple[Solution, ...], mark: str) -> int:
    found = solution_marks(solutions)
    if mark not in found:
        raise NotFound("priorities.no_solution")
    return found.index(mark)


def _solution(old: Solution, given: GivenSolution, lang: Lang) -> Solution:
    text = say(old.text, lang) if given.text is None else _line(given.text, LONGEST)
    if not text:
        raise InputError("priorities.no_text")
    state = old.state if given.state is None else given.state
    if state not in STATES:
        raise InputError("priorities.no_state", given=state[:40], allowed=", ".join(STATES))
    owner = old.owner if given.owner is None else said_in(old.owner, lang, _line(given.owner, LONGEST_LINE))
    due = old.due if given.due is None else _day(given.due)
    shipped = old.shipped if given.shipped is None else _day(given.shipped)
    return Solution(text=said_in(old.text, lang, text), state=state, owner=owner, due=due, shipped=shipped)  # type: ignore[arg-type]


def _grade(text: str) -> int | None:
    if text in ("", "1", "2", "3", "4", "5"):
        return int(text) if text else None
    raise InputError("priorities.no_grade", given=text[:40])


def _day(text: str) -> str:
    try:
        if not text or (_DAY.fullmatch(text) and date.fromisoformat(text)):
            return text
    except ValueError:
        pass
    raise InputError("priorities.no_day", given=text[:40])


def _line(text: str, most: int) -> str:
    words = " ".join(text.split())
    if len(words) > most:
        raise InputError("priorities.too_long", given=len(words), allowed=most)
    return words
