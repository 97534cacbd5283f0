"""The text form of a library: read with every finding, written as journeys are."""

from collections.abc import Mapping

import msgspec

from hanhtrinh.errors import Rejected
from hanhtrinh.journey.check import check_library
from hanhtrinh.journey.codec import set_out_rules
from hanhtrinh.journey.library import LIBRARY_FORMAT, SHARED, Library
from hanhtrinh.journey.shapes import convert
from hanhtrinh.journey.yaml_text import Document, in_file_order, read_yaml
from hanhtrinh.journey.yaml_write import write_yaml
from hanhtrinh.values import Finding


def is_library(document: Document) -> bool:
    """Tell whether a document says that it is a library; other documents are taken for journeys."""
    data = document.data
    return isinstance(data, Mapping) and str(data.get("format", "")).startswith("hanhtrinh-library/")


def read_library(text: str, file: str) -> Library:
    """Return the library a text describes; raises Rejected, with every finding, when one of them is an error."""
    library, findings = inspect_library(read_yaml(text, file))
    if library is None or any(finding.severity == "error" for finding in findings):
        raise Rejected(file, findings)
    return library


def inspect_library(document: Document) -> tuple[Library | None, tuple[Finding, ...]]:
    """Return the library of a document, None when it has not the shape of one, and every finding in file order."""
    if not document.usable:
        return None, document.findings
    library, found = convert(document, Library)
    if isinstance(document.data, Mapping) and "format" not in document.data:
        found.append(document.finding("note", "check.no_format", allowed=LIBRARY_FORMAT))
    checked = check_library(library, document) if library else ()
    return library, in_file_order([*document.findings, *found, *checked])


def write_library(library: Library) -> str:
    """Return the library as YAML that `read_library` reads back to an equal one."""
    plain = msgspec.to_builtins(library)
    for field in SHARED:
        for thing in plain.get(field, {}).values():
            set_out_rules(thing)
    return write_yaml({"format": LIBRARY_FORMAT} | plain)
