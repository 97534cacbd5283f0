"""`hanhtrinh template`: list the templates, or write one to start from."""

from argparse import Namespace

from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.templates import template_names, template_text


def run(arguments: Namespace, lang: Lang) -> int:
    """Print the list, or the template, or write it to a new file."""
    if arguments.name is None:
        for name in template_names():
            journey = read_journey(template_text(name), name)
            print(f"{name:16}{say(journey.name, lang)} · {tr('run.steps', lang, count=len(journey.steps))}")
        return 0
    text = template_text(arguments.name)
    if arguments.output is None:
        print(text, end="")
        return 0
    if arguments.output.exists():
        raise InputError("run.exists", file=str(arguments.output))
    from hanhtrinh.cli.common import write_text

    write_text(arguments.output, text)
    print(tr("run.wrote", lang, file=arguments.output))
    return 0
