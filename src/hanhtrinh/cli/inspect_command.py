"""`hanhtrinh inspect`: what files hold, the mapping proposed for them, and what it would give."""

from argparse import Namespace

from hanhtrinh import bootstrap
from hanhtrinh.app.inspecting import inspect_files
from hanhtrinh.cli.common import write_text
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.i18n import Lang, tr


def run(arguments: Namespace, lang: Lang) -> int:
    """Inspect and print, or write the mapping."""
    with Compiling(lang):
        inspection = inspect_files(arguments.files, now=bootstrap.now(), lang=lang)
    print("\n".join(inspection.lines(lang)))
    if arguments.output is None:
        print()
        print(inspection.to_yaml(), end="")
        return 0
    write_text(arguments.output, inspection.to_yaml())
    print(tr("run.wrote", lang, file=arguments.output))
    return 0
