"""Waits between steps and to the outcome the slow, obvious way: one person's runs in a list.

A wait is (seconds, how): how is censored, arrived or left.
"""

from tests.oracles.reach_twin import first_visits

MICRO = 1_000_000


def over_at(runs, index, window, keyed):
    """Return the instant from which on nothing more can belong to a run.

    That is strictly after the window (inclusive), or when the person's next run began; a run with a key takes events
    for as long as its window is open, whatever else the person begins.
    """
    over = runs[index].end + window + 1
    if not keyed and index + 1 < len(runs):
        over = min(over, runs[index + 1].visits[0][0])
    return over


def wait(start, arrival, over, as_of):
    """Return one wait, `odd` where the arrival came first, None where it never began."""
    if start is None:
        return None
    if arrival is not None:
        return "odd" if arrival < start else ((arrival - start) // MICRO, "arrived")
    if over <= as_of:
        return (over - start) // MICRO, "left"
    return (as_of - start) // MICRO, "censored"


def waits(people_runs, steps, window, keyed, as_of, keep):
    """Return (per step the sorted waits, sorted waits to the outcome, out of order per step).

    `people_runs` lists everybody's runs, `keep` has one entry per run over all of them.
    """
    found, cycle, odd, place = [[] for _ in range(steps)], [], [0] * steps, 0
    for runs in people_runs:
        for index, run in enumerate(runs):
            place += 1
            if not keep[place - 1]:
                continue
            first, over = first_visits(run), over_at(runs, index, window, keyed)
            cycle.append(wait(run.visits[0][0], run.met, over, as_of))
            for step in range(1, steps):
                one = wait(first.get(step - 1), first.get(step), over, as_of)
                if one == "odd":
                    odd[step] += 1
                elif one is not None:
                    found[step].append(one)
    return [sorted(w) for w in found], sorted(cycle), odd


def spread(counts):
    """Return keyed counts as a sorted list of waits."""
    return sorted(
        (int(seconds), how)
        for how in ("arrived", "left", "censored")
        for seconds, n in zip(counts.seconds, getattr(counts, how), strict=True)
        for _ in range(n)
    )
