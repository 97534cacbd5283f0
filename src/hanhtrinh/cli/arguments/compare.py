"""The arguments of the commands that set numbers side by side: compare, channels."""

from pathlib import Path

from hanhtrinh.cli.arguments.shared import Commands, belonging, command, reading
from hanhtrinh.i18n import Lang, tr


def compare(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "compare", tr("compare.compare", lang), lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("--with-from", dest="with_begin", metavar="WHEN", help=tr("compare.with_from", lang))
    parser.add_argument("--with-to", dest="with_end", metavar="WHEN", help=tr("compare.with_to", lang))
    parser.add_argument("--with-segment", metavar="KEY", help=tr("compare.with_segment", lang))
    parser.add_argument("--with-rest", action="store_true", help=tr("compare.with_rest", lang))
    parser.add_argument("--all", action="store_true", help=tr("compare.all", lang))
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    reading(parser, lang)
    belonging(parser, lang)


def channels(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "channels", tr("compare.channels", lang), lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    reading(parser, lang)
    belonging(parser, lang)
