"""The arguments of `hanhtrinh draft`."""

from pathlib import Path

from hanhtrinh.cli.arguments.shared import Commands, command, importing, workspace
from hanhtrinh.i18n import Lang, tr


def draft(commands: Commands, lang: Lang) -> None:
    """Add the command that proposes a journey from events."""
    parser = command(commands, "draft", tr("draft.about", lang), lang)
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("draft.arg_output", lang))
    about_import = tr("draft.arg_import", lang)
    parser.add_argument("--import", dest="files", nargs="+", type=Path, metavar="FILE", help=about_import)
    importing(parser, lang)
    parser.add_argument("--steps", type=int, default=20, metavar="N", help=tr("draft.arg_steps", lang))
    parser.add_argument("--key", default="draft", metavar="KEY", help=tr("draft.arg_key", lang))
    parser.add_argument("--name", metavar="TEXT", help=tr("draft.arg_name", lang))
    parser.add_argument("--part", type=int, default=1, metavar="N", help=tr("draft.arg_part", lang))
    parser.add_argument("--keep", nargs="+", default=[], metavar="EVENT", help=tr("draft.arg_keep", lang))
    parser.add_argument("--without", nargs="+", default=[], metavar="ID", help=tr("draft.arg_without", lang))
    parser.add_argument("--sample", type=int, metavar="PEOPLE", help=tr("draft.arg_sample", lang))
    parser.add_argument("--no-vocabulary", action="store_true", help=tr("draft.arg_no_vocabulary", lang))
    parser.add_argument("--json", action="store_true", help=tr("draft.arg_json", lang))
    workspace(parser, lang)
