"""Friction the slow, obvious way: one run after another, `docs/definitions.md` read aloud."""

from collections import Counter

from hanhtrinh.values import MICROSECONDS, parse_duration
from tests.oracles.attachment_twin import Answer, run_of
from tests.worlds import event_holds


def moments_of_runs(world, people):
    """Return, for every run of everybody in the order of the pass table, how often it met what: {(step, kind): n}."""
    friction = world.journey.friction
    window = world.journey.window_seconds
    within = parse_duration(friction.support_within)
    found = []
    for person in people:
        mine = [_moves(run) for run in person.runs]
        for kind, rule, seconds in (("error", friction.errors, window), ("support", friction.support, within)):
            for run, step in _events(world, person, rule, seconds):
                mine[run][step, kind] += 1
        order = sorted(range(len(mine)), key=lambda i: person.runs[i].visits[0][1])
        found += [mine[i] for i in order]
    return found


def _moves(run):
    """Count what the visits of one run say by themselves."""
    found, been = Counter(), set()
    before = None
    for time, _, step in run.visits:
        if before is not None:
            if step == before[1]:
                found[step, "repeat"] += time > before[0]
            elif step < before[1]:
                found[before[1], "back_step"] += 1
            elif step in been:
                found[step, "loop"] += 1
        been.add(step)
        before = time, step
    return +found


def _events(world, person, rule, seconds):
    """Yield the run and step at which each event of a rule is counted."""
    if rule is None:
        return
    keyed = world.journey.pass_key is not None
    hits = {e["position"] for e in person.events if event_holds(rule, e)}
    for event in person.events:
        if event["position"] not in hits or event["time"] > world.as_of:
            continue
        one = Answer(event["time"], event["position"], None, False, event["p_k"] if keyed else None)
        run = run_of(one, person.runs, keyed)
        visits = [] if run is None else person.runs[run].visits
        before = [(t, s) for t, p, s in visits if p < event["position"] and p not in hits]
        if before and event["time"] - before[-1][0] <= seconds * MICROSECONDS:
            yield run, before[-1][1]
