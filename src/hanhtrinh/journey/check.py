"""What is wrong, doubtful or missing in a journey whose shape is right.

An error forbids using the journey, a warning says it will not do what was probably meant, a note what is not there yet.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from itertools import product

import msgspec

from hanhtrinh.i18n import LANGS, Localized
from hanhtrinh.journey.check_data import check_against
from hanhtrinh.journey.model import PHASES, Journey, Promise, Step
from hanhtrinh.journey.rules import Conjunction, In, Is, Literal, RuleError, conjunctions
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.journey.yaml_text import MAX_FINDINGS, Document, Path, in_file_order, located, path_text
from hanhtrinh.values import Finding, Severity, parse_duration

__all__ = ["check", "check_against"]

LONGEST_DURATION = "36500d"
_EXPANSIONS = 256

Report = Callable[..., None]


class _Enough(Exception):
    """So much has been found that the rest can wait."""


def check(journey: Journey, document: Document | None = None) -> tuple[Finding, ...]:
    """Return every finding about a journey, in the order of the file where a document gives the lines."""
    findings: list[Finding] = []

    def report(severity: Severity, key: str, path: Path = (), **params: object) -> None:
        findings.append(located(document, severity, key, path, params))
        if len(findings) == MAX_FINDINGS:
            findings.append(located(document, "note", "check.more_findings", path, {"shown": MAX_FINDINGS}))
            raise _Enough

    with suppress(_Enough):
        for one_check in _CHECKS:
            one_check(journey, report)
    return in_file_order(findings)


def _check_keys(journey: Journey, report: Report) -> None:
    stages = [(("stages", i, "key"), stage.key) for i, stage in enumerate(journey.stages)]
    steps = [((*path, "key"), step.key) for path, step in journey.placed_steps]
    for key, places in (("check.stage_key_twice", stages), ("check.step_key_twice", steps)):
        first: dict[str, Path] = {}
        for path, name in places:
            if name in first:
                report("error", key, path, given=name, first=path_text(first[name][:-1]))
            first.setdefault(name, path)


def _check_references(journey: Journey, report: Report) -> None:
    def known(kind: str, given: str | None, names: Collection[str], path: Path) -> None:
        if given is not None and given not in names:
            _report_unknown(report, kind, given, names, path)

    known("persona", journey.persona, journey.personas, ("persona",))
    known("step", journey.outcome, journey.step_index, ("outcome",))
    for name, touchpoint in journey.touchpoints.items():
        known("channel", touchpoint.channel, journey.channels, ("touchpoints", name, "channel"))
    for path, step in journey.placed_steps:
        known("touchpoint", step.touchpoint, journey.touchpoints, (*path, "touchpoint"))
        known("step", step.parallel, journey.step_index, (*path, "parallel"))
        if step.promise is not None:
            known("step", step.promise.after, journey.step_index, (*path, "promise", "after"))


def _report_unknown(report: Report, kind: str, given: str, names: Collection[str], path: Path) -> None:
    suggestion = nearest(given, names)
    if suggestion is not None:
        report("error", f"check.unknown_{kind}_similar", path, given=given, suggestion=suggestion)
    elif names:
        report("error", f"check.unknown_{kind}", path, given=given, known=tuple(names))
    else:
        report("error", f"check.no_{kind}s", path, given=given)


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
    for path, step in journey.placed_steps:
        yield (*path, "targets", "time"), step.targets.time
        if step.promise is not None:
            yield (*path, "promise", "within"), step.promise.within


def _check_rules(journey: Journey, report: Report) -> None:
    def parsed(path: Path, parse: Callable[[], object]) -> None:
        try:
            parse()
        except RuleError as error:
            report("error", error.key, (*path, *error.path), **error.params)

    for name, touchpoint in journey.touchpoints.items():
        parsed(("touchpoints", name, "match"), lambda t=touchpoint: t.rule and conjunctions(t.rule))  # type: ignore[misc]
    for name, persona in journey.personas.items():
        parsed(("personas", name, "match"), lambda p=persona: p.rule)  # type: ignore[misc]
    for name, segment in journey.segments.items():
        parsed(("segments", name, "match"), lambda s=segment: s.rule)  # type: ignore[misc]


def _check_overlaps(journey: Journey, report: Report) -> None:
    """Two touchpoints that recognise the same events by the same conditions: only one of them will ever get them."""
    owners: dict[frozenset[Literal], str] = {}
    said: set[tuple[str, str]] = set()
    for name in journey.touchpoints:
        for conjunction in _exact_conjunctions(journey, name):
            other = owners.setdefault(conjunction, name)
            if other != name and (other, name) not in said:
                said.add((other, name))
                winner = min(other, name)
                path = ("touchpoints", name, "match")
                report("warning", "check.same_rule", path, given=name, other=other, winner=winner)


def _exact_conjunctions(journey: Journey, name: str) -> list[frozenset[Literal]]:
    try:
        rule = journey.touchpoints[name].rule
        found = conjunctions(rule) if rule else ()
    except RuleError:
        return []
    return [exact for conjunction in found for exact in _expand(conjunction)]


def _expand(conjunction: Conjunction) -> Iterator[frozenset[Literal]]:
    """Yield the conjunction with each list of values written out value by value, unless that explodes."""
    choices = [_values(literal) for literal in conjunction]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > _EXPANSIONS:
        yield frozenset(conjunction)
    else:
        yield from map(frozenset, product(*choices))


def _values(literal: Literal) -> list[Literal]:
    condition = literal.condition
    if literal.negated or not isinstance(condition, In):
        return [literal]
    return [Literal(Is(condition.property, value)) for value in condition.values]


def _check_texts(journey: Journey, report: Report) -> None:
    texts = list(_localized(journey, ()))
    for path, text in texts:
        if not (text.vi or text.en):
            report("warning", "check.empty_text", path)
    for path, name in _names(journey):
        if name == "":
            report("warning", "check.empty_text", path)
    _check_languages([(path, text) for path, text in texts if text.vi or text.en], report)


def _names(journey: Journey) -> Iterator[tuple[Path, object]]:
    yield ("name",), journey.name
    for field in ("personas", "channels", "touchpoints", "segments"):
        for key, thing in getattr(journey, field).items():
            yield (field, key, "name"), thing.name
    for i, stage in enumerate(journey.stages):
        yield ("stages", i, "name"), stage.name


def _check_languages(texts: list[tuple[Path, Localized]], report: Report) -> None:
    """One note, not one a text: which language has the most gaps, how many, and where the first is."""
    counts = Counter(lang for _, text in texts for lang in LANGS if getattr(text, lang))
    if len(counts) < 2 or all(count == len(texts) for count in counts.values()):
        return
    lang = min(LANGS, key=lambda name: counts[name])
    missing = [path for path, text in texts if not getattr(text, lang)]
    report("note", f"check.language_gap_{lang}", missing[0], count=len(missing))


def _localized(value: object, path: Path) -> Iterator[tuple[Path, Localized]]:
    if isinstance(value, Localized):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            if field.name != "match":
                yield from _localized(getattr(value, field.name), (*path, field.encode_name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _localized(item, (*path, key))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _localized(item, (*path, i))


_CHECKS: tuple[Callable[[Journey, Report], None], ...] = (
    # errors first: where so much is found that checking ends early, no error is missed for a warning
    _check_keys,
    _check_references,
    _check_parallel,
    _check_promises,
    _check_durations,
    _check_rules,
    _check_outcome,
    _check_stages,
    _check_touchpoints,
    _check_overlaps,
    _check_texts,
)
