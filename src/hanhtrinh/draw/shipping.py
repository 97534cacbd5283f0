"""What was shipped at a step: how a solution stands, and the marks of its day on trends."""

from collections.abc import Sequence
from datetime import date

from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Text
from hanhtrinh.journey.model import Solution, Step
from hanhtrinh.values import start_of_day

Shipped = tuple[date, Text]


def shipped_at(step: Step) -> tuple[Shipped, ...]:
    """Return what was shipped at a step, the oldest first."""
    every = (one for opportunity in step.opportunities for one in opportunity.solutions)
    found = [(date.fromisoformat(one.shipped), one.text) for one in every if one.shipped]
    return tuple(sorted(found, key=lambda one: one[0]))


def standing(solution: Solution, words: Words) -> tuple[str, str]:
    """Return how a solution stands, as a key (`shipped` where it has its day) and in words."""
    if solution.shipped:
        day = words.calendar_day(date.fromisoformat(solution.shipped))
        return "shipped", words.tr("state_shipped", day=day)
    return solution.state, words.tr(f"state_{solution.state}")


def marks_on(
    starts: Sequence[int], shipped: Sequence[Shipped], words: Words
) -> tuple[tuple[float, str, str], ...]:  # fmt: skip
    """Return where days lie on a trend whose points stand for the periods beginning at `starts`; what was shipped
    before the first of them, or after the last one's end, has no mark.
    """
    found = ((place_of(starts, start_of_day(day, words.zone)), day, text) for day, text in shipped)
    return tuple((at, words.calendar_day(day), words.say(text)) for at, day, text in found if at is not None)


def place_of(starts: Sequence[int], instant: int) -> float | None:
    """Return how far right (0…1) an instant lies among the beginnings of periods; the last is taken to be as long as
    the one before it, and has no room of its own behind its point.
    """
    if len(starts) < 2 or not starts[0] <= instant < 2 * starts[-1] - starts[-2]:
        return None
    at = max(i for i, start in enumerate(starts) if start <= instant)
    if at == len(starts) - 1:
        return 1.0
    within = (instant - starts[at]) / (starts[at + 1] - starts[at])
    return round((at + within) / (len(starts) - 1), 4)
