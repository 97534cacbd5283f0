"""Segments, slow and obvious: one person's traits and events, looked at again for every part of the rule."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hanhtrinh.journey.rules import matches, text_of
from hanhtrinh.people import segments as s
from hanhtrinh.values import instant_of


def belongs(rule, traits, events, now, zone, at=None):
    """Tell whether a person belongs; `events` are (time, event) in canonical order.

    `at` tells whether the event at a position is meant by a touchpoint or step.
    """
    match rule:
        case s.AllOf(parts):
            return all(belongs(part, traits, events, now, zone, at) for part in parts)
        case s.AnyOf(parts):
            return any(belongs(part, traits, events, now, zone, at) for part in parts)
        case s.NotOf(part):
            return not belongs(part, traits, events, now, zone, at)
        case s.Trait(name, test):
            return passes(test, traits.get(name), now, zone)
        case s.Did(meant, least, most, span):
            count = sum(_inside(span, time, now) and _is(meant, i, e, at) for i, (time, e) in enumerate(events))
            return least <= count and (most is None or count <= most)
        case s.Then(steps, within, span):
            inside = [(time, i, e) for i, (time, e) in enumerate(events) if _inside(span, time, now)]
            return _chain(steps, inside, within, at, None)


def _chain(steps, events, within, at, before):
    """Try every event as the next step."""
    if not steps:
        return True
    for place, (time, i, event) in enumerate(events):
        near = before is None or within is None or time - before <= within * 1_000_000
        if near and _is(steps[0], i, event, at) and _chain(steps[1:], events[place + 1 :], within, at, time):
            return True
    return False


def _is(meant, position, event, at):
    return matches(meant.rule, event) if isinstance(meant, s.Events) else at(meant, position)


def _inside(span, time, now):
    if time > now:
        return False
    if span.last is not None:
        return now - time <= span.last * 1_000_000
    return (span.start is None or time >= span.start) and (span.end is None or time < span.end)


def passes(test, value, now, zone):
    """Tell whether a trait's value (None: absent) passes a test."""
    if isinstance(test, s.Has):
        return (value is not None) == test.present
    if value is None:
        return False
    text = text_of(value)
    match test:
        case s.Is(wanted):
            return text == text_of(wanted)
        case s.OneOf(wanted):
            return text in [text_of(one) for one in wanted]
        case s.Contains(part):
            return part.lower() in text.lower()
        case s.Begins(part):
            return text.lower().startswith(part.lower())
        case s.Between(low, high, without_low, without_high):
            try:
                number = float(text)
            except ValueError:
                return False
            above = low is None or (number > low if without_low else number >= low)
            return above and (high is None or (number < high if without_high else number <= high))
    at = _instant(text, zone)
    if at is None:
        return False
    if isinstance(test, s.Lately):
        return now - test.seconds * 1_000_000 <= at <= now
    return (test.start is None or at >= test.start) and (test.end is None or at < test.end)


def _instant(text, zone):
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)))
