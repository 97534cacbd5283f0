"""The arguments of what looks at versions of a journey and at walks through it: diff, walk."""

from pathlib import Path

from hanhtrinh.cli.arguments.shared import Commands, command, reading
from hanhtrinh.i18n import Lang, tr


def diff(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "diff", tr("edits.help", lang), lang)
    parser.add_argument("old", type=Path, metavar="OLD", help=tr("edits.help_old", lang))
    parser.add_argument("new", type=Path, metavar="NEW", help=tr("edits.help_new", lang))
    parser.add_argument("--all", action="store_true", help=tr("edits.help_all", lang))
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
    reading(parser, lang)


def walk(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "walk", tr("walk.help", lang), lang)
    parser.add_argument("journey", type=Path, metavar="JOURNEY", help=tr("cli.journey", lang))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("walk.help_output", lang))
    parser.add_argument("--notes", type=Path, metavar="FILE", help=tr("walk.help_notes", lang))
    parser.add_argument("--by", metavar="NAME", help=tr("walk.help_by", lang))
    parser.add_argument("--on", metavar="DAY", help=tr("walk.help_on", lang))
    parser.add_argument("--summary", action="store_true", help=tr("walk.help_summary", lang))
    parser.add_argument("--json", action="store_true", help=tr("cli.json", lang))
