"""The arguments of what keeps a folder in step with a workspace on a server: pull, push."""

from hanhtrinh.cli.arguments.shared import Commands, command
from hanhtrinh.i18n import Lang, tr


def pull(commands: Commands, lang: Lang) -> None:
    _add(commands, "pull", lang)


def push(commands: Commands, lang: Lang) -> None:
    _add(commands, "push", lang)


def _add(commands: Commands, name: str, lang: Lang) -> None:
    parser = command(commands, name, tr(f"sync.{name}_about", lang), lang)
    parser.add_argument("address", nargs="?", metavar="ADDRESS", help=tr("sync.address", lang))
    parser.add_argument("folder", nargs="?", metavar="FOLDER", help=tr("sync.folder", lang))
    parser.add_argument("--dry-run", action="store_true", help=tr("sync.dry_run", lang))
    parser.add_argument("--keep-key", action="store_true", help=tr("sync.keep_key", lang))
    parser.add_argument("--plain-http", action="store_true", help=tr("sync.plain_http", lang))
