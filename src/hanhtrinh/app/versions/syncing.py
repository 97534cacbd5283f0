"""Use cases: a folder is kept in step with a workspace on a server. Pull takes, push sends; nothing is overwritten.

What both sides last had is the base of every merge. Where the two disagree, the server's version is put beside the file
and becomes the base: once what is right stands in the file and theirs is deleted, push sends it as it is.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from hanhtrinh.app.versions.merging_files import Apart, Disagreement, merged_files, read_text
from hanhtrinh.app.versions.reading import hash_of
from hanhtrinh.errors import HanhtrinhError, InputError
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.remote import Answered, Remote, Tied

What = Literal[
    "taken", "changed", "merged", "conflict", "waiting", "kept", "sent", "created", "refused", "gone", "gone_here",
    "behind", "picture",
]  # fmt: skip
OPEN: frozenset[What] = frozenset({"conflict", "waiting"})
"""What has to be decided by somebody."""


class Did(NamedTuple):
    """What became of one file; `why` says what was refused, `about` where the two sides disagree."""

    key: str
    what: What
    why: str = ""
    about: tuple[Disagreement, ...] = ()


Progress = Callable[[int, int, str], None]


class Sync(NamedTuple):
    """Both sides; with `dry` nothing is changed on either. `progress` is told how many files are done, of how many."""

    remote: Remote
    folder: Tied
    lang: Lang
    dry: bool = False
    progress: Progress = lambda done, total, name: None


def pull(sync: Sync) -> tuple[Did, ...]:
    """Take what changed on the server into the folder, merged with what changed here."""
    found = {one.key: one.version for one in sync.remote.files()}
    gone = [key for key in sync.folder.bases() if key not in found]
    done: list[Did] = []
    for i, (key, version) in enumerate(found.items()):
        sync.progress(i, len(found), key)
        did = _pull(sync, key, version)
        done += [did] if did else []
    done += [Did(key, "gone") for key in gone if sync.folder.text(key) is not None]
    return (*done, *_pictures(sync))


def _pull(sync: Sync, key: str, version: str) -> Did | None:
    folder, here, base = sync.folder, sync.folder.text(key), sync.folder.bases().get(key)
    if folder.theirs(key):
        return Did(key, "waiting")
    if version == base:
        return Did(key, "gone_here") if here is None else None if here == folder.base(key) else Did(key, "kept")
    got = sync.remote.get(key)
    if got is None:
        return None
    if here is None or here in (folder.base(key), got[1]):
        return _take(sync, key, got, None if here == got[1] else Did(key, "taken" if here is None else "changed"))
    try:
        text = merged_files(folder.base(key), here, got[1], f"{key}.yaml", folder.text, sync.lang)
    except Apart as met:
        return _apart(sync, key, got, met.about)
    if not sync.dry:
        folder.write(key, text)
        folder.keep_base(key, *got)
    return Did(key, "merged")


def _take(sync: Sync, key: str, got: tuple[str, str], did: Did | None) -> Did | None:
    if not sync.dry:
        if did is not None:
            sync.folder.write(key, got[1])
        sync.folder.keep_base(key, *got)
    return did


def _apart(sync: Sync, key: str, theirs: tuple[str, str], about: Sequence[Disagreement]) -> Did:
    """Put theirs (version and text) beside the file; from now on the file is to be held against it."""
    if not sync.dry:
        sync.folder.write_theirs(key, theirs[1])
        sync.folder.keep_base(key, *theirs)
    return Did(key, "conflict", about=tuple(about))


def push(sync: Sync) -> tuple[Did, ...]:
    """Send what changed here; what others changed meanwhile is merged, and comes back into the folder."""
    found = {one.key: one.version for one in sync.remote.files()}
    here = list(sync.folder.keys())
    done: list[Did] = []
    for i, key in enumerate(_libraries_first(sync.folder, here)):
        sync.progress(i, len(here), key)
        did = _push(sync, key, found.get(key))
        done += [did] if did else []
    done += [Did(key, "gone_here") for key in sync.folder.bases() if key in found and key not in here]
    return tuple(done)


def _libraries_first(folder: Tied, keys: Sequence[str]) -> list[str]:
    """Return the keys with what others refer to first: a journey whose library is missing has errors."""
    return sorted(keys, key=lambda key: "hanhtrinh-library/" not in (folder.text(key) or "")[:2000])


def _push(sync: Sync, key: str, version: str | None) -> Did | None:
    folder, base = sync.folder, sync.folder.bases().get(key, "")
    here = folder.text(key)
    if here is None or folder.theirs(key):
        return None if here is None else Did(key, "waiting")
    if base and here == folder.base(key):
        return Did(key, "gone") if version is None else None if version == base else Did(key, "behind")
    if sync.dry:
        return _would(sync, key, here, version)
    try:
        answer = sync.remote.put(key, here, base, folder.base(key))
    except InputError as error:
        return Did(key, "refused", why=error.message(sync.lang))
    return _answered(sync, key, here, answer)


def _answered(sync: Sync, key: str, here: str, answer: Answered) -> Did | None:
    if answer.conflict:
        return _apart(sync, key, (answer.version, answer.text), [Disagreement(*pair) for pair in answer.conflicts])
    if answer.text != here:
        sync.folder.write(key, answer.text)
    sync.folder.keep_base(key, answer.version, answer.text)
    return Did(key, "created" if answer.created else "merged" if answer.text != here else "sent")


def _would(sync: Sync, key: str, here: str, version: str | None) -> Did | None:
    """Return what sending would do, as far as can be told without doing it."""
    if version is None or version in (sync.folder.bases().get(key), hash_of(here)):
        return None if version == hash_of(here) else Did(key, "created" if version is None else "sent")
    got = sync.remote.get(key)
    try:
        merged_files(sync.folder.base(key), here, got[1] if got else "", f"{key}.yaml", sync.folder.text, sync.lang)
    except Apart as met:
        return Did(key, "conflict", about=met.about)
    return Did(key, "merged")


def _pictures(sync: Sync) -> Iterator[Did]:
    """Take the pictures the journeys name and the folder has not."""
    here = sync.folder.keys()
    wanted = {file for key in here for file in _named(sync, key)}
    for file in sorted(wanted):
        if sync.folder.has_picture(file):
            continue
        data = b"" if sync.dry else sync.remote.picture(file)
        if data is None:
            continue
        if not sync.dry:
            sync.folder.write_picture(file, data)
        yield Did(file, "picture")


def _named(sync: Sync, key: str) -> Iterator[str]:
    text = sync.folder.text(key)
    try:
        journey: Journey = read_text(text or "", f"{key}.yaml", sync.folder.text)
    except HanhtrinhError:
        return
    yield from (picture.file for step in journey.steps for picture in step.pictures)
    yield from (persona.picture for persona in journey.personas.values() if persona.picture)
