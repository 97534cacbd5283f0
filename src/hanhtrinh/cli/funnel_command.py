"""`hanhtrinh funnel`: how far people get along some touchpoints."""

from argparse import Namespace

from hanhtrinh import bootstrap
from hanhtrinh.app.journeys import read_file
from hanhtrinh.app.measuring import measure_funnel
from hanhtrinh.cli.common import frame_of, instant, print_json, seconds, workspace_of
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.cli.report import number
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.measures.funnel import Breakdown, Exclusion, Funnel, FunnelMatch
from hanhtrinh.measures.results import FunnelReadings


def run(arguments: Namespace, lang: Lang) -> int:
    """Measure the funnel and print it."""
    journey = read_file(arguments.journey).journey
    with Compiling(lang):
        workspace = workspace_of(arguments, lang)
        as_of = instant(arguments, "as_of", "--as-of", workspace.time_zone)
        frame = frame_of(workspace, lang)
        readings = measure_funnel(frame, journey, _question(arguments), as_of=as_of, run=bootstrap.threads())
    if arguments.json:
        print_json(readings)
    else:
        print("\n".join(_lines(readings, lang)))
    return 0


def _question(arguments: Namespace) -> Funnel:
    steps = tuple(FunnelMatch(key=step, touchpoints=tuple(step.split("|"))) for step in arguments.steps)
    bars = () if arguments.exclude is None else (_bar(arguments.exclude, len(steps)),)
    windowed = arguments.scope in ("total", "per_step")
    return Funnel(
        steps=steps,
        window_seconds=seconds(arguments.window, "--window") if windowed else None,
        window_scope=arguments.scope,
        inactivity_seconds=None if arguments.inactivity is None else seconds(arguments.inactivity, "--inactivity"),
        entry=arguments.entry,
        order=arguments.order,
        unit=arguments.unit,
        account=arguments.account,
        hold=arguments.hold,
        breakdown=None if arguments.by is None else Breakdown(property=arguments.by),
        exclusions=bars,
        on_exclusion=arguments.on_exclusion,
    )


def _bar(touchpoint: str, steps: int) -> Exclusion:
    return Exclusion(touchpoints=(touchpoint,), after_step=1, before_step=steps)


def _lines(readings: FunnelReadings, lang: Lang) -> list[str]:
    options = ", ".join(f"{name} {value}" for name, value in readings.options.items())
    lines = [options, tr("run.rated", lang, rated=number(readings.rated, lang), open=number(readings.open, lang))]
    for step in readings.steps:
        interval = step.reached.interval
        band = f"[{interval.low:.1%}–{interval.high:.1%}]" if interval else ""
        share = "–" if step.reached.value is None else f"{step.reached.value:.1%}"
        lines.append(f"  {step.key:24}{number(step.reached.count or 0, lang):>12}  {share:>7} {band}")
    for value, group in readings.breakdown.items():
        lines += [f"{value or '–'}:", *(f"  {line}" for line in _lines(group, lang)[1:])]
    return lines
