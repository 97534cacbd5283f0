"""Arguments that several commands share, and how a command is added to the command line."""

import argparse
from pathlib import Path
from typing import Any

from hanhtrinh.i18n import LANGS, Lang, tr

Commands = Any
"""What `ArgumentParser.add_subparsers` returns; argparse has no public name for it."""


def common(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Add what every command understands: help and language."""
    parser.add_argument("-h", "--help", action="help", help=tr("cli.help", lang))
    parser.add_argument("--lang", choices=LANGS, default=argparse.SUPPRESS, help=tr("cli.lang", lang))


def command(commands: Commands, name: str, about: str, lang: Lang) -> argparse.ArgumentParser:
    """Add a command with its one sentence and return its parser."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about, add_help=False)
    common(parser, lang)
    parser._optionals.title = tr("cli.options", lang)
    parser._positionals.title = tr("cli.arguments", lang)
    return parser


def workspace(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Add the workspace a command works in."""
    parser.add_argument("--workspace", type=Path, metavar="DIR", help=tr("cli.workspace", lang))


def reading(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Add what a reading is asked for: workspace, as-of, period, segment."""
    workspace(parser, lang)
    parser.add_argument("--as-of", metavar="WHEN", help=tr("cli.as_of", lang))
    parser.add_argument("--from", dest="begin", metavar="WHEN", help=tr("cli.from", lang))
    parser.add_argument("--to", dest="end", metavar="WHEN", help=tr("cli.to", lang))
    parser.add_argument("--segment", metavar="KEY", help=tr("cli.segment", lang))


def belonging(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Add as of which moment people belong to a segment."""
    parser.add_argument("--when", choices=("now", "at_entry"), help=tr("compare.when", lang))


def counting(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Add what a map counts."""
    units = ("pass", "person", "session", "account")
    parser.add_argument("--unit", choices=units, default="pass", help=tr("compare.unit", lang))


def importing(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Add how files are imported."""
    parser.add_argument("--data", type=Path, metavar="DIR", help=tr("cli.data", lang))
    parser.add_argument("--replace", action="store_true", help=tr("cli.replace", lang))
    parser.add_argument("--time-zone", metavar="ZONE", help=tr("cli.time_zone", lang))
