"""Journey files: read with their findings, and held against what the events hold."""

from dataclasses import dataclass
from pathlib import Path

from hanhtrinh.errors import FileUnusable, Rejected
from hanhtrinh.events.frame import Frame
from hanhtrinh.journey.check_data import check_against
from hanhtrinh.journey.codec import inspect_document
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.yaml_text import Document, decode_text, read_yaml
from hanhtrinh.values import Finding

_MOST_BYTES = 2_000_000
_MOST_VALUES = 20_000


@dataclass(frozen=True)
class JourneyFile:
    """A journey as it was read: the text's positions and every finding beside it."""

    path: Path
    journey: Journey
    document: Document
    findings: tuple[Finding, ...]


def inspect_file(path: Path) -> tuple[Journey | None, Document, tuple[Finding, ...]]:
    """Return the journey in a file (None where it has not the shape of one) with every finding; FileUnusable if
    unreadable.
    """
    document = read_yaml(decode_text(_read(path), str(path)), str(path))
    journey, findings = inspect_document(document)
    return journey, document, findings


def read_file(path: Path) -> JourneyFile:
    """Return the journey in a file; Rejected with every finding when one of them is an error."""
    journey, document, findings = inspect_file(path)
    if journey is None or any(f.severity == "error" for f in findings):
        raise Rejected(str(path), findings)
    return JourneyFile(path, journey, document, findings)


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise FileUnusable("errors.no_file", file=str(path))
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise FileUnusable("errors.unreadable", file=str(path), detail=error.strerror or "") from error
    if len(data) > _MOST_BYTES:
        raise FileUnusable("errors.too_large", file=str(path), allowed=_MOST_BYTES)
    return data


def check_data(file: JourneyFile, frame: Frame) -> tuple[Finding, ...]:
    """Return warnings about rules no stored event can satisfy."""
    known = {name: column.values.head(_MOST_VALUES).to_list() for name, column in frame.columns.items()}
    return check_against(file.journey, known, file.document)
