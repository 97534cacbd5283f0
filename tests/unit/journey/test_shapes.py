"""Plain data becomes typed shapes, or all that is wrong with it is said."""

from enum import Enum
from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta

from hanhtrinh.journey.shapes import convert
from hanhtrinh.journey.yaml_text import Document, read_yaml


class Csv(msgspec.Struct, tag="csv", forbid_unknown_fields=True):
    """One of two shapes told apart by `type`."""

    delimiter: str = ","


class Excel(msgspec.Struct, tag="excel", forbid_unknown_fields=True):
    """The other one."""

    sheet: str


class Unit(Enum):
    """A choice."""

    PIECE = "piece"
    KILO = "kilo"


class Sample(msgspec.Struct, forbid_unknown_fields=True):
    """Every sort of field a file may have."""

    columns: str | list[str] = "a"
    source: Csv | Excel | None = None
    unit: Unit = Unit.PIECE
    level: Literal[1, 2] = 1
    code: Annotated[str, Meta(pattern="^[A-Z]+$")] = "A"
    short: Annotated[str, Meta(min_length=2, max_length=3)] = "ab"
    items: Annotated[list[int], Meta(min_length=1, max_length=2)] = msgspec.field(default_factory=lambda: [1])
    count: Annotated[int, Meta(ge=0)] = 0
    share: Annotated[float, Meta(gt=0)] = 1.0
    most: Annotated[float, Meta(lt=10)] = 1.0
    own: Annotated[int, Meta(le=5, extra={"finding": "check.rule_empty"})] = 1
    nothing: None = None
    text: str | None = None
    truth: bool = False
    anything: object = None
    table: dict[str, int] = msgspec.field(default_factory=dict)


def said(text: str) -> list[str]:
    shape, findings = convert(read_yaml(text, "f.yaml"), Sample)
    assert (shape is None) == bool(findings)
    return [finding.line_of_text("en").removeprefix("f.yaml:1 ") for finding in findings]


def test_converts() -> None:
    """Data of the right shape becomes that shape, whole numbers standing for decimal ones."""
    text = (
        "columns: [x, y]\nsource: {type: excel, sheet: A}\nunit: kilo\nlevel: 2\nshare: 2\nanything: [1]\ntable: {a: 1}"
    )
    sample, findings = convert(read_yaml(text, "f"), Sample)
    assert not findings
    assert sample == Sample(
        columns=["x", "y"], source=Excel("A"), unit=Unit.KILO, level=2, share=2.0, anything=[1], table={"a": 1}
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("columns: 3", "columns: error: this value does not belong here: 3"),
        (
            "columns: [a, 3]",
            'columns[1]: error: expected a text, but found 3. If it is meant as text, put it in quotes: "3".',
        ),
        ("columns:", "columns: error: 'columns' has no value. Write one, or delete the line."),
        ("source: {sheet: A}", "source: error: the field 'type' is missing; it says what this is: csv, excel."),
        (
            "source: {type: exel}",
            "source.type: error: 'exel' is not allowed here. Did you mean 'excel'? Allowed: csv, excel.",
        ),
        (
            "source: {type: csv, sheet: A}",
            "source.sheet: error: there is no field 'sheet' here. Known fields: delimiter, type.",
        ),
        ("source: {type: excel}", "source: error: the field 'sheet' is missing."),
        ("unit: pieces", "unit: error: 'pieces' is not allowed here. Did you mean 'piece'? Allowed: piece, kilo."),
        ("level: 3", "level: error: '3' is not allowed here. Allowed: 1, 2."),
        ("level: true", "level: error: 'true' is not allowed here. Allowed: 1, 2."),
        ("code: a1", "code: error: 'a1' does not have the form ^[A-Z]+$."),
        ('code: "A\\n"', "code: error: 'A' does not have the form ^[A-Z]+$."),
        ("short: a", "short: error: too short: 1; at least 2 needed."),
        ("short: abcd", "short: error: too long: 4; at most 3 allowed."),
        ("items: []", "items: error: too short: 0; at least 1 needed."),
        ("items: [1, 2, 3]", "items: error: too long: 3; at most 2 allowed."),
        ("count: -1", "count: error: -1 is too small. The least is 0."),
        ("count: true", "count: error: expected a whole number, but found: true"),
        ("share: 0", "share: error: 0 is too small. It must be more than 0."),
        ("most: 10", "most: error: 10 is too large. It must be less than 10."),
        ("own: 6", "own: error: the rule is empty. Write at least one property: value."),
        ("nothing: 1", "nothing: error: nothing may stand here, but found: 1"),
        ("text: [a]", 'text: error: expected a text, but found: ["a"]'),
        ("truth: 1", "truth: error: expected true or false, but found: 1"),
        ("table: {a: x}", "table.a: error: expected a whole number, but found: x"),
        ("table: {a: }", "table.a: error: 'a' has no value. Write one, or delete the line."),
        ("table: 1", "table: error: expected named fields (name: value), but found: 1"),
    ],
)
def test_words(text: str, expected: str) -> None:
    """Each way to miss the shape has its own words and its place."""
    assert said(text) == [expected]


def test_all_findings() -> None:
    """Every fault is reported at once, not only the first."""
    assert len(said("columns: 3\nlevel: 9\nzzz: 1\ncount: -1\nitems: [x, y, 3]")) == 7


def test_file_of_plain_data() -> None:
    """Data that came without a file takes the given name."""
    _, (finding,) = convert(Document(file="", data={"level": 3}, usable=True), Sample, "upload.yaml")
    assert finding.file == "upload.yaml"


def test_rest() -> None:
    """What only the final conversion can see is a finding too, never an exception."""

    class Picky(msgspec.Struct):
        """Refuses what its type allows."""

        number: int

        def __post_init__(self) -> None:
            if self.number == 13:
                raise ValueError("not thirteen")

    shape, (finding,) = convert(read_yaml("number: 13", "f"), Picky)
    assert shape is None
    assert finding.line_of_text("en") == "f:1: error: this cannot be used: not thirteen"
