"""The published schemas are those the program prints."""

import json
from pathlib import Path

import pytest

from hanhtrinh.cli.schema_command import schema

DOCS = Path(__file__).parents[3] / "docs" / "schema"


@pytest.mark.parametrize("what", ["journey", "library", "mapping", "readings"])
def test_a_published_schema_is_current(what):
    """`docs/schema` holds what `hanhtrinh schema` prints today."""
    assert json.loads((DOCS / f"{what}.schema.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(schema(what))
    )
