"""`hanhtrinh backup`: everything a server has, in one file."""

import os
from argparse import Namespace

from hanhtrinh import bootstrap
from hanhtrinh.cli.common import require_folder
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.settings import PREFIX


def run(arguments: Namespace, lang: Lang) -> int:
    """Write a backup."""
    from hanhtrinh.bootstrap.keeping import backup_to

    require_folder(arguments.file)
    home = arguments.workspace or bootstrap.default_workspace()
    manifest, workspaces = backup_to(home, os.environ.get(f"{PREFIX}DATABASE_URL", ""), arguments.file)
    counts = {"workspaces": workspaces, "files": len(manifest.files), "rows": sum(manifest.rows.values())}
    size = f"{arguments.file.stat().st_size / 1e6:.1f}"
    print(tr("storage.backup_done", lang, file=arguments.file, size=size, **counts))
    return 0
