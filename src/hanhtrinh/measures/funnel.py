"""The funnel: how far units get along a sequence of touchpoints, with every option named in the result.

`funnel_partial → merge → result`: partials are exact counts, so parts, their order and the machine do not change one
digit. What each option means stands in `docs/definitions.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.errors import InputError
from hanhtrinh.events.frame import Frame
from hanhtrinh.measures.funnels.answer import Counts, Ints, Job, collected, count, count_rows, job_of, outcomes, touched
from hanhtrinh.measures.funnels.compile import Plan, plan_of
from hanhtrinh.measures.funnels.question import Breakdown, Exclusion, Funnel, FunnelMatch
from hanhtrinh.measures.funnels.shapes import ANY, BLOCKS, DROPPED, NONE, OPEN, RATED, Outcome
from hanhtrinh.measures.pass_table import Passes
from hanhtrinh.measures.results import FunnelReadings, FunnelStep, Reading
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.measures.timelines import (
    Timelines,
    TouchCodes,
    pass_timelines,
    people_timelines,
    session_timelines,
)
from hanhtrinh.values import Runner, format_duration, in_one_part

__all__ = [
    "DROPPED",
    "NONE",
    "OPEN",
    "RATED",
    "Breakdown",
    "Exclusion",
    "Funnel",
    "FunnelMatch",
    "FunnelPartial",
    "Outcomes",
    "funnel_outcomes",
    "funnel_partial",
    "funnel_timelines",
    "result",
]


@dataclass(frozen=True)
class FunnelPartial:
    """What some units add to a funnel's result; partials of disjoint units merge to those of all.

    `groups` is by breakdown value.
    """

    counts: Counts
    groups: Mapping[str, Counts] = field(default_factory=dict)

    def merge(self, other: "FunnelPartial") -> "FunnelPartial":
        """Return the partial of both; the order does not matter."""
        groups = dict(self.groups)
        for value, counts in other.groups.items():
            groups[value] = groups[value].merge(counts) if value in groups else counts
        return FunnelPartial(self.counts.merge(other.counts), groups)


@dataclass(frozen=True)
class Outcomes:
    """How each unit fared (with entry `every`: each entry), by the kernels that count them.

    A plain windowed funnel is counted by a shorter kernel that keeps no outcomes and falls back to this one's at
    ties; a property test holds the two together. Arrays have one entry per row. `unit` position of the unit;
    `state` NONE (no entry), RATED, OPEN or DROPPED; `level` furthest step, from 1 (0: none); `entry` and
    `completion` instants at which the chain to there (or, once converted, to conversion) began and ended, NEVER if
    none; `seconds[row, i]` whole seconds from the entry to step i, −1 where it was not reached. With a breakdown,
    `group[row]` is the row's value in `groups` (the empty text: none).
    """

    unit: Ints
    state: npt.NDArray[np.uint8]
    level: npt.NDArray[np.int16]
    entry: Ints
    completion: Ints
    seconds: npt.NDArray[np.int32]
    group: Ints | None = None
    groups: tuple[str, ...] = ()

    def reached(self, step: int) -> npt.NDArray[np.bool_]:
        """Tell which rows are rated and reached a step (counted from 1)."""
        found: npt.NDArray[np.bool_] = (self.state == RATED) & (self.seconds[:, step - 1] >= 0)
        return found


def funnel_timelines(
    question: Funnel, frame: Frame, code: TouchCodes, touchpoints: tuple[str, ...], passes: Passes | None = None
) -> Timelines:
    """Return the timelines of the question's unit; `code` is the lens's code of every event.

    Units of kind pass need `passes`.
    """
    people = people_timelines(frame, code, touchpoints)
    if question.unit == "session":
        return session_timelines(people, question.session_gap_seconds)
    if question.unit == "account":
        _known(people, question.account or "")
        return people.by_account(question.account or "")
    if question.unit == "pass" and passes is not None:
        return pass_timelines(frame, passes, code, touchpoints)
    if question.unit == "pass":
        raise InputError("funnel.no_passes")
    return people


def funnel_partial(lines: Timelines, question: Funnel, as_of: int, run: Runner = in_one_part) -> FunnelPartial:
    """Return the exact partial result of a question on timelines of its unit, as of an instant.

    Events after that instant are not seen.

    Raises InputError when the question has no meaning or names something that is not there.
    """
    plan, job, lines = _prepare(lines, question, as_of)
    if question.breakdown is None:
        return FunnelPartial(collected(run(lambda low, high: count(job, plan, low, high), job.size)))
    out = outcomes(job, plan)
    labels, value = _breakdown(lines, question.breakdown, plan, job, out)
    everyone = np.ones(job.size, np.bool_)
    present = np.unique(value[out.state != NONE])
    groups = {labels[v]: count_rows(out, value == v, plan) for v in present}
    return FunnelPartial(count_rows(out, everyone, plan), groups)


def funnel_outcomes(lines: Timelines, question: Funnel, as_of: int) -> Outcomes:
    """Return how each unit fared; the units counted by `funnel_partial` are exactly those listed here."""
    plan, job, lines = _prepare(lines, question, as_of)
    out = outcomes(job, plan)
    owner = np.arange(job.size, dtype=np.int64) if job.owner is None else job.owner
    fates = Outcomes(owner, out.state, out.level, out.entry, out.completion, out.seconds[:, : len(question.steps)])
    if question.breakdown is None:
        return fates
    labels, value = _breakdown(lines, question.breakdown, plan, job, out)
    return replace(fates, group=value, groups=tuple(labels))


def _prepare(lines: Timelines, question: Funnel, as_of: int) -> tuple[Plan, Job, Timelines]:
    plan = plan_of(question, lines.touchpoints, as_of)
    lines = _cut(lines, question, as_of)
    return plan, job_of(lines, plan), lines


def _cut(lines: Timelines, question: Funnel, as_of: int) -> Timelines:
    """Return timelines whose slices no chain may leave: sessions or active spans, and values of the held property."""
    if question.window_scope == "session":
        lines = lines.split_at_gaps(question.session_gap_seconds).seen_until(as_of)
    elif question.window_scope == "none" and question.inactivity_seconds is not None:
        lines = lines.split_at_gaps(question.inactivity_seconds).seen_until(as_of)
    if question.hold is not None:
        _known(lines, question.hold)
        lines = lines.hold(question.hold)
    return lines


def _known(lines: Timelines, name: str) -> None:
    if name not in lines.columns:
        raise InputError("funnel.unknown_property", given=name, allowed=", ".join(sorted(lines.columns)))


def _breakdown(
    lines: Timelines, by: Breakdown, plan: Plan, job: Job, out: Outcome
) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the labels of a property and each row's value (0: absent), read at the entry, at its end or at step n."""
    _known(lines, by.property)
    column = lines.columns[by.property]
    if isinstance(by.at, int):
        job, instants, levels = _at_step(lines, by.at, plan)
        found = _found(job, plan, instants, levels)
    elif by.at == "first":
        found = _found(job, plan, out.entry, np.zeros(job.size, np.int64))
    else:
        named = plan.rules.order not in (ANY, BLOCKS)
        found = _found(
            job, plan, out.completion, out.level.astype(np.int64) if named else np.full(job.size, -1, np.int64)
        )
    value = np.zeros(job.size, np.int64)
    value[found >= 0] = column.codes[lines.positions(found[found >= 0])]
    return ["", *(str(v) for v in column.values)], value


