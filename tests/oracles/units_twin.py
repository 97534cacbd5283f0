"""Units the slow, obvious way: the visits of kept runs put into piles by person, session or account."""

from tests.oracles.passes_twin import Run

GAP = 1_800 * 1_000_000


def units_of(world, people, kept, unit):
    """Return ({label: (unit as a Run, instant it was last seen)}, visits of no unit).

    `kept` tells, run by run in the order of the pass table, which count.
    """
    outcome = world.journey.step_index.get(world.journey.outcome, -1)
    piles, outside, keep = {}, 0, iter(kept)
    for person in people:
        last_seen, session_of = _sessions(person, world.as_of)
        by_position = {e["position"]: e for e in person.events}
        for run in person.runs:
            if not next(keep):
                continue
            for visit in run.visits:
                label = _label(world, person, by_position[visit[1]], session_of, unit)
                if label is None:
                    outside += 1
                    continue
                pile = piles.setdefault(label, (Run(0), []))
                pile[0].visits.append(visit)
                pile[1].append(last_seen[label[1]] if unit == "session" else visit[0])
    for run, _ in piles.values():
        run.visits.sort()
        met = [time for time, _, step in run.visits if step == outcome]
        run.met = min(met, default=None)
    return {label: (run, max(seen)) for label, (run, seen) in piles.items()}, outside


def _label(world, person, event, session_of, unit):
    if unit == "person":
        return (person.name,)
    if unit == "session":
        return person.name, session_of[event["position"]]
    account = event.get(f"p_{world.journey.account}")
    return None if account is None else (account,)


def _sessions(person, as_of):
    """Return when each session was last active by as-of, and the session of each event, by its first event."""
    last_seen, session_of, before, current = {}, {}, None, None
    for event in person.events:
        if before is None or event["time"] - before > GAP:
            current = event["position"]
        before = event["time"]
        session_of[event["position"]] = current
        if event["time"] <= as_of:
            last_seen[current] = event["time"]
    return last_seen, session_of
