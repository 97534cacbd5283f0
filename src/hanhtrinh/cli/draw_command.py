"""`hanhtrinh draw`: a journey's map in one of its forms, by the file's suffix, or its readings as JSON."""

from argparse import Namespace
from collections.abc import Mapping
from functools import partial
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING

from hanhtrinh import bootstrap
from hanhtrinh.app.atlas import links
from hanhtrinh.app.drawn import form_of, hidden_but
from hanhtrinh.app.drawn.order import Order
from hanhtrinh.app.journeys import JourneyFile, read_file
from hanhtrinh.app.measuring import measure_map
from hanhtrinh.app.understanding.once import with_words
from hanhtrinh.bootstrap.drawing import draw_into
from hanhtrinh.bootstrap.picture_shots import shots_beside
from hanhtrinh.cli.common import (
    frame_of,
    importing_workspace,
    instant,
    map_question,
    print_json,
    run_import,
    tell,
    warn,
    workspace_of,
)
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.cli.report import report_lines
from hanhtrinh.draw.options import Shot
from hanhtrinh.errors import InputError, StorageError
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.measures.results import MapReadings

if TYPE_CHECKING:
    from hanhtrinh.voice.text.reading import Reader


def run(arguments: Namespace, lang: Lang) -> int:
    """Import if asked to, measure, and write the map."""
    form = form_of(arguments.form, arguments.output)
    if arguments.scale <= 0:
        raise InputError("vector.bad_scale", given=arguments.scale)
    file = read_file(arguments.journey)
    hidden = hidden_but(arguments.lanes, file.journey.lanes)
    alone = arguments.no_data or not form.measured
    readings, instruments = (None, {}) if alone else measured(arguments, file, lang)
    if arguments.json:
        print_json(readings)
        return 0
    suffix = form.suffixes[0] if form.suffixes else ".csv"
    output: Path = arguments.output or arguments.journey.with_suffix(suffix)
    order = Order(
        file,
        readings,
        lang,
        instruments,
        hidden,
        _links(file, output),
        _pictures(file, lang),
        paper=arguments.paper,
        scale=arguments.scale,
    )
    draw_into(output, form, order)
    print(tr("run.drew", lang, file=output))
    return 0


def _pictures(file: JourneyFile, lang: Lang) -> Mapping[str, Shot]:
    """Return the pictures beside the journey; says which cannot be shown."""

    def refused(error: InputError) -> None:
        given = str(error.params.get("file", ""))
        tell(tr("pictures.file_unusable", lang, file=given, reason=error.message(lang)))

    return shots_beside(file, refused)


def _links(file: JourneyFile, output: Path) -> dict[str, str]:
    """Return where the maps of stages' own journeys are, seen from the drawing: beside their journeys, if drawn."""
    here, journeys = output.resolve().parent, file.path.resolve().parent
    maps = {stage: journeys / address for stage, address in links(file, output.suffix).items()}
    return {stage: Path(relpath(found, here)).as_posix() for stage, found in maps.items() if found.is_file()}


def measured(arguments: Namespace, file: JourneyFile, lang: Lang) -> tuple[MapReadings, Mapping[str, Instrument]]:
    """Return the readings the arguments ask for and the instruments behind them; says what looks wrong on the way."""
    files = getattr(arguments, "files", None)
    with Compiling(lang):
        workspace = importing_workspace(arguments, files, lang) if files else workspace_of(arguments, lang)
        if files:
            tell("\n".join(report_lines(run_import(arguments, workspace, files, lang), lang)))
        frame = frame_of(workspace, lang)
        warn(file, frame, lang)
        question = map_question(arguments, workspace.time_zone)
        as_of = instant(arguments, "as_of", "--as-of", workspace.time_zone)
        found = measure_map(frame, file.journey, question, as_of=as_of, run=bootstrap.threads())
        reader = partial(_reader, workspace.path, lang)
        return with_words(found, frame, file.journey, question, bootstrap.threads(), reader), frame.instruments


def _reader(folder: Path, lang: Lang) -> "Reader":
    """Return who reads what customers said; what reads is loaded only where somebody said something."""
    from hanhtrinh.app.themes.readers import shipped
    from hanhtrinh.bootstrap.taught import reader_of

    try:
        return reader_of(folder)
    except StorageError as error:
        tell(tr("run.words_shipped", lang, why=error.message(lang)))
        return shipped()
