"""Reading a mapping file: its shape, and everything in it that cannot be meant."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from hanhtrinh.errors import FileUnusable, Rejected
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.shapes import convert
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.journey.yaml_text import Document, decode_text, read_yaml
from hanhtrinh.sources.mapping import (
    PROPERTY_NAME,
    TAKEN_NAMES,
    EventRule,
    FileRule,
    Mapping,
    PropertyColumn,
    TimeColumn,
    TimeForm,
    asks_of,
    properties_of,
)
from hanhtrinh.sources.times import EPOCHS, SERIALS, forms_of, known_form
from hanhtrinh.values import Finding, known_zone, parse_instant

FARTHEST = 100
"""Scales end so far from 0 at most: exact sums of scores hold no more (`measures.drivers.sums.LARGEST`)."""
Place = tuple[str | int, ...]
Complaint = tuple[str, Place, dict[str, object]]
_FORMS = ", ".join(("iso", *EPOCHS, *SERIALS, "%d/%m/%Y %H:%M:%S"))


def load_mapping(path: Path) -> Mapping:
    """Return the mapping a file holds.

    Raises FileUnusable when it cannot be read, Rejected with every finding when it says what cannot be meant.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileUnusable("sources.file_unreadable", file=str(path), detail=error.strerror or str(error)) from error
    return read_mapping(decode_text(raw, str(path)), str(path))


def read_mapping(text: str, file: str) -> Mapping:
    """Return the mapping a text holds; raises Rejected with every finding of severity error."""
    document = read_yaml(text, file)
    findings: list[Finding] = list(document.findings)
    mapping: Mapping | None = None
    if document.usable:
        mapping, shape_findings = convert(document, Mapping)
        findings += shape_findings
    if mapping is not None:
        findings += check_mapping(mapping, document)
    if mapping is None or any(finding.severity == "error" for finding in findings):
        raise Rejected(file, findings)
    return mapping


def check_mapping(mapping: Mapping, document: Document) -> list[Finding]:
    """Return what is wrong with a mapping of the right shape."""
    found = [*_heads(mapping), *_instruments(mapping)]
    for i, file in enumerate(mapping.files):
        found += _file(mapping, file, ("files", i))
    return [document.finding("error", key, path, **params) for key, path, params in found]


def _heads(mapping: Mapping) -> Iterator[Complaint]:
    if not mapping.source.strip() or not mapping.source.isprintable():
        yield "sources.source_empty", ("source",), {}
    if not mapping.files:
        yield "sources.no_files", ("files",), {}
    yield from _zone(mapping.time_zone, ("time_zone",))


def _zone(zone: str | None, path: Place) -> Iterator[Complaint]:
    if zone is not None and not known_zone(zone):
        yield "sources.mapping_zone", path, {"zone": zone}


def _instruments(mapping: Mapping) -> Iterator[Complaint]:
    seen: dict[str, Instrument] = {}
    for i, instrument in enumerate(mapping.instruments):
        path: Place = ("instruments", i)
        if instrument.key in seen:
            yield "sources.instrument_twice", (*path, "key"), {"instrument": instrument.key}
        seen[instrument.key] = instrument
        if instrument.kind != "text" and not instrument.low < instrument.high:
            yield "sources.instrument_scale", (*path, "low"), {"low": instrument.low, "high": instrument.high}
        for end in ("low", "high"):
            given = getattr(instrument, end)
            if abs(given) > FARTHEST:
                yield "sources.instrument_far", (*path, end), {"given": given, "allowed": FARTHEST}


def _file(mapping: Mapping, file: FileRule, path: Place) -> Iterator[Complaint]:
    if not file.events:
        yield "sources.no_events", (*path, "events"), {}
    if file.delimiter is not None and (len(file.delimiter) != 1 or not file.delimiter.isascii()):
        yield "sources.delimiter_bad", (*path, "delimiter"), {"given": file.delimiter}
    for name, sign in (("quote", file.quote), ("escape", file.escape), ("comment", file.comment)):
        if sign is not None and (len(sign) > 1 or not sign.isascii()):
            yield "sources.sign_bad", (*path, name), {"name": name, "given": sign}
    if file.header_row is not None and file.header_row < 1:
        yield "sources.header_row_bad", (*path, "header_row"), {"given": file.header_row}
    if file.encoding is not None and not _known_encoding(file.encoding):
        yield "sources.mapping_encoding", (*path, "encoding"), {"given": file.encoding}
    for name in file.constants:
        yield from _property_name(name, (*path, "constants", name))
        if name in properties_of(file.properties):
            yield "sources.property_twice", (*path, "constants", name), {"name": name}
    yield from _properties(file.properties, (*path, "properties"))
    for i, rule in enumerate(file.events):
        yield from _event(mapping, rule, (*path, "events", i))


def _known_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def _event(mapping: Mapping, rule: EventRule, path: Place) -> Iterator[Complaint]:
    if rule.event == "":
        yield "sources.event_name_empty", (*path, "event"), {}
    if isinstance(rule.time, TimeColumn):
        yield from _zone(rule.time.zone, (*path, "time", "zone"))
        yield from _form(rule.time.format, (*path, "time", "format"))
        yield from _instant(rule.time, (*path, "time"))
    asks = asks_of(rule)
    if asks is not None:
        yield from _known_instrument(mapping, asks.instrument, (*path, "asks"))
    if rule.answer is not None:
        yield from _known_instrument(mapping, rule.answer.instrument, (*path, "answer", "instrument"))
        if asks is not None:
            yield "sources.asks_and_answer", (*path, "asks"), {}
        if rule.answer.score is None and rule.answer.text is None:
            yield "sources.answer_empty", (*path, "answer"), {}
    yield from _properties(rule.properties, (*path, "properties"))


def _known_instrument(mapping: Mapping, key: str, path: Place) -> Iterator[Complaint]:
    known = [instrument.key for instrument in mapping.instruments]
    if key not in known:
        close = nearest(key, known)
        yield (
            ("sources.instrument_suggest" if close else "sources.instrument_unknown"),
            path,
            {"instrument": key, "suggestion": close or "", "known": ", ".join(known) or "–"},
        )


def _properties(given: tuple[str, ...] | dict[str, str | PropertyColumn], path: Place) -> Iterator[Complaint]:
    for i, (name, column) in enumerate(properties_of(given).items()):
        place: Place = (*path, name if isinstance(given, dict) else i)
        yield from _property_name(name, place)
        yield from _zone(column.zone, (*place, "zone"))
        if column.type == "time":
            yield from _form(column.format, (*place, "format"))


def _property_name(name: str, path: Place) -> Iterator[Complaint]:
    if name in TAKEN_NAMES:
        yield "sources.property_taken", path, {"name": name, "taken": ", ".join(TAKEN_NAMES)}
    elif not PROPERTY_NAME.fullmatch(name):
        yield "sources.property_name", path, {"name": name}


def _instant(time: TimeColumn, path: Place) -> Iterator[Complaint]:
    if (time.at is None) == (time.column == ""):
        yield "sources.time_column_or_at", path, {}
    if time.at is not None:
        try:
            parse_instant(time.at, "UTC")
        except (ValueError, OverflowError):
            yield "sources.time_at_bad", (*path, "at"), {"given": time.at}


def _form(form: TimeForm | None, path: Place) -> Iterator[Complaint]:
    for one in () if form is None else forms_of(form):
        if not known_form(one):
            yield "sources.time_form_unknown", path, {"given": one, "allowed": _FORMS}