def _at_step(lines: Timelines, step: int, plan: Plan) -> tuple[Job, Ints, Ints]:
    """Return per row when a step was first reached, and the step to look for then (any order: whichever it was)."""
    plan = Plan(plan.tables, plan.rules._replace(ends_at=step), None, plan.done, plan.previous)
    job = job_of(lines, plan)
    level = -1 if plan.rules.order == ANY else step
    return job, outcomes(job, plan).completion, np.full(job.size, level, np.int64)


def _found(job: Job, plan: Plan, instants: Ints, levels: Ints) -> Ints:
    found = np.empty(job.size, np.int64)
    touched(job.slices(), instants, levels, plan.tables, found)
    return found


def result(partial: FunnelPartial, question: Funnel) -> FunnelReadings:
    """Return the readings of a merged partial: shares of rated units with Wilson intervals, and times to each step."""
    readings = _readings(partial.counts, question)
    groups = {value: _readings(counts, question) for value, counts in sorted(partial.groups.items())}
    return msgspec.structs.replace(readings, breakdown=groups)


def _readings(counts: Counts, question: Funnel) -> FunnelReadings:
    plan = plan_of(_anonymous(question), (), 0)
    rated, opened, dropped = (int(counts.states[s]) for s in (RATED, OPEN, DROPPED))
    out = {"open": opened, "excluded": dropped}
    left_out = {reason: n for reason, n in out.items() if n}
    steps = tuple(_step(i, counts, question, plan, left_out) for i in range(len(question.steps)))
    conversion = _share(int(counts.reached[plan.done]), rated, question, "funnel_conversion", left_out)
    return FunnelReadings(
        options=options_of(question), rated=rated, open=opened, dropped=dropped, steps=steps, conversion=conversion
    )


