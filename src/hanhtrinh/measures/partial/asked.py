"""What a question asks of a journey's map, told from the two alone: the same for every part of the people."""

from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.funnels.question import Funnel, FunnelMatch
from hanhtrinh.measures.journey_reading import touchpoint_rules
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.partial.groups import BUCKETS
from hanhtrinh.measures.selection import Bucket


def measured_steps(journey: Journey) -> tuple[bool, ...]:
    """Tell, per step, whether its touchpoint has a rule, so that its visits are known."""
    known = touchpoint_rules(journey)
    return tuple(step.touchpoint in known for step in journey.steps)


def outcome_of(journey: Journey) -> int:
    """Return the outcome's step, one beyond the last where the journey has none."""
    return journey.step_index.get(journey.outcome or "", len(journey.steps))


def compared(journey: Journey, question: MapQuestion) -> tuple[str, ...]:
    """Return the segments and bound personas that are read beside the map."""
    if not question.compare:
        return ()
    bound = [key for key, persona in journey.personas.items() if persona.match is not None]
    return tuple(key for key in dict.fromkeys([*bound, *journey.segments]) if key != question.segment)


def trend_buckets(question: MapQuestion) -> tuple[Bucket, ...]:
    """Return the sizes of calendar buckets a trend may turn out to have."""
    if question.trend == "auto":
        return BUCKETS
    return () if question.trend == "none" else (question.trend,)


def funnel_of(journey: Journey, question: MapQuestion) -> Funnel | None:
    """Return the funnel to the outcome; none of sessions, whose funnels have no window (`hanhtrinh funnel`)."""
    measured, outcome = measured_steps(journey), outcome_of(journey)
    wanted = [s for i, s in enumerate(journey.steps) if i <= outcome and measured[i] and not s.optional]
    if journey.outcome is None or len(wanted) < 2 or question.unit == "session":
        return None
    return Funnel(
        steps=tuple(FunnelMatch(key=s.key, touchpoints=(s.touchpoint or "",)) for s in wanted),
        window_seconds=journey.window_seconds,
        unit=question.unit,
        account=journey.account if question.unit == "account" else None,
    )
