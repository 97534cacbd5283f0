"""A journey as a version of it says, read from its text and its library's; nothing of it need be on disk any more."""

import hashlib
from functools import lru_cache
from pathlib import Path

from hanhtrinh.app.journey_files import read_bytes
from hanhtrinh.app.journeys import JourneyFile, LibraryFile
from hanhtrinh.app.maps.opening import Opened
from hanhtrinh.errors import Rejected
from hanhtrinh.journey.check import check
from hanhtrinh.journey.codec import shape_of
from hanhtrinh.journey.library import with_library
from hanhtrinh.journey.library_file import inspect_library
from hanhtrinh.journey.yaml_text import decode_text, in_file_order, read_yaml
from hanhtrinh.ports.versions import Texts

_KEPT = 64


def hash_of(text: str | None) -> str:
    """Return the SHA-256 of a text, empty where there is none."""
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=_KEPT)
def file_of(texts: Texts, name: str) -> JourneyFile:
    """Return the journey a version's texts hold, its file called `name`; Rejected where it cannot be used."""
    document = read_yaml(texts.text, name)
    written, found = shape_of(document)
    library = _library(texts.library, written.library) if written is not None and written.library else None
    shared = library.library if library else None
    if written is not None:
        found = [*found, *check(written, document, shared, library.document if library else None)]
    findings = in_file_order(found)
    if written is None or any(finding.severity == "error" for finding in findings):
        raise Rejected(name, findings)
    whole = with_library(written, shared) if shared else written
    return JourneyFile(
        Path(name), whole, document, findings, own=written if shared else None, library=library
    )  # fmt: skip


def _library(text: str | None, name: str) -> LibraryFile | None:
    if text is None:
        return None
    document = read_yaml(text, name)
    library, findings = inspect_library(document)
    return LibraryFile(Path(name), library, document, findings)


def texts_of(opened: Opened) -> Texts:
    """Return what a journey's files say now; FileUnusable where its library is gone in this very moment."""
    file = opened.file
    if file is None or file.library is None:
        return Texts(text=opened.kept.text)
    path = file.library.path
    return Texts(text=opened.kept.text, library=decode_text(read_bytes(path), path.name))


def seen_of(texts: Texts) -> tuple[str, str]:
    """Return the SHA-256 of both texts."""
    return hash_of(texts.text), hash_of(texts.library)