def _anonymous(question: Funnel) -> Funnel:
    """Return the question with numbers for touchpoints: its columns are the same, and no names need be known."""
    steps = tuple(msgspec.structs.replace(s, touchpoints=(i,)) for i, s in enumerate(question.steps, 1))
    return msgspec.structs.replace(question, steps=steps, exclusions=(), breakdown=None)


def _step(i: int, counts: Counts, question: Funnel, plan: Plan, left_out: dict[str, int]) -> FunnelStep:
    rated, here = int(counts.states[RATED]), int(counts.reached[i])
    before = rated if plan.previous[i] < 0 else int(counts.reached[plan.previous[i]])
    seconds, times = counts.seconds[i]
    return FunnelStep(
        key=question.steps[i].name,
        reached=_share(here, rated, question, "funnel_reached", left_out),
        from_previous=_share(here, before, question, "funnel_from_previous", left_out),
        median_seconds=_median(seconds, times),
        mean_seconds=int((seconds * times).sum()) / here if here else None,
    )


def _median(seconds: Ints, times: Ints) -> float | None:
    """Return the middle of keyed counts: of an even number, the mean of the two in the middle."""
    if not len(seconds):
        return None
    ends = np.cumsum(times)
    low, high = np.searchsorted(ends, [(ends[-1] + 1) // 2, ends[-1] // 2 + 1])
    return float(seconds[low] + seconds[high]) / 2


def _share(k: int, n: int, question: Funnel, definition: str, left_out: dict[str, int]) -> Reading:
    return Reading(
        value=k / n if n else None,
        unit="share",
        n=n,
        count=k,
        definition=definition,
        params=_params(question),
        interval=wilson(k, n),
        left_out=left_out,
    )


def options_of(question: Funnel) -> dict[str, str | int | float | bool]:
    """Return every option a funnel was computed under, by name; options that play no part are left out."""
    options: dict[str, str | int | float | bool] = {
        "unit": question.unit,
        "entry": question.entry,
        "order": "partial" if question.in_blocks else question.order,
        "window_scope": question.window_scope,
    }
    if question.window_seconds is not None and question.window_scope in ("total", "per_step"):
        options["window_seconds"] = question.window_seconds
    if question.window_scope == "none" and question.inactivity_seconds is not None:
        options["inactivity_seconds"] = question.inactivity_seconds
    if question.window_scope == "session" or question.unit == "session":
        options["session_gap_seconds"] = question.session_gap_seconds
    if question.order == "strict":
        options["universe"] = question.universe
    if question.exclusions:
        options["on_exclusion"] = question.on_exclusion
        options["exclusions"] = "; ".join(map(_bar_text, question.exclusions))
    if question.account:
        options["account"] = question.account
    if question.hold:
        options["hold"] = question.hold
    if question.breakdown:
        options["breakdown"] = f"{question.breakdown.property} @ {question.breakdown.at}"
    return options


def _params(question: Funnel) -> dict[str, str | int | float]:
    """Return what the definition's text says: the options, and in `window` the length that bounds a chain."""
    length = {"session": question.session_gap_seconds, "none": question.inactivity_seconds}
    seconds = length.get(question.window_scope, question.window_seconds)
    return {**options_of(question), "window": format_duration(seconds or 0)}


def _bar_text(bar: Exclusion) -> str:
    return f"{'|'.join(str(t) for t in bar.touchpoints)} ({bar.after_step}–{bar.before_step})"
