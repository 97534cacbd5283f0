"""Reach, drop-off, went-on and open the slow, obvious way: one run after another, `semantics.md` read aloud."""

from collections import Counter


def first_visits(run):
    """Return the instant of the first visit of each step a run was at."""
    first = {}
    for time, _, step in run.visits:
        first.setdefault(step, time)
    return first


def last_step(run):
    """Return the step of the run's last visit."""
    return run.visits[-1][2]


def is_rated(run, state, step, as_of, window):
    """Tell whether an arrival is rated: its window has passed, and the pass is not still open right here."""
    first = first_visits(run)
    return step in first and first[step] <= as_of - window and not (state == "open" and last_step(run) == step)


def is_dropped(run, state, step, as_of, window):
    """Tell whether a rated arrival left with this step as its last."""
    return is_rated(run, state, step, as_of, window) and state == "left" and last_step(run) == step


def has_gone_on(run, state, step, as_of, window):
    """Tell whether a rated arrival visited a later step."""
    return is_rated(run, state, step, as_of, window) and max(first_visits(run)) > step


def tally(runs, steps, stage_of, as_of, window):
    """Return counts by name: `runs` are (run, state) pairs; keys of inner counters are states, steps or stages."""
    names = ("states", "reached", "rated", "dropped", "went_on", "waiting", "open", "stages")
    counts = {name: Counter() for name in names}
    for run, state in runs:
        counts["states"][state] += 1
        for stage in {stage_of[s] for s in first_visits(run)}:
            counts["stages"][stage] += 1
        if state == "open":
            counts["open"][last_step(run)] += 1
        for step in range(steps):
            rated = is_rated(run, state, step, as_of, window)
            here = first_visits(run).get(step)
            counts["reached"][step] += here is not None
            counts["rated"][step] += rated
            counts["dropped"][step] += is_dropped(run, state, step, as_of, window)
            counts["went_on"][step] += has_gone_on(run, state, step, as_of, window)
            counts["waiting"][step] += here is not None and here <= as_of - window and not rated
    return counts
