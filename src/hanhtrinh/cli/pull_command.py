"""`hanhtrinh pull`: take the journeys of a workspace on a server into a folder."""

from argparse import Namespace

from hanhtrinh.app.versions.syncing import pull
from hanhtrinh.cli.syncing import prepared, told
from hanhtrinh.i18n import Lang


def run(arguments: Namespace, lang: Lang) -> int:
    """Pull and say what became of each file; 0 done, 1 something has to be decided."""
    sync, clear = prepared(arguments, lang)
    try:
        done = pull(sync)
    finally:
        clear()
    return told(done, sync)
