"""Where one event lands on a journey, and an event that would land at a touchpoint: the lens for a single event."""

from collections.abc import Iterator, Mapping

from hanhtrinh.journey.model import Journey, Touchpoint
from hanhtrinh.journey.rules import Conjunction, Event, In, Is, RuleError, Scalar, conjunctions, specificity


def touchpoint_of(journey: Journey, event: Event) -> str | None:
    """Return the key of the touchpoint an event (property → value, `event` its name) belongs to, None for none.

    Of the rules that match, the most specific satisfied conjunction wins, then the smaller key, as in the lens.
    """
    fits = [
        (specificity(conjunction), key)
        for key, touchpoint in journey.touchpoints.items()
        for conjunction in _alternatives(touchpoint)
        if _holds(conjunction, event)
    ]
    return min(fits)[1] if fits else None


def steps_of(journey: Journey, touchpoint: str) -> tuple[str, ...]:
    """Return the keys of the steps a touchpoint stands at, in map order."""
    return tuple(step.key for step in journey.steps if step.touchpoint == touchpoint)


def sample_event(journey: Journey, touchpoint: str) -> Mapping[str, Scalar] | None:
    """Return the plainest event that lands at a touchpoint, as property → value.

    None where its rule asks for more than equal values (a prefix, a range …), and where another touchpoint takes the
    event.
    """
    made = (_made_for(conjunction) for conjunction in _alternatives(journey.touchpoints[touchpoint]))
    good = [event for event in made if event is not None and touchpoint_of(journey, event) == touchpoint]
    return min(good, key=len) if good else None


def _alternatives(touchpoint: Touchpoint) -> tuple[Conjunction, ...]:
    try:
        return conjunctions(touchpoint.rule) if touchpoint.rule is not None else ()
    except RuleError:
        return ()


def _holds(conjunction: Conjunction, event: Event) -> bool:
    return all(item.holds(event.get(item.condition.property)) for item in conjunction)


def _made_for(conjunction: Conjunction) -> dict[str, Scalar] | None:
    event: dict[str, Scalar] = {}
    for name, value in _wanted(conjunction):
        if value is None:
            return None
        event.setdefault(name, value)
    return event if event and _holds(conjunction, event) else None


def _wanted(conjunction: Conjunction) -> Iterator[tuple[str, Scalar | None]]:
    for item in conjunction:
        match item.condition:
            case _ if item.negated:
                continue
            case Is(name, value):
                yield name, value
            case In(name, values):
                yield name, values[0]
            case condition:
                yield condition.property, None
