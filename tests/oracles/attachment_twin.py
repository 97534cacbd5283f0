"""Attachment the slow, obvious way: `semantics.md` read aloud over one person's events and runs."""

from dataclasses import dataclass

from tests.oracles.passes_twin import Run


@dataclass(frozen=True)
class Answer:
    """One answer or invitation: when, its place in canonical order, where it was asked, and the key of its event."""

    time: int
    position: int
    asked_at: str | None
    relationship: bool
    key: str | None


def attach_one(answer: Answer, runs: list[Run], steps_of: dict, lookback: int, as_of: int, keyed: bool):
    """Return (index of the run or None, step or None, name of the rule)."""
    if answer.time > as_of:
        return None, None, "none"
    run = run_of(answer, runs, keyed)
    visits = [] if run is None else runs[run].visits
    if answer.relationship:
        return run, None, "relationship"
    if answer.asked_at:
        if not steps_of.get(answer.asked_at):
            return run, None, "none"
        there = [s for _, p, s in visits if p <= answer.position and s in steps_of[answer.asked_at]]
        return run, there[-1] if there else min(steps_of[answer.asked_at]), "asked_at"
    before = [(time, step) for time, position, step in visits if position < answer.position]
    if before and answer.time - before[-1][0] <= lookback:
        return run, before[-1][1], "last_step_within_7d"
    return run, None, "none"


def run_of(answer: Answer, runs: list[Run], keyed: bool) -> int | None:
    """Return the run an answer belongs to."""
    if keyed and answer.key:
        return next((i for i, run in enumerate(runs) if run.key == answer.key), None)
    begun = [i for i, run in enumerate(runs) if run.visits[0][1] <= answer.position]
    return max(begun, key=lambda i: runs[i].visits[0][1], default=None)
