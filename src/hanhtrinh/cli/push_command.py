"""`hanhtrinh push`: send changed journeys of a folder back to the workspace they came from."""

from argparse import Namespace

from hanhtrinh.app.versions.syncing import push
from hanhtrinh.cli.syncing import prepared, told
from hanhtrinh.i18n import Lang


def run(arguments: Namespace, lang: Lang) -> int:
    """Push and say what became of each file; 0 done, 1 something has to be decided, 2 something was refused."""
    sync, clear = prepared(arguments, lang)
    try:
        done = push(sync)
    finally:
        clear()
    return told(done, sync)
