"""`hanhtrinh restore`: a server as it was when it was backed up."""

import os
from argparse import Namespace

from hanhtrinh import bootstrap
from hanhtrinh.errors import FileUnusable
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.settings import PREFIX
from hanhtrinh.values import datetime_of


def run(arguments: Namespace, lang: Lang) -> int:
    """Restore a backup."""
    from hanhtrinh.bootstrap.keeping import restore_from

    if not arguments.file.is_file():
        raise FileUnusable("errors.no_file", file=str(arguments.file))
    home = arguments.workspace or bootstrap.default_workspace()
    manifest = restore_from(arguments.file, home, os.environ.get(f"{PREFIX}DATABASE_URL", ""))
    made = datetime_of(manifest.made_at).strftime("%Y-%m-%d %H:%M UTC")
    counts = {"files": len(manifest.files), "rows": sum(manifest.rows.values())}
    print(tr("storage.restore_done", lang, made=made, path=home, **counts))
    return 0
