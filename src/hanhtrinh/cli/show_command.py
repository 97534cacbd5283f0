"""`hanhtrinh show`: the map as a table in the terminal."""

import os
import shutil
import sys
from argparse import Namespace

from hanhtrinh.app.journeys import read_file
from hanhtrinh.cli.draw_command import measured
from hanhtrinh.draw.terminal import render
from hanhtrinh.i18n import Lang


def run(arguments: Namespace, lang: Lang) -> int:
    """Measure and print."""
    file = read_file(arguments.journey)
    readings = None if arguments.no_data else measured(arguments, file, lang)[0]
    width = arguments.width or shutil.get_terminal_size((120, 40)).columns
    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    print(render(file.journey, readings, lang=lang, width=width, color=color))
    return 0
