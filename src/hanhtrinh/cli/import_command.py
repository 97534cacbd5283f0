"""`hanhtrinh import`: data files into the workspace."""

import sys
from argparse import Namespace

import msgspec

from hanhtrinh.cli.common import run_import, workspace_of
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.cli.report import report_lines
from hanhtrinh.i18n import Lang


def run(arguments: Namespace, lang: Lang) -> int:
    """Import and print what became of every row."""
    with Compiling(lang):
        workspace = workspace_of(arguments, lang, create=True)
        report = run_import(arguments, workspace, arguments.files, lang)
    if arguments.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(report)).decode() + "\n")
    else:
        print("\n".join(report_lines(report, lang)))
    return 0
