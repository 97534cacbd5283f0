"""What is wrong, doubtful or missing in a journey whose shape is right.

An error forbids using the journey, a warning says it will not do what was probably meant, a note what is not there yet.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress

from hanhtrinh.journey.check_data import check_against
from hanhtrinh.journey.check_rules import check_overlaps, check_rules
from hanhtrinh.journey.check_texts import check_texts
from hanhtrinh.journey.library import Library, taken_from, with_library
from hanhtrinh.journey.model import PHASES, Journey, Promise, Step
from hanhtrinh.journey.origins import Origins
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.journey.yaml_text import MAX_FINDINGS, Document, Path, path_text
from hanhtrinh.values import Finding, Severity, parse_duration

__all__ = ["check", "check_against", "check_library"]

LONGEST_DURATION = "36500d"

Report = Callable[..., None]
_PLURALS = {"opportunity": "opportunities"}


class _Enough(Exception):
    """So much has been found that the rest can wait."""


def check(
    journey: Journey,
    document: Document | None = None,
    library: Library | None = None,
    shared: Document | None = None,
) -> tuple[Finding, ...]:
    """Return every finding about a journey as it is written, in the order of the file where a document gives the lines.

    `library` is what it takes from and `shared` that file. Without it, what a library may describe is not missed in a
    journey that names one.
    """
    taken = frozenset() if library is None else taken_from(journey, library)
    whole = journey if library is None else with_library(journey, library)

    def run(report: Report) -> None:
        _check_keys(journey, report)
        _check_references(whole, library, report)
        for one_check in _CHECKS:
            one_check(journey, report)
        check_overlaps(whole, report)
        check_texts(journey, report)

    return _gathered(Origins(own=document, library=shared, taken=taken), run)


def check_library(library: Library, document: Document | None = None) -> tuple[Finding, ...]:
    """Return every finding about a library, in the order of the file where a document gives the lines."""

    def run(report: Report) -> None:
        _check_channels(library, library.channels, report)
        for key, opportunity in library.opportunities.items():
            if opportunity.use is not None:
                report("error", "check.use_in_library", ("opportunities", key, "use"), given=opportunity.use)
        check_rules(library, report)
        for name, touchpoint in library.touchpoints.items():
            if touchpoint.match is None:
                report("note", "check.touchpoint_unmeasured", ("touchpoints", name), given=name)
        check_overlaps(library, report)
        check_texts(library, report)

    return _gathered(Origins(own=document), run)


def _gathered(origins: Origins, run: Callable[[Report], None]) -> tuple[Finding, ...]:
    """Return what some checks report, up to the most that anybody reads; what came first comes first."""
    findings: list[Finding] = []

    def report(severity: Severity, key: str, path: Path = (), **params: object) -> None:
        findings.append(origins.located(severity, key, path, params))
        if len(findings) == MAX_FINDINGS:
            findings.append(origins.located("note", "check.more_findings", path, {"shown": MAX_FINDINGS}))
            raise _Enough

    with suppress(_Enough):
        run(report)
    return origins.in_order(findings)


def _check_keys(journey: Journey, report: Report) -> None:
    stages = [(("stages", i, "key"), stage.key) for i, stage in enumerate(journey.stages)]
    steps = [((*path, "key"), step.key) for path, step in journey.placed_steps]
    for key, places in (("check.stage_key_twice", stages), ("check.step_key_twice", steps)):
        first: dict[str, Path] = {}
        for path, name in places:
            if name in first:
                report("error", key, path, given=name, first=path_text(first[name][:-1]))
            first.setdefault(name, path)


def _check_references(journey: Journey, library: Library | None, report: Report) -> None:
    """Report references to nothing; what only a library can know is left alone where it is not at hand."""
    elsewhere = journey.library is not None and library is None

    def known(kind: str, given: str | None, names: Collection[str], path: Path) -> None:
        if given is not None and given not in names and not (elsewhere and kind not in ("step", "lane")):
            shared = getattr(library, f"{kind}s", {}) if kind not in ("step", "lane") else {}
            _report_unknown(report, kind, given, tuple(dict.fromkeys((*names, *shared))), path)

    known("persona", journey.persona, journey.personas, ("persona",))
    known("step", journey.outcome, journey.step_index, ("outcome",))
    if not elsewhere:
        _check_channels(journey, journey.channels, report)
    for i, stage in enumerate(journey.stages):
        for name in stage.plan:
            known("channel", name, journey.channels, ("stages", i, "plan", name))
    for key, walk in journey.walks.items():
        for name in walk.steps:
            known("step", name, journey.step_index, ("walks", key, "steps", name))
    for path, step in journey.placed_steps:
        known("touchpoint", step.touchpoint, journey.touchpoints, (*path, "touchpoint"))
        known("step", step.parallel, journey.step_index, (*path, "parallel"))
        for name in step.notes:
            known("lane", name, journey.lanes, (*path, "notes", name))
        for name in step.competitors:
            known("competitor", name, journey.competitors, (*path, "competitors", name))
        if step.promise is not None:
            known("step", step.promise.after, journey.step_index, (*path, "promise", "after"))
        for i, opportunity in enumerate(step.opportunities):
            if opportunity.use is not None and journey.library is None:
                report("error", "check.use_without_library", (*path, "opportunities", i, "use"), given=opportunity.use)
            elif opportunity.use is not None and library is not None and opportunity.use not in library.opportunities:
                place = (*path, "opportunities", i, "use")
                _report_unknown(report, "opportunity", opportunity.use, tuple(library.opportunities), place)


def _check_channels(of: Journey | Library, names: Collection[str], report: Report) -> None:
    for name, touchpoint in of.touchpoints.items():
        if touchpoint.channel is not None and touchpoint.channel not in names:
            path = ("touchpoints", name, "channel")
            _report_unknown(report, "channel", touchpoint.channel, tuple(names), path)


def _report_unknown(report: Report, kind: str, given: str, names: Collection[str], path: Path) -> None:
    suggestion = nearest(given, names)
    if suggestion is not None:
        report("error", f"check.unknown_{kind}_similar", path, given=given, suggestion=suggestion)
    elif names:
        report("error", f"check.unknown_{kind}", path, given=given, known=tuple(names))
    else:
        report("error", f"check.no_{_PLURALS.get(kind, f'{kind}s')}", path, given=given)


def _check_outcome(journey: Journey, report: Report) -> None:
    if journey.outcome is None:
        report("note", "check.no_outcome")


def _check_stages(journey: Journey, report: Report) -> None:
    if not journey.stages:
        report("warning", "check.no_stages")
    furthest = 0
    for i, stage in enumerate(journey.stages):
        if not stage.steps:
            report("warning", "check.empty_stage", ("stages", i), given=stage.key)
        position = PHASES.index(stage.phase)
        if position < furthest:
            report("warning", "check.phase_order", ("stages", i, "phase"), given=stage.phase, after=PHASES[furthest])
        furthest = max(furthest, position)


def _check_touchpoints(journey: Journey, report: Report) -> None:
    used = {step.touchpoint for step in journey.steps}
    for name, touchpoint in journey.touchpoints.items():
        if name not in used:
            report("warning", "check.touchpoint_unused", ("touchpoints", name), given=name)
        elif touchpoint.match is None:
            report("note", "check.touchpoint_unmeasured", ("touchpoints", name), given=name)
    for path, step in journey.placed_steps:
        if step.touchpoint is None:
            report("note", "check.step_without_touchpoint", path, given=step.key)


def _check_parallel(journey: Journey, report: Report) -> None:
    for path, step in journey.placed_steps:
        if step.parallel == step.key:
            report("error", "check.parallel_itself", (*path, "parallel"), given=step.key)


def _check_promises(journey: Journey, report: Report) -> None:
    for path, step in journey.placed_steps:
        if step.promise is not None:
            key = _promise_fault(step.promise, step)
            if key is not None:
                report("error", key, (*path, "promise"), given=step.key)


def _promise_fault(promise: Promise, step: Step) -> str | None:
    if promise.by is not None and promise.within is not None:
        return "check.promise_both"
    if promise.by is None and promise.within is None:
        return "check.promise_neither"
    if promise.by is not None and promise.after is not None:
        return "check.promise_after_by"
    if promise.within is not None and promise.after is None:
        return "check.promise_no_after"
    return "check.promise_after_itself" if promise.after == step.key else None


def _check_durations(journey: Journey, report: Report) -> None:
    for path, duration in _durations(journey):
        if duration is not None and parse_duration(duration) > parse_duration(LONGEST_DURATION):
            report("error", "check.duration_too_long", path, given=duration, allowed=LONGEST_DURATION)
    for name, duration in (("window", journey.window), ("review_period", journey.review_period)):
        if not parse_duration(duration):
            report("error", "check.duration_zero", (name,), given=duration)


def _durations(journey: Journey) -> Iterator[tuple[Path, str | None]]:
    yield ("window",), journey.window
    yield ("minimum_gap",), journey.minimum_gap
    yield ("review_period",), journey.review_period
    yield ("friction", "support_within"), journey.friction.support_within
    for path, step in journey.placed_steps:
        yield (*path, "targets", "time"), step.targets.time
        if step.promise is not None:
            yield (*path, "promise", "within"), step.promise.within


_CHECKS: tuple[Callable[[Journey, Report], None], ...] = (
    # errors first: where so much is found that checking ends early, no error is missed for a warning
    _check_parallel,
    _check_promises,
    _check_durations,
    check_rules,
    _check_outcome,
    _check_stages,
    _check_touchpoints,
)
