"""Passes the slow, obvious way: one person's events in a list, `semantics.md` read aloud."""

from dataclasses import dataclass, field


@dataclass
class Run:
    """One pass: its visits as (time, event position, step)."""

    key: int
    visits: list[tuple[int, int, int]] = field(default_factory=list)
    met: int | None = None

    @property
    def end(self) -> int:
        return self.visits[-1][0]


def find_runs(events, steps_of, outcome, window, gap, as_of, keys=None):
    """Return one person's passes.

    `events` are (time, position, touchpoint) in canonical order, `steps_of` touchpoint → its steps, `keys` position →
    pass key.
    """
    runs: list[Run] = []
    for time, position, touchpoint in events:
        if time > as_of or not steps_of.get(touchpoint) or (keys is not None and not keys[position]):
            continue
        run = _run_for(runs, time, position, steps_of[touchpoint], outcome, window, gap, keys)
        furthest = max((step for _, _, step in run.visits), default=0)
        later = [s for s in steps_of[touchpoint] if s >= furthest]
        step = min(later) if later else max(steps_of[touchpoint])
        run.visits.append((time, position, step))
        if step == outcome and run.met is None:
            run.met = time
    return runs


def _run_for(runs, time, position, steps, outcome, window, gap, keys):
    if keys is not None:
        for run in runs:
            if run.key == keys[position]:
                return run
        runs.append(Run(keys[position]))
        return runs[-1]
    if runs:
        run = runs[-1]
        only_before = outcome >= 0 and max(steps) < outcome
        over = run.met is not None and only_before and time - run.met >= gap
        if not over and time - run.end <= window:
            return run
    runs.append(Run(0))
    return runs[-1]


def state_of(run, window, as_of):
    """Return completed, left or open."""
    if run.met is not None:
        return "completed"
    return "left" if as_of - run.end > window else "open"
