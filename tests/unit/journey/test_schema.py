"""The published JSON Schema is current, explains every field and agrees with what the product reads."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from hanhtrinh.journey.codec import inspect_document, journey_schema
from hanhtrinh.journey.library_file import inspect_library
from hanhtrinh.journey.schema import library_schema, schema_text
from hanhtrinh.journey.templates import template_names, template_text
from hanhtrinh.journey.yaml_text import read_yaml
from tests.unit.journey.faulty import FAULTY, SOUND

SCHEMAS = Path(__file__).parents[3] / "docs" / "schema"
LIBRARY = """\
format: hanhtrinh-library/1
channels: {web: {name: Web}}
touchpoints: {visit: {name: {vi: Xem, en: See}, channel: web, match: {event: visit}}}
opportunities: {faster: {text: Faster, solutions: [{text: Cache}]}}
"""
BEYOND_A_SCHEMA = {
    "check.duplicate_key",  # seen by the YAML reader
    "check.rule_range",  # [cheap, dear]: whether a text is a time
    "check.rule_range_order",
    "check.rule_too_wide",
    "check.expected_whole_number_near",  # JSON knows no difference between 2 and 2.0
}


@cache
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(journey_schema())
    return jsonschema.Draft202012Validator(journey_schema())


def test_published() -> None:
    """The published files are current (write `hanhtrinh.journey.schema.schema_text()` to them)."""
    assert (SCHEMAS / "journey.schema.json").read_text(encoding="utf-8") == schema_text()
    assert (SCHEMAS / "library.schema.json").read_text(encoding="utf-8") == schema_text(library_schema())


def fields(schema: object, path: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every field any object of the schema has."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        for name, item in properties.items() if isinstance(properties, dict) else ():
            yield f"{path}.{name}", item
        for key, item in schema.items():
            yield from fields(item, f"{path}/{key}")
    elif isinstance(schema, list):
        for item in schema:
            yield from fields(item, path)


def test_every_field_is_described() -> None:
    """An editor can explain every field in a sentence."""
    found = [*fields(journey_schema()), *fields(library_schema())]
    assert len(found) > 160
    assert [path for path, field in found if not str(field.get("description", "")).endswith((".", ":"))] == []


@pytest.mark.parametrize("name", template_names())
def test_templates_fit(name: str) -> None:
    """The templates satisfy the schema."""
    validator().validate(read_yaml(template_text(name), name).data)


def test_sound_fits() -> None:
    """So does the smallest sound journey."""
    validator().validate(read_yaml(SOUND, "f").data)


@pytest.mark.parametrize(
    "change",
    [("", ""), ("name: Web", "nam: Web"), ("{event: visit}", "{}"), ("{event: visit}", "visit"), ("web:", "W:")],
)
def test_libraries_fit(change: tuple[str, str]) -> None:
    """A library the product reads fits its schema, and one whose shape it refuses does not."""
    text = LIBRARY.replace(*change) if change[0] else LIBRARY
    document = read_yaml(text, "f")
    jsonschema.Draft202012Validator.check_schema(library_schema())
    valid = jsonschema.Draft202012Validator(library_schema()).is_valid(document.data)
    assert valid == (not any(finding.severity == "error" for finding in inspect_library(document)[1]))


@pytest.mark.parametrize("name", [name for name, text in FAULTY.items() if read_yaml(text, "f").usable])
def test_same_verdict(name: str) -> None:
    """A file whose shape or rules the product refuses is refused by the schema, and no other."""
    document = read_yaml(FAULTY[name], "f")
    journey, findings = inspect_document(document)
    keys = {f.key for f in findings} - BEYOND_A_SCHEMA
    of_shape = journey is None and keys
    of_rules = any(key.startswith(("check.rule_", "check.segment_", "check.no_format")) for key in keys)
    undecided = {f.key for f in findings} & BEYOND_A_SCHEMA and not keys
    refused = not validator().is_valid(document.data)
    if not undecided and name != "empty texts":
        assert refused == bool(of_shape or of_rules)
