"""What `pull` and `push` share: whose folder it is, the key, progress, and what is told at the end."""

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from hanhtrinh.app.versions.syncing import OPEN, Did, Sync
from hanhtrinh.cli.common import tell
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.store.remote import HttpRemote, read_address
from hanhtrinh.store.tied_folder import THEIRS, TiedFolder

KEY = "HANHTRINH_KEY"
UNDECIDED, REFUSED = 1, 2


def prepared(arguments: Namespace, lang: Lang) -> tuple[Sync, Callable[[], None]]:
    """Return both sides, and what clears the line of progress."""
    address, path = _places(arguments)
    folder = TiedFolder(path)
    if address and folder.address and _same(address) != _same(folder.address):
        raise InputError("sync.other_address", known=folder.address, given=address)
    if not (address or folder.address):
        raise InputError("sync.no_address")
    found = read_address(address or folder.address, plain_http=arguments.plain_http)
    key = _key(folder, lang)
    remote = HttpRemote(found, key, lang)
    remote.files()  # whose address or key is wrong learns it before anything is written
    if not arguments.dry_run:
        path.mkdir(parents=True, exist_ok=True)
        folder.tie(str(found))
        if arguments.keep_key:
            folder.keep_key(key)
    line = _Line(lang)
    return Sync(remote, folder, lang, arguments.dry_run, line), line.clear


def _places(arguments: Namespace) -> tuple[str, Path]:
    """Tell an address from a folder: both may be left out."""
    given = [one for one in (arguments.address, arguments.folder) if one is not None]
    addresses = [one for one in given if "://" in one]
    folders = [one for one in given if "://" not in one]
    if len(addresses) > 1 or len(folders) > 1:
        raise InputError("sync.bad_address", given=given[0])
    return (addresses[0] if addresses else ""), Path(folders[0]) if folders else Path()


def _same(address: str) -> str:
    return str(read_address(address, plain_http=True))


def _key(folder: TiedFolder, lang: Lang) -> str:
    """Return the secret key: of the environment, the one that was kept, or typed in without being shown."""
    key = os.environ.get(KEY, "").strip() or folder.key()
    if not key and sys.stdin.isatty():
        key = getpass.getpass(tr("sync.ask_key", lang)).strip()
    if not key or not key.isascii() or not key.isprintable():
        raise InputError("sync.no_key")
    return key


class _Line:
    """One line of progress, where somebody looks at it and there is much to do."""

    def __init__(self, lang: Lang) -> None:
        self._lang, self._shown = lang, 0

    def __call__(self, done: int, total: int, name: str) -> None:
        if total > 3 and sys.stderr.isatty():
            text = tr("sync.progress", self._lang, done=done + 1, total=total, name=name)
            sys.stderr.write("\r" + text.ljust(self._shown))
            sys.stderr.flush()
            self._shown = len(text)

    def clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")


def told(done: Sequence[Did], sync: Sync) -> int:
    """Say what became of each file and return the exit code."""
    lang = sync.lang
    if sync.dry and done:
        print(tr("sync.would", lang))
    if not done:
        print(tr("sync.nothing", lang))
    for one in done:
        print("\n".join(_lines(one, sync)))
    if any(one.what == "refused" for one in done):
        return REFUSED
    return UNDECIDED if any(one.what in OPEN for one in done) else 0


def _lines(one: Did, sync: Sync) -> list[str]:
    lang, theirs, own = sync.lang, f"{one.key}{THEIRS}", f"{one.key}.yaml"
    lines = [tr(f"sync.did_{one.what}", lang, name=one.key, file=own, theirs=theirs)]
    if one.what == "refused":
        tell(one.why)
    if one.what == "conflict":
        for pair in one.about:
            lines += [tr("sync.mine", lang, text=text) for text in pair.mine]
            lines += [tr("sync.theirs", lang, text=text) for text in pair.theirs]
        lines += [] if one.about else [tr("sync.whole", lang)]
        lines += [] if sync.dry else [tr("sync.beside", lang, file=theirs, own=own)]
    return lines
