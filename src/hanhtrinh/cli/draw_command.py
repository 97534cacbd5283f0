"""`hanhtrinh draw`: a journey's map as one HTML file, or its readings as JSON."""

import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

import msgspec

from hanhtrinh import bootstrap
from hanhtrinh.app.drawing import draw_map
from hanhtrinh.app.journeys import JourneyFile, read_file
from hanhtrinh.app.measuring import measure_map
from hanhtrinh.cli.common import (
    frame_of,
    importing_workspace,
    instant,
    period_of,
    run_import,
    tell,
    warn,
    workspace_of,
    write_text,
)
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.cli.report import report_lines
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import MapReadings


def run(arguments: Namespace, lang: Lang) -> int:
    """Import if asked to, measure, and write the map."""
    file = read_file(arguments.journey)
    readings, instruments = (None, {}) if arguments.no_data else measured(arguments, file, lang)
    if arguments.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(readings)).decode() + "\n")
        return 0
    output: Path = arguments.output or arguments.journey.with_suffix(".html")
    write_text(output, draw_map(file, readings, lang, instruments))
    print(tr("run.drew", lang, file=output))
    return 0


def measured(arguments: Namespace, file: JourneyFile, lang: Lang) -> tuple[MapReadings, Mapping[str, Instrument]]:
    """Return the readings the arguments ask for and the instruments behind them; says what looks wrong on the way."""
    files = getattr(arguments, "files", None)
    with Compiling(lang):
        workspace = importing_workspace(arguments, files, lang) if files else workspace_of(arguments, lang)
        if files:
            tell("\n".join(report_lines(run_import(arguments, workspace, files, lang), lang)))
        frame = frame_of(workspace, lang)
        warn(file, frame, lang)
        question = MapQuestion(
            period=period_of(arguments, workspace.time_zone),
            segment=arguments.segment,
            trend=getattr(arguments, "trend", "auto"),
        )
        as_of = instant(arguments, "as_of", "--as-of", workspace.time_zone)
        return measure_map(frame, file.journey, question, as_of=as_of, run=bootstrap.threads()), frame.instruments
