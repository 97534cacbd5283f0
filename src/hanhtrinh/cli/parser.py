"""What may be typed, in Vietnamese and English."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from hanhtrinh import __version__
from hanhtrinh.cli.arguments import ADD
from hanhtrinh.cli.arguments.shared import common
from hanhtrinh.i18n import LANGS, Lang, tr

USAGE = 2


def language(argv: Sequence[str]) -> Lang:
    """Return the language to speak: `--lang`, else `HANHTRINH_LANG`, else the system's; English where neither is
    Vietnamese.
    """
    for i, word in enumerate(argv):
        if word == "--lang" and i + 1 < len(argv) and argv[i + 1] in LANGS:
            return "vi" if argv[i + 1] == "vi" else "en"
        if word.startswith("--lang="):
            return "vi" if word == "--lang=vi" else "en"
    chosen = next((v for v in map(os.environ.get, ("HANHTRINH_LANG", "LC_ALL", "LC_MESSAGES", "LANG")) if v), "")
    return "vi" if chosen.lower().startswith("vi") else "en"


class _Parser(argparse.ArgumentParser):
    """A parser that speaks the user's language in its headings, usage and errors."""

    lang: Lang = "en"

    def error(self, message: str) -> NoReturn:
        """Print the usage and the error, and leave with code 2."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, tr("cli.usage_error", self.lang, message=_translated(message, self.lang)) + "\n")

    def format_usage(self) -> str:
        """Return the usage line with its heading in the user's language."""
        return super().format_usage().replace("usage:", tr("cli.usage", self.lang), 1)

    def format_help(self) -> str:
        """Return the help text with its headings in the user's language."""
        return super().format_help().replace("usage:", tr("cli.usage", self.lang), 1)


_ERRORS = (
    ("the following arguments are required: ", "cli.error_required"),
    ("unrecognized arguments: ", "cli.error_unrecognized"),
    ("expected one argument", "cli.error_one_argument"),
    ("expected at least one argument", "cli.error_some_arguments"),
    ("invalid choice: ", "cli.error_choice"),
    ("(choose from ", "cli.error_choose"),
    ("argument ", "cli.error_argument"),
    ("invalid int value: ", "cli.error_number"),
)


def _translated(message: str, lang: Lang) -> str:
    """Return one of argparse's messages in the user's language, its own words kept where they are names."""
    if lang == "en":
        return message
    for english, key in _ERRORS:
        message = message.replace(english, tr(key, lang))
    return message


def build_parser(lang: Lang) -> argparse.ArgumentParser:
    """Return the parser of the whole program."""
    _Parser.lang = lang
    parser = _Parser(
        prog="hanhtrinh", description=tr("cli.about", lang), epilog=tr("cli.epilog", lang), add_help=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    common(parser, lang)
    parser.add_argument("--version", action="version", version=f"hanhtrinh {__version__}", help=tr("cli.version", lang))
    parser._optionals.title = tr("cli.options", lang)
    commands = parser.add_subparsers(dest="command", metavar=tr("cli.command", lang), title=tr("cli.commands", lang))
    for add in ADD:
        add(commands, lang)
    return parser
