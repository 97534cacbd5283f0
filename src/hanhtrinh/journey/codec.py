"""The text form of a journey: read with every finding, written so that people and diffs can read it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from hanhtrinh.errors import Rejected
from hanhtrinh.journey.check import check
from hanhtrinh.journey.model import FORMAT, Journey
from hanhtrinh.journey.schema import journey_schema
from hanhtrinh.journey.shapes import convert
from hanhtrinh.journey.yaml_text import Document, in_file_order, read_yaml
from hanhtrinh.journey.yaml_write import rows, write_yaml
from hanhtrinh.values import Finding

__all__ = [
    "inspect_document",
    "inspect_journey",
    "journey_schema",
    "plain_journey",
    "read_journey",
    "set_out_rules",
    "shape_of",
    "write_journey",
]

_WITH_RULES = ("personas", "touchpoints", "segments", "competitors")


def read_journey(text: str, file: str) -> Journey:
    """Return the journey a text describes; raises Rejected, with every finding, when one of them is an error."""
    journey, findings = inspect_journey(text, file)
    if journey is None or any(finding.severity == "error" for finding in findings):
        raise Rejected(file, findings)
    return journey


def inspect_journey(text: str, file: str) -> tuple[Journey | None, tuple[Finding, ...]]:
    """Return the journey a text describes, None when it has not the shape of one, and every finding in file order."""
    return inspect_document(read_yaml(text, file))


def inspect_document(document: Document) -> tuple[Journey | None, tuple[Finding, ...]]:
    """Return the journey of a document that was read already, and every finding, those of the document included.

    What a library may describe is not missed in a journey that names one: who has read it calls `shape_of` and `check`.
    """
    journey, found = shape_of(document)
    checked = check(journey, document) if journey else ()
    return journey, in_file_order([*found, *checked])


def shape_of(document: Document) -> tuple[Journey | None, list[Finding]]:
    """Return the journey of a document, None when it has not the shape of one, and what was found in reading it."""
    if not document.usable:
        return None, list(document.findings)
    journey, found = convert(document, Journey)
    if isinstance(document.data, Mapping) and "format" not in document.data:
        found.append(document.finding("note", "check.no_format", allowed=FORMAT))
    return journey, [*document.findings, *found]


def write_journey(journey: Journey) -> str:
    """Return the journey as YAML that `read_journey` reads back to an equal one; keys stand in the order of the model.

    What a journey cannot hold in a file (control characters, numbers without end) is for the caller to keep out.
    """
    plain = plain_journey(journey)
    for field in _WITH_RULES:
        for thing in plain.get(field, {}).values():
            set_out_rules(thing)
    set_out_rules(plain.get("friction", {}))
    return write_yaml(plain)


def plain_journey(journey: Journey) -> dict[str, Any]:
    """Return a journey as the plain data that stand in its file, in the order of the model."""
    plain: dict[str, Any] = {"format": FORMAT} | msgspec.json.decode(msgspec.json.encode(journey))
    for stage in plain.get("stages", ()):
        for step in stage.get("steps", ()):
            _drop_empty(step, ("feeling", "targets"))
    _drop_empty(plain, ("friction",))
    return plain


def set_out_rules(thing: dict[str, object]) -> None:
    """Set out the rules of plain data for reading: short lists of values on one line."""
    for field in ("match", "errors", "support"):
        if field in thing:
            thing[field] = rows(thing[field])


def _drop_empty(thing: dict[str, object], fields: tuple[str, ...]) -> None:
    for field in fields:
        if thing.get(field) == {}:
            del thing[field]
