"""The arguments of what exchanges with other tools: convert, export."""

from pathlib import Path

from hanhtrinh.cli.arguments.shared import Commands, command, reading
from hanhtrinh.i18n import Lang, tr


def convert(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "convert", tr("exchange.convert", lang), lang)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("exchange.convert_file", lang))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("exchange.convert_output", lang))
    parser.add_argument("--to", metavar="FORM", help=tr("exchange.convert_to", lang))
    parser.add_argument("--from", dest="source", metavar="FORM", help=tr("exchange.convert_from", lang))
    parser.add_argument("--force", action="store_true", help=tr("exchange.force", lang))


def export(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "export", tr("exchange.export", lang), lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", required=True, help=tr("exchange.output", lang))
    parser.add_argument("--off-map", action="store_true", help=tr("exchange.off_map", lang))
    parser.add_argument("--anonymous", action="store_true", help=tr("exchange.anonymous", lang))
    reading(parser, lang)
