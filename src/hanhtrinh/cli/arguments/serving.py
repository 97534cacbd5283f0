"""The arguments of the commands that serve, keep and restore what a server has."""

from pathlib import Path

from hanhtrinh.cli.arguments.shared import Commands, command, workspace
from hanhtrinh.i18n import Lang, tr

ROLES = ("all", "collect", "work", "read")


def serve(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "serve", tr("serve.about", lang), lang)
    parser.add_argument("--host", metavar="ADDRESS", help=tr("serve.host", lang))
    parser.add_argument("--port", type=int, metavar="N", help=tr("serve.port", lang))
    parser.add_argument("--address", metavar="URL", help=tr("serve.address", lang))
    parser.add_argument("--role", choices=ROLES, help=tr("serve.role", lang))
    parser.add_argument("--log-format", choices=("json", "console"), help=tr("serve.log_format", lang))
    parser.add_argument("--allow-http", action="store_true", help=tr("serve.allow_http", lang))
    workspace(parser, lang)


def backup(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "backup", tr("storage.backup_about", lang), lang)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("storage.backup_file", lang))
    workspace(parser, lang)


def restore(commands: Commands, lang: Lang) -> None:
    parser = command(commands, "restore", tr("storage.restore_about", lang), lang)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("storage.restore_file", lang))
    workspace(parser, lang)
