"""`hanhtrinh import`: data files into the workspace."""

from argparse import Namespace

from hanhtrinh.cli.common import importing_workspace, print_json, run_import
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.cli.report import nothing_usable, report_lines
from hanhtrinh.i18n import Lang


def run(arguments: Namespace, lang: Lang) -> int:
    """Import and print what became of every row; 1 when not one of them could be used."""
    with Compiling(lang):
        workspace = importing_workspace(arguments, arguments.files, lang)
        report = run_import(arguments, workspace, arguments.files, lang)
    if arguments.json:
        print_json(report)
    else:
        print("\n".join(report_lines(report, lang)))
    return 1 if nothing_usable(report) else 0
