"""What a draft rule counts, the slow and obvious way: every rule asked about every event, in plain lists."""

from collections import Counter

from hanhtrinh.journey.rules import matches
from tests.oracles.lens_twin import touchpoint_of


def counted(people, draft, as_of):
    """Return what a draft counts over people (`{name: [event, …]}`, an event with its `time`), as a dict."""
    saved = {} if draft.saved is None else {draft.key: draft.saved}
    wanted = {} if draft.rule is None else {draft.key: draft.rule}
    found = Counter()
    moves, contests, sharing = Counter(), Counter(), {}
    here, newest = [], {}
    people_of = {name: set() for name in ("all", "matched", "here", "before")}
    for person, events in people.items():
        for event in (one for one in events if one["time"] <= as_of):
            plain = {name: value for name, value in event.items() if name != "time"}
            was, now = touchpoint_of({**draft.others, **saved}, plain), touchpoint_of({**draft.others, **wanted}, plain)
            rival = touchpoint_of(draft.others, plain)
            mine = draft.rule is not None and _alternative(draft.rule, plain)
            found["all"] += 1
            found["on_map"] += now is not None
            found["on_map_before"] += was is not None
            people_of["all"].add(person)
            for name, holds in (("matched", mine), ("here", now == draft.key), ("before", was == draft.key)):
                if holds:
                    found[name] += 1
                    people_of[name].add(person)
            if was != now:
                moves[was or "", now or ""] += 1
            if mine and rival is not None:
                contests[rival, now == draft.key] += 1
                sharing.setdefault(rival, set()).add(person)
            if now == draft.key:
                here.append(event["time"])
                newest[person] = max(newest.get(person, event["time"]), event["time"])
    return {
        "counts": found,
        "people": {name: len(some) for name, some in people_of.items()},
        "moves": dict(moves),
        "contests": {
            key: (contests[key, True], contests[key, False], len(some)) for key, some in sharing.items()
        },
        "here": sorted(here),
        "newest": sorted(newest.values(), reverse=True),
    }  # fmt: skip


def _alternative(rule, event):
    return touchpoint_of({"": rule}, event) is not None


def unclaimed(people, rules, as_of):
    """Return how many events there are, how many are on the map, and per name of the others events and people."""
    events, on_map, names, whose = 0, 0, Counter(), {}
    for person, some in people.items():
        for event in (one for one in some if one["time"] <= as_of):
            plain = {name: value for name, value in event.items() if name != "time"}
            events += 1
            if touchpoint_of(rules, plain) is not None:
                on_map += 1
                continue
            names[event["event"]] += 1
            whose.setdefault(event["event"], set()).add(person)
    return events, on_map, {name: (count, len(whose[name])) for name, count in names.items()}


def holding(people, rule, as_of):
    """Return the events that satisfy a rule."""
    return [
        one for some in people.values() for one in some
        if one["time"] <= as_of and matches(rule, {name: value for name, value in one.items() if name != "time"})
    ]  # fmt: skip
