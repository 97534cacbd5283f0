"""`hanhtrinh people`: the people behind a number, as CSV."""

from argparse import Namespace

from hanhtrinh import bootstrap
from hanhtrinh.app.journeys import read_file
from hanhtrinh.app.measuring import list_people
from hanhtrinh.cli.common import frame_of, instant, period_of, workspace_of, write_text
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.cli.report import number
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.measures.results import Who
from hanhtrinh.store.rejects import harmless

_AT_A_STEP = ("reached", "dropped", "went_on", "late", "on_time", "skipped", "repeated", "out_of_order", "friction")


def run(arguments: Namespace, lang: Lang) -> int:
    """Print or write one row a pass."""
    journey = read_file(arguments.journey).journey
    if arguments.what in _AT_A_STEP and arguments.step is None:
        raise InputError("errors.needs_step", what=arguments.what, allowed=", ".join(journey.step_index))
    who = Who(
        what=arguments.what,
        step=arguments.step,
        stage=arguments.stage,
        instrument=arguments.instrument,
        kind=arguments.kind,
    )
    with Compiling(lang):
        workspace = workspace_of(arguments, lang)
        zone = workspace.time_zone
        table = list_people(
            frame_of(workspace, lang),
            journey,
            who,
            period=period_of(arguments, zone),
            segment=arguments.segment,
            when=arguments.when,
            as_of=instant(arguments, "as_of", "--as-of", zone),
            run=bootstrap.threads(),
        )
    text = harmless(table).write_csv(datetime_format="%Y-%m-%dT%H:%M:%SZ")
    if arguments.output is None:
        print(text, end="")
        return 0
    write_text(arguments.output, text)
    counts = {"n": number(table.height, lang), "people": number(table["person"].n_unique(), lang)}
    print(tr("run.listed", lang, file=arguments.output, **counts))
    return 0
