"""A journey's text after a change, held against everything that may be wrong with it."""

from typing import NamedTuple

import msgspec

from hanhtrinh.errors import Rejected
from hanhtrinh.journey.check import check
from hanhtrinh.journey.codec import plain_journey, shape_of, write_journey
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.yaml_patch import patched
from hanhtrinh.journey.yaml_text import Document, in_file_order, read_yaml
from hanhtrinh.ports.journeys import JourneyText
from hanhtrinh.values import Finding


class Text(NamedTuple):
    """A text that was read back: what it says and what was found in it."""

    text: str
    journey: Journey
    document: Document
    findings: tuple[Finding, ...]


def text_after(text: str, before: Journey, after: Journey) -> str:
    """Return a journey's text after a change; what nobody touched, comments included, stays as it was written."""
    return _after(text, before, after, "")[0]


def text_checked(kept: JourneyText, before: Journey, after: Journey, read: Document | None = None) -> Text:
    """Return the text to write after a change; Rejected where it would have errors.

    `read` is what was read of the text as it stands, if that is at hand.
    """
    text, document, found = _after(kept.text, before, after, kept.path.name, read)
    findings = in_file_order([*found, *check(after, document)])
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise Rejected(kept.path.name, errors)
    return Text(text, after, document, findings)


def _after(
    text: str, before: Journey, after: Journey, file: str, read: Document | None = None
) -> tuple[str, Document, list[Finding]]:
    """Return the text with only what changed written anew; where that does not say what it should, all of it.

    What is written comes out of the model, which has been held against its shape: to read it back is enough.
    """
    old, new = plain_journey(before), plain_journey(after)
    for places in (read.lines, None) if read else (None,):
        candidate = patched(text, old, new, places)
        if candidate is not None:
            document = read_yaml(candidate, file)
            if _says(document, after):
                return candidate, document, list(document.findings)
    fresh = write_journey(after)
    document = read_yaml(fresh, file)
    return fresh, document, shape_of(document)[1]


def _says(document: Document, journey: Journey) -> bool:
    """Tell whether a document says exactly this journey, everything in its order."""
    if not document.usable:
        return False
    try:
        read = msgspec.convert(document.data, Journey)
    except msgspec.ValidationError:
        return False
    return msgspec.json.encode(read) == msgspec.json.encode(journey)
