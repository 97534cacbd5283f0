"""Event → touchpoint the slow, obvious way: every rule asked about every event, the best satisfied conjunction wins."""

from hanhtrinh.journey.rules import conjunctions, specificity


def touchpoint_of(rules, event):
    """Return the key of the touchpoint an event (property → value) belongs to, None off the map."""
    satisfied = [
        (specificity(conjunction), key)
        for key, rule in rules.items()
        for conjunction in conjunctions(rule)
        if all(item.holds(event.get(item.condition.property)) for item in conjunction)
    ]
    return min(satisfied)[1] if satisfied else None
