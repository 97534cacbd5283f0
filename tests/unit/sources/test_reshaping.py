"""A proposed mapping changed by a form."""

import pytest

from hanhtrinh.errors import InputError
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mapping import EventColumn, properties_of
from hanhtrinh.sources.reshaping import Choice, reshaped, uses_of

TEXT = """
format: hanhtrinh-mapping/1
source: shop
files:
  - file: a.csv
    person: who
    events:
      - event: {column: what, names: {buy: purchase}}
        time: {column: at, format: "%d/%m/%Y"}
    properties: {total: {column: sum, type: money}}
  - file: b.csv
    person: who
    events:
      - {event: opened, time: opened_at}
      - {event: closed, time: closed_at}
"""
COLUMNS = {"a.csv": ("who", "what", "at", "sum", "city", "seen"), "b.csv": ("who", "opened_at", "closed_at")}


def shaped(**choice):
    """Return the rule of the first file after a choice."""
    return reshaped(read_mapping(TEXT, "m.yaml"), {"a.csv": Choice(**choice)}, COLUMNS).files[0]


def test_an_empty_choice_changes_nothing():
    """What the form leaves alone stays as proposed, down to the format of times and renamed events."""
    assert shaped() == read_mapping(TEXT, "m.yaml").files[0]


def test_another_time_column_loses_the_old_ones_format():
    """A format belongs to its column: a newly chosen time column is inferred."""
    assert shaped(time="seen").events[0].time == "seen"
    assert shaped(time="at").events[0].time.format == "%d/%m/%Y"


def test_the_name_of_the_event_is_a_column_or_one_name():
    """A chosen name for all rows wins over the column."""
    assert shaped(event="city").events[0].event == EventColumn(column="city")
    assert shaped(event="city", event_name="bought").events[0].event == "bought"


def test_properties_keep_how_they_are_read_and_leave_out_what_is_used_otherwise():
    """A kept property keeps its type and name; the person's column is never a property as well."""
    kept = properties_of(shaped(properties=("sum", "city", "who")).properties)
    assert {name: full.column for name, full in kept.items()} == {"total": "sum", "city": "city"}
    assert kept["total"].type == "money"


@pytest.mark.parametrize(
    ("file", "choice", "key"),
    [
        ("c.csv", Choice(), "imports.no_file"),
        ("a.csv", Choice(person="nobody"), "imports.no_column"),
        ("b.csv", Choice(person="who"), "imports.not_simple"),
    ],
)
def test_what_is_not_there_is_refused(file, choice, key):
    """A form that names a file or column that is not there, or a rule too rich for it, is an error."""
    with pytest.raises(InputError) as caught:
        reshaped(read_mapping(TEXT, "m.yaml"), {file: choice}, COLUMNS)
    assert caught.value.key == key


def test_the_use_of_every_column_is_told():
    """The page says what each column is taken for."""
    rule = read_mapping(TEXT, "m.yaml").files[0]
    assert {name: sorted(uses_of(rule, name)) for name in COLUMNS["a.csv"]} == {
        "who": ["person"], "what": ["event"], "at": ["time"], "sum": ["property"], "city": [], "seen": [],
    }  # fmt: skip
