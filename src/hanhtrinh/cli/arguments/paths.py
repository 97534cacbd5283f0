"""The arguments of the commands that show which ways people went: paths, variants, conform."""

from pathlib import Path

from hanhtrinh.cli.arguments.shared import Commands, command, reading
from hanhtrinh.i18n import Lang, tr

UNITS = ("pass", "session", "person")


def paths(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "paths", tr("paths.paths", lang), lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("--nodes", default="steps", metavar="WHAT", help=tr("paths.nodes", lang))
    parser.add_argument("--unit", choices=UNITS, help=tr("paths.unit", lang))
    parser.add_argument("--start", dest="from_node", metavar="KEY", help=tr("paths.start", lang))
    parser.add_argument("--end", dest="to_node", metavar="KEY", help=tr("paths.end", lang))
    parser.add_argument("--last", action="store_true", help=tr("paths.last", lang))
    parser.add_argument("--depth", type=int, default=6, metavar="N", help=tr("paths.depth", lang))
    parser.add_argument("--top", type=int, default=8, metavar="N", help=tr("paths.top", lang))
    parser.add_argument("--graph", action="store_true", help=tr("paths.graph", lang))
    parser.add_argument("--keep-repeats", action="store_true", help=tr("paths.keep_repeats", lang))
    parser.add_argument("--gap", default="30m", metavar="SPAN", help=tr("paths.gap", lang))
    parser.add_argument("--no-times", action="store_true", help=tr("paths.no_times", lang))
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    parser.add_argument("--sankey", action="store_true", help=tr("paths.picture", lang))
    reading(parser, lang)


def variants(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "variants", tr("paths.variants", lang), lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("--nodes", default="steps", metavar="WHAT", help=tr("paths.nodes", lang))
    parser.add_argument("--unit", choices=UNITS, help=tr("paths.unit", lang))
    parser.add_argument("--top", type=int, default=20, metavar="N", help=tr("paths.top_variants", lang))
    parser.add_argument("--keep-repeats", action="store_true", help=tr("paths.keep_repeats", lang))
    parser.add_argument("--gap", default="30m", metavar="SPAN", help=tr("paths.gap", lang))
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    reading(parser, lang)


def conform(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "conform", tr("paths.conform", lang), lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("--top", type=int, default=20, metavar="N", help=tr("paths.top_events", lang))
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    reading(parser, lang)
