"""What may be typed, in Vietnamese and English."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from hanhtrinh import __version__
from hanhtrinh.i18n import LANGS, Lang, tr
from hanhtrinh.journey.templates import template_names

USAGE = 2
LISTS = (
    "all", "reached", "stage", "dropped", "went_on", "open", "completed", "left", "late", "on_time", "answered",
)  # fmt: skip
BUCKETS = ("auto", "day", "week", "month", "quarter", "year", "none")


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
    _common(parser, lang)
    parser.add_argument("--version", action="version", version=f"hanhtrinh {__version__}", help=tr("cli.version", lang))
    parser._optionals.title = tr("cli.options", lang)
    commands = parser.add_subparsers(dest="command", metavar=tr("cli.command", lang), title=tr("cli.commands", lang))
    for add in (_demo, _template, _check, _inspect, _import, _draw, _show, _people, _funnel, _schema):
        add(commands, lang)
    return parser


def _common(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("-h", "--help", action="help", help=tr("cli.help", lang))
    parser.add_argument("--lang", choices=LANGS, default=argparse.SUPPRESS, help=tr("cli.lang", lang))


def _command(commands: "argparse._SubParsersAction[_Parser]", name: str, lang: Lang) -> argparse.ArgumentParser:
    about = tr(f"cli.{name}", lang)
    parser = commands.add_parser(name, help=about, description=about, add_help=False)
    _common(parser, lang)
    parser._optionals.title = tr("cli.options", lang)
    parser._positionals.title = tr("cli.arguments", lang)
    return parser


def _workspace(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--workspace", type=Path, metavar="DIR", help=tr("cli.workspace", lang))


def _reading(parser: argparse.ArgumentParser, lang: Lang) -> None:
    _workspace(parser, lang)
    parser.add_argument("--as-of", metavar="WHEN", help=tr("cli.as_of", lang))
    parser.add_argument("--from", dest="begin", metavar="WHEN", help=tr("cli.from", lang))
    parser.add_argument("--to", dest="end", metavar="WHEN", help=tr("cli.to", lang))
    parser.add_argument("--segment", metavar="KEY", help=tr("cli.segment", lang))


def _importing(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help=tr("cli.data", lang))
    parser.add_argument("--replace", action="store_true", help=tr("cli.replace", lang))
    parser.add_argument("--time-zone", metavar="ZONE", help=tr("cli.time_zone", lang))


def _demo(commands: "argparse._SubParsersAction[_Parser]", lang: Lang) -> None:
    parser = _command(commands, "demo", lang)
    parser.add_argument("--people", type=int, default=20_000, metavar="N", help=tr("cli.demo_people", lang))
    parser.add_argument("--seed", type=int, default=1, metavar="N", help=tr("cli.demo_seed", lang))
    parser.add_argument("--no-serve", action="store_true", help=tr("cli.demo_no_serve", lang))
    parser.add_argument("--port", type=int, default=8765, metavar="N", help=tr("cli.demo_port", lang))
    _workspace(parser, lang)


def _template(commands: "argparse._SubParsersAction[_Parser]", lang: Lang) -> None:
    parser = _command(commands, "template", lang)
    parser.add_argument("name", nargs="?", choices=template_names(), metavar="NAME", help=tr("cli.template_name", lang))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("cli.output", lang))


def _check(commands: "argparse._SubParsersAction[_Parser]", lang: Lang) -> None:
    parser = _command(commands, "check", lang)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=tr("cli.check_files", lang))
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    _workspace(parser, lang)


def _inspect(commands: "argparse._SubParsersAction[_Parser]", lang: Lang) -> None:
    parser = _command(commands, "inspect", lang)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=tr("cli.inspect_files", lang))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("cli.inspect_output", lang))
    parser.add_argument("--time-zone", metavar="ZONE", help=tr("cli.inspect_zone", lang))


def _import(commands: "argparse._SubParsersAction[_Parser]", lang: Lang) -> None:
    parser = _command(commands, "import", lang)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=tr("cli.import_files", lang))
    _importing(parser, lang)
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    _workspace(parser, lang)


def _draw(commands: "argparse._SubParsersAction[_Parser]", lang: Lang) -> None:
    parser = _command(commands, "draw", lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("cli.draw_output", lang))
    about_import = tr("cli.draw_import", lang)
    parser.add_argument("--import", dest="files", nargs="+", type=Path, metavar="FILE", help=about_import)
    _importing(parser, lang)
    parser.add_argument("--json", action="store_true", help=tr("cli.draw_json", lang))
    parser.add_argument("--trend", choices=BUCKETS, default="auto", help=tr("cli.trend", lang))
    parser.add_argument("--no-data", action="store_true", help=tr("cli.no_data", lang))
    _reading(parser, lang)


def _show(commands: "argparse._SubParsersAction[_Parser]", lang: Lang) -> None:
    parser = _command(commands, "show", lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("--width", type=int, metavar="N", help=tr("cli.width", lang))
    parser.add_argument("--no-data", action="store_true", help=tr("cli.no_data", lang))
    _reading(parser, lang)


def _people(commands: "argparse._SubParsersAction[_Parser]", lang: Lang) -> None:
    parser = _command(commands, "people", lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("--what", choices=LISTS, default="reached", help=tr("cli.people_what", lang))
    parser.add_argument("--step", metavar="KEY", help=tr("cli.people_step", lang))
    parser.add_argument("--stage", metavar="KEY", help=tr("cli.people_stage", lang))
    parser.add_argument("--instrument", metavar="KEY", help=tr("cli.people_instrument", lang))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("cli.people_output", lang))
    _reading(parser, lang)


def _funnel(commands: "argparse._SubParsersAction[_Parser]", lang: Lang) -> None:
    parser = _command(commands, "funnel", lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("steps", nargs="+", metavar="TOUCHPOINT", help=tr("cli.funnel_steps", lang))
    parser.add_argument("--window", default="30d", metavar="SPAN", help=tr("cli.funnel_window", lang))
    parser.add_argument("--scope", choices=("total", "per_step", "session", "none"), default="total")
    parser.add_argument("--inactivity", metavar="SPAN", help=tr("cli.funnel_inactivity", lang))
    parser.add_argument("--entry", choices=("best", "first", "every"), default="best")
    parser.add_argument("--order", choices=("ordered", "strict", "any"), default="ordered")
    parser.add_argument("--unit", choices=("person", "pass", "session", "account"), default="person")
    parser.add_argument("--account", metavar="PROPERTY", help=tr("cli.funnel_account", lang))
    parser.add_argument("--hold", metavar="PROPERTY", help=tr("cli.funnel_hold", lang))
    parser.add_argument("--by", metavar="PROPERTY", help=tr("cli.funnel_by", lang))
    parser.add_argument("--exclude", metavar="TOUCHPOINT", help=tr("cli.funnel_exclude", lang))
    parser.add_argument("--on-exclusion", choices=("stop", "drop", "reset"), default="stop")
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    parser.add_argument("--as-of", metavar="WHEN", help=tr("cli.as_of", lang))
    _workspace(parser, lang)


def _schema(commands: "argparse._SubParsersAction[_Parser]", lang: Lang) -> None:
    parser = _command(commands, "schema", lang)
    parser.add_argument("what", choices=("journey", "mapping", "readings"), help=tr("cli.schema_what", lang))
